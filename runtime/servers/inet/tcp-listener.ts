/**
 * The queues of a listening socket. A connect finds its place in the queue at once; when the queue is full Linux drops its
 * SYN, so it waits here until there is room (listen(2), tcp_conn_request).
 */
import { Errno } from '../../generated/errors.ts';
import { TcpEnd, type TcpQueue } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';

/** TCP_RTO_MAX in seconds. */
const MOST_STEP = 120;

export class TcpListener implements TcpQueue {
  readonly end: TcpEnd;
  backlog: number;
  /** Connections to be accepted, in order. */
  readonly #ready: TcpEnd[] = [];
  /** Connections that wait for data first (TCP_DEFER_ACCEPT), oldest first, and when each is taken all the same. */
  readonly #deferred = new Map<TcpEnd, number>();
  /** Ends that want to connect and find no room, in order, and when each gives up. */
  readonly #waiting = new Map<TcpEnd, { cancel(): void }>();
  #timer: { cancel(): void } | undefined;

  constructor(end: TcpEnd, backlog: number) {
    this.end = end;
    this.backlog = backlog;
  }

  get ready(): number {
    return this.#ready.length;
  }

  /** An end wants to connect. Linux allows one more than the backlog (sk_acceptq_is_full). */
  arrive(from: TcpEnd): void {
    if (this.#ready.length > this.backlog) {
      from.queuedAt = this;
      const timer = this.end.stack.services.timers.after(patience(from.settings.synCount), () => {
        if (this.#waiting.delete(from)) from.fail(Errno.ETIMEDOUT);
      });
      this.#waiting.set(from, timer);
    } else {
      this.#connect(from);
    }
  }

  /** The next connection, undefined when there is none. */
  accept(): TcpEnd | undefined {
    const child = this.#ready.shift();
    if (child === undefined) return undefined;
    child.queuedAt = undefined;
    for (const [next, timer] of this.#waiting) {
      timer.cancel();
      this.#waiting.delete(next);
      this.#connect(next);
      next.owner?.changed();
      break;
    }
    return child;
  }

  /** A deferred connection has data, or need wait no longer. */
  awake(child: TcpEnd): void {
    if (!this.#deferred.delete(child)) return;
    child.state = TcpState.established;
    this.#ready.push(child);
    this.end.owner?.changed();
  }

  /** A connection is over. One that can be accepted stays: accept gives it, and reading says what happened. */
  forget(end: TcpEnd): void {
    this.#deferred.delete(end);
    this.#waiting.get(end)?.cancel();
    this.#waiting.delete(end);
  }

  /** It listens no more: who is in a queue is refused or reset. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.end.stack.removeListener(this.end);
    for (const child of [...this.#ready.splice(0), ...this.#deferred.keys()]) {
      child.queuedAt = undefined;
      child.orphan = true;
      child.reset();
    }
    this.#deferred.clear();
    for (const [from, timer] of [...this.#waiting]) {
      timer.cancel();
      this.#waiting.delete(from);
      from.queuedAt = undefined;
      from.fail(Errno.ECONNREFUSED);
    }
  }

  #connect(from: TcpEnd): void {
    from.queuedAt = undefined;
    const { end } = this;
    const { stack } = end;
    const child = new TcpEnd(stack, end.settings.copy());
    child.localAddress = from.remoteAddress;
    child.localPort = from.remotePort;
    child.remoteAddress = from.localAddress;
    child.remotePort = from.localPort;
    child.addressGiven = end.addressGiven;
    child.v6 = end.v6;
    child.v6Only = end.v6Only;
    child.reuseAddress = end.reuseAddress;
    child.reusePort = end.reusePort;
    child.user = end.user;
    child.device = end.device;
    child.queuedAt = this;
    stack.tcpPorts.add(child.localPort, child);
    from.join(child);
    if (end.settings.deferAccept > 0) {
      child.state = TcpState.synReceived;
      this.#deferred.set(child, stack.now() + end.settings.deferAccept * 1e9);
      this.#arm();
      return;
    }
    child.state = TcpState.established;
    this.#ready.push(child);
    end.owner?.changed();
  }

  /** One timer for all that are deferred. */
  #arm(): void {
    if (this.#timer !== undefined) return;
    const [first] = this.#deferred.values();
    if (first === undefined) return;
    const { stack } = this.end;
    this.#timer = stack.services.timers.after(Math.max(1, (first - stack.now()) / 1e6), () => {
      this.#timer = undefined;
      const now = stack.now();
      for (const [child, at] of this.#deferred) {
        if (at > now) break;
        this.awake(child);
      }
      this.#arm();
    });
  }
}

/** Milliseconds until the last of so many repeated SYNs is given up: 1, 2, 4 … seconds between them (TCP_SYNCNT). */
function patience(retries: number): number {
  let seconds = 0;
  let step = 1;
  for (let i = 0; i <= retries; i++) {
    seconds += step;
    step = Math.min(step * 2, MOST_STEP);
  }
  return seconds * 1000;
}
