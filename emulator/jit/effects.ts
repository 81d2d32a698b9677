/**
 * What an instruction does, found by running its semantics on a builder that only takes notes.
 *
 * So the JIT needs no second description of any instruction: which registers are read and
 * written for certain or perhaps, which memory is accessed through which base register, how it
 * ends a block.
 */
import { decode, extractField, fieldOf, INSTRUCTIONS, type Instruction } from '../decode.ts';
import { Exit } from '../exit.ts';
import type { Order } from '../memory/access.ts';
import type { Builder, Field, Fields, Helper, Register, Semantics, SemanticsTable } from '../semantics/builder.ts';
import { SPECIAL_REGISTERS } from '../semantics/special-registers.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { Variable } from '../wasm/code.ts';
import {
  type F32,
  type F64,
  type I32,
  type I64,
  type Node,
  operation,
  type V128,
  type ValueType,
} from '../wasm/node.ts';
import { RESOURCE, ResourceSet } from './resources.ts';

/** A memory access. */
export interface Access {
  /** −1 when its address is no register plus a constant. */
  readonly base: number;
  readonly offset: number;
  /** The other register of an indexed access; −1 when there is none. */
  readonly index: number;
  /** The register that the address comes from; −1 when it is something else. */
  readonly from: number;
  readonly size: number;
  readonly write: boolean;
}

/** How a block ends after the instruction; undefined when execution goes on. */
export type Ending =
  | { readonly kind: 'branch'; readonly displacement: number; readonly absolute: boolean; readonly always: boolean }
  /** Through LR, CTR or TAR. */
  | { readonly kind: 'indirect'; readonly register: 'lr' | 'ctr' | 'other'; readonly always: boolean }
  | { readonly kind: 'system' }
  /** isync. */
  | { readonly kind: 'synchronize' }
  /** The interpreter must do it. */
  | { readonly kind: 'leave' };

export interface InstructionInfo {
  readonly row: Instruction;
  readonly meaning: Semantics;
  readonly fields: Fields;
  /** With those that it writes on some paths only. */
  readonly reads: ResourceSet;
  /** Written on every path. */
  readonly kills: ResourceSet;
  /** Written on some path. */
  readonly writes: ResourceSet;
  /** The vector registers that it uses in any way, by number. */
  readonly vsrs: readonly number[];
  /** Vector registers that are used as more than a doubleword each. */
  readonly vectors: ResourceSet;
  /** What holds a single afterwards, if all of the sources did before. */
  readonly singles: readonly { readonly target: number; readonly sources: readonly number[] }[];
  readonly accesses: readonly Access[];
  readonly ending: Ending | undefined;
  /** LR is set: a call. */
  readonly links: boolean;
  /** It may leave the region before it changed anything. */
  readonly mayLeave: boolean;
  /** Even if its accesses may be made. */
  readonly leavesElse: boolean;
  /** A register plus a constant, or a copy: keeps what is known of an address. */
  readonly addsTo: { readonly target: number; readonly base: number; readonly by: number } | undefined;
  /** The sum of two registers: an address and an index, perhaps. */
  readonly sum: { readonly target: number; readonly terms: readonly [number, number] } | undefined;
}

/** A field of an instruction that is known as a whole. */
class KnownField implements Field {
  readonly name: string;
  readonly value: number;
  readonly nonZero: boolean;

  constructor(name: string, value: number) {
    this.name = name;
    this.value = value;
    this.nonZero = value !== 0;
  }
}

function knownFields(row: Instruction, word: number): Fields {
  const fields: Record<string, Field> = {};
  for (const layout of row.fields) fields[layout.name] = new KnownField(layout.name, extractField(word, layout));
  return fields as unknown as Fields;
}

/** Instructions by word; undefined when only the interpreter can do it (invalid, unknown, too dynamic). */
export class Instructions {
  readonly #semantics: SemanticsTable;
  readonly #order: Order;
  readonly #bits: 32 | 64;
  readonly #known = new Map<number, InstructionInfo | undefined>();

  constructor(semantics: SemanticsTable, order: Order, bits: 32 | 64) {
    this.#semantics = semantics;
    this.#order = order;
    this.#bits = bits;
  }

  of(word: number): InstructionInfo | undefined {
    if (this.#known.has(word)) return this.#known.get(word);
    // Words are few (programs repeat them), but a guest could make up any number.
    if (this.#known.size > 100_000) this.#known.clear();
    const info = this.#analyse(word);
    this.#known.set(word, info);
    return info;
  }

  #analyse(word: number): InstructionInfo | undefined {
    const index = decode(word);
    const row = INSTRUCTIONS[index];
    if (index < 0 || row === undefined || row.privileged) return undefined;
    const meaning = this.#semantics[row.mnemonic];
    if (meaning === undefined) return undefined;
    for (const name of ['SPR', 'TBR']) {
      const field = fieldOf(row, name);
      if (field !== undefined && !SPECIAL_REGISTERS.includes(extractField(word, field))) return undefined;
    }
    const fields = knownFields(row, word);
    const notes = new EffectsBuilder(this.#order, this.#bits);
    try {
      meaning(notes, fields);
    } catch (error) {
      if (error instanceof TooDynamic) return undefined;
      throw error;
    }
    notes.finish();
    const used = notes.reads.copy();
    used.addAll(notes.writes);
    used.addAll(notes.vectors);
    return {
      row,
      meaning,
      fields,
      reads: notes.reads,
      kills: notes.kills,
      writes: notes.writes,
      vsrs: used
        .members()
        .filter((resource) => resource >= RESOURCE.vsr)
        .map((resource) => resource - RESOURCE.vsr),
      vectors: notes.vectors,
      singles: notes.singles,
      accesses: notes.accesses,
      ending: notes.ending,
      links: notes.links,
      mayLeave: notes.leavesElse || notes.accesses.length > 0,
      leavesElse: notes.leavesElse,
      addsTo: addsTo(row, fields),
      sum: sumOf(row, fields),
    };
  }
}

function addsTo(row: Instruction, fields: Fields): InstructionInfo['addsTo'] {
  if (row.mnemonic === 'addi' && fields.RA.value !== 0)
    return { target: fields.RT.value as number, base: fields.RA.value as number, by: fields.SI.value as number };
  if (row.mnemonic === 'or' && fields.RS.value === fields.RB.value)
    return { target: fields.RA.value as number, base: fields.RS.value as number, by: 0 };
  return undefined;
}

function sumOf(row: Instruction, fields: Fields): InstructionInfo['sum'] {
  if (row.mnemonic !== 'add') return undefined;
  return { target: fields.RT.value as number, terms: [fields.RA.value as number, fields.RB.value as number] };
}

/** An instruction whose registers are only known when it runs. */
export class TooDynamic extends Error {}

const unknown = {
  i32: operation('i32', []),
  i64: operation('i64', []),
  f32: operation('f32', []),
  f64: operation('f64', []),
};
const unknownVector: V128 = operation('v128', []);

interface RegisterNode extends I64 {
  readonly register: number;
}

class EffectsBuilder implements Builder {
  readonly order: Order;
  readonly bits: 32 | 64;
  readonly level = 300;
  readonly fuses = false;
  readonly cpu: I32 = unknown.i32;
  readonly reads = new ResourceSet();
  readonly writes = new ResourceSet();
  readonly vectors = new ResourceSet();
  readonly singles: { readonly target: number; readonly sources: readonly number[] }[] = [];
  readonly accesses: Access[] = [];
  kills = new ResourceSet();
  ending: Ending | undefined;
  links = false;
  leavesElse = false;
  /** Doublewords of vector registers that were set: bit 0 the high one, bit 1 the low one. */
  readonly #halves = new Map<number, number>();
  /** Written on some path, or in part. */
  readonly #maybe = new ResourceSet();
  #variables = 0;
  #conditional = 0;

  constructor(order: Order, bits: 32 | 64) {
    this.order = order;
    this.bits = bits;
  }

  // Statements --------------------------------------------------------------------------------------
  let<T extends ValueType>(node: Node<T>): Node<T> {
    return node;
  }

  variable<T extends ValueType>(initial: Node<T>): Variable<T> {
    return { type: initial.type, index: this.#variables++ };
  }

  get<T extends ValueType>({ type }: Variable<T>): Node<T> {
    return operation(type, []);
  }

  set(): void {}

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    const known = i32.known(condition);
    if (known !== undefined) {
      if (known !== 0) then();
      else otherwise?.();
      return;
    }
    this.#conditional++;
    const before = this.kills.copy();
    then();
    const first = this.kills;
    this.kills = before.copy();
    otherwise?.();
    // What both arms write is written.
    this.kills.keepAll(first);
    this.kills.addAll(before);
    this.#conditional--;
  }

  while(condition: () => I32, body: () => void): void {
    this.#conditional++;
    const before = this.kills.copy();
    condition();
    body();
    this.kills = before;
    this.#conditional--;
  }

  call<T extends ValueType>(helper: Helper<T>): Node<T> {
    return operation(helper.result, []);
  }

  // Fields ------------------------------------------------------------------------------------------
  field(field: Field): I32 {
    return i32.const(field.value as number);
  }

  immediate(field: Field): I64 {
    return i64.const(field.value as number);
  }

  is(field: Field, value: number): I32 {
    return i32.const(+(field.value === value));
  }

  // Registers ---------------------------------------------------------------------------------------
  gpr(register: Register, plus = 0): I64 {
    const n = number(register) + plus;
    this.#read(RESOURCE.gpr + n);
    const node: RegisterNode = { type: 'i64', value: undefined, operands: [], code: [], local: -1, register: n };
    return node;
  }

  setGpr(register: Register, _value: I64, plus = 0): void {
    this.#write(RESOURCE.gpr + number(register) + plus);
  }

  gprOrZero(field: Field): I64 {
    return field.value === 0 ? i64.zero : this.gpr(field);
  }

  gprAt(index: I32): I64 {
    return this.gpr(fixed(index));
  }

  setGprAt(index: I32, value: I64): void {
    this.setGpr(fixed(index), value);
  }

  fpr(register: Register): F64 {
    this.#read(RESOURCE.vsr + number(register));
    return unknown.f64;
  }

  setFpr(register: Register): void {
    this.#writeHalf(number(register), 0);
  }

  fprBits(register: Register, plus = 0): I64 {
    this.#read(RESOURCE.vsr + number(register) + plus);
    return unknown.i64;
  }

  setFprBits(register: Register, _bits: I64, plus = 0): void {
    this.#writeHalf(number(register) + plus, 0);
  }

  vsr(register: Register): V128 {
    const n = RESOURCE.vsr + number(register);
    this.#read(n);
    this.vectors.add(n);
    return unknownVector;
  }

  setVsr(register: Register): void {
    const n = RESOURCE.vsr + number(register);
    this.#write(n);
    this.vectors.add(n);
  }

  vr(register: Register): V128 {
    return this.vsr(number(register) + 32);
  }

  setVr(register: Register): void {
    this.setVsr(number(register) + 32);
  }

  vsrDoubleword(register: Register): I64 {
    this.#read(RESOURCE.vsr + number(register));
    return unknown.i64;
  }

  setVsrDoubleword(register: Register, element: 0 | 1): void {
    this.#writeHalf(number(register), element);
  }

  // Floating-point status ---------------------------------------------------------------------------
  fpscr(): I64 {
    return unknown.i64;
  }

  setFpscr(): void {}

  vscr(): I32 {
    return unknown.i32;
  }

  setVscr(): void {}

  floatMode(inexact: boolean): I32 {
    if (inexact) this.#read(RESOURCE.mode);
    return unknown.i32;
  }

  compareFloat(target: Register): void {
    this.#write(RESOURCE.cr + number(target));
    this.noteFloatCompare();
  }

  noteFloat(): void {
    this.#write(RESOURCE.record);
  }

  noteFloatCompare(): void {
    this.#read(RESOURCE.record);
    this.#write(RESOURCE.record);
  }

  floatScalar(): I32 {
    this.#write(RESOURCE.record);
    return this.#unit();
  }

  floatAside(): I32 {
    this.#read(RESOURCE.record);
    this.writes.add(RESOURCE.record);
    return this.#unit();
  }

  floatSettle(): void {
    this.#read(RESOURCE.record);
    this.#write(RESOURCE.record);
  }

  isSingle(): boolean {
    return false;
  }

  noteSingle(register: Register, ...sources: readonly Register[]): void {
    const target = RESOURCE.vsr + number(register);
    this.singles.push({ target, sources: sources.map((source) => RESOURCE.vsr + number(source)) });
  }

  single(): undefined {
    return undefined;
  }

  setSingle(register: Register): void {
    this.setFpr(register);
    this.noteSingle(register);
  }

  fusedMultiplyAdd(): F64 {
    return unknown.f64;
  }

  fusedMultiplyAddVector(): V128 {
    return unknownVector;
  }

  #unit(): I32 {
    this.leavesElse = true;
    // Nothing is enabled, or the region is left.
    return i32.zero;
  }

  // Condition register ------------------------------------------------------------------------------
  crField(register: Register): I32 {
    this.#read(RESOURCE.cr + number(register));
    return unknown.i32;
  }

  setCrField(register: Register): void {
    this.#write(RESOURCE.cr + number(register));
  }

  crBit(bit: Register): I32 {
    this.#read(RESOURCE.cr + (number(bit) >> 2));
    return unknown.i32;
  }

  setCrBit(bit: Register): void {
    this.crBit(bit);
    this.#write(RESOURCE.cr + (number(bit) >> 2));
  }

  compareSigned(target: Register): void {
    this.#read(RESOURCE.so);
    this.#write(RESOURCE.cr + number(target));
  }

  compareUnsigned(target: Register): void {
    this.compareSigned(target);
  }

  record(): void {
    this.compareSigned(0);
  }

  // XER -----------------------------------------------------------------------------------------------
  ca(): I32 {
    return this.#flag(RESOURCE.ca);
  }

  ca32(): I32 {
    return this.#flag(RESOURCE.ca32);
  }

  ov(): I32 {
    return this.#flag(RESOURCE.ov);
  }

  ov32(): I32 {
    return this.#flag(RESOURCE.ov32);
  }

  so(): I32 {
    return this.#flag(RESOURCE.so);
  }

  setCarry(): void {
    this.#write(RESOURCE.ca);
    this.#write(RESOURCE.ca32);
  }

  setOverflow(): void {
    this.#read(RESOURCE.so);
    this.replaceOverflow();
    this.#write(RESOURCE.so);
  }

  replaceOverflow(): void {
    this.#write(RESOURCE.ov);
    this.#write(RESOURCE.ov32);
  }

  xer(): I64 {
    for (let n: number = RESOURCE.ca; n <= RESOURCE.so; n++) this.#read(n);
    return unknown.i64;
  }

  setXer(): void {
    for (let n: number = RESOURCE.ca; n <= RESOURCE.so; n++) this.#write(n);
  }

  // Other registers -----------------------------------------------------------------------------------
  lr(): I64 {
    this.#read(RESOURCE.lr);
    return unknown.i64;
  }

  setLr(): void {
    this.links = true;
    this.#write(RESOURCE.lr);
  }

  ctr(): I64 {
    this.#read(RESOURCE.ctr);
    return unknown.i64;
  }

  setCtr(): void {
    this.#write(RESOURCE.ctr);
  }

  special(): I64 {
    return unknown.i64;
  }

  setSpecial(): void {}

  timeBase(): I64 {
    return unknown.i64;
  }

  random(): I32 {
    return unknown.i32;
  }

  // Memory --------------------------------------------------------------------------------------------
  load(size: number, address: I64): I64 {
    this.#access(address, size, false);
    return unknown.i64;
  }

  store(size: number, address: I64): void {
    this.#access(address, size, true);
  }

  loadDouble(address: I64): F64 {
    this.#access(address, 8, false);
    return unknown.f64;
  }

  loadSingle(address: I64): F32 {
    this.#access(address, 4, false);
    return unknown.f32;
  }

  storeDouble(address: I64): void {
    this.#access(address, 8, true);
  }

  storeSingle(address: I64): void {
    this.#access(address, 4, true);
  }

  load128(address: I64): V128 {
    this.#access(address, 16, false);
    return unknownVector;
  }

  store128(address: I64): void {
    this.#access(address, 16, true);
  }

  probe(address: I64, length: I32, access: 'read' | 'write'): void {
    const known = i32.known(length);
    if (known !== 0) this.#access(known === undefined ? unknown.i64 : address, known ?? 1, access === 'write');
  }

  zero(address: I64, length: number): void {
    this.#access(address, length, true);
  }

  loadReserve(size: number, address: I64): I64 {
    // Where it is not aligned.
    this.leavesElse = true;
    this.#access(address, size, false);
    return unknown.i64;
  }

  storeConditional(size: number, address: I64): I32 {
    // Where it is not aligned.
    this.leavesElse = true;
    this.#access(address, size, true);
    return unknown.i32;
  }

  loadReserveQuad(address: I64): { high: I64; low: I64 } {
    // Where it is not aligned.
    this.leavesElse = true;
    this.#access(address, 16, false);
    return { high: unknown.i64, low: unknown.i64 };
  }

  storeConditionalQuad(address: I64): I32 {
    // Where it is not aligned.
    this.leavesElse = true;
    this.#access(address, 16, true);
    return unknown.i32;
  }

  requireAligned(): void {
    this.leavesElse = true;
  }

  invalidateCode(address: I64): void {
    this.#access(address, 1, false);
  }

  fence(): void {}

  // Control -------------------------------------------------------------------------------------------
  pc(): I64 {
    return unknown.i64;
  }

  nextPc(): I64 {
    return unknown.i64;
  }

  branch(taken: I32, displacement: Field, absolute: Field): void {
    this.ending = {
      kind: 'branch',
      displacement: displacement.value as number,
      absolute: absolute.value === 1,
      always: i32.known(taken) === 1,
    };
  }

  branchTo(taken: I32): void {
    const register = this.reads.has(RESOURCE.lr) ? 'lr' : this.reads.has(RESOURCE.ctr) ? 'ctr' : 'other';
    this.ending = { kind: 'indirect', register, always: i32.known(taken) === 1 };
  }

  synchronize(): void {
    this.ending = { kind: 'synchronize' };
  }

  systemCall(): void {
    this.ending = { kind: 'system' };
  }

  exit(reason: Exit): void {
    if (reason === Exit.floatingPoint) throw new TooDynamic('an enabled exception');
    this.leavesElse = true;
    if (this.#conditional === 0) this.ending = { kind: 'leave' };
  }

  #read(n: number): void {
    if (!this.kills.has(n)) this.reads.add(n);
  }

  #write(n: number): void {
    // A write that may not happen leaves the old value, which must then be there.
    if (this.#conditional > 0) this.#maybe.add(n);
    this.writes.add(n);
    this.kills.add(n);
  }

  #writeHalf(register: number, element: 0 | 1): void {
    const n = RESOURCE.vsr + register;
    const halves = (this.#halves.get(n) ?? 0) | (1 << element);
    this.#halves.set(n, halves);
    this.writes.add(n);
    if (halves === 3) this.#write(n);
    else this.#maybe.add(n);
  }

  /** Adds to what is read the registers that may keep their value. */
  finish(): void {
    this.#maybe.removeAll(this.kills);
    this.reads.addAll(this.#maybe);
  }

  #flag(n: number): I32 {
    this.#read(n);
    return unknown.i32;
  }

  #access(address: I64, size: number, write: boolean): void {
    const where = split(address);
    // One that may not happen is checked on its own.
    this.accesses.push({ ...where, base: this.#conditional > 0 ? -1 : where.base, size, write });
  }
}

function number(register: Register): number {
  return typeof register === 'number' ? register : (register.value as number);
}

function fixed(index: I32): number {
  const known = i32.known(index);
  if (known === undefined) throw new TooDynamic('a register is chosen at run time');
  return known;
}

const ADD = 0x7c;

function registerOf(node: Node | undefined): number {
  return node !== undefined && 'register' in node ? (node as RegisterNode).register : -1;
}

function split(address: I64): Pick<Access, 'base' | 'offset' | 'index' | 'from'> {
  const itself = registerOf(address);
  if (itself >= 0) return { base: itself, offset: 0, index: -1, from: itself };
  const [one, two] = address.operands;
  const base = address.code[0] === ADD ? registerOf(one) : -1;
  if (base < 0) return { base: -1, offset: 0, index: -1, from: -1 };
  if (two?.value !== undefined) return { base, offset: Number(two.value), index: -1, from: base };
  const index = registerOf(two);
  return { base: -1, offset: 0, index, from: index < 0 ? -1 : base };
}
