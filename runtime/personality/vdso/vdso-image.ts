/** The page of code, as a process reads it: depends on nothing but figures of the ABI, so that installing k42 can make it (tools/build.ts). */
import { LINUX_FRAME } from '../signal-frame-linux.ts';
import { LINUX32_FRAME } from '../signal-frame-linux32.ts';
import { LINUX32_TRAMPOLINES, LINUX_TRAMPOLINE } from '../trampolines.ts';
import { Column, saved, stackRule } from './frame-table.ts';
import { functions32 } from './functions32.ts';
import { functions64 } from './functions64.ts';
import { vdsoImageOf, type VdsoSymbol } from './image.ts';
import { VDSO32_TRAMPOLINE, VDSO_TRAMPOLINE, type VdsoAbi, vdsoAddresses } from './vdso.ts';

/** Where the functions begin. */
const FUNCTIONS = 0x140;
const VERSION = 'LINUX_2.6.15';

export function vdsoImage(abi: VdsoAbi): Uint8Array {
  return abi.bits === 64 ? image64(abi) : image32(abi);
}

function image64(abi: VdsoAbi): Uint8Array {
  const { words, symbols } = functions64(vdsoAddresses(abi).data);
  return vdsoImageOf({
    bits: 64,
    order: abi.order,
    machine: 21,
    flags: abi.functionDescriptors ? 1 : 2,
    name: 'linux-vdso64.so.1',
    version: VERSION,
    code: [
      { at: VDSO_TRAMPOLINE, words: LINUX_TRAMPOLINE, rules: rules64(abi.order === 'little') },
      { at: FUNCTIONS, words },
    ],
    symbols: [...moved(symbols), { name: '__kernel_sigtramp_rt64', at: VDSO_TRAMPOLINE + 4, size: 12 }],
  });
}

function image32(abi: VdsoAbi): Uint8Array {
  const { plain, information } = VDSO32_TRAMPOLINE;
  const { plainContext, informationContext } = LINUX32_FRAME;
  const { words, symbols } = functions32(vdsoAddresses(abi).data);
  return vdsoImageOf({
    bits: 32,
    order: 'big',
    machine: 20,
    flags: 0,
    name: 'linux-vdso32.so.1',
    version: VERSION,
    code: [
      { at: plain - 4, words: LINUX32_TRAMPOLINES.slice(0, 3), rules: rules32(plainContext) },
      { at: information - 4, words: LINUX32_TRAMPOLINES.slice(3), rules: rules32(informationContext) },
      { at: FUNCTIONS, words },
    ],
    symbols: [
      ...moved(symbols),
      { name: '__kernel_sigtramp32', at: plain, size: 8 },
      { name: '__kernel_sigtramp_rt32', at: information, size: 8 },
    ],
  });
}

function moved(symbols: readonly VdsoSymbol[]): VdsoSymbol[] {
  return symbols.map(({ name, at, size }) => ({ name, at: at + FUNCTIONS, size }));
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
