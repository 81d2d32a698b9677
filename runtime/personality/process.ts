/**
 * A guest process as the client side sees it: its parts, each of which knows how to fork.
 *
 * What others may ask of it (groups, sessions, children, permission to signal) is the process server's; here is what
 * the calls of the process itself need without a message. Processes made with CLONE_VM, CLONE_FILES … share parts;
 * each part counts its users.
 */
import type { AddressSpace } from '../kernel/address-space.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Credentials } from '../generated/structs.ts';
import type { ProcessStub } from '../generated/servers/process.ts';
import type { TerminalsStub } from '../generated/servers/terminals.ts';
import type { Abi } from './abi.ts';
import { ALL, type CapabilitySets, type Words } from './capabilities.ts';
import type { IoCounts } from './descriptors/io-counts.ts';
import type { Descriptors } from './descriptors/descriptors.ts';
import type { Executable } from './executable.ts';
import type { RequestContext } from './linux/requests/request-context.ts';
import { Controls } from './controls.ts';
import { ProcessKeys } from './keys/process-keys.ts';
import { IntervalTimers } from './interval-timers.ts';
import type { ProgramPlaces } from './image/program-places.ts';
import type { Limits } from './limits.ts';
import type { Names } from './names/names.ts';
import type { Ending, Processes } from './processes.ts';
import { PosixTimers } from './posix-timers.ts';
import { ProcessSignals } from './process-signals.ts';
import { UseCount } from './use-count.ts';
import type { ChildRelease } from './vfork.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Ground } from './ground.ts';
import type { GroundSpace, Spaces } from './name-spaces/spaces.ts';
import { unshareDescriptors } from './unshare.ts';
import type { UserSpace } from './users/user-space.ts';

/** The servers that the calls of a process reach. */
export interface Stubs {
  readonly process: ProcessStub;
  readonly terminals: TerminalsStub;
}

/** Who else uses the parts that clone lets processes share. */
export interface Uses {
  space: UseCount;
  descriptors: UseCount;
  names: UseCount;
}

/** What a new process is made of. */
export interface ProcessParts {
  readonly pid: number;
  readonly abi: Abi;
  readonly space: AddressSpace;
  readonly descriptors: Descriptors;
  readonly names: Names;
  readonly limits: Limits;
  readonly credentials: Credentials;
  readonly processes: Processes;
  readonly ground: Ground;
  readonly users: UserSpace;
  readonly spaces: Spaces;
  readonly stubs: Stubs;
  readonly program: string;
}

export class GuestProcess {
  readonly pid: number;
  readonly stubs: Stubs;
  /** The client side of the interfaces that need no state of their own. */
  ground: Ground;
  /** The users it knows, and what else it shares with others of its name spaces. */
  users: UserSpace;
  spaces: Spaces;
  /** Where the process server delivers signals. */
  recipient: ObjectHandle | undefined;
  uses: Uses = { space: new UseCount(), descriptors: new UseCount(), names: new UseCount() };
  /** The processes of this machine, and how they begin and end. */
  readonly processes: Processes;
  /** exec may replace these. */
  abi: Abi;
  space: AddressSpace;
  descriptors: Descriptors;
  names: Names;
  limits: Limits;
  /** A copy of what the process server has; replaced whole when it changes. */
  credentials: Credentials;
  /** Capabilities that do not follow from its users. */
  capabilities: CapabilitySets | undefined;
  /** Those that programs may have at all. */
  bounding: Words = ALL;
  signals: ProcessSignals;
  readonly timers: IntervalTimers;
  readonly posixTimers: PosixTimers;
  /** Contexts of asynchronous requests by their numbers. */
  readonly requests = new Map<number, RequestContext>();
  /** What prctl keeps. */
  controls = new Controls();
  /** Its rings of keys. */
  keys: ProcessKeys;
  /** The execution domain (personality(2)), in the system's own numbers. */
  domain = 0;
  /** Class and level (ioprio_set(2)), 0 for none. */
  ioPriority = 0;
  /** The absolute name of the program, and its arguments and environment as given to exec. */
  program: string;
  /** Where its parts lie in memory. */
  image: ProgramPlaces | undefined;
  /** The open file behind it. */
  executable: Executable | undefined;
  /** Whether its function pointers are descriptors: ELFv1 code of an ABI that has them. */
  functionDescriptors = false;
  arguments: readonly string[] = [];
  environment: readonly string[] = [];
  /** The first is the leader while it lives. */
  readonly threads: Thread[] = [];
  /** Stopped by job control: no thread runs. */
  stopped = false;
  /** It is no leader and said that it wants no controlling terminal (TIOCNOTTY); its children neither. */
  withoutTerminal = false;
  /** Set once the process is over. */
  ended: Ending | undefined;
  dumpable = 1;
  parentDeathSignal = 0;
  /** −1000 to 1000: how willingly it is killed when memory is short (oom_score_adj). */
  memoryAdjustment = 0;
  /** What it read and wrote through descriptors. */
  readonly io: IoCounts = { reads: 0, writes: 0, readBytes: 0, writtenBytes: 0 };
  /** Monotonic nanoseconds at which it began. */
  started = 0;
  /** Second of processor time at which SIGXCPU comes next. */
  toldSeconds = 0;
  /** User time of threads that are over, and context switches. */
  pastUserTime = 0;
  pastSystemTime = 0;
  pastVoluntary = 0;
  pastInvoluntary = 0;
  /** The parent that waits in vfork until this process executes or ends. */
  release: ChildRelease | undefined;

  constructor(parts: ProcessParts) {
    this.pid = parts.pid;
    this.abi = parts.abi;
    this.space = parts.space;
    this.descriptors = parts.descriptors;
    this.names = parts.names;
    this.limits = parts.limits;
    this.credentials = parts.credentials;
    this.stubs = parts.stubs;
    this.program = parts.program;
    this.processes = parts.processes;
    this.ground = parts.ground;
    this.users = parts.users;
    this.spaces = parts.spaces;
    for (const space of Object.values(this.spaces)) space.users++;
    this.keys = new ProcessKeys(parts.processes.keys);
    this.signals = new ProcessSignals(this);
    this.timers = new IntervalTimers(this);
    this.posixTimers = new PosixTimers(this);
  }

  /** It goes into another space of a kind. */
  enter(kind: keyof Spaces, space: GroundSpace): void {
    space.users++;
    leave(this.spaces[kind]);
    this.spaces = { ...this.spaces, [kind]: space };
    this.ground = { ...this.ground, ...space.parts };
    if (space.network === undefined) return;
    // Who makes sockets is known where descriptors are: they are not shared with processes of another network.
    unshareDescriptors(this);
    this.descriptors.setSockets(space.network.sockets);
  }
  /** It is over. */
  leaveSpaces(): void {
    for (const space of Object.values(this.spaces)) leave(space);
  }
}

function leave(space: GroundSpace): void {
  if (--space.users === 0) space.gone?.();
}
