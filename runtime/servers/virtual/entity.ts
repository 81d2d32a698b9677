/**
 * What stands in a virtual tree. Entities are made when a name is first looked up and know how to produce what they show
 * at the moment it is asked for; a tree gives them numbers, permissions and opens.
 */
import type { Errno } from '../../generated/errors.ts';
import type { Lease } from '../../kernel/lease.ts';

export interface Owner {
  readonly user: number;
  readonly group: number;
}

interface Common {
  /** 0o7777 bits now. */
  readonly permissions: number;
  /** Who owns it now; absent: user and group 0. */
  owner?(): Owner;
  /** Whether what it shows is still there; absent: always. */
  alive?(): boolean;
  /** The mode bits hold for user 0 too. */
  readonly strict?: boolean;
}

/** One open's bytes. */
export interface VirtualContent {
  read(at: number, into: Lease): number;
  write(at: number, from: Lease): number;
  close?(): void;
}

export interface VirtualFile extends Common {
  readonly kind: 'file';
  /** What status shows as its length; absent: 0. */
  readonly size?: number;
  open(flags: number): VirtualContent | Errno;
}

/** Where a link leads that is followed by object and not by name. */
export interface Jump {
  /** Number of the mount that the node is of. */
  readonly mount: number;
  readonly node: number;
  readonly type: number;
}

export interface VirtualLink extends Common {
  readonly kind: 'link';
  readonly size?: number;
  target(): string | Errno;
  /** Absent: the target is followed as a name. */
  follow?(): Jump | Errno;
}

export interface Listed {
  readonly name: string;
  readonly type: number;
  /** Where a listing goes on behind it: rising, and above 2. Absent: its place in the list. */
  readonly cookie?: number;
}

export interface VirtualDirectory extends Common {
  readonly kind: 'directory';
  lookup(name: string): VirtualEntity | undefined | Errno;
  list(): readonly Listed[] | Errno;
  /** Lets a caller in whom the mode bits keep out. */
  admits?(): boolean;
}

export type VirtualEntity = VirtualFile | VirtualLink | VirtualDirectory;
