/** What the files of /proc and /sys are made from: the machine and its processes, and who is asking. */
import type { ProcessStub } from '../../../generated/servers/process.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Mount, MountTable } from '../../names/mount-table.ts';
import type { Processes } from '../../processes.ts';

/** A terminal as a list of processes shows it. */
export interface TerminalView {
  /** Neutral device number. */
  readonly device: number;
  readonly foreground: number;
}

/** Bytes, all of them. */
export interface MemoryView {
  readonly total: number;
  readonly free: number;
  /** Pages of files. */
  readonly cached: number;
  /** Of those: files that are only in memory, and shared anonymous memory. */
  readonly shared: number;
  readonly anonymous: number;
  readonly mapped: number;
}

/** Nanoseconds since the machine started. */
export interface TimesView {
  readonly uptime: number;
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
}

export interface SystemNames {
  readonly system: string;
  readonly release: string;
  readonly version: string;
  readonly machine: string;
}

/** One socket as lists show it; addresses are bytes of the network's order. */
export interface SocketView {
  readonly inode: number;
  readonly owner: number;
  readonly local: Uint8Array;
  readonly localPort: number;
  readonly remote: Uint8Array;
  readonly remotePort: number;
  /** Linux's TCP states: 1 established … 10 listening. */
  readonly state: number;
  readonly sendQueue: number;
  readonly receiveQueue: number;
  readonly references: number;
}

export interface LocalSocketView {
  readonly inode: number;
  /** 1 stream, 2 datagram, 5 sequenced packets. */
  readonly type: number;
  readonly listening: boolean;
  /** 1 unconnected, 2 connecting, 3 connected. */
  readonly state: number;
  readonly references: number;
  /** Bytes; an abstract name begins with NUL. Absent: unbound. */
  readonly path?: string;
}

/** What the servers of sockets tell of themselves. */
export interface NetworkView {
  tcp(family: 4 | 6): Iterable<SocketView>;
  udp(family: 4 | 6): Iterable<SocketView>;
  raw(family: 4 | 6): Iterable<SocketView>;
  local(): Iterable<LocalSocketView>;
  /** Whether the loopback device is up: then it has addresses. */
  up(): boolean;
  /** Counters of the loopback device. */
  loopback(): { readonly bytes: number; readonly packets: number };
}

interface IpcObjectView {
  readonly id: number;
  readonly permissions: {
    readonly key: number;
    readonly user: number;
    readonly group: number;
    readonly creatorUser: number;
    readonly creatorGroup: number;
    readonly mode: number;
  };
  /** Seconds, as the others are. */
  readonly changed: number;
}

/** Shared memory, sets of semaphores and queues as /proc/sysvipc shows them. */
export interface IpcView {
  segments(): readonly (IpcObjectView & {
    readonly size: number;
    readonly attached: number;
    readonly detached: number;
    readonly creator: number;
    readonly last: number;
    readonly attachments: number;
  })[];
  semaphores(): readonly (IpcObjectView & { readonly operated: number; readonly count: number })[];
  queues(): readonly (IpcObjectView & {
    readonly sent: number;
    readonly received: number;
    readonly bytes: number;
    readonly messages: number;
    readonly lastSender: number;
    readonly lastReceiver: number;
  })[];
}

/** One cache of a processor; sizes in bytes. */
export interface CacheView {
  readonly level: number;
  readonly kind: 'Data' | 'Instruction' | 'Unified';
  readonly size: number;
  readonly ways: number;
  readonly line: number;
}

export interface MachineView {
  readonly processes: Processes;
  readonly server: ProcessStub;
  readonly mounts: MountTable;
  /** Open objects without names. */
  readonly objects: Mount;
  /** The files of name spaces. */
  readonly spaces: Mount;
  /** The thread whose call is made now; undefined between calls. */
  caller(): Thread | undefined;
  memory(): MemoryView;
  times(): TimesView;
  /** Over 1, 5 and 15 minutes. */
  loads(): readonly [number, number, number];
  /** Processes made, and switches from one thread to another. */
  counts(): { readonly forks: number; readonly switches: number; readonly last: number };
  /** Threads that run or could. */
  running(): number;
  /** Wall-clock seconds at the start. */
  readonly started: number;
  terminal(session: number): TerminalView | undefined;
  names(): SystemNames;
  hostname(): string;
  setHostname(name: string): number;
  domain(): string;
  setDomain(name: string): number;
  readonly processor: {
    readonly title: string;
    readonly revision: string;
    readonly platform: string;
    readonly clock: number;
  };
  readonly caches: readonly CacheView[];
  /** Ticks of the time base in a second. */
  readonly timebase: number;
  random(into: Uint8Array): void;
  /** A UUID that is new at each start. */
  readonly bootIdentity: string;
  /** What was written into /proc/sys, by name below it. */
  readonly settings: Map<string, string>;
  readonly network?: NetworkView;
  readonly ipc?: IpcView;
}
