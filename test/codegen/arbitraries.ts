/**
 * Random arguments of calls, drawn from the types in the tables: mostly sensible, now and then at an edge.
 * A pointer argument is a place in the memory of whoever makes the call; the caller says where its memory lies.
 */
import fc from 'fast-check';
import type { ArgumentShape } from '../../runtime/spec/arbitrary.ts';

export interface CallArguments {
  /** Register values, by argument. */
  readonly values: readonly number[];
  /** Paths that must lie in memory where `values` points, by argument index. */
  readonly paths: ReadonlyMap<number, string>;
}

export interface Place {
  /** An address with so many bytes behind it. */
  readonly memory: number;
  readonly bytes: number;
}

/** Names that a small file tree is likely to have, and some that it cannot have. */
const NAMES = [
  '/',
  '.',
  '..',
  'a',
  'b',
  'a/b',
  '/a',
  'a/',
  'a//b',
  './a',
  'a/../b',
  '',
  'x'.repeat(255),
  'x'.repeat(256),
  'missing/name',
];

const EDGES = [0, -1, 1, 2, 7, 8, 15, 16, 255, 4095, 4096, 65_535, 65_536, 0x7fff_ffff, -0x8000_0000, 0xffff_ffff];

/** Arguments for a call, its shapes as generated (`callShapes` of a personality). */
export function callArguments(shapes: readonly ArgumentShape[], place: Place): fc.Arbitrary<CallArguments> {
  return fc.tuple(...shapes.map((shape) => argument(shape, place))).map((drawn) => ({
    values: drawn.map(({ value }) => value),
    paths: new Map(drawn.flatMap(({ path }, index) => (path === undefined ? [] : [[index, path] as const]))),
  }));
}

interface Drawn {
  readonly value: number;
  readonly path?: string;
}

function argument(shape: ArgumentShape, { memory, bytes }: Place): fc.Arbitrary<Drawn> {
  const plain = (numbers: fc.Arbitrary<number>): fc.Arbitrary<Drawn> => numbers.map((value) => ({ value }));
  const pointer = fc.oneof(
    { weight: 8, arbitrary: fc.nat(bytes - 1).map((offset) => memory + (offset & ~7)) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 0xffff_f000) },
  );
  switch (shape.kind) {
    case 'fd':
      return plain(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -1, max: 12 }) }, fc.constantFrom(...EDGES)));
    case 'dirfd':
      return plain(fc.oneof({ weight: 6, arbitrary: fc.constant(-100) }, fc.integer({ min: -1, max: 12 })));
    case 'pid':
      return plain(fc.integer({ min: -2, max: 5 }));
    case 'mode':
      return plain(fc.nat(0o7777));
    case 'id':
      return plain(fc.constantFrom(0, 1, 1000, 65_534, 0xffff_ffff));
    case 'bool':
      return plain(fc.constantFrom(0, 1, 2));
    case 'signal':
      return plain(fc.integer({ min: -1, max: 70 }));
    case 'length':
      return plain(fc.oneof({ weight: 8, arbitrary: fc.nat(bytes) }, fc.constantFrom(...EDGES)));
    case 'offset':
      return plain(fc.oneof({ weight: 4, arbitrary: fc.nat(10_000) }, fc.constantFrom(...EDGES)));
    case 'int':
    case 'dev':
      return plain(fc.oneof(fc.nat(100), fc.constantFrom(...EDGES)));
    case 'enum':
      return plain(
        fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...(shape.values.length === 0 ? [0] : shape.values)) },
          fc.constantFrom(...EDGES),
        ),
      );
    case 'flags':
      return plain(flags(shape.bits, shape.fields));
    case 'path':
      return fc.tuple(fc.constantFrom(...NAMES), pointer).map(([path, value]) => ({ value, path }));
    case 'memory':
      return plain(shape.nullable ? fc.oneof(pointer, fc.constant(0)) : pointer);
    case 'buffer':
    case 'pointer':
      return plain(pointer);
  }
}

function flags(bits: readonly number[], fields: readonly (readonly number[])[]): fc.Arbitrary<number> {
  const chosen = fc.tuple(
    fc.subarray([...bits]),
    ...fields.map((values) => fc.constantFrom(...(values.length === 0 ? [0] : values))),
  );
  const known = chosen.map(([some, ...values]) => [...some, ...values].reduce((all, value) => all | value, 0) >>> 0);
  return fc.oneof(
    { weight: 9, arbitrary: known },
    fc.constantFrom(...EDGES).map((value) => value >>> 0),
  );
}
