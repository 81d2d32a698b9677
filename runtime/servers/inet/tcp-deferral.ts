/**
 * TCP_DEFER_ACCEPT is kept as a number of retransmissions, so the seconds that a program asks for are rounded up to the
 * next sum of 1, 2, 4 … (secs_to_retrans and retrans_to_secs of net/ipv4/tcp.c).
 */
const FIRST = 1;
const MOST = 120;

/** The seconds that a listener waits for data. */
export function deferralOf(seconds: number): number {
  if (seconds <= 0) return 0;
  let period = FIRST;
  let step = FIRST;
  while (seconds > period && period < 255 * MOST) {
    step = Math.min(step * 2, MOST);
    period += step;
  }
  return period;
}
