/** Words the differences between two blocks that one case left behind. */
import type { State } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { closeEnough } from './estimates.ts';
import { OpenBits } from './open-bits.ts';
import { openQemuErrors } from './qemu-errors.ts';
import { openUndefined } from './undefined.ts';

/**
 * `r5 0x1 (qemu 0x2)` for every register that differs; memory and vector registers as bytes. With `exact`, qemu is
 * held to be right.
 */
export function differences(test: Case, ours: State, theirs: State, exact: boolean): string[] {
  const result: string[] = [];
  const open = new OpenBits(test, ours, theirs);
  openUndefined(open);
  if (!exact) openQemuErrors(open);
  const number = (name: string, a: bigint, b: bigint): void => {
    const mask = ~open.of(name);
    if ((a & mask) !== (b & mask)) result.push(`${name} ${hex(a)} (qemu ${hex(b)})`);
  };
  ours.gpr.forEach((value, n) => number(`r${n}`, value, theirs.gpr[n] ?? 0n));
  for (const name of ['cr', 'xer', 'lr', 'ctr', 'fpscr'] as const) number(name, ours[name], theirs[name]);
  number('vscr', BigInt(ours.vscr), BigInt(theirs.vscr));
  for (let n = 0; n < 64; n++) {
    const [a, b] = [ours, theirs].map(({ vsr }) => vsr.subarray(16 * n, 16 * n + 16)) as [Uint8Array, Uint8Array];
    if (!closeEnough(test.mnemonic, a, b)) bytes(result, `vs${n}`, open.of(`vs${n}`), a, b);
  }
  bytes(result, 'memory', open.of('memory'), ours.window, theirs.window);
  return result;
}

function bytes(result: string[], name: string, open: bigint, ours: Uint8Array, theirs: Uint8Array): void {
  const mask = Buffer.from(open.toString(16).padStart(2 * ours.length, '0'), 'hex');
  const first = ours.findIndex((value, at) => ((value ^ (theirs[at] ?? 0)) & ~(mask[at] ?? 0)) !== 0);
  if (first < 0) return;
  const from = first & -16;
  const text = (list: Uint8Array): string => Buffer.from(list.subarray(from, from + 16)).toString('hex');
  result.push(`${name}${name === 'memory' ? `+${from}` : ''} ${text(ours)} (qemu ${text(theirs)})`);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
