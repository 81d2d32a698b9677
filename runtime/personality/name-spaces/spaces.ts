/** Name spaces by their numbers, and those whose contents are servers of their own. */
import type { SocketsStub } from '../../generated/servers/sockets.ts';
import type { Ground } from '../ground.ts';
import type { NetworkView } from '../linux/proc/context.ts';
import type { MountTable } from '../names/mount-table.ts';
import type { GuestProcess } from '../process.ts';
import { UserSpace } from '../users/user-space.ts';

/** The numbers that Linux gives its first ones (include/linux/proc_ns.h); those of networks and mounts are counted. */
export const FIRST: Readonly<Record<string, number>> = {
  cgroup: 0xeffffffb,
  ipc: 0xefffffff,
  mnt: 0xf0000000,
  net: 0xf0000098,
  pid: 0xeffffffc,
  time: 0xeffffffa,
  user: 0xeffffffd,
  uts: 0xeffffffe,
};

/** CLONE_NEW… of each kind. */
export const TYPES: Readonly<Record<string, number>> = {
  time: 0x80,
  mnt: 0x2_0000,
  cgroup: 0x200_0000,
  uts: 0x400_0000,
  ipc: 0x800_0000,
  user: 0x1000_0000,
  pid: 0x2000_0000,
  net: 0x4000_0000,
};

/** What a process reaches through its ground: a system with names, or the objects of IPC. */
export interface GroundSpace {
  readonly number: number;
  readonly owner: UserSpace;
  readonly parts: Partial<Ground>;
  /** How many processes are in it. */
  users: number;
  /** Nobody is in it any more. */
  readonly gone?: () => void;
  /** A process is over. */
  readonly ended?: (pid: number) => void;
  /** Of a network: who makes its sockets, and what /proc/net shows. */
  readonly network?: { readonly sockets: SocketsStub; readonly view: NetworkView };
}

/** What a process is in besides its mounts and users. */
export interface Spaces {
  readonly uts: GroundSpace;
  readonly ipc: GroundSpace;
  readonly net: GroundSpace;
}

export type Space =
  | { readonly kind: 'mnt'; readonly space: MountTable }
  | { readonly kind: 'user'; readonly space: UserSpace }
  | { readonly kind: 'uts' | 'ipc' | 'net'; readonly space: GroundSpace };

/** Makes spaces of a machine. */
export interface SpaceMaker {
  uts(process: GuestProcess): Partial<Ground>;
  ipc(process: GuestProcess): Pick<GroundSpace, 'parts' | 'ended' | 'gone'>;
  net(process: GuestProcess): Pick<GroundSpace, 'parts' | 'network' | 'gone'>;
}

export class NameSpaces {
  readonly users = new UserSpace(FIRST['user'] ?? 0);
  readonly #all = new Map<number, { kind: Space['kind']; behind: WeakRef<Space['space']> }>();
  #next = 0xf000_0100;

  constructor() {
    this.enter('user', this.users.number, this.users);
  }

  /** A number for a new one. */
  number(): number {
    return this.#next++;
  }

  /** What is in a space keeps it; so does an open file of it. */
  enter(kind: Space['kind'], number: number, space: Space['space']): void {
    this.#all.set(number, { kind, behind: new WeakRef(space) });
  }

  find(number: number): Space | undefined {
    const found = this.#all.get(number);
    const space = found?.behind.deref();
    if (found === undefined || space === undefined) {
      this.#all.delete(number);
      return undefined;
    }
    // Each was entered with its kind.
    return { kind: found.kind, space } as Space;
  }
}

/** The number of the space of a kind that a process is in; undefined: there is no such kind. */
export function numberOf(process: GuestProcess | undefined, kind: string): number | undefined {
  switch (kind) {
    case 'mnt':
      return process?.names.mounts.number ?? FIRST[kind];
    case 'user':
      return process?.users.number ?? FIRST[kind];
    case 'uts':
    case 'ipc':
    case 'net':
      return process?.spaces[kind].number ?? FIRST[kind];
    default:
      return Object.hasOwn(FIRST, kind) ? FIRST[kind] : undefined;
  }
}

/** In whose name a space was begun; undefined of the first one of users. */
export function ownerOf(space: Space, first: UserSpace): UserSpace | undefined {
  return space.kind === 'user' ? space.space.above : (space.space.owner ?? first);
}
