/** Bits of a state that are not compared, and the fields of the instruction that left it. */
import { decode, extractField, INSTRUCTIONS } from '../../../../emulator/decode.ts';
import { WINDOW_SIZE } from '../../../isa/cases/block.ts';
import type { State } from '../../../isa/cases/block.ts';
import type { Case } from '../../../isa/cases/case.ts';

/** Sixteen bytes. */
export const WHOLE_VECTOR = (1n << 128n) - 1n;
export const DOUBLEWORD = 0xffff_ffff_ffff_ffffn;

export class OpenBits {
  readonly test: Case;
  /** What we left, and what qemu left. */
  readonly ours: State;
  readonly theirs: State;
  readonly #bits = new Map<string, bigint>();
  readonly #values = new Map<string, number>();

  constructor(test: Case, ours: State, theirs: State) {
    this.test = test;
    this.ours = ours;
    this.theirs = theirs;
    const word = test.words[test.subject] ?? 0;
    for (const field of INSTRUCTIONS[decode(word)]?.fields ?? [])
      this.#values.set(field.name, extractField(word, field));
  }

  get mnemonic(): string {
    return this.test.mnemonic;
  }

  /** A field's value; 0 where the instruction has none. */
  value(name: string): number {
    return this.#values.get(name) ?? 0;
  }

  /** The general register that is the target. */
  get register(): string {
    return `r${this.value('RT')}`;
  }

  /** The number of the vector-scalar register that is the target. */
  get vector(): number {
    return this.#values.has('VRT') ? 32 + this.value('VRT') : this.value('XT') + this.value('FRT');
  }

  /** Registers by name: `r5`, `cr`, `fpscr`, and `vs7` as a 128-bit number. */
  open(register: string, bits: bigint): void {
    this.#bits.set(register, this.of(register) | bits);
  }

  openVector(bits: bigint): void {
    this.open(`vs${this.vector}`, bits);
  }

  /** The window is not compared either. */
  openMemory(): void {
    this.open('memory', (1n << BigInt(8 * WINDOW_SIZE)) - 1n);
  }

  of(register: string): bigint {
    return this.#bits.get(register) ?? 0n;
  }
}
