/**
 * Atomic memory operations: Power ISA 3.0, Book II, 4.5. Done by reservation, until nobody came between. Those on two
 * neighbours must find both in one aligned block of 32 bytes; of "store twin" only the first is stored atomically.
 */
import { Exit } from '../exit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Field, Fields, Semantics, SemanticsTable } from './builder.ts';

type Size = 4 | 8;
/** What is in memory and the operand, both of the operation's width and zero-extended, to what is stored. */
type Simple = (old: I64, operand: I64) => I64;

const signedBelow =
  (size: Size) =>
  (x: I64, y: I64): I32 =>
    size === 8 ? i64.ltS(x, y) : i32.ltS(i32.wrap(x), i32.wrap(y));

/** By function code. */
function simple(size: Size): readonly Simple[] {
  const below = signedBelow(size);
  return [
    i64.add,
    i64.xor,
    i64.or,
    i64.and,
    (x, y) => i64.select(i64.ltU(x, y), y, x),
    (x, y) => i64.select(below(x, y), y, x),
    (x, y) => i64.select(i64.ltU(y, x), y, x),
    (x, y) => i64.select(below(y, x), y, x),
    (_, y) => y,
  ];
}

const cut = (size: Size, value: I64): I64 => (size === 8 ? value : i64.and(value, i64.const(0xffffffff)));

/** A register after a field's; 31 is followed by 0. */
function following(b: Builder, field: Field, plus: number): I64 {
  return b.gprAt(i32.and(i32.add(b.field(field), i32.const(plus)), i32.const(31)));
}

/** Stores what `change` makes of what is there, and gives what was there. */
function exchange(b: Builder, size: Size, ea: I64, change: (old: I64) => I64): I64 {
  const done = b.variable(i32.zero);
  const result = b.variable(i64.zero);
  b.while(
    () => i32.eqz(b.get(done)),
    () => {
      const old = b.let(b.loadReserve(size, ea));
      b.set(result, old);
      b.set(done, b.storeConditional(size, ea, b.let(change(old))));
    },
  );
  return b.let(b.get(result));
}

const is = (b: Builder, f: Fields, code: number): I32 => b.is(f.FC, code);
/** One of the first `count` codes. */
const below = (b: Builder, f: Fields, count: number): I32 => i32.ltU(b.field(f.FC), i32.const(count));

function simpleChange(b: Builder, f: Fields, size: Size, count: number, operand: I64) {
  const operations = simple(size).slice(0, count);
  return (old: I64): I64 =>
    operations.reduce<I64>((chosen, change, code) => i64.select(is(b, f, code), change(old, operand), chosen), old);
}

/** The neighbour at `distance`; an alignment error unless it lies in the same block. */
function neighbour(b: Builder, size: Size, ea: I64, distance: number): I64 {
  const at = b.let(i64.add(ea, i64.const(distance)));
  b.if(i64.ne(i64.shrU(ea, i64.const(5)), i64.shrU(at, i64.const(5))), () => b.exit(Exit.alignment));
  return b.let(b.load(size, at));
}

/** Fetch and increment bounded, equal, and decrement bounded: the bound is the neighbour, a refusal the lowest number. */
function counting(b: Builder, f: Fields, size: Size, ea: I64, distance: number, step: number, equal: boolean): void {
  const bound = neighbour(b, size, ea, distance);
  const moves = (old: I64): I32 => (equal ? i64.eq(old, bound) : i64.ne(old, bound));
  const old = exchange(b, size, ea, (value) => i64.select(moves(value), i64.add(value, i64.const(step)), value));
  b.setGpr(f.RT, i64.select(moves(old), old, i64.const(1n << BigInt(8 * size - 1))));
}

/** A function code that is none is a data storage interrupt, which Linux makes SIGBUS too. */
const refuse = (b: Builder): void => b.exit(Exit.alignment);

function loadAtomic(size: Size): Semantics {
  return (b, f) => {
    const ea = b.let(b.gprOrZero(f.RA));
    b.requireAligned(ea, size);
    b.probe(ea, i32.const(size), 'read');
    b.probe(ea, i32.const(size), 'write');
    const operand = b.let(cut(size, following(b, f.RT, 1)));
    const swap = (): void => {
      const other = b.let(cut(size, following(b, f.RT, 2)));
      b.setGpr(
        f.RT,
        exchange(b, size, ea, (old) => i64.select(i64.ne(old, operand), other, old)),
      );
    };
    const bounded = (): void => {
      b.if(
        is(b, f, 24),
        () => counting(b, f, size, ea, size, 1, false),
        () => equalOrDown(),
      );
    };
    const equalOrDown = (): void => {
      b.if(
        is(b, f, 25),
        () => counting(b, f, size, ea, size, 1, true),
        () =>
          b.if(
            is(b, f, 28),
            () => counting(b, f, size, ea, -size, -1, false),
            () => refuse(b),
          ),
      );
    };
    b.if(
      below(b, f, 9),
      () => b.setGpr(f.RT, exchange(b, size, ea, simpleChange(b, f, size, 9, operand))),
      () => b.if(is(b, f, 16), swap, bounded),
    );
  };
}

function storeAtomic(size: Size): Semantics {
  return (b, f) => {
    const ea = b.let(b.gprOrZero(f.RA));
    b.requireAligned(ea, size);
    b.probe(ea, i32.const(size), 'write');
    const operand = b.let(cut(size, b.gpr(f.RS)));
    const twin = (): void => {
      const second = neighbour(b, size, ea, size);
      b.probe(ea, i32.const(2 * size), 'write');
      const first = exchange(b, size, ea, (old) => i64.select(i64.eq(old, second), operand, old));
      b.if(i64.eq(first, second), () => b.store(size, b.let(i64.add(ea, i64.const(size))), operand));
    };
    b.if(
      below(b, f, 8),
      () => {
        exchange(b, size, ea, simpleChange(b, f, size, 8, operand));
      },
      () => b.if(is(b, f, 24), twin, () => refuse(b)),
    );
  };
}

export const atomic: SemanticsTable = {
  lwat: loadAtomic(4),
  ldat: loadAtomic(8),
  stwat: storeAtomic(4),
  stdat: storeAtomic(8),
};
