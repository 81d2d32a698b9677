/** Vector loads and stores, alignment vectors, VSCR (book I, 6.7, 6.16). */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, V128 } from '../wasm/node.ts';
import { i8x16, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { AccessSize, Builder, Fields, Semantics, SemanticsTable } from './builder.ts';
import { LANES, moveDown, repeated } from './vector-common.ts';
import { insert } from './vector-extract.ts';

const address = (b: Builder, f: Fields): I64 => i64.add(b.gprOrZero(f.RA), b.gpr(f.RB));
const aligned = (b: Builder, f: Fields, size: number): I64 => b.let(i64.and(address(b, f), i64.const(-size)));
const low4 = (at: I64): I32 => i32.and(i32.wrap(at), i32.const(15));

const load: Semantics = (b, f) => b.setVr(f.VRT, b.let(b.load128(aligned(b, f, 16))));
const store: Semantics = (b, f) => b.store128(aligned(b, f, 16), b.vr(f.VRS));

/** The byte element at which the register image of the quadword has what lies at `at`. */
function elementOf(b: Builder, at: I64, size: number): I32 {
  const offset = low4(at);
  return b.order === 'big' ? offset : i32.sub(i32.const(16 - size), offset);
}

/** One element, where a load of the whole quadword would have it; the others, undefined in the ISA, stay. */
function loadElement(size: AccessSize): Semantics {
  return (b, f) => {
    const at = aligned(b, f, size);
    const value = b.let(b.load(size, at));
    b.setVr(f.VRT, insert(b.vr(f.VRT), size, b.let(elementOf(b, at, size)), value));
  };
}

function storeElement(size: AccessSize): Semantics {
  return (b, f) => {
    const at = aligned(b, f, size);
    const by = i32.sub(i32.const(16 - size), elementOf(b, at, size));
    b.store(size, at, i64x2.extract(moveDown(b.vr(f.VRS), by), 0));
  };
}

/** Bytes n, n + 1, … from the first element on. */
const counting = (first: I32): V128 => i8x16.add(i8x16.splat(first), i8x16.sub(repeated(15), LANES));

export const vectorStorage: SemanticsTable = {
  lvx: load,
  lvxl: load,
  stvx: store,
  stvxl: store,
  lvebx: loadElement(1),
  lvehx: loadElement(2),
  lvewx: loadElement(4),
  stvebx: storeElement(1),
  stvehx: storeElement(2),
  stvewx: storeElement(4),
  lvsl: (b, f) => b.setVr(f.VRT, counting(low4(address(b, f)))),
  lvsr: (b, f) => b.setVr(f.VRT, counting(i32.sub(i32.const(16), low4(address(b, f))))),
  mfvscr: (b, f) => b.setVr(f.VRT, i32x4.replace(v128.zero, 0, b.vscr())),
  mtvscr: (b, f) => b.setVscr(i32.and(i32x4.extract(b.vr(f.VRB), 0), i32.const(0x00010001))),
};
