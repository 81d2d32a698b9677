/** What /proc/net and socket diagnosis show of the sockets of a machine. */
import type { InetAddress } from './address.ts';
import type { InetStack } from './stack.ts';
import { TcpEnd } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';
import { TimeWaitEntry } from './time-wait.ts';
import { UdpSocket } from './udp-socket.ts';

export interface ListedSocket {
  readonly v6: boolean;
  readonly state: number;
  readonly localAddress: InetAddress;
  readonly localPort: number;
  readonly remoteAddress: InetAddress;
  readonly remotePort: number;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly user: number;
  readonly inode: number;
  readonly dropped: number;
}

/** TCP sockets that listen or are connected, and what is left of connections. */
export function listTcp(stack: InetStack): ListedSocket[] {
  stack.timeWait.expire();
  const list: ListedSocket[] = [];
  for (const [, users] of stack.tcpPorts.entries()) {
    for (const user of users) {
      if (user instanceof TcpEnd) {
        if (user.state === TcpState.close) continue;
        const { listener } = user;
        list.push({
          ...partOf(user),
          state: user.state,
          receiveQueue: listener?.ready ?? Math.min(user.ring.length, user.window),
          sendQueue: listener?.backlog ?? user.unsent,
          user: user.user,
          inode: user.orphan ? 0 : user.inode,
        });
      } else if (user instanceof TimeWaitEntry) {
        list.push({ ...partOf(user), state: user.state, receiveQueue: 0, sendQueue: 0, user: 0, inode: 0 });
      }
    }
  }
  return list;
}

/** UDP sockets that have a port. */
export function listUdp(stack: InetStack): ListedSocket[] {
  const list: ListedSocket[] = [];
  for (const [, users] of stack.udpPorts.entries()) {
    for (const user of users) {
      if (!(user instanceof UdpSocket)) continue;
      list.push({
        ...partOf(user),
        state: user.connected ? TcpState.established : TcpState.close,
        receiveQueue: user.queue.bytes,
        sendQueue: 0,
        user: user.user,
        inode: user.status.inode,
        dropped: user.queue.dropped,
      });
    }
  }
  return list;
}

interface Named {
  readonly v6: boolean;
  readonly localAddress: InetAddress;
  readonly localPort: number;
  readonly remoteAddress: InetAddress;
  readonly remotePort: number;
}

function partOf({ v6, localAddress, localPort, remoteAddress, remotePort }: Named) {
  return { v6, localAddress, localPort, remoteAddress, remotePort, dropped: 0 };
}
