/** Draws cases: an instruction with random fields, and a machine state that it can run in. */
import { encode, extractField, insertField, INSTRUCTIONS } from '../../../../emulator/decode.ts';
import type { Field, FieldName, Instruction } from '../../../../emulator/decode.ts';
import { Random } from '../random.ts';
import { assemble, rowOf } from './assembler.ts';
import { BASE_REGISTER, WINDOW_SIZE } from './block.ts';
import type { State } from './block.ts';
import { accessesMemory, placeOperands } from './storage.ts';
import { doubleword, fillVector, integer } from './values.ts';
import type { Format } from './values.ts';

export interface Case {
  readonly mnemonic: string;
  readonly number: number;
  /** The instruction, and what must stand around it (a reservation before, a landing place behind). */
  readonly words: readonly number[];
  /** Which of the words is the instruction itself. */
  readonly subject: number;
  readonly state: State;
}

export type Values = Partial<Record<FieldName, number>>;

/** Rows that leave the program, depend on time or chance, or belong to the supervisor. */
const EXCLUDED = new Set([
  'sc', 'scv', 'rfebb', 'attn', 'wait', 'copy', 'paste.', 'cpabort', 'mftb', 'darn', 'bctar', 'icbt', 'hashst', 'hashchk', 'clrbhrb', 'mfbhrbe',
  'dst', 'dstt', 'dstst', 'dststt', 'dss', 'dssall',
]);

export function comparable(row: Instruction): boolean {
  return !row.privileged && !EXCLUDED.has(row.mnemonic) && row.class !== 'transaction';
}

export const COMPARABLE: readonly Instruction[] = INSTRUCTIONS.filter(comparable);

/** `stub` and `block` are where the case's instructions and its block will stand. */
export function drawCase(row: Instruction, number: number, seed: number, stub: number, block: number): Case {
  const random = new Random(hash(`${seed} ${row.mnemonic} ${number}`));
  const state = drawState(random, formatOf(row));
  const values: Values = {};
  const lowest = random.below(3) === 0 ? 0 : 3;
  for (const field of row.fields) values[field.name] = extractField(insertField(0, field, drawField(random, row, field, lowest)), field);
  const before: number[] = [];
  const behind: number[] = [];
  if (row.class === 'branch') aimBranch(random, row, values, state, stub, behind);
  placeOperands(random, row, values, state, before, block);
  chooseDefined(random, row, values, state);
  const words = [...before, encode(row, values), ...behind];
  return { mnemonic: row.mnemonic, number, words, subject: before.length, state };
}

/** Rows that a sequence may use: whatever they compute is defined, and no word of them depends on where it stands. */
export const INTEGER_SEQUENCE = INSTRUCTIONS.filter(
  (row) =>
    comparable(row) && !accessesMemory(row) && /^(fixed|vector|crypto)$/.test(row.class) && row.level !== 'v3.1'
    && !/^(div|mod|mulh|tw|td|addex|addpcis|vextu|vextract|vinsert|vrldmi|setb|vre|vrsq|vexp|vlog|mtvscr)/.test(row.mnemonic),
);
/** Double precision, where qemu's status is right; changes of the rounding mode between. */
export const FLOAT_SEQUENCE = INSTRUCTIONS.filter(({ mnemonic }) =>
  /^(f(add|sub|mul|div|sqrt|madd|msub|rsp|cfidu?|ctidu?z?|ri[nzpm]|cmpu|sel|neg|n?abs|mr|cpsgn)|xs(add|sub|mul|div|sqrt|max|min)dp|xsm(add|sub)[am]dp|xvc?(add|sub|mul)[ds]p|mtfsfi)$/.test(mnemonic),
);
const COMPARES = ['cmp', 'cmpi', 'cmpl', 'cmpli'].map((mnemonic) => rowOf(mnemonic));

/**
 * Several instructions on few registers, a comparison and a branch: what one leaves, the next finds.
 * An interpreter that does several at a time must not be told apart.
 */
export function drawSequence(number: number, seed: number, rows: readonly Instruction[] = INTEGER_SEQUENCE): Case {
  const random = new Random(hash(`${seed} sequence ${number}`));
  const state = drawState(random, 'any');
  const words: number[] = [];
  const length = random.below(8);
  const draw = (row: Instruction): number => {
    const values: Values = {};
    for (const field of row.fields) values[field.name] = drawShared(random, row, field);
    chooseDefined(random, row, values, state);
    if (row.mnemonic === 'mtfsfi') Object.assign(values, { BFF: 7, W: 0, U: random.below(4) });
    return encode(row, values);
  };
  while (words.length < length) words.push(draw(random.pick(rows)));
  if (random.below(4) > 0) words.push(draw(random.pick(COMPARES)));
  if (random.below(5) > 0) words.push(assemble('bc', { BO: random.word() & 31, BI: random.below(2) === 0 ? random.below(4) : random.below(32), BD: 8, LK: random.below(2) }));
  words.push(assemble('ori', { RA: 30, RS: 30, UI: 0x5a5a }));
  return { mnemonic: 'sequence', number, words, subject: 0, state };
}

/** Fields of an instruction in a sequence: registers from a handful. */
function drawShared(random: Random, row: Instruction, field: Field): number {
  switch (field.kind) {
    case 'gpr': return field.scale > 0 ? 4 : 3 + random.below(6);
    case 'vr':
    case 'vsr':
    case 'fpr': return 1 + random.below(6);
    default: return extractField(insertField(0, field, drawField(random, row, field, 3)), field);
  }
}

function drawState(random: Random, format: Format): State {
  const vsr = new Uint8Array(1024);
  for (let n = 0; n < 64; n++) fillVector(random, vsr.subarray(16 * n, 16 * n + 16), format);
  if (format === 'decimal128') spreadPairs(vsr);
  const window = new Uint8Array(WINDOW_SIZE);
  for (let at = 0; at < WINDOW_SIZE; at += 16) fillVector(random, window.subarray(at, at + 16));
  const gpr = Array.from({ length: 32 }, () => integer(random));
  gpr[BASE_REGISTER] = 0n;
  // SO OV CA OV32 CA32, and a byte count for lswx that keeps off r31.
  const xer = BigInt(random.word() >>> 0) & 0xe00c_0000n;
  const fpscr = drawStatus(random);
  return {
    gpr, vsr, window, xer: xer | BigInt(random.below(17)), fpscr, cr: BigInt(random.word() >>> 0), lr: integer(random), ctr: integer(random),
    vscr: random.below(3) === 0 ? random.pick([1, 0x10000, 0x10001]) : 0,
  };
}

function formatOf({ mnemonic, class: kind }: Instruction): Format {
  if (kind === 'quad') return 'quad';
  if (/^bcdc(fz)/.test(mnemonic)) return 'zoned';
  if (/^(bcd|vmul10)/.test(mnemonic)) return 'packed';
  if (kind === 'decimal') return mnemonic.endsWith('q') && mnemonic !== 'dctqpq' ? 'decimal128' : 'decimal64';
  return 'any';
}

/** A decimal of 128 bits stands in two floating-point registers. */
function spreadPairs(vsr: Uint8Array): void {
  for (let n = 0; n < 32; n += 2) vsr.copyWithin(16 * (n + 1), 16 * n + 8, 16 * n + 16);
}

const FX = 0x8000_0000n;
const VX = 0x2000_0000n;
const OTHER_EXCEPTIONS = 0x1e00_0000n;
const INVALID_EXCEPTIONS = 0x01f8_0700n;

/** Rounding modes and a status that can occur, never the enables: the program could not go on. */
function drawStatus(random: Random): bigint {
  let status = BigInt(random.below(2) === 0 ? 0 : random.below(4)) | (BigInt(random.below(2) === 0 ? 0 : random.below(8)) << 32n);
  status |= BigInt(random.below(32)) << 12n;
  if (random.below(2) === 0) return status;
  const exceptions = doubleword(random) & doubleword(random);
  status |= exceptions & (OTHER_EXCEPTIONS | INVALID_EXCEPTIONS);
  if ((status & INVALID_EXCEPTIONS) !== 0n) status |= VX;
  if ((status & (INVALID_EXCEPTIONS | OTHER_EXCEPTIONS)) !== 0n) status |= FX;
  return status;
}

function drawField(random: Random, row: Instruction, field: Field, lowest: number): number {
  switch (field.kind) {
    case 'gpr':
      // Neither r31 nor a pair that holds it; r0 now and then, for it reads as zero in places.
      return field.scale > 0 ? 2 * random.below(15) : lowest + random.below(BASE_REGISTER - lowest);
    case 'signed':
    case 'displacement':
      return random.below(2) === 0 ? random.word() : (random.below(9) - 4) << field.scale;
    case 'flag':
      return field.name === 'AA' ? 0 : random.below(2);
    default:
      return row.class === 'branch' && field.kind === 'branch' ? 8 : random.word();
  }
}

/** Keeps to field values that are defined. */
function chooseDefined(random: Random, row: Instruction, values: Values, state: State): void {
  switch (row.mnemonic) {
    case 'mfspr':
      values.SPR = random.pick([1, 8, 9]);
      break;
    case 'mtspr': {
      values.SPR = random.pick([1, 8, 9]);
      // The reserved bits of XER read as zero on processors, and stay in qemu.
      const RS = values.RS ?? 0;
      if (values.SPR === 1) state.gpr[RS] = (state.gpr[RS] ?? 0n) & 0xe00c_007fn;
      break;
    }
    case 'tw':
    case 'td':
      values.TO = (values.TO ?? 0) & ~trapBits(row, state.gpr[values.RA ?? 0] ?? 0n, state.gpr[values.RB ?? 0] ?? 0n);
      break;
    case 'twi':
    case 'tdi':
      values.TO = (values.TO ?? 0) & ~trapBits(row, state.gpr[values.RA ?? 0] ?? 0n, BigInt(values.SI ?? 0));
      break;
    case 'mtocrf':
    case 'mfocrf':
      values.FXM = 1 << random.below(8);
      break;
    case 'addex':
      values.CY = 0;
      break;
    case 'dcbf':
      values.L = 0;
      break;
    case 'vextractuh':
    case 'vinserth':
    case 'vextractuw':
    case 'vinsertw':
    case 'vextractd':
    case 'vinsertd':
    case 'xxextractuw':
    case 'xxinsertw':
    case 'vinsw':
    case 'vinsd':
      // The element lies within the register.
      values.UIM = random.below(17 - (/h$/.test(row.mnemonic) ? 2 : /w$/.test(row.mnemonic) ? 4 : 8));
      break;
    case 'vextuhlx':
    case 'vextuhrx':
      state.gpr[values.RA ?? 0] = BigInt(random.below(15));
      break;
    case 'vextuwlx':
    case 'vextuwrx':
      state.gpr[values.RA ?? 0] = BigInt(random.below(13));
      break;
    case 'mtvscr':
      // Reserved bits of VSCR read as zero on processors, and stay in qemu.
      state.vsr.fill(0, 16 * (32 + (values.VRB ?? 0)), 16 * (32 + (values.VRB ?? 0)) + 16);
      state.vsr[16 * (32 + (values.VRB ?? 0)) + random.pick([13, 15])] = random.below(2);
      break;
    case 'mtfsb1':
      // No bit that enables an exception, nor one that raises one at once.
      values.BTF = random.pick([0, 3, 4, 5, 6, 7, 11, 13, 14, 15, 16, 19, 30, 31]);
      break;
    case 'mtfsf':
      // No enables among the bits.
      state.vsr[16 * (values.FRB ?? 0) + 7] = random.below(8);
      values.L = 0;
      break;
    case 'mtfsfi':
      if (values.W === 0 && (values.BFF ?? 0) >= 6) Object.assign(values, { BFF: 7, U: random.below(8) });
      break;
    case 'sync':
      values.L = random.below(3);
      values.SC = 0;
      break;
    default:
  }
  if (isNegated(row) && (state.fpscr & 2n) !== 0n) state.fpscr &= ~3n;
  if (isSingle(row)) narrowOperands(row, values, state);
}

/** The bits of TO that would trap: no case may. */
function trapBits({ mnemonic }: Instruction, a: bigint, b: bigint): number {
  const width = mnemonic.startsWith('tw') ? 32 : 64;
  const [x, y] = [BigInt.asIntN(width, a), BigInt.asIntN(width, b)];
  const [u, v] = [BigInt.asUintN(width, a), BigInt.asUintN(width, b)];
  return (x < y ? 16 : 0) | (x > y ? 8 : 0) | (x === y ? 4 : 0) | (u < v ? 2 : 0) | (u > v ? 1 : 0);
}

/** qemu 7.2 negates before it rounds, which shows when rounding has a direction; the architecture rounds first. */
function isNegated({ mnemonic }: Instruction): boolean {
  return /^(fnm|xsnm|xvnm)/.test(mnemonic);
}

/** Operations on single precision whose operands must be representable in it. */
function isSingle({ mnemonic }: Instruction): boolean {
  return /^(fadd|fsub|fmul|fdiv|fsqrt|fn?m(add|sub)|fre|frsqrte)s$|^xs(add|sub|mul|div|sqrt|re|rsqrte)sp$|^xsn?m(add|sub)[am]sp$|^stfs|^stxssp|^xscvdpspn$/.test(mnemonic);
}

function narrowOperands(row: Instruction, values: Values, state: State): void {
  const view = new DataView(state.vsr.buffer);
  for (const field of row.fields) {
    if (field.kind !== 'fpr' && field.kind !== 'vsr' && field.kind !== 'vr') continue;
    const register = (values[field.name] ?? 0) + (field.kind === 'vr' ? 32 : 0);
    const value = view.getFloat64(16 * register);
    if (Number.isNaN(value)) view.setUint32(16 * register + 4, view.getUint32(16 * register + 4) & 0xe000_0000);
    else view.setFloat64(16 * register, Math.fround(value));
    // A signalling NaN whose payload lay in the low bits would have become infinite.
    if (Number.isNaN(value) && !Number.isNaN(view.getFloat64(16 * register))) view.setUint32(16 * register + 4, 0x2000_0000);
  }
}

/** A taken branch jumps over the word behind it, which leaves a mark in r30. */
function aimBranch(random: Random, row: Instruction, values: Values, state: State, stub: number, behind: number[]): void {
  if (row.form !== 'I' && row.form !== 'B' && !row.mnemonic.startsWith('bc')) return;
  behind.push(assemble('ori', { RA: 30, RS: 30, UI: 0x5a5a }));
  values.BH = 0;
  const target = BigInt(stub + 8 + random.below(4));
  if (row.mnemonic === 'bclr') state.lr = target;
  if (row.mnemonic === 'bcctr') {
    state.ctr = target;
    // Decrementing CTR while branching to it is an invalid form.
    values.BO = (values.BO ?? 0) | 4;
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
