/** What is known of a traced thread (task_struct's ptrace members). */
import { TraceResume } from '../../generated/enums.ts';
import type { SignalInformation } from '../../generated/structs.ts';
import type { GuestProcess } from '../process.ts';

/** Events that a stop is about, in the third byte of the status (PTRACE_EVENT_FORK …). */
export const TraceEvent = {
  fork: 1,
  vfork: 2,
  clone: 3,
  exec: 4,
  vforkDone: 5,
  exit: 6,
  filter: 7,
  stop: 128,
} as const;

/** In the code of a stop at a system call, when it is asked for (TraceOptions.markCalls). */
export const CALL_MARK = 0x80;
/** What multiplies an event in the code of a stop. */
export const EVENT = 256;

export interface Stop {
  readonly kind: 'signal' | 'entry' | 'exit' | 'event' | 'group';
  /** A neutral signal, with a mark or an event above it. */
  readonly code: number;
  /** The native signal that a tracer may replace. */
  readonly signal?: number;
  readonly information?: SignalInformation;
  /** What the event is about. */
  readonly message?: number;
}

export class Trace {
  readonly tracer: GuestProcess;
  readonly seized: boolean;
  options: number;
  how: number = TraceResume.run;
  /** Where it stands now. */
  stop: Stop | undefined;
  /** What it is going to stop for before it goes on. */
  readonly queue: Stop[] = [];
  message = 0;
  /** Stopped before a call: the call is still to be made. */
  entered = false;
  /** Stopped by a filter before a call; the register of the first argument holds what it answers when the tracer leaves it out. */
  filtering = false;
  /** Between the stops before and behind a call. */
  inside = false;
  /** The native signal that a tracer has it take, 0 for none, with what it carries. */
  injected: number | undefined;
  information: SignalInformation | undefined;
  /** The registers show that the call was interrupted; its argument comes back when it is made again. */
  shows = false;
  /** Its tracer has been told that it ends. */
  exiting = false;
  /** In a group stop that SIGCONT is to be told of. */
  listening = false;
  /** SIGCONT came while it stood in a group stop: who begins to listen is told at once (JOBCTL_TRAP_NOTIFY). */
  continued = false;
  /** A call that waits for the child of a vfork has told of it. */
  told = false;

  /** It stands behind the instruction of a call that is still to be made. */
  get beforeCall(): boolean {
    return this.entered || this.filtering;
  }

  constructor(tracer: GuestProcess, seized: boolean, options: number) {
    this.tracer = tracer;
    this.seized = seized;
    this.options = options;
  }
}
