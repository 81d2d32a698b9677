/** The types of structure fields, with their size and alignment under an ABI. */

/** Bytes; `word` is as wide as a pointer. */
const SIZES = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  s8: 1,
  s16: 2,
  s32: 4,
  s64: 8,
  char: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 'word',
  ulong: 'word',
  ptr: 'word',
  f32: 4,
  f64: 8,
} as const;

export type LayoutScalar = keyof typeof SIZES;
export const LAYOUT_SCALARS = Object.keys(SIZES) as LayoutScalar[];

export type LayoutType =
  | { readonly kind: 'scalar'; readonly name: LayoutScalar }
  | { readonly kind: 'struct'; readonly name: string }
  | { readonly kind: 'array'; readonly of: LayoutType; readonly length: number }
  | { readonly kind: 'rest' }
  | { readonly kind: 'union' }
  | { readonly kind: 'signalset' }
  /** Reported already. */
  | { readonly kind: 'unknown' };

/** Undefined when the text is no type. `char[]` is what remains of a record. */
export function parseLayoutType(text: string): LayoutType | undefined {
  const trimmed = text.trim();
  if (trimmed === 'char[]') return { kind: 'rest' };
  if (trimmed === 'union' || trimmed === 'signalset') return { kind: trimmed };
  const array = /^(.*)\[(\d+|0x[0-9a-f]+)\]$/.exec(trimmed);
  if (array !== null) {
    const of = parseLayoutType(array[1] ?? '');
    return of === undefined ? undefined : { kind: 'array', of, length: Number(array[2]) };
  }
  const struct = /^struct\s+(\w+)$/.exec(trimmed);
  if (struct !== null) return { kind: 'struct', name: struct[1] ?? '' };
  const scalar = LAYOUT_SCALARS.find((one) => one === trimmed);
  return scalar === undefined ? undefined : { kind: 'scalar', name: scalar };
}

/** Bytes of a scalar. PowerPC aligns every scalar to its size. */
export function scalarSize(name: LayoutScalar, bits: number): number {
  const size = SIZES[name];
  return size === 'word' ? bits / 8 : size;
}

export function isSigned(name: LayoutScalar): boolean {
  return ['s8', 's16', 's32', 's64', 'short', 'int', 'long'].includes(name);
}
