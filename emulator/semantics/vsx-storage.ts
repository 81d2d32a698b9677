/**
 * VSX loads, stores and moves between register files (book I, 7.6.1.1, 7.6.1.2). A quadword in memory is one plain
 * access; which elements then have to change places depends on the byte order of the process only.
 */
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, I64, V128 } from '../wasm/node.ts';
import { f64x2, i8x16, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { AccessSize, Builder, Fields, Semantics, SemanticsTable } from './builder.ts';
import { loadSingle, narrowed, storeSingle as storeFrom, widened } from './float-single.ts';
import { setScalar, setScalarBits } from './float-unit.ts';
import { LANES, moveDown, moveUp, repeated } from './vector-common.ts';

type Address = (b: Builder, f: Fields) => I64;

const indexed: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.gpr(f.RB));
const displacedQuad: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.immediate(f.DQ));
const displacedDouble: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.immediate(f.DS));

/** Elements of `size` bytes in opposite order. Its own inverse. */
export function reverseElements(x: V128, size: number): V128 {
  const lanes = Array.from({ length: 16 }, (_, i) => 16 - size - (i - (i % size)) + (i % size));
  return v128.shuffle(x, x, lanes);
}

/**
 * Element accesses: the first element is at the lowest address in both byte orders. In a little-endian process the
 * quadword's number has it at the bottom.
 */
const ordered = (b: Builder, x: V128, size: number): V128 => (b.order === 'big' ? x : reverseElements(x, size));

function loadElements(size: number): Semantics {
  return (b, f) => b.setVsr(f.XT, ordered(b, b.let(b.load128(b.let(indexed(b, f)))), size));
}

function storeElements(size: number): Semantics {
  return (b, f) => b.store128(b.let(indexed(b, f)), ordered(b, b.vsr(f.XS), size));
}

function loadQuad(address: Address): Semantics {
  return (b, f) => b.setVsr(f.XT, b.let(b.load128(b.let(address(b, f)))));
}

function storeQuad(address: Address): Semantics {
  return (b, f) => b.store128(b.let(address(b, f)), b.vsr(f.XS));
}

/** Sets doubleword 0 and clears doubleword 1, which is undefined in ISA 2.07 and zero in hardware. */
function setDoubleword0(b: Builder, target: 'XT' | 'VRT', f: Fields, value: F64): void {
  if (target === 'XT') setScalar(b, f.XT, value);
  else b.setVr(f.VRT, i64x2.pair(i64.reinterpret(value), i64.zero));
}

type Scalar = (b: Builder, address: I64) => F64;

function loadScalar(target: 'XT' | 'VRT', address: Address, load: Scalar): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    if (load === single && target === 'XT') loadSingle(b, at, f.XT);
    else setDoubleword0(b, target, f, b.let(load(b, at)));
  };
}

const integer =
  (size: AccessSize, signed = false): Scalar =>
  (b, address) =>
    f64.reinterpret(b.load(size, address, { signed }));
const double: Scalar = (b, address) => b.loadDouble(address);
const single: Scalar = (b, address) => widened(b, b.let(b.loadSingle(address)));

type Store = (b: Builder, address: I64, value: F64) => void;

function storeScalar(source: 'XS' | 'VRS', address: Address, store: Store): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    if (store === storeSingle && source === 'XS') return storeFrom(b, at, f.XS);
    const value = source === 'XS' ? b.fpr(f.XS) : f64x2.extract(b.vr(f.VRS), 1);
    store(b, at, b.let(value));
  };
}

const storeInteger =
  (size: AccessSize): Store =>
  (b, address, value) =>
    b.store(size, address, i64.reinterpret(value));
const storeDouble: Store = (b, address, value) => b.storeDouble(address, value);
const storeSingle: Store = (b, address, value) => b.storeSingle(address, narrowed(b, value));

// Accesses of a length given in a register: lxvl, lxvll, stxvl, stxvll ---------------------------------

/** Bits 0:7 of RB, at most 16. */
function lengthOf(b: Builder, f: Fields): I32 {
  const length = b.let(i32.wrap(i64.shrU(b.gpr(f.RB), i64.const(56))));
  return b.let(i32.select(i32.gtU(length, i32.const(16)), i32.const(16), length));
}

/** Ones in as many lanes: from the lowest up, or from the highest down. */
function firstLanes(count: I32, fromTop: boolean): V128 {
  const places = fromTop ? i8x16.sub(repeated(15), LANES) : LANES;
  return i8x16.gtU(i8x16.splat(count), places);
}

/**
 * As a quadword of which the bytes beyond the length are zeros. `first` says whether the byte at the lowest address is
 * the most significant of those loaded: so for lxvll always, for lxvl in a big-endian process. Where a whole quadword
 * would reach into the next page, the bytes come one by one.
 */
function loadBytes(b: Builder, f: Fields, first: boolean): V128 {
  const at = b.let(b.gprOrZero(f.RA));
  const length = lengthOf(b, f);
  const result = b.variable(v128.zero);
  const whole = (): void => {
    const x = b.let(b.load128(at));
    const placed = first === (b.order === 'big') ? x : reverseElements(x, 1);
    b.set(result, v128.and(placed, firstLanes(length, first)));
  };
  b.if(length, () => {
    const offset = i32.and(i32.wrap(at), i32.const(0xfff));
    b.if(i32.leU(offset, i32.const(0xff0)), whole, () => b.set(result, oneByOne(b, at, length, first)));
  });
  return b.get(result);
}

function oneByOne(b: Builder, at: I64, length: I32, first: boolean): V128 {
  const result = b.variable(v128.zero);
  const count = b.variable(i32.zero);
  b.probe(at, length, 'read');
  b.while(
    () => i32.ltU(b.get(count), length),
    () => {
      const index = b.let(first ? b.get(count) : i32.sub(i32.sub(length, i32.one), b.get(count)));
      const byte = b.let(i32.wrap(b.load(1, b.let(i64.add(at, i64.extendU(index))))));
      b.set(result, i8x16.replace(moveUp(b.get(result), i32.one), 0, byte));
      b.set(count, i32.add(b.get(count), i32.one));
    },
  );
  return first ? moveUp(b.get(result), b.let(i32.sub(i32.const(16), length))) : b.get(result);
}

function storeBytes(b: Builder, f: Fields, first: boolean): void {
  const at = b.let(b.gprOrZero(f.RA));
  const length = lengthOf(b, f);
  const source = b.let(b.vsr(f.XS));
  const whole = (): void => b.store128(at, first === (b.order === 'big') ? source : reverseElements(source, 1));
  const part = (): void => {
    const count = b.variable(i32.zero);
    b.probe(at, length, 'write');
    b.while(
      () => i32.ltU(b.get(count), length),
      () => {
        const lane = first ? i32.sub(i32.const(15), b.get(count)) : b.get(count);
        const byte = b.let(i64.extendU(i8x16.extractU(moveDown(source, b.let(lane)), 0)));
        b.store(1, b.let(i64.add(at, i64.extendU(b.get(count)))), byte);
        b.set(count, i32.add(b.get(count), i32.one));
      },
    );
  };
  b.if(i32.eq(length, i32.const(16)), whole, () => b.if(length, part));
}

export const vsxStorage: SemanticsTable = {
  lxvd2x: loadElements(8),
  lxvw4x: loadElements(4),
  lxvh8x: loadElements(2),
  lxvb16x: loadElements(1),
  lxv: loadQuad(displacedQuad),
  lxvx: loadQuad(indexed),
  lxvdsx: (b, f) => b.setVsr(f.XT, i64x2.splat(b.let(b.load(8, b.let(indexed(b, f)))))),
  lxvwsx: (b, f) => b.setVsr(f.XT, i32x4.splat(i32.wrap(b.let(b.load(4, b.let(indexed(b, f))))))),
  lxsdx: loadScalar('XT', indexed, double),
  lxsiwax: loadScalar('XT', indexed, integer(4, true)),
  lxsiwzx: loadScalar('XT', indexed, integer(4)),
  lxsihzx: loadScalar('XT', indexed, integer(2)),
  lxsibzx: loadScalar('XT', indexed, integer(1)),
  lxsspx: loadScalar('XT', indexed, single),
  lxsd: loadScalar('VRT', displacedDouble, double),
  lxssp: loadScalar('VRT', displacedDouble, single),
  lxvl: (b, f) => b.setVsr(f.XT, loadBytes(b, f, b.order === 'big')),
  lxvll: (b, f) => b.setVsr(f.XT, loadBytes(b, f, true)),

  stxvd2x: storeElements(8),
  stxvw4x: storeElements(4),
  stxvh8x: storeElements(2),
  stxvb16x: storeElements(1),
  stxv: storeQuad(displacedQuad),
  stxvx: storeQuad(indexed),
  stxsdx: storeScalar('XS', indexed, storeDouble),
  stxsiwx: storeScalar('XS', indexed, storeInteger(4)),
  stxsihx: storeScalar('XS', indexed, storeInteger(2)),
  stxsibx: storeScalar('XS', indexed, storeInteger(1)),
  stxsspx: storeScalar('XS', indexed, storeSingle),
  stxsd: storeScalar('VRS', displacedDouble, storeDouble),
  stxssp: storeScalar('VRS', displacedDouble, storeSingle),
  stxvl: (b, f) => storeBytes(b, f, b.order === 'big'),
  stxvll: (b, f) => storeBytes(b, f, true),
};

const wordOf = (x: I64): I64 => i64.and(x, i64.const(0xffffffff));

export const vsxMove: SemanticsTable = {
  mfvsrd: (b, f) => b.setGpr(f.RA, b.vsrDoubleword(f.XS, 0)),
  mfvsrld: (b, f) => b.setGpr(f.RA, b.vsrDoubleword(f.XS, 1)),
  mfvsrwz: (b, f) => b.setGpr(f.RA, wordOf(b.vsrDoubleword(f.XS, 0))),
  mtvsrd: (b, f) => setScalarBits(b, f.XT, b.gpr(f.RA)),
  mtvsrwa: (b, f) => setScalarBits(b, f.XT, i64.extend32(b.gpr(f.RA))),
  mtvsrwz: (b, f) => setScalarBits(b, f.XT, wordOf(b.gpr(f.RA))),
  mtvsrdd: (b, f) => b.setVsr(f.XT, i64x2.pair(b.gprOrZero(f.RA), b.gpr(f.RB))),
  mtvsrws: (b, f) => b.setVsr(f.XT, i32x4.splat(i32.wrap(b.gpr(f.RA)))),
};
