/** What a case left, in eight digits: registers and memory without the bits that the architecture leaves open. */
import { OpenBits } from '../../real/isa/differential/open-bits.ts';
import { openUndefined } from '../../real/isa/differential/undefined.ts';
import type { State } from '../cases/block.ts';
import { type Case, hash } from '../cases/case.ts';

/** Which cases are recorded. */
export const RECORDED = { cases: 4, seed: 3 } as const;

export interface Recorded {
  readonly mnemonic: string;
  /** By the number of the case. */
  readonly digests: readonly string[];
}

export function digest(test: Case, state: State): string {
  const open = new OpenBits(test, state, state);
  openUndefined(open);
  const defined = (name: string, value: bigint): string => (value & ~open.of(name)).toString(16);
  const vector = (n: number): bigint =>
    BigInt(`0x${Buffer.from(state.vsr.subarray(16 * n, 16 * n + 16)).toString('hex')}`);
  const parts = [
    ...state.gpr.map((value, n) => defined(`r${n}`, value)),
    ...(['cr', 'xer', 'lr', 'ctr', 'fpscr'] as const).map((name) => defined(name, state[name])),
    defined('vscr', BigInt(state.vscr)),
    ...Array.from({ length: 64 }, (_, n) => defined(`vs${n}`, vector(n))),
    Buffer.from(state.window).toString('hex'),
  ];
  return (hash(parts.join()) >>> 0).toString(16).padStart(8, '0');
}
