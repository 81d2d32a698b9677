/**
 * Builds compiled code: registers in WebAssembly locals, and when they go to the state block and come from there.
 *
 * What an instruction writes is committed when it ends (or when the arm of an `if` that writes it ends), so that reading a
 * register is a plain read of its local. CA, OV and the condition register fields are often set and seldom
 * read: they are kept as expressions (`lazy`) as long as possible, and computed where they are wanted.
 */
import { FLOAT } from '../float/layout.ts';
import type { CarrySource } from '../semantics/builder.ts';
import type { Order } from '../memory/access.ts';
import { COMPARED_BYTES, isUnsettled, SHIFT, SIGNED, SUM, UNSIGNED } from '../interpreter/compared.ts';
import { REGION } from '../interpreter/runtime-functions.ts';
import { STATE } from '../state.ts';
import { Code, type Signature, type Variable } from '../wasm/code.ts';
import { leb } from '../wasm/bytes.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type F64, type I32, type I64, memarg, type Node, operation, type ValueType } from '../wasm/node.ts';
import { RESOURCE, ResourceSet } from './resources.ts';

/** An extent that loops without calls keep in locals. */
export interface LoopExtent {
  readonly slot: number;
  readonly write: boolean;
  /** The greatest span that is checked, in bytes. */
  readonly span: number;
  /** Heads of these loops. */
  readonly loops: Set<number>;
}

/** What a region's code is made for. */
export interface RegionContext {
  readonly order: Order;
  readonly bits: 32 | 64;
  /** Effective address of the root. */
  readonly root: bigint;
  /** VSRs (by resource) that are used as vectors. The others live in two locals, one for each doubleword. */
  readonly vectors: ResourceSet;
  /** Whether no instruction of the region sets SO: it is read in the state block. */
  readonly keepsSo: boolean;
  /** Whether the region has a loop, and so counts fuel in a local. */
  readonly loops: boolean;
  /** Ways out that have the same registers to store share the code for it: a label by `ResourceSet.key`. */
  readonly exits: ReadonlyMap<string, ResourceSet>;
  /** By `extentKey`. */
  readonly extents: ReadonlyMap<string, LoopExtent>;
  /** Whether `relaxed_madd` rounds once on this host. */
  readonly fused: boolean;
  /** Index of an imported function. */
  readonly function: (name: string, signature?: Signature) => number;
}

/** Where `localsOf` remembers what it found. */
interface Kept {
  locals?: readonly number[];
}

/** A condition register field: compared numbers, or its four bits. */
export type LazyField = Kept &
  (
    | { readonly kind: 'signed' | 'unsigned'; readonly a: I64; readonly b: I64 }
    | { readonly kind: 'bits'; readonly bits: readonly [I32, I32, I32, I32] }
    | { readonly kind: 'value'; readonly value: I32 }
  );

/** A flag of XER. */
export interface LazyFlag extends Kept {
  readonly kind: 'flag';
  readonly value: I32;
  /** What CA, and CA32 with it, follows from. */
  readonly of?: CarrySource | undefined;
  /** The same for CA and CA32 when they were set together and follow from `of`. */
  readonly pair?: object | undefined;
}

export type Lazy = LazyField | LazyFlag;

const PARTS = 8;
/** The part of a floating-point register that holds it as a single, where it is known to be one. */
export const SINGLE = 2;
const STORE_I64 = 0x37;
const STORE_BYTE = 0x3a;
const CARRIES: readonly number[] = [RESOURCE.ca, RESOURCE.ca32];
const FLAGS = [STATE.ca, STATE.ca32, STATE.ov, STATE.ov32, STATE.so] as const;

/** The locals of the floating-point record. `compare` is the byte `pendingCompare`, or COMPARED: of x and y. */
export const RECORD = { operation: 0, compare: 1, a: 2, b: 3, c: 4, x: 5, y: 6 } as const;
export const COMPARED = -1;

/** So many condition register fields are read as they are. */
const FEW_FIELDS = 3;

export abstract class RegionState extends Code {
  readonly context: RegionContext;
  readonly cpu: I32;
  readonly stack: I32;
  readonly tlb: I32;
  /** Taken backward branches that are left; a local in regions with loops. */
  readonly fuel: Variable<'i32'> | undefined;
  /** Registers that are stored when they are set, in this block. */
  home = new ResourceSet();
  /** Those among them that this instruction sets in vain. */
  overwritten = new ResourceSet();
  /** Registers that the state block does not have. */
  dirty = new ResourceSet();
  /** Plain registers that are in locals (what else it may have is of no meaning). */
  available = new ResourceSet();
  /** The wasm blocks, loops and ifs that are open, outermost first, by what a branch to them means. */
  readonly labels: string[] = [];
  lazy = new Map<number, Lazy>();
  #pending = new Written();
  readonly #outer: Written[] = [];
  /** By resource. */
  readonly #registers: Variable<ValueType>[][] = [];
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  readonly #temporaries: number[] = [];

  constructor(context: RegionContext) {
    super(REGION);
    this.context = context;
    this.cpu = this.parameter('i32', 0);
    this.stack = this.parameter('i32', 1);
    this.tlb = this.let(i32.load(this.cpu, STATE.tlb));
    this.fuel = context.loops ? this.unset('i32') : undefined;
    this.#temporaries.length = 0;
  }

  get order(): Order {
    return this.context.order;
  }

  get bits(): 32 | 64 {
    return this.context.bits;
  }

  readonly level = 300;

  // Registers ---------------------------------------------------------------------------------------

  /** The local of a register, or of one part of it. */
  protected variableOf(resource: number, part = 0): Variable<ValueType> {
    let parts = this.#registers[resource];
    if (parts === undefined) {
      parts = this.#types(resource).map((type) => ({ type, index: this.permanent(type) }));
      this.#registers[resource] = parts;
    }
    return parts[part] as Variable<ValueType>;
  }

  /** What a register holds, with what this instruction has written. */
  protected register<T extends ValueType>(type: T, resource: number, part = 0): Node<T> {
    const key = resource * PARTS + part;
    let written = this.#pending.get(key);
    for (let i = this.#outer.length - 1; i >= 0 && written === undefined; i--) written = this.#outer[i]?.get(key);
    return (written ?? this.get(this.variableOf(resource, part))) as Node<T>;
  }

  protected setRegister(resource: number, value: Node, part = 0): void {
    const key = resource * PARTS + part;
    if (this.#outer.some((each) => each.get(key) !== undefined))
      throw new Error('a register is written before and within an if');
    this.#pending.set(key, value);
  }

  /** Makes what was written the registers' contents. */
  protected commit(): void {
    const { keys, values } = this.#pending;
    const count = keys.length;
    if (count === 0) return;
    // A value may be computed from a register that another one is committed to.
    for (let i = 0; i + 1 < count; i++) values[i] = this.let(values[i] as Node);
    for (let i = 0; i < count; i++) {
      const key = keys[i] as number;
      const resource = resourceOf(key);
      const variable = this.variableOf(resource, key % PARTS);
      if (this.lazy.size > 0) this.#preserve(variable);
      this.set(variable, values[i] as Node);
      this.dirty.add(resource);
    }
    for (let i = 0; i < count; i++) {
      const resource = resourceOf(keys[i] as number);
      if (!this.home.has(resource) || !this.dirty.has(resource)) continue;
      if (this.overwritten.has(resource)) this.dirty.delete(resource);
      else {
        this.#store(resource);
        this.#parked(resource);
      }
    }
    keys.length = values.length = 0;
  }

  override if(condition: I32, then: () => void, otherwise?: () => void): void {
    if (i32.known(condition) !== undefined) {
      super.if(condition, then, otherwise);
      return;
    }
    const before = this.lazy;
    const changed = new Set<number>();
    this.effect([0x04, 0x40], condition);
    this.labels.push('');
    this.#arm(then, before, changed);
    const known = new Set(changed);
    const stale = [...changed].some((resource) => before.has(resource));
    if (otherwise !== undefined || stale) {
      this.out.byte(0x05);
      this.#arm(otherwise, before, changed);
    }
    this.out.byte(0x0b);
    this.labels.pop();
    for (const resource of changed)
      if (!known.has(resource) && before.has(resource))
        throw new Error('only the second arm changes what was kept lazy');
    this.lazy = new Map(before);
    for (const resource of changed) this.lazy.delete(resource);
  }

  /** One arm of an `if`. `before`: what was lazy before it. Adds what is in locals after it to `changed`. */
  #arm(body: (() => void) | undefined, before: ReadonlyMap<number, Lazy>, changed: Set<number>): void {
    this.lazy = new Map(before);
    this.#outer.push(this.#pending);
    this.#pending = new Written();
    body?.();
    this.commit();
    this.#pending = this.#outer.pop() as Written;
    if (this.lazy.size === 0 && before.size === 0 && changed.size === 0) return;
    // What only this arm knows must be in locals after it; copies that were made for `before` are made on this path only.
    for (const resource of new Set([...this.lazy.keys(), ...before.keys()])) {
      if (this.lazy.get(resource) === before.get(resource) && !changed.has(resource)) continue;
      this.settleLazy(resource);
      changed.add(resource);
    }
  }

  override while(condition: () => I32, body: () => void): void {
    // A block and a loop.
    this.labels.push('', '');
    super.while(condition, body);
    this.labels.length -= 2;
  }

  /** Branches to an open block's end or an open loop's beginning. */
  jumpTo(label: string): void {
    this.out.raw([0x0c, ...leb(this.depthOf(label))]);
  }

  depthOf(label: string): number {
    const depth = this.labels.length - 1 - this.labels.lastIndexOf(label);
    if (depth >= this.labels.length) throw new Error(`no ${label} is open`);
    return depth;
  }

  /** The instruction is over: commits, and lets its temporaries be used again. */
  endInstruction(): void {
    this.commit();
    this.#storeFields();
    const temporaries = this.#temporaries;
    if (temporaries.length === 0) return;
    const kept: (readonly number[])[] = [];
    if (this.lazy.size > 0) for (const lazy of this.lazy.values()) kept.push(localsOf(lazy));
    for (let i = 0; i < temporaries.length; i++) {
      const index = temporaries[i] as number;
      if (!kept.some((locals) => locals.includes(index))) this.#free[this.typeOfLocal(index)].push(index);
    }
    temporaries.length = 0;
  }

  /** Condition register fields and carries that have their home in the state block. Who reads them here finds them as they are. */
  #storeFields(): void {
    const home = this.dirty.common(this.home).notPlain();
    if (home.isEmpty) return;
    this.dirty.removeAll(home);
    home.removeAll(this.overwritten);
    this.#storeAll(home);
    // What it was stored as need not be kept.
    if (home.has(RESOURCE.ca)) for (const resource of CARRIES) this.#forgetSource(resource);
  }

  #forgetSource(resource: number): void {
    const lazy = this.lazy.get(resource);
    if (lazy?.kind === 'flag') this.lazy.set(resource, { kind: 'flag', value: lazy.value });
  }

  /** A temporary that stays: not to be used again after the instruction. */
  protected keep<T extends ValueType>(node: Node<T>): Variable<T> {
    const variable: Variable<T> = { type: node.type, index: this.permanent(node.type) };
    this.set(variable, node);
    return variable;
  }

  protected override newLocal(type: ValueType): number {
    const index = this.#free[type].pop() ?? super.newLocal(type);
    this.#temporaries.push(index);
    return index;
  }

  protected permanent(type: ValueType): number {
    return super.newLocal(type);
  }

  // Lazy values ---------------------------------------------------------------------------------------

  /** Keeps an expression instead of a value, unless it reads memory or calls. */
  protected defer(resource: number, lazy: Lazy): void {
    this.lazy.set(
      resource,
      mapNodes(lazy, (node) => (isPure(node) ? node : this.let(node))),
    );
    this.dirty.add(resource);
  }

  /** A register's local is about to change: expressions that read it read a copy from now on. */
  #preserve(variable: Variable<ValueType>): void {
    let copy: Node | undefined;
    for (const [resource, lazy] of this.lazy) {
      if (!localsOf(lazy).includes(variable.index)) continue;
      copy ??= this.get(this.keep(this.get(variable)));
      const other = copy;
      this.lazy.set(
        resource,
        mapNodes(lazy, (node) => replaceLocal(node, variable.index, other)),
      );
    }
  }

  /** Puts a lazy register into its locals, as a place that several paths lead to expects it. */
  settleLazy(resource: number): void {
    const lazy = this.lazy.get(resource);
    if (lazy === undefined) return;
    const to = (part: number, value: Node): void => this.set(this.variableOf(resource, part), value);
    switch (lazy.kind) {
      case 'flag':
        to(0, lazy.value);
        break;
      case 'signed':
      case 'unsigned':
        to(0, lazy.a);
        to(1, lazy.b);
        to(2, i32.const(lazy.kind === 'signed' ? SIGNED : UNSIGNED));
        break;
      default:
        to(2, this.fieldValue(resource));
    }
  }

  /** A condition register field as a number. */
  protected fieldValue(resource: number): I32 {
    const lazy = this.lazy.get(resource);
    if (lazy === undefined) return this.#storedField(resource);
    switch (lazy.kind) {
      case 'value':
        return lazy.value;
      case 'bits': {
        const [lt, gt, eq, so] = lazy.bits;
        return i32.any(i32.shl(lt, i32.const(3)), i32.shl(gt, i32.const(2)), i32.shl(eq, i32.one), so);
      }
      case 'signed':
        return this.#compared(i64.ltS(lazy.a, lazy.b), i64.gtS(lazy.a, lazy.b));
      case 'unsigned':
        return this.#compared(i64.ltU(lazy.a, lazy.b), i64.gtU(lazy.a, lazy.b));
      case 'flag':
        throw new Error('a flag is no field');
    }
  }

  /** LT=8, GT=4, EQ=2 are twice 1 + 3 × less + greater. */
  #compared(less: I32, greater: I32): I32 {
    const place = i32.add(i32.add(i32.mul(less, i32.const(3)), greater), i32.one);
    return i32.add(i32.add(place, place), this.flag(RESOURCE.so));
  }

  #storedField(resource: number): I32 {
    const a = this.get(this.variableOf(resource, 0)) as I64;
    const b = this.get(this.variableOf(resource, 1)) as I64;
    const value = this.get(this.variableOf(resource, 2)) as I32;
    const isUnsigned = i32.eq(value, i32.const(UNSIGNED));
    const less = i32.select(isUnsigned, i64.ltU(a, b), i64.ltS(a, b));
    const greater = i32.select(isUnsigned, i64.gtU(a, b), i64.gtS(a, b));
    return i32.select(i32.geS(value, i32.zero), value, this.#compared(less, greater));
  }

  protected flag(resource: number): I32 {
    if (resource === RESOURCE.so && this.context.keepsSo) return i32.load8U(this.cpu, STATE.so);
    const lazy = this.lazy.get(resource);
    if (lazy?.kind === 'flag') return lazy.value;
    return this.get(this.variableOf(resource)) as I32;
  }

  // The state block -----------------------------------------------------------------------------------

  /** Brings registers from the state block into locals. */
  loadAll(resources: ResourceSet): void {
    let fields = 0;
    resources.forEach((resource) => (fields += Number(isField(resource))));
    // Many at once are cheaper to read as bits.
    const settles = fields > FEW_FIELDS && this.context.keepsSo;
    if (settles || CARRIES.some((resource) => resources.has(resource))) this.settleFields();
    resources.forEach((resource) => {
      if (settles && isField(resource)) this.#loadBits(resource);
      else this.loadRegister(resource);
    });
    this.available.addAll(resources);
  }

  /** The plain ones among these that are in no local yet. */
  missing(resources: ResourceSet): ResourceSet {
    const missing = resources.plain();
    missing.removeAll(this.available);
    return missing;
  }

  /** Moves registers from locals to the state block. */
  park(resources: ResourceSet): void {
    this.#storeAll(resources);
    resources.forEach((resource) => this.#parked(resource));
  }

  #parked(resource: number): void {
    // A comparison that is kept lazy takes SO from its local when it is stored.
    if (resource === RESOURCE.so) this.settleLazy(resource);
    this.dirty.delete(resource);
  }

  /** Stores what is dirty; it stays dirty (this is for one of several paths). */
  storeDirty(): void {
    this.#storeAll(this.dirty);
    if (this.fuel !== undefined) this.effectAt(0x36, 2, STATE.fuel, this.cpu, this.get(this.fuel));
  }

  /** A field that is settled. */
  #loadBits(resource: number): void {
    const variable = this.variableOf(resource, 2);
    this.set(variable, i32.load8U(this.cpu, STATE.cr + resource - RESOURCE.cr));
    this.lazy.set(resource, { kind: 'value', value: this.get(variable) as I32 });
  }

  protected loadRegister(resource: number): void {
    const { cpu } = this;
    const to = (part: number, value: Node): void => this.set(this.variableOf(resource, part), value);
    if (resource < RESOURCE.cr) return to(0, i64.load(cpu, STATE.gpr + 8 * resource));
    if (resource < RESOURCE.lr) {
      const field = resource - RESOURCE.cr;
      // As it is there: a number, or a comparison. Where SO changes fields are settled.
      if (!this.context.keepsSo) return to(2, i32.load8U(cpu, STATE.cr + field));
      to(0, i64.load(cpu, STATE.compared + COMPARED_BYTES * field));
      to(1, i64.load(cpu, STATE.compared + COMPARED_BYTES * field + 8));
      return to(2, i32.load8S(cpu, STATE.cr + field));
    }
    if (resource >= RESOURCE.vsr) {
      const at = STATE.vsr + 16 * (resource - RESOURCE.vsr);
      if (this.context.vectors.has(resource)) return to(0, operation('v128', [0xfd, 0, ...memarg(4, at)], cpu));
      to(0, f64.load(cpu, at + 8));
      return to(1, i64.load(cpu, at));
    }
    switch (resource) {
      case RESOURCE.lr:
        return to(0, i64.load(cpu, STATE.lr));
      case RESOURCE.ctr:
        return to(0, i64.load(cpu, STATE.ctr));
      case RESOURCE.record:
        to(RECORD.operation, i32.load16U(cpu, FLOAT.pending));
        to(RECORD.compare, i32.load8U(cpu, FLOAT.pendingCompare));
        to(RECORD.a, f64.load(cpu, FLOAT.a));
        to(RECORD.b, f64.load(cpu, FLOAT.b));
        return to(RECORD.c, f64.load(cpu, FLOAT.c));
      case RESOURCE.mode:
        return to(0, this.currentMode());
      default:
        return to(0, i32.load8U(cpu, FLAGS[resource - RESOURCE.ca] as number));
    }
  }

  #storeAll(resources: ResourceSet): void {
    const carry = this.#carrySource(resources);
    resources.forEach((resource) => {
      if (carry === undefined || !CARRIES.includes(resource)) this.#store(resource);
      else if (resource === RESOURCE.ca) this.#storeCarry(carry);
    });
  }

  /** What both carries follow from, if they are among these and kept so. */
  #carrySource(resources: ResourceSet): CarrySource | undefined {
    const kept = CARRIES.map((resource) => (resources.has(resource) ? this.lazy.get(resource) : undefined));
    const [ca, ca32] = kept;
    return ca?.kind === 'flag' && ca32?.kind === 'flag' && ca.pair === ca32.pair ? ca.of : undefined;
  }

  #storeCarry(of: CarrySource): void {
    const { cpu } = this;
    for (const [index, number] of numbersOf(of).entries())
      this.effectAt(STORE_I64, 3, STATE.carried + 8 * index, cpu, number);
    this.effectAt(STORE_BYTE, 0, STATE.ca, cpu, i32.const(of.kind === 'sum' ? SUM : SHIFT));
  }

  #store(resource: number): void {
    const { cpu } = this;
    const from = (part = 0): Node => this.get(this.variableOf(resource, part));
    if (resource < RESOURCE.cr) return this.effectAt(STORE_I64, 3, STATE.gpr + 8 * resource, cpu, from());
    if (resource < RESOURCE.lr) return this.#storeField(resource);
    if (resource >= RESOURCE.vsr) {
      const at = STATE.vsr + 16 * (resource - RESOURCE.vsr);
      if (this.context.vectors.has(resource)) return this.effect([0xfd, 11, ...memarg(4, at)], cpu, from());
      this.effectAt(0x39, 3, at + 8, cpu, from(0));
      return this.effectAt(STORE_I64, 3, at, cpu, from(1));
    }
    switch (resource) {
      case RESOURCE.lr:
        return this.effectAt(STORE_I64, 3, STATE.lr, cpu, from());
      case RESOURCE.ctr:
        return this.effectAt(STORE_I64, 3, STATE.ctr, cpu, from());
      case RESOURCE.record:
        return this.storeRecord();
      default:
        return this.effectAt(STORE_BYTE, 0, FLAGS[resource - RESOURCE.ca] as number, cpu, this.flag(resource));
    }
  }

  /** A field: a comparison as the numbers compared, whose bits are seldom wanted. */
  #storeField(resource: number): void {
    const { cpu } = this;
    const field = resource - RESOURCE.cr;
    const lazy = this.lazy.get(resource);
    const store = (kind: I32, a: Node, b: Node): void => {
      this.effectAt(STORE_I64, 3, STATE.compared + COMPARED_BYTES * field, cpu, a);
      this.effectAt(STORE_I64, 3, STATE.compared + COMPARED_BYTES * field + 8, cpu, b);
      this.effectAt(STORE_BYTE, 0, STATE.cr + field, cpu, kind);
    };
    const from = (part: number): Node => this.get(this.variableOf(resource, part));
    if (!this.context.keepsSo || lazy?.kind === 'bits' || lazy?.kind === 'value')
      this.effectAt(STORE_BYTE, 0, STATE.cr + field, cpu, this.fieldValue(resource));
    else if (lazy === undefined) store(from(2) as I32, from(0), from(1));
    else if (lazy.kind !== 'flag') store(i32.const(lazy.kind === 'signed' ? SIGNED : UNSIGNED), lazy.a, lazy.b);
  }

  /** Makes fields of the state block bits. */
  settleFields(): void {
    const index = this.context.function('settle');
    this.ifRarely(isUnsettled(this.cpu), () => this.effect([0x10, ...leb(index)], this.cpu));
  }

  /** The floating-point record, as the unit reads it. */
  protected storeRecord(): void {
    const { cpu } = this;
    const from = (part: number): Node => this.get(this.variableOf(RESOURCE.record, part));
    const [x, y] = [from(RECORD.x) as F64, from(RECORD.y) as F64];
    const less = i32.or(i32.shl(f64.lt(x, y), i32.one), f64.gt(x, y));
    const ordered = i32.shl(i32.const(2), less);
    const unordered = i32.or(f64.ne(x, x), f64.ne(y, y));
    const compared = i32.or(i32.select(unordered, i32.one, ordered), i32.const(0x80));
    const compare = from(RECORD.compare) as I32;
    this.effect([0x36, ...memarg(2, FLOAT.pending)], cpu, from(RECORD.operation));
    const byte = i32.select(i32.eq(compare, i32.const(COMPARED)), compared, compare);
    this.effect([STORE_BYTE, ...memarg(0, FLOAT.pendingCompare)], cpu, byte);
    this.effect([0x39, ...memarg(3, FLOAT.a)], cpu, from(RECORD.a));
    this.effect([0x39, ...memarg(3, FLOAT.b)], cpu, from(RECORD.b));
    this.effect([0x39, ...memarg(3, FLOAT.c)], cpu, from(RECORD.c));
  }

  /** See `floatMode`. */
  protected abstract currentMode(): I32;

  #types(resource: number): ValueType[] {
    if (resource < RESOURCE.cr) return ['i64'];
    if (resource < RESOURCE.lr) return ['i64', 'i64', 'i32'];
    if (resource >= RESOURCE.vsr) return this.context.vectors.has(resource) ? ['v128'] : ['f64', 'i64', 'f32'];
    if (resource === RESOURCE.lr || resource === RESOURCE.ctr) return ['i64'];
    return resource === RESOURCE.record ? ['i32', 'i32', 'f64', 'f64', 'f64', 'f64', 'f64'] : ['i32'];
  }
}

/** Registers' new values, by resource and part, that are not committed yet. They are few. */
class Written {
  readonly keys: number[] = [];
  readonly values: Node[] = [];

  get(key: number): Node | undefined {
    if (this.keys.length === 0) return undefined;
    const known = this.keys.indexOf(key);
    return known < 0 ? undefined : this.values[known];
  }

  set(key: number, value: Node): void {
    const known = this.keys.indexOf(key);
    if (known >= 0) this.values[known] = value;
    else {
      this.keys.push(key);
      this.values.push(value);
    }
  }
}

function isField(resource: number): boolean {
  return resource >= RESOURCE.cr && resource < RESOURCE.lr;
}

/** Of a key: see `setRegister`. */
function resourceOf(key: number): number {
  return Math.floor(key / PARTS);
}

// Expressions that are kept ------------------------------------------------------------------------------

function nodesOf(lazy: Lazy): readonly Node[] {
  switch (lazy.kind) {
    case 'signed':
    case 'unsigned':
      return [lazy.a, lazy.b];
    case 'bits':
      return lazy.bits;
    case 'flag':
      return lazy.of === undefined ? [lazy.value] : [lazy.value, ...numbersOf(lazy.of)];
    default:
      return [lazy.value];
  }
}

function mapNodes(lazy: Lazy, change: <T extends ValueType>(node: Node<T>) => Node<T>): Lazy {
  switch (lazy.kind) {
    case 'signed':
    case 'unsigned':
      return { kind: lazy.kind, a: change(lazy.a), b: change(lazy.b) };
    case 'bits': {
      const [lt, gt, eq, so] = lazy.bits;
      return { kind: 'bits', bits: [change(lt), change(gt), change(eq), change(so)] };
    }
    case 'flag':
      return {
        kind: 'flag',
        value: change(lazy.value),
        of: lazy.of === undefined ? undefined : mapSource(lazy.of, change),
        pair: lazy.pair,
      };
    default:
      return { kind: lazy.kind, value: change(lazy.value) };
  }
}

function numbersOf(of: CarrySource): readonly I64[] {
  return of.kind === 'sum' ? [of.a, of.b, of.sum] : [of.a, of.kept];
}

function mapSource(of: CarrySource, change: <T extends ValueType>(node: Node<T>) => Node<T>): CarrySource {
  if (of.kind === 'shift') return { kind: 'shift', a: change(of.a), kept: change(of.kept) };
  return { kind: 'sum', a: change(of.a), b: change(of.b), sum: change(of.sum) };
}

/** The locals that an expression reads; it is asked for at every instruction until the expression is dropped. */
function localsOf(lazy: Lazy): readonly number[] {
  if (lazy.locals !== undefined) return lazy.locals;
  const locals: number[] = [];
  for (const node of nodesOf(lazy)) collectLocals(node, locals);
  lazy.locals = locals;
  return locals;
}

function collectLocals(node: Node, into: number[]): void {
  if (node.local >= 0) into.push(node.local);
  for (const operand of node.operands) collectLocals(operand, into);
}

function readsLocal(node: Node, index: number): boolean {
  return node.local === index || node.operands.some((operand) => readsLocal(operand, index));
}

function replaceLocal<T extends ValueType>(node: Node<T>, index: number, by: Node): Node<T> {
  if (node.local === index) return by as Node<T>;
  if (!readsLocal(node, index)) return node;
  return { ...node, operands: node.operands.map((operand) => replaceLocal(operand, index, by)) };
}

/** Neither loads nor calls, and short enough to be computed in several places. */
function isPure(node: Node, depth = 0): boolean {
  const opcode = node.code[0] as number;
  if ((opcode >= 0x28 && opcode <= 0x35) || opcode === 0x10 || opcode === 0xfe || depth > 6) return false;
  if (opcode === 0xfd && (node.code[1] as number) <= 0x0b && node.code.length > 2) return false;
  return node.operands.every((operand) => isPure(operand, depth + 1));
}
