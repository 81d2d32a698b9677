/** Compiled code: control, and what instructions ask of the outside. A subclass of nothing but the parts: see region-state.ts. */
import type { Builder, Field, Helper } from '../semantics/builder.ts';
import { leb } from '../wasm/bytes.ts';
import type { Variable } from '../wasm/code.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, type Node, operation, type ValueType } from '../wasm/node.ts';
import type { Step } from './flow.ts';
import type { Lazy } from './region-state.ts';
import { RESOURCE, type ResourceSet } from './resources.ts';
import type { Planned } from './groups.ts';
import { placeOf } from './inline.ts';
import { RegionFloat } from './region-float.ts';

/** Where a region goes on outside of itself: the kinds of its result, see `REGION`. */
export const GO = 0n;
/** The interpreter does the instruction there. */
export const INTERPRET = 1n;
/** A function or a loop that is worth compiling. */
export const ROOT = 3n;

/** Host stack that a frame takes besides its locals. */
const FRAME = 192;

/** What is known where a block begins, beside what is dirty: where several ways lead there, what holds on all of them. */
export interface Entry {
  readonly lazy: ReadonlyMap<number, Lazy>;
  readonly available: ResourceSet;
}

interface Known extends Entry {
  readonly dirty: ResourceSet;
  /** The block's: what one of its edges leads to may have been built before the other. */
  readonly home: ResourceSet;
}

export class RegionBuilder extends RegionFloat implements Builder {
  /** Whether the instruction at hand branches, after it was built. */
  condition: I32 | undefined;
  /** And where, unless its displacement says it. */
  target: I64 | undefined;
  /** Where to go after the code that ways out share. */
  readonly next: Variable<'i64'> = this.lasting('i64');
  #at = 0;
  /** Where `complete` writes the frame's size. */
  readonly #frames: number[] = [];
  /** Where it writes the indices of called functions, and their roots. */
  readonly #calls: (readonly [at: number, root: bigint])[] = [];

  /** `overwritten`: what it sets in vain. */
  instruction({ at, info }: Step, plan: readonly Planned[], overwritten: ResourceSet): void {
    this.#at = at;
    this.condition = undefined;
    this.target = undefined;
    this.overwritten = overwritten;
    this.loadAll(this.missing(info.reads));
    this.planInstruction(plan);
    info.meaning(this, info.fields);
    this.endInstruction();
    this.available.addAll(info.writes);
  }

  /** An effective address by its offset from the root, or the number of a block. */
  addressOf(at: number): bigint {
    const address = this.context.root + BigInt(placeOf(at));
    return this.bits === 32 ? BigInt.asUintN(32, address) : BigInt.asIntN(64, address);
  }

  pc(): I64 {
    return i64.const(this.addressOf(this.#at));
  }

  nextPc(): I64 {
    return i64.const(this.addressOf(this.#at + 4));
  }

  branch(taken: I32, _displacement: Field, _absolute: Field): void {
    this.condition = this.#lasting(taken);
  }

  branchTo(taken: I32, address: I64): void {
    this.condition = this.#lasting(taken);
    this.target = this.get(this.keep(this.effective(i64.and(address, i64.const(-4)))));
  }

  synchronize(): void {}

  systemCall(): void {}

  override leaveHere(): void {
    this.leave(this.#at, INTERPRET);
  }

  /** Stores everything and leaves for an address. */
  leave(at: number, kind: bigint): void {
    const where = i64.const(this.addressOf(at) | kind);
    const { exits } = this.context;
    const key = exits.size === 0 ? '' : this.dirty.key;
    if (exits.has(key)) {
      this.settle(this.dirty);
      this.set(this.next, where);
      this.jumpTo(key);
    } else {
      this.storeDirty();
      this.return(where);
    }
  }

  /** The same for an address that is only known now. */
  leaveFor(target: I64): void {
    this.storeDirty();
    this.return(target);
  }

  call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T> {
    if (helper.short === true)
      return this.let(
        helper.body(
          this,
          operands.map((operand) => this.let(operand)),
        ),
      );
    const signature = { parameters: helper.parameters, results: [helper.result] };
    const index = this.context.function(`helper:${helper.name}`, signature);
    return this.let(operation(helper.result, [0x10, ...leb(index)], ...operands));
  }

  // For the translator --------------------------------------------------------------------------------------

  beginBlock(dirty: ResourceSet, { lazy, available }: Entry, home: ResourceSet): void {
    this.dirty = dirty;
    this.lazy = new Map(lazy);
    this.available = available.copy();
    this.home = home;
  }

  /** What is known at the end of a block, for one of its edges. */
  snapshot(): Known {
    const { home } = this;
    return { dirty: this.dirty.copy(), lazy: new Map(this.lazy), available: this.available.copy(), home };
  }

  restore({ dirty, lazy, available, home }: Known): void {
    this.dirty = dirty.copy();
    this.lazy = new Map(lazy);
    this.available = available.copy();
    this.home = home;
  }

  /** Puts what is lazy into locals, as far as a place that several ways lead to needs it. */
  settle(live: ResourceSet): void {
    for (const resource of this.lazy.keys()) if (live.has(resource)) this.settleLazy(resource);
  }

  /** Where a block that only jumps goes. */
  dispatchTarget(): I64 {
    // Not to be relied on afterwards: this may be a path of its own.
    if (!this.available.has(RESOURCE.ctr)) this.loadRegister(RESOURCE.ctr);
    return this.get(this.keep(this.effective(i64.and(this.ctr(), i64.const(-4)))));
  }

  lastingValue<T extends ValueType>(node: Node<T>): Node<T> {
    return this.get(this.keep(node));
  }

  /** The host stack that is left when this function's frame is taken off, which `complete` fills in. */
  stackLeft(): I32 {
    const left = this.keep(i32.zero);
    this.effect([], this.stack);
    this.#frames.push(this.out.length + 1);
    // An i32.const with room for any number.
    this.out.raw([0x41, 0x80, 0x80, 0x80, 0x80, 0x00, 0x6b, 0x21, ...leb(left.index)]);
    return this.get(left);
  }

  /** A call of a function of this module; `complete` gives its index. */
  callWithin(root: bigint, left: I32, result: Variable<'i64'>): void {
    this.effect([], this.cpu, left);
    this.#calls.push([this.out.length + 1, root]);
    this.out.raw([0x10, 0x80, 0x80, 0x80, 0x80, 0x00, 0x21, ...leb(result.index)]);
  }

  /** Goes on in a function of this module, and does not come back. */
  tailWithin(root: bigint): void {
    this.effect([], this.cpu, this.stack);
    this.#calls.push([this.out.length + 1, root]);
    this.out.raw([0x12, 0x80, 0x80, 0x80, 0x80, 0x00]);
  }

  /** To be called when all is written; `indexOf`: of the function with a root. */
  complete(indexOf: (root: bigint) => number): void {
    const bytes = this.out.bytes();
    const frame = FRAME + this.localBytes;
    const fill = (at: number, value: number): void => {
      for (let i = 0; i < 5; i++) bytes[at + i] = ((value >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0);
    };
    for (const at of this.#frames) fill(at, frame);
    for (const [at, root] of this.#calls) fill(at, indexOf(root));
  }

  timeBase(): I64 {
    return this.let(f64.toI64U(operation('f64', [0x10, ...leb(this.context.function('timeBase'))])));
  }

  random(): I32 {
    return this.let(operation('i32', [0x10, ...leb(this.context.function('random'))]));
  }

  /** A condition is computed before the instruction is over and used afterwards. */
  #lasting(condition: I32): I32 {
    return condition.value === undefined ? this.get(this.keep(condition)) : condition;
  }
}
