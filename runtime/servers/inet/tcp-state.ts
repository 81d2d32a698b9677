/** States of a connection, by the numbers that programs see (TCP_INFO, /proc/net/tcp). RFC 9293, 3.3.2. */
export const TcpState = {
  established: 1,
  synSent: 2,
  synReceived: 3,
  finWait1: 4,
  finWait2: 5,
  timeWait: 6,
  close: 7,
  closeWait: 8,
  lastAck: 9,
  listen: 10,
  closing: 11,
} as const;
