/**
 * Rows laid over each other: a row over the one that it is like, and what holds under a width of ABIs over what holds
 * everywhere. A key is taken from the uppermost layer that has it, and reported where it stands there.
 */
import type { CallRow, VariantRow } from '../schema/syscalls.ts';
import type { Place } from './personality.ts';

/** What a row of a call and a variant of one have in common, with what chooses a variant. */
export type Row = Omit<VariantRow, 'under'> & Pick<CallRow, 'select' | 'variants' | 'groups'>;

export interface Layer extends Place {
  readonly row: Row;
}

/** What a call does is said by one of these: an upper row that says it takes the others back. */
const DEEDS = ['call', 'answer', 'hook', 'errno'] as const;

function says(row: Row): boolean {
  return DEEDS.some((key) => key in row);
}

function without(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !DEEDS.some((deed) => deed === key)));
}

export class Layers {
  readonly #layers: readonly Layer[];
  readonly merged: Row;

  /** The uppermost comes last, and there is one at least. */
  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
    this.merged = layers.reduce<Row>((below, { row }) => ({ ...(says(row) ? without(below) : below), ...row }), {});
  }

  /** A row as it stands, with what it says of a width above it. */
  static of({ source, path }: Place, row: Row & Pick<VariantRow, 'under'>, bits: 32 | 64): Layer[] {
    const { under, ...always } = row;
    const special = under?.[bits];
    const layers = [{ source, path, row: always }];
    return special === undefined ? layers : [...layers, { source, path: [...path, 'under', bits], row: special }];
  }

  /** Where a key stands; a key that is nowhere is missed in the uppermost row. */
  at(key: string, ...inside: readonly (string | number)[]): Place {
    const { source, path } = this.#layers.findLast(({ row }) => key in row) ?? this.top;
    return { source, path: [...path, key, ...inside] };
  }

  get top(): Layer {
    const top = this.#layers.at(-1);
    if (top === undefined) throw new Error('a row has a layer at least');
    return top;
  }

  /** The variants of all layers by name, each laid over those of its name below. */
  variants(bits: 32 | 64): ReadonlyMap<string, Layers> {
    const found = new Map<string, Layer[]>();
    for (const { source, path, row } of this.#layers) {
      for (const [name, variant] of Object.entries(row.variants ?? {})) {
        const place = { source, path: [...path, 'variants', name] };
        found.set(name, [...(found.get(name) ?? []), ...Layers.of(place, variant, bits)]);
      }
    }
    return new Map([...found].map(([name, layers]) => [name, new Layers(layers)]));
  }
}
