/** A TCP port's user: an end, or what TIME-WAIT keeps of one. */
import type { InetAddress } from './address.ts';
import type { PortUser } from './port-table.ts';

export interface TcpUser extends PortUser {
  readonly state: number;
  readonly localPort: number;
  readonly remoteAddress: InetAddress;
  readonly remotePort: number;
}
