/**
 * Groups that sockets joined (IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP and their relatives). The only interface is loopback, which
 * is also the usual one for groups here: a group joined by any socket of the machine is there for all.
 */
import { SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { SocketOptionValue } from '../../generated/structs.ts';
import { addressOf, type InetAddress, isOwn, v4 } from './address.ts';
import { LOOPBACK_INTERFACE } from './interfaces.ts';

/** net.ipv4.igmp_max_memberships, igmp_max_msf. */
const MOST_GROUPS = 20;
const MOST_SOURCES = 10;
const ALL_HOSTS = v4(0xe000_0001);

/** The options that name no protocol, as those of IPv4. */
const PLAIN: ReadonlyMap<number, number> = new Map([
  [SocketOption.groupJoin, SocketOption.ipAddMembership],
  [SocketOption.groupLeave, SocketOption.ipDropMembership],
  [SocketOption.groupJoinSource, SocketOption.ipAddSourceMembership],
  [SocketOption.groupLeaveSource, SocketOption.ipDropSourceMembership],
  [SocketOption.groupBlockSource, SocketOption.ipBlockSource],
  [SocketOption.groupUnblockSource, SocketOption.ipUnblockSource],
]);

/** Whether an option is one of those. */
export function changesGroups(option: number): boolean {
  return PLAIN.has(option);
}

interface Membership {
  readonly group: InetAddress;
  /** Only from these; undefined: from all but those in `blocked`. */
  readonly sources: InetAddress[] | undefined;
  readonly blocked: InetAddress[];
}

/** How many sockets are in each group. */
export class Groups {
  readonly #counts: { readonly group: InetAddress; count: number }[] = [];

  join(group: InetAddress): void {
    const known = this.#counts.find((one) => one.group.equals(group));
    if (known === undefined) this.#counts.push({ group, count: 1 });
    else known.count++;
  }

  leave(group: InetAddress): void {
    const index = this.#counts.findIndex((one) => one.group.equals(group));
    const known = this.#counts[index];
    if (known !== undefined && --known.count === 0) this.#counts.splice(index, 1);
  }

  /** Whether the machine is in a group; it is always in that of all hosts. */
  has(group: InetAddress): boolean {
    return group.equals(ALL_HOSTS) || this.#counts.some((one) => one.group.equals(group));
  }
}

/** The memberships of one socket. */
export class Memberships {
  readonly #groups: Groups;
  readonly #list: Membership[] = [];

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  /** Whether a datagram to a group is for this socket; `all`: also groups that only others joined (IP_MULTICAST_ALL). */
  admits(group: InetAddress, from: InetAddress, all: boolean): boolean {
    const membership = this.#find(group);
    if (membership === undefined) return all;
    if (membership.sources !== undefined) return membership.sources.some((source) => source.equals(from));
    return !membership.blocked.some((source) => source.equals(from));
  }

  /** One of the options that change memberships: 0 or an error. */
  change(asked: number, value: SocketOptionValue): number {
    const option = PLAIN.get(asked) ?? asked;
    const group = addressOf(value.address);
    const wrong = this.#interfaceOf(value);
    switch (option) {
      case SocketOption.ipAddMembership:
      case SocketOption.ipv6JoinGroup:
        if (!group.isMulticast) return Errno.EINVAL;
        if (wrong !== 0) return wrong;
        return this.#join(group, undefined);
      case SocketOption.ipDropMembership:
      case SocketOption.ipv6LeaveGroup:
        if (!group.isMulticast) return Errno.EINVAL;
        return wrong === 0 ? this.#leave(group) : wrong;
      default: {
        if (!group.isMulticast) return Errno.EINVAL;
        return wrong === 0 ? this.#changeSource(option, group, addressOf(value.source)) : wrong;
      }
    }
  }

  /** The socket is closed. */
  leaveAll(): void {
    for (const { group } of this.#list.splice(0)) this.#groups.leave(group);
  }

  #find(group: InetAddress): Membership | undefined {
    return this.#list.find((one) => one.group.equals(group));
  }

  /** ENODEV when the value names an interface that is not there. */
  #interfaceOf(value: SocketOptionValue): number {
    if (value.interface !== 0) return value.interface === LOOPBACK_INTERFACE ? 0 : Errno.ENODEV;
    const { word0 } = value.local;
    return word0 === 0 || isOwn(v4(word0)) ? 0 : Errno.ENODEV;
  }

  #join(group: InetAddress, sources: InetAddress[] | undefined): number {
    if (this.#find(group) !== undefined) return Errno.EADDRINUSE;
    if (this.#list.length === MOST_GROUPS) return Errno.ENOBUFS;
    this.#list.push({ group, sources, blocked: [] });
    this.#groups.join(group);
    return 0;
  }

  #leave(group: InetAddress): number {
    const index = this.#list.findIndex((one) => one.group.equals(group));
    if (index < 0) return Errno.EADDRNOTAVAIL;
    this.#list.splice(index, 1);
    this.#groups.leave(group);
    return 0;
  }

  #changeSource(option: number, group: InetAddress, source: InetAddress): number {
    const membership = this.#find(group);
    switch (option) {
      case SocketOption.ipAddSourceMembership:
        if (membership === undefined) return this.#join(group, [source]);
        return membership.sources === undefined ? Errno.EINVAL : add(membership.sources, source);
      case SocketOption.ipDropSourceMembership: {
        if (membership?.sources === undefined) return Errno.EINVAL;
        const result = remove(membership.sources, source);
        return result === 0 && membership.sources.length === 0 ? this.#leave(group) : result;
      }
      case SocketOption.ipBlockSource:
        return membership === undefined || membership.sources !== undefined
          ? Errno.EINVAL
          : add(membership.blocked, source);
      default:
        return membership === undefined || membership.sources !== undefined
          ? Errno.EINVAL
          : remove(membership.blocked, source);
    }
  }
}

function add(list: InetAddress[], address: InetAddress): number {
  if (list.some((one) => one.equals(address))) return Errno.EADDRNOTAVAIL;
  if (list.length === MOST_SOURCES) return Errno.ENOBUFS;
  list.push(address);
  return 0;
}

function remove(list: InetAddress[], address: InetAddress): number {
  const index = list.findIndex((one) => one.equals(address));
  if (index < 0) return Errno.EADDRNOTAVAIL;
  list.splice(index, 1);
  return 0;
}
