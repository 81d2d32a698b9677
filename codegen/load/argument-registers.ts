/**
 * Which register each argument begins in. A 64-bit argument of a 32-bit ABI takes two, and where the convention aligns
 * them it begins in an even one counted from the first (r3:r4, r5:r6, …): the register before it may stay empty.
 */
import type { ArgumentType } from './argument-type.ts';
import type { FlagSet } from './personality.ts';

export interface RegisterConvention {
  readonly bits: 32 | 64;
  readonly registers: number;
  readonly pairsAligned: boolean;
  readonly flags: ReadonlyMap<string, FlagSet>;
}

export class ArgumentRegisters {
  readonly #convention: RegisterConvention;
  #next = 0;

  constructor(convention: RegisterConvention) {
    this.#convention = convention;
  }

  /** The register of the next argument, counted from the first. */
  take(type: ArgumentType): number {
    const { bits, pairsAligned } = this.#convention;
    const isPair = bits === 32 && this.#isWide(type);
    if (isPair && pairsAligned) this.#next += this.#next % 2;
    const register = this.#next;
    this.#next += isPair ? 2 : 1;
    return register;
  }

  /** Whether some argument had no register left; under 64 bits nobody has counted them yet. */
  get beyond(): boolean {
    const { bits, registers } = this.#convention;
    return bits === 32 && this.#next > registers;
  }

  #isWide(type: ArgumentType): boolean {
    if (type.kind === 'scalar') return type.name === 'u64' || type.name === 's64' || type.name === 'off';
    if (type.kind !== 'flags') return false;
    return Object.values(this.#convention.flags.get(type.name)?.row.bits ?? {}).some(({ value }) => value >= 2 ** 32);
  }
}
