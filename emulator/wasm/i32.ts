/** 32-bit integer operations. Constants are folded, so that semantics may be written generally. */
import { withSigned } from './bytes.ts';
import { constantNode, type F32, type I32, type I64, type Node, operation, withMemarg } from './node.ts';

/** Constants that code is full of. */
const COMMON: readonly I32[] = Array.from({ length: 256 }, (_, n) => make(n - 64));

function make(value: number): I32 {
  return constantNode('i32', withSigned(0x41, value), value | 0);
}

function constant(value: number): I32 {
  return COMMON[value + 64] ?? make(value);
}

function known(node: I32): number | undefined {
  return node.value as number | undefined;
}

function binary(opcode: number, fold: (a: number, b: number) => number) {
  const code = [opcode];
  return (a: I32, b: I32): I32 => {
    const x = known(a);
    const y = known(b);
    if (x !== undefined && y !== undefined) return constant(fold(x, y));
    return operation('i32', code, a, b);
  };
}

/** As `binary`, with a right operand that leaves the left one as it is. */
function neutral(opcode: number, identity: number, fold: (a: number, b: number) => number) {
  const general = binary(opcode, fold);
  return (a: I32, b: I32): I32 => (known(b) === identity ? a : general(a, b));
}

function commutative(opcode: number, identity: number, fold: (a: number, b: number) => number) {
  const general = neutral(opcode, identity, fold);
  return (a: I32, b: I32): I32 => (known(a) === identity ? b : general(a, b));
}

function unary(opcode: number, fold: (a: number) => number) {
  const code = [opcode];
  return (a: I32): I32 => {
    const x = known(a);
    return x === undefined ? operation('i32', code, a) : constant(fold(x));
  };
}

const EXTEND_S = 0xac;
const EXTEND_U = 0xad;

function ctz(a: number): number {
  return a === 0 ? 32 : 31 - Math.clz32(a & -a);
}

function load(opcode: number, align: number) {
  return (address: I32, offset = 0): I32 => operation('i32', withMemarg(opcode, align, offset), address);
}

export const i32 = {
  const: constant,
  known,
  zero: constant(0),
  one: constant(1),

  eqz: unary(0x45, (a) => +(a === 0)),
  eq: binary(0x46, (a, b) => +(a === b)),
  ne: binary(0x47, (a, b) => +(a !== b)),
  ltS: binary(0x48, (a, b) => +(a < b)),
  ltU: binary(0x49, (a, b) => +(a >>> 0 < b >>> 0)),
  gtS: binary(0x4a, (a, b) => +(a > b)),
  gtU: binary(0x4b, (a, b) => +(a >>> 0 > b >>> 0)),
  leS: binary(0x4c, (a, b) => +(a <= b)),
  leU: binary(0x4d, (a, b) => +(a >>> 0 <= b >>> 0)),
  geS: binary(0x4e, (a, b) => +(a >= b)),
  geU: binary(0x4f, (a, b) => +(a >>> 0 >= b >>> 0)),

  clz: unary(0x67, (a) => Math.clz32(a)),
  ctz: unary(0x68, ctz),
  popcnt: unary(0x69, (a) => {
    let count = 0;
    for (let rest = a; rest !== 0; rest &= rest - 1) count++;
    return count;
  }),

  add: commutative(0x6a, 0, (a, b) => a + b),
  sub: neutral(0x6b, 0, (a, b) => a - b),
  mul: commutative(0x6c, 1, Math.imul),
  /** Division traps on 0 and on −2^31 / −1: semantics guard it. */
  divS: (a: I32, b: I32): I32 => operation('i32', [0x6d], a, b),
  divU: (a: I32, b: I32): I32 => operation('i32', [0x6e], a, b),
  remS: (a: I32, b: I32): I32 => operation('i32', [0x6f], a, b),
  remU: (a: I32, b: I32): I32 => operation('i32', [0x70], a, b),
  and: commutative(0x71, -1, (a, b) => a & b),
  or: commutative(0x72, 0, (a, b) => a | b),
  xor: commutative(0x73, 0, (a, b) => a ^ b),
  /** Shift and rotate amounts are taken modulo 32. */
  shl: neutral(0x74, 0, (a, b) => a << b),
  shrS: neutral(0x75, 0, (a, b) => a >> b),
  shrU: neutral(0x76, 0, (a, b) => a >>> b),
  rotl: neutral(0x77, 0, (a, b) => (a << b) | (a >>> (32 - (b & 31)))),
  rotr: neutral(0x78, 0, (a, b) => (a >>> b) | (a << (32 - (b & 31)))),
  extend8: unary(0xc0, (a) => (a << 24) >> 24),
  extend16: unary(0xc1, (a) => (a << 16) >> 16),

  /** The low word: of an extended word, that word. */
  wrap: (a: I64): I32 => {
    if (a.value !== undefined) return constant(Number(BigInt.asIntN(32, a.value as bigint)));
    const extended = a.code.length === 1 && (a.code[0] === EXTEND_S || a.code[0] === EXTEND_U);
    return extended ? (a.operands[0] as I32) : operation('i32', [0xa7], a);
  },
  reinterpret: (a: F32): I32 => operation('i32', [0xbc], a),

  select: (condition: I32, a: I32, b: I32): I32 => {
    const c = known(condition);
    if (c !== undefined) return c !== 0 ? a : b;
    return operation('i32', [0x1b], a, b, condition);
  },
  /** A sum or disjunction of many. */
  any: (first: I32, ...rest: I32[]): I32 => rest.reduce((a, b) => i32.or(a, b), first),

  load: load(0x28, 2),
  load8S: load(0x2c, 0),
  load8U: load(0x2d, 0),
  load16S: load(0x2e, 1),
  load16U: load(0x2f, 1),
} satisfies Record<string, Node | ((...args: never[]) => unknown)>;
