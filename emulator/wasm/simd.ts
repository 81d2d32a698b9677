/**
 * 128-bit vector operations. Lane 0 is the lowest; in a guest register that is the ISA's last element.
 * Nothing is folded.
 */
import { leb } from './bytes.ts';
import { type F32, type F64, type I32, type I64, memarg, type Node, operation, type V128 } from './node.ts';

const simd = (opcode: number): number[] => [0xfd, ...leb(opcode)];

const unary =
  (opcode: number) =>
  (a: V128): V128 =>
    operation('v128', simd(opcode), a);

const binary =
  (opcode: number) =>
  (a: V128, b: V128): V128 =>
    operation('v128', simd(opcode), a, b);

const shift =
  (opcode: number) =>
  (a: V128, amount: I32): V128 =>
    operation('v128', simd(opcode), a, amount);

const test =
  (opcode: number) =>
  (a: V128): I32 =>
    operation('i32', simd(opcode), a);

const splat =
  <T extends Node>(opcode: number) =>
  (a: T): V128 =>
    operation('v128', simd(opcode), a);

const replace =
  <T extends Node>(opcode: number) =>
  (a: V128, lane: number, value: T): V128 =>
    operation('v128', [...simd(opcode), lane], a, value);

const extractI32 =
  (opcode: number) =>
  (a: V128, lane: number): I32 =>
    operation('i32', [...simd(opcode), lane], a);

export const v128 = {
  const: (bytes: readonly number[]): V128 => {
    if (bytes.length !== 16) throw new Error('a vector has 16 bytes');
    return operation('v128', [...simd(12), ...bytes]);
  },
  zero: operation('v128', [...simd(12), ...Array.from({ length: 16 }, () => 0)]) as V128,
  ones: operation('v128', [...simd(12), ...Array.from({ length: 16 }, () => 255)]) as V128,
  not: unary(77),
  and: binary(78),
  /** a and not b. */
  andNot: binary(79),
  or: binary(80),
  xor: binary(81),
  /** Bits of a where the mask is 1, of b where it is 0. */
  bitselect: (a: V128, b: V128, mask: V128): V128 => operation('v128', simd(82), a, b, mask),
  anyTrue: test(83),
  /** Bytes of a (0 to 15) and b (16 to 31), in the order given, lowest first. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 => {
    if (lanes.length !== 16) throw new Error('a shuffle names 16 lanes');
    return operation('v128', [...simd(13), ...lanes], a, b);
  },
  select: (condition: I32, a: V128, b: V128): V128 => operation('v128', [0x1c, 1, 0x7b], a, b, condition),
  load: (address: I32, offset = 0): V128 => operation('v128', [...simd(0), ...memarg(3, offset)], address),
};

export const i8x16 = {
  swizzle: binary(14),
  splat: splat<I32>(15),
  extractS: extractI32(21),
  extractU: extractI32(22),
  replace: replace<I32>(23),
  eq: binary(35),
  ne: binary(36),
  gtS: binary(39),
  gtU: binary(40),
  abs: unary(96),
  neg: unary(97),
  popcnt: unary(98),
  allTrue: test(99),
  bitmask: test(100),
  narrowS: binary(101),
  narrowU: binary(102),
  shl: shift(107),
  shrS: shift(108),
  shrU: shift(109),
  add: binary(110),
  addSatS: binary(111),
  addSatU: binary(112),
  sub: binary(113),
  subSatS: binary(114),
  subSatU: binary(115),
  minS: binary(118),
  minU: binary(119),
  maxS: binary(120),
  maxU: binary(121),
  averageU: binary(123),
};

export const i16x8 = {
  splat: splat<I32>(16),
  extractS: extractI32(24),
  extractU: extractI32(25),
  replace: replace<I32>(26),
  addPairsS: unary(124),
  addPairsU: unary(125),
  eq: binary(45),
  ne: binary(46),
  gtS: binary(49),
  gtU: binary(50),
  abs: unary(128),
  neg: unary(129),
  allTrue: test(131),
  bitmask: test(132),
  narrowS: binary(133),
  narrowU: binary(134),
  extendLowS: unary(135),
  extendHighS: unary(136),
  extendLowU: unary(137),
  extendHighU: unary(138),
  shl: shift(139),
  shrS: shift(140),
  shrU: shift(141),
  add: binary(142),
  addSatS: binary(143),
  addSatU: binary(144),
  sub: binary(145),
  subSatS: binary(146),
  subSatU: binary(147),
  mul: binary(149),
  minS: binary(150),
  minU: binary(151),
  maxS: binary(152),
  maxU: binary(153),
  averageU: binary(155),
};

export const i32x4 = {
  splat: splat<I32>(17),
  extract: extractI32(27),
  replace: replace<I32>(28),
  addPairsS: unary(126),
  addPairsU: unary(127),
  eq: binary(55),
  ne: binary(56),
  gtS: binary(59),
  gtU: binary(60),
  abs: unary(160),
  neg: unary(161),
  allTrue: test(163),
  bitmask: test(164),
  extendLowS: unary(167),
  extendHighS: unary(168),
  extendLowU: unary(169),
  extendHighU: unary(170),
  shl: shift(171),
  shrS: shift(172),
  shrU: shift(173),
  add: binary(174),
  sub: binary(177),
  mul: binary(181),
  minS: binary(182),
  minU: binary(183),
  maxS: binary(184),
  maxU: binary(185),
  /** Sums of the products of neighbouring signed halfwords. */
  dotS: binary(186),
  fromF32x4S: unary(248),
  fromF32x4U: unary(249),
  /** The two lanes of doubles as words in lanes 0 and 1; zeros above. */
  fromF64x2S: unary(252),
  fromF64x2U: unary(253),
};

export const i64x2 = {
  splat: splat<I64>(18),
  extract: (a: V128, lane: number): I64 => operation('i64', [...simd(29), lane], a),
  replace: replace<I64>(30),
  abs: unary(192),
  neg: unary(193),
  allTrue: test(195),
  bitmask: test(196),
  extendLowS: unary(199),
  extendHighS: unary(200),
  extendLowU: unary(201),
  extendHighU: unary(202),
  shl: shift(203),
  shrS: shift(204),
  shrU: shift(205),
  add: binary(206),
  sub: binary(209),
  mul: binary(213),
  eq: binary(214),
  ne: binary(215),
  gtS: binary(217),
  /** Products of the two low, or the two high, words of each vector. */
  multiplyLowS: binary(220),
  multiplyHighS: binary(221),
  multiplyLowU: binary(222),
  multiplyHighU: binary(223),
  /** (high, low) as one register. */
  pair: (high: I64, low: I64): V128 => i64x2.replace(i64x2.splat(low), 1, high),
};

export const f32x4 = {
  splat: splat<F32>(19),
  extract: (a: V128, lane: number): F32 => operation('f32', [...simd(31), lane], a),
  eq: binary(65),
  ne: binary(66),
  lt: binary(67),
  gt: binary(68),
  le: binary(69),
  ge: binary(70),
  /** The two lanes of doubles as singles in lanes 0 and 1; zeros above. */
  demote: unary(94),
  ceil: unary(103),
  floor: unary(104),
  trunc: unary(105),
  nearest: unary(106),
  abs: unary(224),
  neg: unary(225),
  sqrt: unary(227),
  add: binary(228),
  sub: binary(229),
  mul: binary(230),
  div: binary(231),
  min: binary(232),
  max: binary(233),
  fromI32x4S: unary(250),
  fromI32x4U: unary(251),
};

export const f64x2 = {
  splat: splat<F64>(20),
  extract: (a: V128, lane: number): F64 => operation('f64', [...simd(33), lane], a),
  replace: replace<F64>(34),
  eq: binary(71),
  ne: binary(72),
  lt: binary(73),
  gt: binary(74),
  le: binary(75),
  ge: binary(76),
  /** Lanes 0 and 1 of singles as doubles. */
  promoteLow: unary(95),
  ceil: unary(116),
  floor: unary(117),
  trunc: unary(122),
  nearest: unary(148),
  abs: unary(236),
  neg: unary(237),
  sqrt: unary(239),
  add: binary(240),
  sub: binary(241),
  mul: binary(242),
  div: binary(243),
  min: binary(244),
  max: binary(245),
  fromLowI32x4S: unary(254),
  fromLowI32x4U: unary(255),
};
