/** Instructions in a row, with labels: what the functions of the vDSO are written in. */
import { encode, type FieldName, type Instruction, INSTRUCTIONS, type Mnemonic } from '../../../emulator/decode.ts';

type Fields = Readonly<Partial<Record<FieldName, number>>>;

/** Conditions of `bc` on CR0: the bit, and BO for true or false. */
const CONDITIONS = { lt: [0, 12], ge: [0, 4], gt: [1, 12], le: [1, 4], eq: [2, 12], ne: [2, 4] } as const;
export type Condition = keyof typeof CONDITIONS;

/** One past the last instruction of `if` and the like is not known yet when it is written. */
export interface Label {
  at: number | undefined;
}

const COUNT_DOWN = 16;
const ALWAYS = 20;

export class Assembler {
  readonly #rows = new Map<Mnemonic, Instruction>(INSTRUCTIONS.map((row) => [row.mnemonic, row]));
  readonly #words: (() => number)[] = [];

  /** Bytes so far. */
  get size(): number {
    return 4 * this.#words.length;
  }

  words(): number[] {
    return this.#words.map((word) => word() >>> 0);
  }

  emit(mnemonic: Mnemonic, fields: Fields = {}): this {
    const word = encode(this.#row(mnemonic), fields);
    this.#words.push(() => word);
    return this;
  }

  label(): Label {
    return { at: undefined };
  }

  /** The label is here. */
  here(label = this.label()): Label {
    label.at = this.size;
    return label;
  }

  branch(to: Label): this {
    return this.#jump('b', to, (LI) => ({ LI }));
  }

  branchIf(condition: Condition, to: Label): this {
    const [BI, BO] = CONDITIONS[condition];
    return this.#jump('bc', to, (BD) => ({ BO, BI, BD }));
  }

  /** Decrements CTR and branches while it is not 0. */
  loop(to: Label): this {
    return this.#jump('bc', to, (BD) => ({ BO: COUNT_DOWN, BD }));
  }

  return(): this {
    return this.emit('bclr', { BO: ALWAYS });
  }

  /** A constant of 32 bits, not sign-extended into the high half when its top bit is clear. */
  constant(RT: number, value: number): this {
    if (value < 0x8000) return this.emit('addi', { RT, SI: value });
    this.emit('addis', { RT, SI: (value >>> 16) & 0xffff });
    return (value & 0xffff) === 0 ? this : this.emit('ori', { RA: RT, RS: RT, UI: value & 0xffff });
  }

  /** An address of up to 48 bits in a 64-bit register. */
  address(RT: number, value: number): this {
    this.constant(RT, Math.floor(value / 0x1_0000));
    this.emit('rldicr', { RA: RT, RS: RT, SH: 16, ME: 47 });
    return (value & 0xffff) === 0 ? this : this.emit('ori', { RA: RT, RS: RT, UI: value & 0xffff });
  }

  #jump(mnemonic: Mnemonic, to: Label, fields: (distance: number) => Fields): this {
    const from = this.size;
    const row = this.#row(mnemonic);
    this.#words.push(() => {
      if (to.at === undefined) throw new Error('a branch of the vDSO goes nowhere');
      return encode(row, fields(to.at - from));
    });
    return this;
  }

  #row(mnemonic: Mnemonic): Instruction {
    const row = this.#rows.get(mnemonic);
    if (row === undefined) throw new Error(`no instruction ${mnemonic}`);
    return row;
  }
}
