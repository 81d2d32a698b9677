/**
 * Draws little programs: instructions on few registers, with branches, loops, calls, computed jumps and system calls between
 * them, and accesses to memory through registers that point to it. They come to an end whatever they compute.
 */
import fc from 'fast-check';
import { encode, extractField, fieldOf, insertField, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { FieldName, Instruction, Mnemonic } from '../../../emulator/decode.ts';
import { SEMANTICS } from '../../../emulator/semantics/index.ts';
import { assemble, loadAddress } from '../../isa/cases/assembler.ts';
import type { State } from '../../isa/cases/block.ts';
import { comparable, drawField, hash } from '../../isa/cases/case.ts';
import { chooseDefined, type Values } from '../../isa/cases/defined.ts';
import { Random } from '../../isa/cases/random.ts';
import { drawState } from '../../isa/cases/state.ts';
import { accessesMemory } from '../../isa/cases/storage.ts';

export const CODE = 0x1000_0000;
/** Data that accesses go to: `BASES` point into it. */
export const DATA = 0x2000_0000;
export const DATA_PAGES = 4;
export const PAGE = 4096;

/** Registers that hold addresses in the data, a small index, loop counters by depth, and scratch for addresses of code. */
const BASES = [20, 21, 22] as const;
const INDEX = 9;
const COUNTERS = [24, 25, 26] as const;
const SCRATCH = [10, 11] as const;
export const FUNCTIONS = 2;

export type Piece =
  | { readonly kind: 'instruction'; readonly row: number; readonly seed: number }
  /** A conditional branch over the first body; over the second one otherwise. */
  | {
      readonly kind: 'if';
      readonly seed: number;
      readonly first: readonly Piece[];
      readonly otherwise: readonly Piece[];
    }
  | { readonly kind: 'loop'; readonly seed: number; readonly turns: number; readonly body: readonly Piece[] }
  | { readonly kind: 'call'; readonly seed: number }
  | { readonly kind: 'switch'; readonly seed: number; readonly bodies: readonly (readonly Piece[])[] }
  | { readonly kind: 'system' }
  | { readonly kind: 'synchronize' };

export interface Drawn {
  readonly seed: number;
  readonly functions: readonly (readonly Piece[])[];
  readonly main: readonly Piece[];
}

export interface BuiltProgram {
  readonly words: readonly number[];
  readonly entry: number;
  /** Address of the last `sc`, which ends it. */
  readonly end: number;
  readonly state: State;
}

/**
 * Those that write registers with a part of their own here; and conversions to integers, which leave FPRF undefined (Book I, 4.6.7): what it
 * holds then depends on whether what came before was settled.
 */
const AVOIDED = /^(lmw|lsw[ix]|tw|td|twi|tdi|mtspr|dcbz|icbi|lq|lqarx|fcti.*|xscvdp[su]x[dw]s)$/;

export const ROWS: readonly Instruction[] = INSTRUCTIONS.filter(
  (row) => comparable(row) && row.class !== 'branch' && row.mnemonic in SEMANTICS && !AVOIDED.test(row.mnemonic),
);

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** Programs with these rows as often as all the others together. */
export function programs(favoured: readonly number[] = []): fc.Arbitrary<Drawn> {
  const common = ROWS.flatMap((row, index) => (COMMON.test(row.mnemonic) ? [index] : []));
  const row = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...common) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: ROWS.length - 1 }) },
    ...(favoured.length > 0 ? [{ weight: 4, arbitrary: fc.constantFrom(...favoured) }] : []),
  );
  const instruction = fc.record({ kind: fc.constant('instruction' as const), row, seed });
  const { body } = fc.letrec<{ piece: Piece; body: readonly Piece[] }>((tie) => ({
    piece: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 14, arbitrary: instruction },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('if' as const), seed, first: tie('body'), otherwise: tie('body') }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('loop' as const),
          seed,
          turns: fc.integer({ min: 1, max: 6 }),
          body: tie('body'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('call' as const), seed }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('switch' as const),
          seed,
          bodies: fc.array(tie('body'), { minLength: 2, maxLength: 4 }),
        }),
      },
      { weight: 1, arbitrary: fc.constantFrom<Piece>({ kind: 'system' }, { kind: 'synchronize' }) },
    ),
    body: fc.array(tie('piece'), { maxLength: 6 }),
  }));
  const functions = fc.array(fc.array(instruction, { maxLength: 8 }), { minLength: FUNCTIONS, maxLength: FUNCTIONS });
  return fc.record({ seed, functions, main: fc.tuple(body, body).map((two) => two.flat()) });
}

/** What compilers write most. */
const COMMON =
  /^(add|addi|addis|addic\.?|addc|adde|addze|addme|subf|subfic|subfc|subfe|neg|mull[wdi]|mulh[wd]u?|div[wd]u?|and|andi\.|andis\.|or|ori|oris|xor|xori|nor|andc|eqv|rlwinm|rlwimi|rlwnm|rldic|rldicl|rldicr|rldimi|sl[wd]|sr[wd]|sra[wd]i?|exts[bhw]|cntlz[wd]|cmp|cmpi|cmpl|cmpli|isel|mfcr|mtcrf|mfocrf|mtocrf|mcrf|cr(and|or|xor|nor|nand|eqv|andc|orc)|mcrxrx|setb|mfspr|l(bz|hz|ha|wz|wa|d)u?x?|st[bhwd]u?x?|lf[sd]u?x?|stf[sd]u?x?|l[wdhb]arx|st[wdhb]cx\.|lxv|stxv|lxvd2x|stxvd2x|lvx|stvx|f(add|sub|mul|div|madd|msub|nmadd|nmsub)s?|fcmpu|fmr|fneg|fabs|frsp|fcfids?|fsel|mffs|mtfsf|mtfsfi|xxpermdi|xxlor|xxlxor|mfvsrd|mtvsrd|mfvsrld|vadduwm|vaddubm|vcmpequb|vcmpgtsw|vperm|vsldoi|vspltw|xvadddp|xvmuldp|xvmaddadp)$/;

export interface BuildOptions {
  /** Without instructions that make or need a reservation: it goes when a run ends. */
  readonly reservations?: boolean;
}

/** The program's words and the state it starts in. */
export function build(drawn: Drawn, options: BuildOptions = {}): BuiltProgram {
  return new Writer(drawn, options).write();
}

class Writer {
  readonly #drawn: Drawn;
  readonly #reservations: boolean;
  readonly #words: number[] = [];
  readonly #state: State;
  readonly #entries: number[] = [];
  /** In a loop that counts CTR down, or in a function: CTR or LR are taken. */
  #ctrTaken = false;
  #lrTaken = false;

  constructor(drawn: Drawn, { reservations = true }: BuildOptions) {
    this.#drawn = drawn;
    this.#reservations = reservations;
    this.#state = stateOf(drawn.seed);
  }

  write(): BuiltProgram {
    const { functions, main } = this.#drawn;
    this.#lrTaken = this.#ctrTaken = true;
    for (const body of functions) {
      this.#entries.push(this.#here);
      this.#all(body, 0);
      this.#emit('bclr', { BO: 20, BI: 0 });
    }
    this.#lrTaken = this.#ctrTaken = false;
    const entry = this.#here;
    this.#all(main, 0);
    const end = this.#here;
    this.#emit('sc', { LEV: 0 });
    return { words: this.#words, entry, end, state: this.#state };
  }

  get #here(): number {
    return CODE + 4 * this.#words.length;
  }

  #emit(mnemonic: Mnemonic, values: Readonly<Partial<Record<FieldName, number>>>): void {
    this.#words.push(assemble(mnemonic, values));
  }

  #all(pieces: readonly Piece[], depth: number): void {
    for (const piece of pieces) this.#piece(piece, depth);
  }

  #piece(piece: Piece, depth: number): void {
    switch (piece.kind) {
      case 'instruction':
        return this.#instruction(ROWS[piece.row] as Instruction, piece.seed);
      case 'if':
        return this.#if(piece, depth);
      case 'loop':
        return this.#loop(piece, depth);
      case 'call':
        return this.#call(piece.seed);
      case 'switch':
        return this.#switch(piece, depth);
      case 'system':
        return this.#emit('sc', { LEV: 0 });
      case 'synchronize':
        return this.#emit('isync', {});
    }
  }

  #instruction(row: Instruction, seed: number): void {
    if (!this.#reservations && /^(l.arx|st.cx\.)$/.test(row.mnemonic)) return;
    const random = new Random(seed);
    // Now and then what moves the bases, and the index.
    if (random.below(24) === 0) return this.#moveBase(random);
    const values: Values = {};
    for (const field of row.fields) values[field.name] = drawShared(random, row, field);
    if (accessesMemory(row)) aim(random, row, values);
    chooseDefined(random, row, values, scratchState(this.#state));
    if (row.mnemonic === 'mtfsfi')
      Object.assign(values, { BFF: 7, W: 0, U: random.below(4) === 0 ? random.below(4) : 0 });
    if (SINGLE.test(row.mnemonic)) this.#narrow(values);
    this.#words.push(encode(row, values));
  }

  /** The operands of single-precision arithmetic must be singles (Book I, 4.3.5.1), or the result is undefined. */
  #narrow(values: Values): void {
    const vsx = values.XT !== undefined;
    for (const name of vsx ? (['XA', 'XB', 'XT'] as const) : (['FRA', 'FRB', 'FRC'] as const)) {
      const n = values[name];
      if (n !== undefined) this.#emit('xsrsp', { XT: n, XB: n });
    }
  }

  #moveBase(random: Random): void {
    const [RT, RA] = [random.pick(BASES), random.pick(BASES)];
    const kind = random.below(5);
    if (kind === 0) this.#emit('addi', { RT: INDEX, RA: 0, SI: random.below(64) });
    else if (kind === 1) this.#emit('or', { RA: RT, RS: RA, RB: RA });
    else if (kind === 2) this.#emit('add', { RT, RA, RB: INDEX });
    else this.#emit('addi', { RT, RA, SI: random.below(80) - 32 });
  }

  #if({ seed, first, otherwise }: Extract<Piece, { kind: 'if' }>, depth: number): void {
    const random = new Random(seed);
    if (random.below(2) === 0) this.#instruction(COMPARES[random.below(COMPARES.length)] as Instruction, random.word());
    const at = this.#words.length;
    this.#words.push(0);
    this.#all(first, depth);
    if (otherwise.length > 0) {
      const over = this.#words.length;
      this.#words.push(0);
      this.#words[at] = this.#condition(random, this.#words.length - at);
      this.#all(otherwise, depth);
      this.#words[over] = assemble('b', { LI: 4 * (this.#words.length - over) });
    } else this.#words[at] = this.#condition(random, this.#words.length - at);
  }

  #condition(random: Random, distance: number): number {
    const BO = (random.word() & 31) | (this.#ctrTaken ? 4 : 0);
    const BI = random.below(3) === 0 ? random.below(32) : random.below(4);
    return assemble('bc', { BO, BI, BD: 4 * distance });
  }

  #loop({ seed, turns, body }: Extract<Piece, { kind: 'loop' }>, depth: number): void {
    const counter = COUNTERS[depth];
    if (counter === undefined) return this.#all(body, depth);
    const random = new Random(seed);
    const kind = random.below(5);
    this.#emit('addi', { RT: counter, RA: 0, SI: turns });
    const counted = kind < 2 && !this.#ctrTaken;
    if (counted) {
      this.#emit('mtspr', { SPR: 9, RS: counter });
      this.#ctrTaken = true;
    }
    const head = this.#words.length;
    this.#all(body, depth + 1);
    const back = (): number => 4 * (head - this.#words.length);
    if (counted) {
      this.#ctrTaken = false;
      this.#emit('bc', { BO: 16, BI: 0, BD: back() });
    } else if (kind < 3) {
      this.#emit('addic.', { RT: counter, RA: counter, SI: -1 });
      this.#emit('bc', { BO: 4, BI: 2, BD: back() });
    } else {
      const BF = random.below(8);
      this.#emit('addi', { RT: counter, RA: counter, SI: -1 });
      this.#emit(random.pick(['cmpi', 'cmpi']), { BF, L: random.below(2), RA: counter, SI: 0 });
      if (random.below(2) === 0) this.#emit('bc', { BO: 12, BI: 4 * BF + 1, BD: back() });
      else {
        // Out of the loop in the middle of it, as `while` does.
        this.#emit('bc', { BO: 4, BI: 4 * BF + 1, BD: 8 });
        this.#emit('b', { LI: back() });
      }
    }
  }

  #call(seed: number): void {
    if (this.#lrTaken) return;
    const random = new Random(seed);
    const target = this.#entries[random.below(FUNCTIONS)] as number;
    if (random.below(2) === 0 || this.#ctrTaken) {
      if (random.below(3) > 0) return this.#emit('b', { LI: target - this.#here, LK: 1 });
      this.#words.push(
        assemble('bc', { BO: (random.word() & 31) | 4, BI: random.below(8), BD: target - this.#here, LK: 1 }),
      );
      return;
    }
    this.#words.push(...loadAddress(SCRATCH[0], target));
    this.#emit('mtspr', { SPR: 9, RS: SCRATCH[0] });
    this.#emit('bcctr', { BO: random.below(3) > 0 ? 20 : (random.word() & 31) | 4, BI: random.below(8), LK: 1 });
  }

  #switch({ seed, bodies }: Extract<Piece, { kind: 'switch' }>, depth: number): void {
    if (this.#ctrTaken) return;
    const random = new Random(seed);
    const [base, offset] = SCRATCH;
    // Chosen by the low bits of a register.
    this.#emit('rlwinm', {
      RA: offset,
      RS: 3 + random.below(6),
      SH: 2 + random.below(4),
      MB: bodies.length > 2 ? 28 : 29,
      ME: 29,
    });
    const at = this.#words.length;
    this.#words.push(0, 0);
    this.#emit('add', { RT: base, RA: base, RB: offset });
    this.#emit('mtspr', { SPR: 9, RS: base });
    this.#emit('bcctr', { BO: 20, BI: 0 });
    const table = this.#words.length;
    loadAddress(base, this.#here).forEach((word, index) => (this.#words[at + index] = word));
    const entries = bodies.length > 2 ? 4 : 2;
    for (let n = 0; n < entries; n++) this.#words.push(0);
    const exits: number[] = [];
    const starts = bodies.map((body) => {
      const start = this.#words.length;
      this.#all(body, depth);
      exits.push(this.#words.length);
      this.#words.push(0);
      return start;
    });
    for (let n = 0; n < entries; n++) {
      const to = starts[n % starts.length] as number;
      this.#words[table + n] = assemble('b', { LI: 4 * (to - table - n) });
    }
    for (const exit of exits) this.#words[exit] = assemble('b', { LI: 4 * (this.#words.length - exit) });
  }
}

const COMPARES = INSTRUCTIONS.filter(({ mnemonic }) => /^(cmpl?i?|fcmpu|andi\.)$/.test(mnemonic));

/** Registers from a handful, so that what one instruction leaves another one finds. */
function drawShared(random: Random, row: Instruction, field: Instruction['fields'][number]): number {
  switch (field.kind) {
    case 'gpr':
      return field.scale > 0 ? 4 : 3 + random.below(6);
    case 'vr':
      return 1 + random.below(4);
    case 'vsr':
      // Those that are vector registers too, and those that are floating-point registers too.
      return random.below(3) === 0 ? 33 + random.below(4) : 1 + random.below(5);
    case 'fpr':
      return 1 + random.below(5);
    default:
      return extractField(insertField(0, field, drawField(random, row, field, 3)), field);
  }
}

const SINGLE =
  /^(fadd|fsub|fmul|fdiv|fsqrt|fn?m(add|sub)|fre|frsqrte)s$|^xs(add|sub|mul|div|sqrt|re|rsqrte)sp$|^xsn?m(add|sub)[am]sp$/;

const WITH_LENGTH = /^(lxvll?|stxvll?)$/;

/** Points an access into the data. */
function aim(random: Random, row: Instruction, values: Values): void {
  values.RA = random.pick(BASES);
  const displacement = (['D', 'DS', 'DQ'] as const).find((name) => fieldOf(row, name) !== undefined);
  if (displacement !== undefined) {
    const scale = fieldOf(row, displacement)?.scale ?? 0;
    const near = random.below(row.mnemonic.endsWith('u') ? 40 : 80) - 16;
    const value = random.below(24) === 0 ? random.below(4000) - 2000 : near;
    values[displacement] = value & (-1 << scale);
  }
  if (fieldOf(row, 'RB') !== undefined && !WITH_LENGTH.test(row.mnemonic)) values.RB = INDEX;
  if (fieldOf(row, 'FC') !== undefined) values.RT = 3;
}

/** A state that may be changed for `chooseDefined`. */
function scratchState(state: State): State {
  return { ...state, gpr: [...state.gpr], vsr: state.vsr.slice() };
}

function stateOf(seed: number): State {
  const random = new Random(hash(`state ${seed}`));
  const state = drawState(random, 'any');
  const { gpr } = state;
  const first = DATA + PAGE * (1 + random.below(2));
  for (const base of BASES) {
    const place = random.pick([0, -8, -20, 64, 2000]) + random.below(32);
    gpr[base] = BigInt(random.below(4) === 0 ? first + (place & -16) : first + place);
  }
  gpr[INDEX] = BigInt(random.below(64) & random.pick([-1, -4, -8, -16]));
  for (const counter of COUNTERS) gpr[counter] = 0n;
  if (random.below(4) > 0) {
    state.fpscr = (state.fpscr & 0x7_0001_f000n) | 0x8200_0000n;
    const view = new DataView(state.vsr.buffer, state.vsr.byteOffset);
    for (let at = 0; at < 1024; at += 8) {
      const value = random.below(2) === 0 ? random.below(2000) - 1000 : random.word() / 2 ** random.below(40);
      const kind = random.below(5);
      if (kind < 2) view.setFloat64(at, value);
      else if (kind < 4) view.setFloat64(at, Math.fround(value));
    }
  }
  return state;
}

export interface Conditions {
  /** Data pages that are not there at first, by number; each comes when it was missed. */
  readonly missing: readonly number[];
  /** Data pages that are read-only at first. */
  readonly readOnly: readonly number[];
  /** Fuel for each run: a program is run again until it is done. */
  readonly fuel: number;
}

/** More than any program uses. */
export const ENOUGH_FUEL = 1 << 20;

export function conditionsFor(faults: boolean, fuel: boolean): fc.Arbitrary<Conditions> {
  const pages = faults ? fc.subarray(Array.from({ length: DATA_PAGES }, (_, page) => page)) : fc.constant([]);
  return fc.record({
    missing: pages,
    readOnly: pages,
    fuel: fuel ? fc.integer({ min: 1, max: 12 }) : fc.constant(ENOUGH_FUEL),
  });
}
