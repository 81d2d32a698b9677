/** ptrace(2): PTRACE_GET_SYSCALL_INFO tells of the call at which a thread stopped (struct ptrace_syscall_info). */
import type { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Call } from '../../call.ts';
import { architectureOf } from '../../filters/architecture.ts';
import { stopped } from '../../tracing/tracing.ts';
import { readGeneral, registerBytes } from '../tracing/user-registers.ts';

const ENTRY = 1;
const EXIT = 2;
const FILTER = 3;
const NIP = 32;
const R1 = 1;
const ORIG_R3 = 34;
const HEAD = 24;
const ENTRY_SIZE = 80;
const EXIT_SIZE = 33;
/** Behind the arguments: what the filter said with it. */
const FILTER_DATA = 80;
const FILTER_SIZE = 84;
const ARGUMENTS = 6;
const SO = 1;

export function traceCall(c: Call): number {
  const target = stopped(c.thread, c.i32(1));
  if (typeof target === 'number') return target;
  const filtering = target.trace?.filtering === true;
  const kind = filtering ? 'entry' : target.trace?.stop?.kind;
  const registers = readGeneral(target);
  const width = registerBytes(target);
  const view = c.structFor(ENTRY_SIZE + 8);
  const copy = (to: number, register: number): void => {
    if (width === 8) view.setWords(to, registers.u64High(8 * register), registers.u64Low(8 * register));
    else view.setWords(to, 0, registers.s32(4 * register));
  };
  view.setU8(0, filtering ? FILTER : kind === 'entry' ? ENTRY : kind === 'exit' ? EXIT : 0);
  view.setU32(4, architectureOf(target.process.abi));
  copy(8, NIP);
  copy(16, R1);
  let size = HEAD;
  if (kind === 'entry') {
    copy(24, 0);
    copy(32, ORIG_R3);
    for (let n = 1; n < ARGUMENTS; n++) copy(32 + 8 * n, 3 + n);
    size = ENTRY_SIZE;
    if (filtering) {
      view.setU32(FILTER_DATA, target.trace?.message ?? 0);
      size = FILTER_SIZE;
    }
  } else if (kind === 'exit') {
    result(view, target);
    size = EXIT_SIZE;
  }
  const room = Math.min(size, c.u64(2));
  return c.structOut(c.address(3), view, room) || size;
}

/** The value, or the negative number of an error; behind it, whether it is one. */
function result(view: StructView, { cpu, process }: Thread): void {
  const failed = (cpu.crField(0) & SO) !== 0;
  if (failed) view.setU64(HEAD, -cpu.gprLo(3));
  else if (process.abi.bits === 64) view.setWords(HEAD, cpu.gprHi(3), cpu.gprLo(3));
  else view.setU64(HEAD, cpu.gprLo(3) | 0);
  view.setU8(HEAD + 8, failed ? 1 : 0);
}
