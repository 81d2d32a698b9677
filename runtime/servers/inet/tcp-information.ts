/** TCP_INFO of a connection, in the order of struct tcp_info (linux/tcp.h). What only packets would have is as on a quiet loopback. */
import type { TcpEnd } from './tcp-end.ts';
import { SEGMENT4, SEGMENT6, USUAL_SEGMENT } from './tcp-segment.ts';
import { TcpState } from './tcp-state.ts';

/** TCPI_OPT_TIMESTAMPS, SACK and WSCALE; a window scale of 7 both ways. */
const OPTIONS = 7;
const SCALES = 0x77;
/** Microseconds: retransmission and acknowledgement timers at their least, round trip on loopback. */
const RETRANSMISSION = 201_000;
const ACKNOWLEDGEMENT = 40_000;
const ROUND_TRIP = 20;
const WINDOW = 10;
const NO_THRESHOLD = 0x7fff_ffff;
const NO_RATE = 2 ** 53;

export function tcpInformation(end: TcpEnd): readonly number[] {
  const { state, settings, peer, ring } = end;
  const connected = peer !== undefined;
  const segment = connected ? (end.localAddress.isV4 ? SEGMENT4 : SEGMENT6) : USUAL_SEGMENT;
  const sent = peer === undefined ? end.sentAtEnd : peer.ring.written;
  const unsent = end.unsent;
  const held = end.held?.length ?? 0;
  const idle = connected ? Math.floor((end.stack.now() - end.since) / 1e6) : 0;
  const listener = state === TcpState.listen ? end.listener : undefined;
  return [
    state,
    0, // congestion state: open
    0, // retransmits
    0, // probes
    0, // backoff
    connected ? OPTIONS : 0,
    connected ? SCALES : 0,
    0, // delivery rate and fast open flags
    connected ? RETRANSMISSION : 1_000_000,
    connected ? ACKNOWLEDGEMENT : 0,
    segment,
    connected ? Math.min(segment, Math.max(USUAL_SEGMENT, ring.written)) : USUAL_SEGMENT,
    listener?.ready ?? 0, // unacknowledged packets; of a listener its queue
    listener?.backlog ?? 0,
    0, // lost
    0, // retransmitted
    0, // forward acknowledged
    idle, // since data was sent, then since an acknowledgement was sent (never filled)
    0,
    idle,
    idle,
    connected ? 65_535 : 0,
    connected ? settings.receiveBuffer >>> 1 : 0,
    connected ? ROUND_TRIP : 0,
    connected ? ROUND_TRIP / 2 : 0,
    NO_THRESHOLD,
    WINDOW,
    segment,
    3, // reordering
    0, // receiver's round trip
    settings.receiveBuffer >>> 1,
    0, // retransmissions in all
    0, // pacing rate
    NO_RATE, // its limit
    sent + held - unsent, // acknowledged
    ring.written, // received
    Math.ceil(sent / segment) + 2, // segments
    Math.ceil(ring.written / segment) + 2,
    unsent, // not sent
    ROUND_TRIP, // least round trip
    Math.ceil(ring.written / segment),
    Math.ceil(sent / segment),
    0, // delivery rate
    0, // busy
    0, // limited by the window
    0, // limited by the buffer
    0, // delivered
    0,
    sent,
    0, // bytes retransmitted
    0, // duplicate acknowledgements
    0, // reordering seen
    0, // out of order
    settings.receiveBuffer >>> 1, // send window
    settings.receiveBuffer >>> 1, // receive window
    0, // rehashes
  ];
}
