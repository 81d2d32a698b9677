/** The bits and fields of a native flag set, and the expressions that test them; sets beyond 32 bits are tested in halves. */
import type { FlagSet } from '../../load/personality.ts';

const WORD = 2 ** 32;

export interface MeaningBit {
  readonly name: string;
  readonly value: number;
  /** Neutral flags. */
  readonly is: readonly string[];
}
export interface SetField {
  readonly name: string;
  readonly mask: number;
  readonly unknown: string | undefined;
  readonly values: readonly { readonly name: string; readonly value: number; readonly sets: readonly string[] }[];
}
export interface NumberField {
  readonly name: string;
  readonly mask: number;
  readonly kind: 'values' | 'enum' | 'signal' | 'number';
  readonly enum: string | undefined;
  readonly otherwise: number | undefined;
  readonly values: readonly { readonly name: string; readonly value: number; readonly is: number }[];
}

export class FlagPieces {
  readonly #set: FlagSet;
  /** Whether bits lie beyond the lowest 32. */
  readonly wide: boolean;

  constructor(set: FlagSet) {
    this.#set = set;
    this.wide = this.#all().some((value) => value >= WORD);
  }

  meaningBits(): MeaningBit[] {
    return Object.entries(this.#set.row.bits).flatMap(([name, { value, is }]) =>
      is === undefined ? [] : [{ name, value, is: [is].flat() }],
    );
  }

  /** Fields whose values stand for neutral flags. */
  setFields(): SetField[] {
    return Object.entries(this.#set.row.fields).flatMap(([name, { mask, values, unknown }]) => {
      const list = Object.entries(values ?? {}).map(([one, { value, sets, is }]) => ({
        name: one,
        value,
        number: typeof is === 'number',
        sets: sets ?? (typeof is === 'string' ? [is] : []),
      }));
      return list.every(({ number }) => number) ? [] : [{ name, mask, unknown, values: list }];
    });
  }

  /** Fields that hold a number of their own. */
  numberFields(): NumberField[] {
    return Object.entries(this.#set.row.fields).flatMap(([name, row]): NumberField[] => {
      const base = { name, mask: row.mask, enum: row.enum, otherwise: row.otherwise, values: [] };
      if (row.enum !== undefined) return [{ ...base, kind: 'enum' }];
      if (row.type === 'signal') return [{ ...base, kind: 'signal' }];
      if (row.number === true) return [{ ...base, kind: 'number' }];
      const values = Object.entries(row.values ?? {}).flatMap(([one, { value, is }]) =>
        typeof is === 'number' ? [{ name: one, value, is }] : [],
      );
      return values.length === 0 ? [] : [{ ...base, kind: 'values', values }];
    });
  }

  /** Whether a native value has bits that the set does not know. */
  outside(native: string): string {
    const known = this.#all().reduce((bits, value) => bits | BigInt(value), 0n);
    const low = `(${native} & ~0x${(known & 0xffffffffn).toString(16)}) !== 0`;
    if (!this.wide) return low;
    return `${low} || (Math.floor(${native} / 0x100000000) & ~0x${(known >> 32n).toString(16)}) !== 0`;
  }

  isSet(native: string, value: number): string {
    const several = (value & (value - 1)) !== 0 && value < WORD;
    if (value >= WORD) return `(Math.floor(${native} / 0x100000000) & 0x${(value / WORD).toString(16)}) !== 0`;
    // With & the result is signed: compare it with the mask brought to the same form.
    return several
      ? `(${native} & 0x${value.toString(16)}) === ${signed(value)}`
      : `(${native} & 0x${value.toString(16)}) !== 0`;
  }

  piece(native: string, mask: number): string {
    return mask > 0x7fffffff ? `(${native} & 0x${mask.toString(16)}) >>> 0` : `${native} & 0x${mask.toString(16)}`;
  }

  /** The assignment that adds a value. */
  add(value: number): string {
    return this.wide ? `+= 0x${value.toString(16)}` : `|= 0x${value.toString(16)}`;
  }

  #all(): number[] {
    return [
      ...Object.values(this.#set.row.bits).map(({ value }) => value),
      ...Object.values(this.#set.row.fields).map(({ mask }) => mask),
    ];
  }
}

function signed(value: number): string {
  return value > 0x7fffffff ? String(value | 0) : `0x${value.toString(16)}`;
}
