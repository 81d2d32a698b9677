/** What a family of sockets implements. Types and protocols that it does not have are its own errors. */
import type { Errno } from '../../generated/errors.ts';
import type { Credentials, SocketIdentity } from '../../generated/structs.ts';
import type { SocketObject } from './socket-object.ts';

export interface Family {
  /** A new socket; a protocol of 0 is the usual one of the type. */
  create(type: number, protocol: number, credentials: Credentials): SocketObject | Errno;
  /** Two connected ones; a family without answers EOPNOTSUPP after it looked at type and protocol. */
  createPair(
    type: number,
    protocol: number,
    who: SocketIdentity,
    credentials: Credentials,
  ): readonly [SocketObject, SocketObject] | Errno;
}
