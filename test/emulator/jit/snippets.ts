/** Small pieces of guest code, one for each class of instructions and each shape of control flow that compiled code has. */
import type { Order } from '../../../emulator/index.ts';
import { assemble } from '../support/machine.ts';

export interface Snippet {
  readonly name: string;
  readonly words: readonly number[];
  /** Default: 64-bit little-endian. */
  readonly order?: Order;
  readonly bits?: 32;
  /** Where computed jumps are known to have gone: by the jump's place, offsets. */
  readonly jumps?: Readonly<Record<number, readonly number[]>>;
  /** And where jumps and calls through registers went, that are in the same module. */
  readonly functions?: Readonly<Record<number, readonly number[]>>;
}

const ALWAYS = 20;
const IF = 12;
const UNLESS = 4;
const COUNT = 16;
const [LT, GT, EQ] = [0, 1, 2];

const blr = assemble('bclr', { BO: ALWAYS });
const add = (RT: number, RA: number, RB: number): number => assemble('add', { RT, RA, RB });
const addi = (RT: number, RA: number, SI: number): number => assemble('addi', { RT, RA, SI });
const ld = (RT: number, RA: number, DS: number): number => assemble('ld', { RT, RA, DS });
const cmpdi = (RA: number, SI: number): number => assemble('cmpi', { BF: 0, L: 1, RA, SI });
const bc = (BO: number, BI: number, BD: number): number => assemble('bc', { BO, BI, BD });
const bdnz = (BD: number): number => bc(COUNT, 0, BD);
const b = (LI: number): number => assemble('b', { LI });

/** A loop of a body. */
const loop = (...body: number[]): number[] => [...body, bdnz(-4 * body.length), blr];

const accesses = [
  assemble('lwz', { RT: 5, RA: 3, D: 8 }),
  ld(6, 3, 16),
  assemble('sth', { RS: 5, RA: 3, D: 2 }),
  assemble('std', { RS: 6, RA: 3, DS: 24 }),
];
const array = loop(assemble('lwzx', { RT: 5, RA: 3, RB: 4 }), add(6, 6, 5), addi(4, 4, 4));

export const CLASSES: readonly Snippet[] = [
  {
    name: 'fixed-arithmetic',
    words: [
      add(3, 4, 5),
      assemble('subf', { RT: 4, RA: 5, RB: 3 }),
      assemble('mulld', { RT: 5, RA: 3, RB: 4 }),
      assemble('divd', { RT: 6, RA: 5, RB: 3 }),
      assemble('mulhdu', { RT: 7, RA: 5, RB: 4 }),
      blr,
    ],
  },
  {
    name: 'logical',
    words: [
      assemble('and', { RS: 4, RA: 3, RB: 5 }),
      assemble('ori', { RS: 3, RA: 3, UI: 0x1234 }),
      assemble('cntlzd', { RS: 3, RA: 4 }),
      assemble('extsw', { RS: 3, RA: 5 }),
      assemble('isel', { RT: 6, RA: 3, RB: 4, BC: EQ }),
      blr,
    ],
  },
  {
    name: 'rotate',
    words: [
      assemble('rlwinm', { RS: 4, RA: 3, SH: 5, MB: 8, ME: 23 }),
      assemble('rldicl', { RS: 4, RA: 5, SH: 60, MB: 4 }),
      assemble('rldimi', { RS: 4, RA: 6, SH: 16, MB: 32 }),
      assemble('sld', { RS: 4, RA: 7, RB: 5 }),
      blr,
    ],
  },
  { name: 'compare-branch', words: [cmpdi(3, 7), bc(IF, LT, 8), addi(3, 3, 1), blr] },
  { name: 'compare-kept', words: [assemble('cmpl', { BF: 7, L: 0, RA: 3, RB: 4 }), addi(3, 3, 1), blr] },
  {
    name: 'carry',
    words: [
      assemble('addc', { RT: 3, RA: 3, RB: 5 }),
      assemble('adde', { RT: 4, RA: 4, RB: 6 }),
      assemble('subfze', { RT: 5, RA: 5 }),
      assemble('sradi', { RS: 4, RA: 6, SH: 3 }),
      blr,
    ],
  },
  {
    name: 'record',
    words: [assemble('add', { RT: 3, RA: 4, RB: 5, OE: 1, Rc: 1 }), assemble('andi.', { RS: 3, RA: 4, UI: 255 }), blr],
  },
  { name: 'group', words: [...accesses, blr] },
  { name: 'group-big', order: 'big', words: [...accesses, blr] },
  { name: 'group-32', order: 'big', bits: 32, words: [accesses[0] as number, accesses[2] as number, blr] },
  {
    name: 'indexed',
    words: [assemble('ldx', { RT: 5, RA: 3, RB: 4 }), assemble('stbx', { RS: 5, RA: 3, RB: 4 }), blr],
  },
  {
    name: 'update',
    words: [assemble('stdu', { RS: 1, RA: 1, DS: -112 }), assemble('lwzu', { RT: 5, RA: 3, D: 4 }), blr],
  },
  { name: 'extent', words: array },
  { name: 'extent-big', order: 'big', words: array },
  { name: 'extent-32', order: 'big', bits: 32, words: array },
  {
    name: 'float',
    words: [
      assemble('fadd', { FRT: 1, FRA: 2, FRB: 3 }),
      assemble('fmuls', { FRT: 4, FRA: 1, FRC: 3 }),
      assemble('fneg', { FRT: 5, FRB: 4 }),
      blr,
    ],
  },
  {
    name: 'float-loop',
    words: loop(assemble('lfd', { FRT: 1, RA: 3, D: 0 }), assemble('fadd', { FRT: 2, FRA: 2, FRB: 1 }), addi(3, 3, 8)),
  },
  { name: 'float-compare', words: [assemble('fcmpu', { BF: 0, FRA: 1, FRB: 2 }), bc(IF, GT, 8), addi(3, 3, 1), blr] },
  { name: 'fused', words: [assemble('fmadd', { FRT: 1, FRA: 2, FRC: 3, FRB: 4 }), blr] },
  {
    name: 'vmx',
    words: [
      assemble('vaddubm', { VRT: 2, VRA: 3, VRB: 4 }),
      assemble('vperm', { VRT: 5, VRA: 2, VRB: 3, VRC: 4 }),
      assemble('vcmpequw', { VRT: 6, VRA: 2, VRB: 5, Rc: 1 }),
      blr,
    ],
  },
  {
    name: 'vsx',
    words: loop(
      assemble('lxvd2x', { XT: 0, RA: 0, RB: 3 }),
      assemble('xvmaddadp', { XT: 1, XA: 0, XB: 2 }),
      assemble('xxlxor', { XT: 3, XA: 0, XB: 1 }),
      addi(3, 3, 16),
    ),
  },
  { name: 'vsx-scalar', words: [assemble('xsadddp', { XT: 33, XA: 1, XB: 34 }), blr] },
  {
    name: 'condition-register',
    words: [
      assemble('crand', { BT: 0, BA: 6, BB: 30 }),
      assemble('mcrf', { BF: 3, BFA: 0 }),
      assemble('mfcr', { RT: 3 }),
      assemble('mtcrf', { RS: 4, FXM: 0x38 }),
      blr,
    ],
  },
  {
    name: 'special-registers',
    words: [
      assemble('mfspr', { RT: 0, SPR: 8 }),
      assemble('mtspr', { RS: 5, SPR: 9 }),
      assemble('mfspr', { RT: 6, SPR: 1 }),
      assemble('mfspr', { RT: 7, SPR: 268 }),
      blr,
    ],
  },
  {
    name: 'reservation',
    words: [
      assemble('lwarx', { RT: 5, RA: 0, RB: 3 }),
      addi(5, 5, 1),
      assemble('stwcx.', { RS: 5, RA: 0, RB: 3 }),
      bc(UNLESS, EQ, -12),
      assemble('isync'),
      blr,
    ],
  },
  { name: 'dcbz', words: [assemble('dcbz', { RA: 0, RB: 3 }), blr] },
  { name: 'system-call', words: [addi(0, 0, 20), assemble('sc'), addi(3, 3, 1), blr] },
  { name: 'icbi', words: [assemble('icbi', { RA: 0, RB: 3 }), assemble('isync'), blr] },
  { name: 'trap', words: [assemble('tw', { TO: 4, RA: 3, RB: 4 }), addi(3, 3, 1), blr] },
  { name: 'illegal', words: [addi(3, 3, 1), 0, blr] },
];

export const SHAPES: readonly Snippet[] = [
  { name: 'straight', words: [addi(3, 3, 1), addi(4, 3, 2), blr] },
  { name: 'if', words: [cmpdi(3, 0), bc(IF, EQ, 8), addi(4, 4, 1), addi(5, 4, 1), blr] },
  // One check for both blocks.
  { name: 'checked-before', words: [ld(4, 3, 0), cmpdi(4, 0), bc(IF, EQ, 8), ld(5, 3, 8), ld(6, 3, 0), blr] },
  {
    name: 'if-else',
    words: [cmpdi(3, 0), bc(IF, EQ, 12), addi(4, 4, 1), b(8), addi(4, 4, -1), addi(5, 4, 1), blr],
  },
  { name: 'loop', words: loop(add(3, 3, 4), addi(4, 4, 1)) },
  {
    name: 'nested-loop',
    words: [
      // Outer: the inner one counts r5 down.
      addi(5, 0, 10),
      add(3, 3, 5),
      addi(5, 5, -1),
      cmpdi(5, 0),
      bc(IF, GT, -12),
      bdnz(-20),
      blr,
    ],
  },
  {
    name: 'loop-break',
    words: [ld(5, 3, 0), cmpdi(5, 0), bc(IF, EQ, 12), addi(3, 3, 8), bdnz(-16), addi(4, 3, 0), blr],
  },
  { name: 'call', words: [addi(3, 3, 1), assemble('b', { LI: 0x400, LK: 1 }), add(3, 3, 4), blr] },
  { name: 'call-in-loop', words: loop(assemble('b', { LI: 0x400, LK: 1 }), add(30, 30, 3)) },
  { name: 'call-register', words: [assemble('bcctr', { BO: ALWAYS, LK: 1 }), add(3, 3, 4), blr] },
  {
    name: 'call-register-known',
    words: [assemble('bcctr', { BO: ALWAYS, LK: 1 }), blr, addi(3, 3, 1), blr],
    functions: { 0: [8] },
  },
  {
    name: 'call-stub',
    words: [
      assemble('b', { LI: 8, LK: 1 }),
      blr,
      ld(12, 2, 32),
      assemble('mtspr', { RS: 12, SPR: 9 }),
      assemble('bcctr', { BO: ALWAYS }),
      addi(3, 3, 1),
      blr,
    ],
    functions: { 16: [20] },
  },
  {
    name: 'jump-register-known',
    words: [addi(3, 3, 1), assemble('bcctr', { BO: ALWAYS }), addi(3, 3, 2), blr],
    functions: { 4: [8] },
  },
  { name: 'return', words: [blr] },
  { name: 'jump-register', words: [addi(3, 3, 1), assemble('bcctr', { BO: ALWAYS })] },
  {
    name: 'computed-jump',
    words: [
      assemble('mtspr', { RS: 5, SPR: 9 }),
      assemble('bcctr', { BO: ALWAYS }),
      ...[1, 2, 3].flatMap((n) => [addi(3, 3, n), b(-4 * (2 * n + 1))]),
    ],
    jumps: { 4: [8, 16, 24] },
  },
  { name: 'conditional-return', words: [cmpdi(3, 0), assemble('bclr', { BO: IF, BI: EQ }), addi(3, 3, -1), blr] },
  {
    name: 'irreducible',
    // Into the middle of a loop, beside its head.
    words: [cmpdi(3, 0), bc(IF, EQ, 12), add(4, 4, 3), addi(3, 3, -1), addi(5, 5, 1), bdnz(-12), blr],
  },
  { name: 'tail-jump', words: [addi(3, 3, 1), b(0x4000)] },
];
