/** 64-bit integer operations. Constants are folded; they are bigints, so keep them off hot paths. */
import { ByteWriter, withSigned } from './bytes.ts';
import { i32 } from './i32.ts';
import { constantNode, type F64, type I32, type I64, type Node, operation, withMemarg } from './node.ts';

/** Constants that code is full of. */
const COMMON: readonly I64[] = Array.from({ length: 256 }, (_, n) => make(n - 64));

function make(value: number | bigint): I64 {
  // Words, which most are, need no bigint arithmetic.
  if (typeof value === 'number' && value === (value | 0))
    return constantNode('i64', withSigned(0x42, value), BigInt(value));
  const exact = BigInt.asIntN(64, BigInt(value));
  const word = Number(exact);
  if (word === (word | 0)) return constantNode('i64', withSigned(0x42, word), exact);
  const out = new ByteWriter(12);
  out.byte(0x42);
  out.signed64(exact);
  return constantNode('i64', [...out.bytes()], exact);
}

function constant(value: number | bigint): I64 {
  return (typeof value === 'number' ? COMMON[value + 64] : undefined) ?? make(value);
}

function known(node: I64): bigint | undefined {
  return node.value as bigint | undefined;
}

const unsigned = (a: bigint): bigint => BigInt.asUintN(64, a);

function binary(opcode: number, fold: (a: bigint, b: bigint) => bigint) {
  const code = [opcode];
  return (a: I64, b: I64): I64 => {
    const x = known(a);
    const y = known(b);
    if (x !== undefined && y !== undefined) return constant(fold(x, y));
    return operation('i64', code, a, b);
  };
}

function neutral(opcode: number, identity: bigint, fold: (a: bigint, b: bigint) => bigint) {
  const general = binary(opcode, fold);
  return (a: I64, b: I64): I64 => (known(b) === identity ? a : general(a, b));
}

function commutative(opcode: number, identity: bigint, fold: (a: bigint, b: bigint) => bigint) {
  const general = neutral(opcode, identity, fold);
  return (a: I64, b: I64): I64 => (known(a) === identity ? b : general(a, b));
}

function comparison(opcode: number, fold: (a: bigint, b: bigint) => boolean) {
  const code = [opcode];
  return (a: I64, b: I64): I32 => {
    const x = known(a);
    const y = known(b);
    if (x !== undefined && y !== undefined) return i32.const(+fold(x, y));
    return operation('i32', code, a, b);
  };
}

function unary(opcode: number) {
  const code = [opcode];
  return (a: I64): I64 => operation('i64', code, a);
}

function extension(opcode: number, bits: number) {
  const code = [opcode];
  return (a: I64): I64 => {
    const x = known(a);
    return x === undefined ? operation('i64', code, a) : constant(BigInt.asIntN(bits, x));
  };
}

function load(opcode: number, align: number) {
  return (address: I32, offset = 0): I64 => operation('i64', withMemarg(opcode, align, offset), address);
}

const amount = (b: bigint): bigint => b & 63n;

export const i64 = {
  const: constant,
  known,
  zero: constant(0),
  one: constant(1),
  minusOne: constant(-1),

  eqz: (a: I64): I32 => (known(a) === undefined ? operation('i32', [0x50], a) : i32.const(+(known(a) === 0n))),
  eq: comparison(0x51, (a, b) => a === b),
  ne: comparison(0x52, (a, b) => a !== b),
  ltS: comparison(0x53, (a, b) => a < b),
  ltU: comparison(0x54, (a, b) => unsigned(a) < unsigned(b)),
  gtS: comparison(0x55, (a, b) => a > b),
  gtU: comparison(0x56, (a, b) => unsigned(a) > unsigned(b)),
  leS: comparison(0x57, (a, b) => a <= b),
  leU: comparison(0x58, (a, b) => unsigned(a) <= unsigned(b)),
  geS: comparison(0x59, (a, b) => a >= b),
  geU: comparison(0x5a, (a, b) => unsigned(a) >= unsigned(b)),

  clz: unary(0x79),
  ctz: unary(0x7a),
  popcnt: unary(0x7b),
  add: commutative(0x7c, 0n, (a, b) => a + b),
  sub: neutral(0x7d, 0n, (a, b) => a - b),
  mul: commutative(0x7e, 1n, (a, b) => a * b),
  /** Division traps on 0 and on −2^63 / −1: semantics guard it. */
  divS: (a: I64, b: I64): I64 => operation('i64', [0x7f], a, b),
  divU: (a: I64, b: I64): I64 => operation('i64', [0x80], a, b),
  remS: (a: I64, b: I64): I64 => operation('i64', [0x81], a, b),
  remU: (a: I64, b: I64): I64 => operation('i64', [0x82], a, b),
  and: commutative(0x83, -1n, (a, b) => a & b),
  or: commutative(0x84, 0n, (a, b) => a | b),
  xor: commutative(0x85, 0n, (a, b) => a ^ b),
  not: (a: I64): I64 => i64.xor(a, i64.minusOne),
  /** Shift and rotate amounts are taken modulo 64. */
  shl: neutral(0x86, 0n, (a, b) => a << amount(b)),
  shrS: neutral(0x87, 0n, (a, b) => a >> amount(b)),
  shrU: neutral(0x88, 0n, (a, b) => unsigned(a) >> amount(b)),
  rotl: neutral(0x89, 0n, (a, b) => (a << amount(b)) | (unsigned(a) >> ((64n - amount(b)) & 63n))),
  rotr: neutral(0x8a, 0n, (a, b) => (unsigned(a) >> amount(b)) | (a << ((64n - amount(b)) & 63n))),

  /** Signed and unsigned widening of a word. */
  extendS: (a: I32): I64 => (a.value === undefined ? operation('i64', [0xac], a) : constant(a.value)),
  extendU: (a: I32): I64 => (a.value === undefined ? operation('i64', [0xad], a) : constant(Number(a.value) >>> 0)),
  extend8: extension(0xc2, 8),
  extend16: extension(0xc3, 16),
  extend32: extension(0xc4, 32),
  /** The low word with a high word of zeros. */
  low32: (a: I64): I64 => i64.extendU(i32.wrap(a)),
  reinterpret: (a: F64): I64 => operation('i64', [0xbd], a),

  select: (condition: I32, a: I64, b: I64): I64 => {
    const c = i32.known(condition);
    if (c !== undefined) return c !== 0 ? a : b;
    return operation('i64', [0x1b], a, b, condition);
  },

  load: load(0x29, 3),
  load8S: load(0x30, 0),
  load8U: load(0x31, 0),
  load16S: load(0x32, 1),
  load16U: load(0x33, 1),
  load32S: load(0x34, 2),
  load32U: load(0x35, 2),
} satisfies Record<string, Node | ((...args: never[]) => unknown)>;
