/** Errors with the datagram that they are about (IP_RECVERR, MSG_ERRQUEUE). ip(7). */
import { Errno } from '../../generated/errors.ts';
import { emptySocketAddress, type SocketAddress, type SocketFault } from '../../generated/structs.ts';
import { type InetAddress, showName } from './address.ts';

/** SO_EE_ORIGIN_ICMP and ICMP6; destination unreachable, port. */
const ICMP = 2;
const ICMP6 = 3;
const UNREACHABLE4 = 3;
const PORT4 = 3;
const UNREACHABLE6 = 1;
const PORT6 = 4;
/** More are not kept. */
const MOST = 64;
/** An ICMP message brings so much of the datagram back at most. */
const KEPT = 548;

export interface QueuedError {
  readonly bytes: Uint8Array;
  /** Where the datagram was to go. */
  readonly address: SocketAddress;
  readonly fault: SocketFault;
}

export class ErrorQueue {
  readonly #list: QueuedError[] = [];

  get length(): number {
    return this.#list.length;
  }

  get first(): QueuedError | undefined {
    return this.#list[0];
  }

  shift(): void {
    this.#list.shift();
  }

  /** Nobody has the port. */
  unreachable(bytes: Uint8Array, length: number, family: number, to: InetAddress, port: number): void {
    if (this.#list.length === MOST) return;
    const address = emptySocketAddress();
    showName(address, family, to, port);
    const offender = emptySocketAddress();
    showName(offender, family, to, 0);
    const v4 = to.isV4;
    this.#list.push({
      bytes: bytes.slice(0, Math.min(length, KEPT)),
      address,
      fault: {
        error: -Errno.ECONNREFUSED,
        origin: v4 ? ICMP : ICMP6,
        type: v4 ? UNREACHABLE4 : UNREACHABLE6,
        code: v4 ? PORT4 : PORT6,
        information: 0,
        data: 0,
        offender,
      },
    });
  }
}
