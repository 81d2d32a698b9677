/** Logical operations, sign extension, counting bits: Power ISA Book I, 3.3.13. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import type { Builder, Fields, Helper, SemanticsTable } from './builder.ts';
import { recordIf } from './common.ts';

function set(b: Builder, f: Fields, value: I64): void {
  const result = b.let(value);
  b.setGpr(f.RA, result);
  recordIf(b, f, result);
}

const two = (operation: (x: I64, y: I64) => I64) => (b: Builder, f: Fields) =>
  set(b, f, operation(b.gpr(f.RS), b.gpr(f.RB)));

const one = (operation: (x: I64) => I64) => (b: Builder, f: Fields) => set(b, f, operation(b.gpr(f.RS)));

/** With an immediate, shifted left by 16 for the `s` forms. */
const immediate =
  (operation: (x: I64, y: I64) => I64, shift: 0 | 16, record = false) =>
  (b: Builder, f: Fields): void => {
    const mask = i64.shl(b.immediate(f.UI), i64.const(shift));
    const result = b.let(operation(b.gpr(f.RS), mask));
    b.setGpr(f.RA, result);
    if (record) b.record(result);
  };

const bytes = (value: number): I64 => i64.const(BigInt(value) * 0x0101010101010101n);

/** Ones in each byte. */
function countBytes(b: Builder, x: I64): I64 {
  const half = (value: I64, by: number): I64 => i64.shrU(value, i64.const(by));
  const pairs = b.let(i64.sub(x, i64.and(half(x, 1), bytes(0x55))));
  const nibbles = b.let(i64.add(i64.and(pairs, bytes(0x33)), i64.and(half(pairs, 2), bytes(0x33))));
  return i64.and(i64.add(nibbles, half(nibbles, 4)), bytes(0x0f));
}

function countWords(b: Builder, x: I64): I64 {
  const low = i64.extendU(i32.popcnt(i32.wrap(x)));
  const high = i64.extendU(i32.popcnt(i32.wrap(i64.shrU(x, i64.const(32)))));
  return b.let(i64.or(i64.shl(high, i64.const(32)), low));
}

/** Whether the last bits of the bytes chosen are an odd number of ones. */
const parity = (x: I64, mask: bigint): I64 => i64.and(i64.popcnt(i64.and(x, i64.const(mask))), i64.one);

/** 0xff for each byte that is 0. */
function zeroBytes(b: Builder, x: I64): I64 {
  const low = i64.add(i64.and(x, bytes(0x7f)), bytes(0x7f));
  const tops = i64.not(i64.or(i64.or(low, x), bytes(0x7f)));
  return i64.mul(b.let(i64.shrU(tops, i64.const(7))), i64.const(255));
}

/** Each byte of the first operand picks a bit of the second; bits numbered from the top, 64 and up give 0. */
const permuteBits: Helper<'i64'> = {
  name: 'permuteBits',
  parameters: ['i64', 'i64'],
  result: 'i64',
  body: (code, [indices, source]) => {
    let result: I64 = i64.zero;
    for (let place = 7; place >= 0; place--) {
      const index = code.let(i64.and(i64.shrU(indices as I64, i64.const(8 * place)), i64.const(255)));
      const picked = i64.shrU(i64.shl(source as I64, index), i64.const(63));
      const bit = i64.select(i64.ltU(index, i64.const(64)), picked, i64.zero);
      result = code.let(i64.or(i64.shl(result, i64.one), bit));
    }
    return result;
  },
};

export const fixedLogical: SemanticsTable = {
  'andi.': immediate(i64.and, 0, true),
  'andis.': immediate(i64.and, 16, true),
  ori: immediate(i64.or, 0),
  oris: immediate(i64.or, 16),
  xori: immediate(i64.xor, 0),
  xoris: immediate(i64.xor, 16),
  and: two(i64.and),
  or: two(i64.or),
  xor: two(i64.xor),
  nand: two((x, y) => i64.not(i64.and(x, y))),
  nor: two((x, y) => i64.not(i64.or(x, y))),
  eqv: two((x, y) => i64.not(i64.xor(x, y))),
  andc: two((x, y) => i64.and(x, i64.not(y))),
  orc: two((x, y) => i64.or(x, i64.not(y))),

  extsb: one(i64.extend8),
  extsh: one(i64.extend16),
  extsw: one(i64.extend32),
  cntlzw: one((x) => i64.extendU(i32.clz(i32.wrap(x)))),
  cnttzw: one((x) => i64.extendU(i32.ctz(i32.wrap(x)))),
  cntlzd: one(i64.clz),
  cnttzd: one(i64.ctz),

  popcntb: (b, f) => b.setGpr(f.RA, countBytes(b, b.gpr(f.RS))),
  popcntw: (b, f) => b.setGpr(f.RA, countWords(b, b.gpr(f.RS))),
  popcntd: (b, f) => b.setGpr(f.RA, i64.popcnt(b.gpr(f.RS))),
  prtyw: (b, f) => {
    const upper = parity(b.gpr(f.RS), 0x01010101_00000000n);
    b.setGpr(f.RA, i64.or(i64.shl(upper, i64.const(32)), parity(b.gpr(f.RS), 0x01010101n)));
  },
  prtyd: (b, f) => b.setGpr(f.RA, parity(b.gpr(f.RS), 0x01010101_01010101n)),

  cmpb: (b, f) => {
    const differ = b.let(i64.xor(b.gpr(f.RS), b.gpr(f.RB)));
    b.setGpr(f.RA, zeroBytes(b, differ));
  },
  bpermd: (b, f) => b.setGpr(f.RA, b.call(permuteBits, b.gpr(f.RS), b.gpr(f.RB))),
};
