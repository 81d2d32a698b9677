/**
 * The vDSO of Linux (arch/powerpc/kernel/vdso): one page with the trampolines around signal handlers and the
 * tables by which unwinders step over a signal frame: thread cancellation, exceptions and backtraces out of a handler need
 * them, for what libgcc falls back to without a vDSO (config/rs6000/linux-unwind.h) gives up where vectors were saved.
 *
 * No functions: getting the time is a system call, as it is on Linux when the vDSO has none.
 */
import type { Order } from '../../emulator/index.ts';
import { LINUX_FRAME } from './signal-frame-linux.ts';
import { LINUX32_FRAME } from './signal-frame-linux32.ts';
import { LINUX32_TRAMPOLINES, LINUX_TRAMPOLINE } from './trampolines.ts';
import { Column, saved, stackRule } from './vdso-frame-table.ts';
import { vdsoImageOf } from './vdso-image.ts';

/** Where the trampoline of 64-bit programs begins in the page. */
export const VDSO_TRAMPOLINE = 0x100;
/** Those of 32-bit programs, for handlers without and with siginfo; an instruction before each belongs to its frame's table. */
export const VDSO32_TRAMPOLINE = { plain: 0x104, information: 0x110 } as const;

/** The page as a 64-bit process of this byte order reads it; ELF ABI version 1 or 2. */
export function vdsoImage(order: Order, version: 1 | 2): Uint8Array {
  return vdsoImageOf({
    bits: 64,
    order,
    machine: 21,
    flags: version,
    name: 'linux-vdso64.so.1',
    code: { at: VDSO_TRAMPOLINE, words: LINUX_TRAMPOLINE },
    frames: [{ at: VDSO_TRAMPOLINE, size: 4 * LINUX_TRAMPOLINE.length, rules: rules64(order === 'little') }],
  });
}

/** The page as a 32-bit process reads it. */
export function vdso32Image(): Uint8Array {
  const { plain, information } = VDSO32_TRAMPOLINE;
  const { plainContext, informationContext } = LINUX32_FRAME;
  return vdsoImageOf({
    bits: 32,
    order: 'big',
    machine: 20,
    flags: 0,
    name: 'linux-vdso32.so.1',
    code: { at: plain - 4, words: LINUX32_TRAMPOLINES },
    frames: [
      { at: plain - 4, size: 12, rules: rules32(plainContext) },
      { at: information - 4, size: 12, rules: rules32(informationContext) },
    ],
  });
}

/** Where each register of the interrupted function lies, from r1 as the trampoline has it. */
function rules64(little: boolean): number[] {
  const { callerFrame, gpr, fpr, vectors } = LINUX_FRAME;
  const at = (column: number, offset: number): number[] => saved(column, callerFrame + offset);
  const rules = stackRule(callerFrame + gpr + 8);
  for (let n = 0; n < 32; n++) {
    if (n !== 1) rules.push(...at(n, gpr + 8 * n));
    rules.push(...at(Column.fpr + n, fpr + 8 * n), ...at(Column.vector + n, vectors + 16 * n));
  }
  rules.push(...at(Column.next, gpr + 8 * 32), ...at(Column.counter, gpr + 8 * 35), ...at(Column.link, gpr + 8 * 36));
  // Each field of the condition register is saved as the whole word.
  for (let n = 0; n < 8; n++) rules.push(...at(Column.condition + n, gpr + 8 * 38 + (little ? 0 : 4)));
  return rules;
}

/** The same for 32-bit programs, whose saved registers begin at `context`. */
function rules32(context: number): number[] {
  const { fpr, vectors } = LINUX32_FRAME;
  const rules = stackRule(context + 4);
  for (let n = 0; n < 32; n++) {
    if (n !== 1) rules.push(...saved(n, context + 4 * n));
    rules.push(
      ...saved(Column.fpr + n, context + fpr + 8 * n),
      ...saved(Column.vector + n, context + vectors + 16 * n),
    );
  }
  rules.push(
    ...saved(Column.next, context + 4 * 32),
    ...saved(Column.counter, context + 4 * 35),
    ...saved(Column.link, context + 4 * 36),
    // The whole condition register goes by the name of its field 2.
    ...saved(Column.condition + 2, context + 4 * 38),
  );
  return rules;
}
