/**
 * Fields of an instruction word that is known only at run time: what the interpreter's handlers
 * work with. A field may be pinned to one value, or to "not 0", for which a handler was made.
 */
import type { Field as Layout, Instruction } from '../decode.ts';
import type { Field, Fields } from '../semantics/builder.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32 } from '../wasm/node.ts';

export class WordField implements Field {
  readonly name: string;
  readonly layout: Layout;
  readonly value: number | undefined;
  readonly nonZero: boolean;

  constructor(layout: Layout, pinned: Pinned = {}) {
    this.name = layout.name;
    this.layout = layout;
    this.value = pinned.value;
    this.nonZero = pinned.nonZero ?? false;
  }
}

/** What a handler knows about a field. */
export interface Pinned {
  readonly value?: number;
  readonly nonZero?: boolean;
}

/** The operand fields of a row, for one handler. */
export function wordFields(row: Instruction, pinned: ReadonlyMap<string, Pinned>): Fields {
  const fields = new Map(
    row.fields.map((layout) => [layout.name as string, new WordField(layout, pinned.get(layout.name))]),
  );
  return new Proxy({} as Fields, {
    get(_, name): Field {
      const field = fields.get(String(name));
      if (field === undefined) throw new Error(`${row.mnemonic} has no field ${String(name)}`);
      return field;
    },
  });
}

/** The field's value times 2^scaleBy, unsigned, as few operations on the word as possible. */
export function scaledValue(word: I32, layout: Layout, scaleBy: number): I32 {
  return layout.pieces
    .map(({ shift, width, at }) => {
      const to = at + layout.scale + scaleBy;
      const moved = shift >= to ? i32.shrU(word, i32.const(shift - to)) : i32.shl(word, i32.const(to - shift));
      return i32.and(moved, i32.const(((1 << width) - 1) << to));
    })
    .reduce((a, b) => i32.or(a, b));
}

/** The field's value, sign-extended where the table says so. */
export function fieldValue(word: I32, layout: Layout): I32 {
  if (!layout.signed) return scaledValue(word, layout, 0);
  const [piece] = layout.pieces;
  if (layout.pieces.length === 1 && piece !== undefined && piece.shift === layout.scale) {
    const bits = piece.shift + piece.width;
    const extended =
      bits === 16 ? i32.extend16(word) : i32.shrS(i32.shl(word, i32.const(32 - bits)), i32.const(32 - bits));
    return i32.and(extended, i32.const(-1 << layout.scale));
  }
  const up = i32.const(32 - layout.width - layout.scale);
  return i32.shrS(i32.shl(scaledValue(word, layout, 0), up), up);
}
