/** A call of a confined thread is about to be made (__secure_computing of kernel/seccomp.c; do_seccomp of powerpc). */
import { STATE } from '../../../emulator/index.ts';
import { TraceOptions } from '../../generated/flags.ts';
import { Errno } from '../../generated/errors.ts';
import { Signal } from '../../generated/signals.ts';
import { emptySignalInformation, type SignalInformation } from '../../generated/structs.ts';
import { fold } from '../../kernel/address.ts';
import { KEEP } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { keepResult, setNativeError } from '../call-result.ts';
import { dumpCore } from '../core/core-dump.ts';
import { forceFault } from '../signal-delivery.ts';
import { filterStop } from '../tracing/stops.ts';
import { architectureOf } from './architecture.ts';
import { ACTION, type CallFilter, DATA_WORDS, Verdict } from './call-filter.ts';
import type { Confinement } from './filters.ts';

/** The call is to be made. */
export const PASS = 1;
/** The thread has stopped before it. */
export const STOPPED = 2;

const DATA = 0xffff;
/** MAX_ERRNO. */
const LAST_ERROR = 4095;
/** SYS_SECCOMP. */
const FILTERED = 1;
/** read, write, exit, rt_sigreturn; in 32-bit programs sigreturn. */
const ALWAYS = [3, 4, 1];
const RETURN = { 64: 172, 32: 119 } as const;

export class Gate {
  readonly #data = new Int32Array(DATA_WORDS);

  /** PASS, STOPPED, or what the call answers. */
  enter(thread: Thread, confinement: Confinement, number: number): number {
    const { trace, process } = thread;
    const { filter } = confinement;
    if (filter === undefined) return confined(thread, number);
    const again = trace?.filtering === true;
    if (trace !== undefined && again) {
      trace.filtering = false;
      // A tracer leaves the call out by this number; it has put what it answers in its place.
      if (number < 0) return kept(thread);
    }
    if (filter.allows(number, architectureOf(process.abi))) return PASS;
    const verdict = this.#judge(thread, filter, number);
    const data = verdict & DATA;
    switch (verdict & ACTION) {
      case Verdict.allow:
      case Verdict.log:
        return PASS;
      case Verdict.error:
        setNativeError(thread, Math.min(data, LAST_ERROR));
        return KEEP;
      case Verdict.notify:
        return Errno.ENOSYS;
      case Verdict.trace:
        if (again) return PASS;
        if (trace === undefined || (trace.options & TraceOptions.filter) === 0) return Errno.ENOSYS;
        filterStop(thread, data);
        return STOPPED;
      case Verdict.trap: {
        const result = kept(thread);
        forceFault(thread, process.signals.native('SIGSYS'), filtered(thread, number, data));
        return result;
      }
      default:
        kill(thread, number, verdict);
        return KEEP;
    }
  }

  #judge({ cpu, process: { abi } }: Thread, filter: CallFilter, number: number): number {
    const data = this.#data;
    const first = abi.order === 'little' ? 0 : 1;
    const wide = abi.bits === 64;
    const put = (index: number, high: number, low: number): void => {
      data[index + first] = low;
      data[index + 1 - first] = wide ? high : 0;
    };
    data[0] = number;
    data[1] = architectureOf(abi);
    put(2, cpu.hi(STATE.pc), cpu.lo(STATE.pc));
    for (let i = 0; i < 6; i++) put(4 + 2 * i, cpu.gprHi(3 + i), cpu.gprLo(3 + i));
    return filter.judge(data);
  }
}

/** What is in the register where a result goes is the result. */
function kept(thread: Thread): typeof KEEP {
  keepResult(thread);
  return KEEP;
}

function confined(thread: Thread, number: number): number {
  const { process } = thread;
  if (ALWAYS.includes(number) || number === RETURN[process.abi.bits]) return PASS;
  const { processes, threads, signals } = process;
  if (threads.length > 1) processes.removeThread(thread, signals.native('SIGKILL'));
  else processes.terminate(process, signals.native('SIGKILL'));
  return KEEP;
}

/** The last thread goes with a core file, as does the process when it is meant. */
function kill(thread: Thread, number: number, verdict: number): void {
  const { process } = thread;
  const { processes, threads } = process;
  const signal = process.signals.native('SIGSYS');
  if ((verdict & ACTION) === Verdict.killThread && threads.length > 1) processes.removeThread(thread, signal);
  else {
    const information = filtered(thread, number, verdict & DATA);
    processes.terminate(process, signal, dumpCore(thread, signal, information));
  }
}

function filtered({ cpu, process: { abi } }: Thread, number: number, data: number): SignalInformation {
  const information = emptySignalInformation();
  information.signal = Signal.SIGSYS;
  information.code = FILTERED;
  information.error = data;
  information.address = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
  information.call = number;
  information.architecture = architectureOf(abi);
  return information;
}
