/** One process as the server knows it. */
import type { WaitKind } from '../../generated/enums.ts';
import type { RecipientStub } from '../../generated/servers/recipient.ts';
import type { Credentials, ResourceUsage } from '../../generated/structs.ts';
import { emptyResourceUsage } from '../../generated/structs.ts';
import type { ProcessDescriptor } from './process-descriptor.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Tracee } from './tracing.ts';

/** Something that happened to a process and that its parent may wait for. */
export interface Change {
  readonly kind: WaitKind;
  /** Exit code or neutral signal. */
  readonly code: number;
}

export class ProcessEntry {
  readonly pid: number;
  parent: ProcessEntry | undefined;
  /** In the order in which they were born. */
  readonly children = new Set<ProcessEntry>();
  group: number;
  session: number;
  credentials: Credentials;
  /** The neutral signal that tells the parent of the end; 0 for none. */
  exitSignal: number;
  /** See ProcessRights. */
  rights = 0;
  nice = 0;
  name = 'init';
  /** Monotonic nanoseconds. */
  started = 0;
  /** It has replaced its program since it was forked. */
  executed = false;
  ignoresChildren = false;
  /** Orphaned descendants become its children (prctl(PR_SET_CHILD_SUBREAPER)). */
  subreaper = false;
  recipient: RecipientStub | undefined;
  /** Thread ids besides the first. */
  readonly threads = new Set<number>();
  /** It is over and waits to be waited for. */
  ending: Change | undefined;
  /** It stopped or went on, and nobody has asked yet. */
  change: Change | undefined;
  stopped = false;
  /** Somebody outside the machine would continue it. */
  accompanied = false;
  /** Its own, once it is over. */
  usage: ResourceUsage = emptyResourceUsage();
  /** That of the children which it waited for, and theirs. */
  childrenUsage: ResourceUsage = emptyResourceUsage();
  /** It was waited for: its number may be given to another. */
  reaped = false;
  /** The descriptors that name it. */
  readonly descriptors = new Set<ProcessDescriptor>();
  /** Its threads that somebody traces, by number, and the threads that it traces. */
  readonly traced = new Map<number, Tracee>();
  readonly tracees = new Set<Tracee>();
  /** Told when a child changes. */
  readonly watchers: ObjectHandle[] = [];

  constructor(pid: number, parent: ProcessEntry | undefined, group: number, session: number, credentials: Credentials) {
    this.pid = pid;
    this.parent = parent;
    this.group = group;
    this.session = session;
    this.credentials = credentials;
    this.exitSignal = 0;
  }
}
