/**
 * Translates a region: its blocks by the builder, its edges into WebAssembly's structured control flow.
 */
import { Exit } from '../exit.ts';
import { EPOCH, JUMP, RECORD_AREAS } from '../memory/mmu.ts';
import { jumpPlaces } from '../interpreter/block.ts';
import { STATE } from '../state.ts';
import { leb } from '../wasm/bytes.ts';
import type { Variable } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, memarg, operation } from '../wasm/node.ts';
import { type Block, DISPATCH, insideOf, spillsAtEnd } from './flow.ts';
import { placeOf } from './inline.ts';
import { type Planned, planAccesses, withPlans } from './groups.ts';
import { addDirty, doomedBehind, type Liveness, liveness, overwritten, staysDirty } from './liveness.ts';
import { type Entry, GO, INTERPRET, RegionBuilder, ROOT } from './region-builder.ts';
import { extentKey } from './region-places.ts';
import type { LoopExtent, RegionContext } from './region-state.ts';
import { RESOURCE, ResourceSet } from './resources.ts';
import { knowSingles, singlesOf } from './singles.ts';
import { type Structure, structure } from './structure.ts';

/** Entries of a table of a computed jump at most. */
const WIDEST_TABLE = 1024;
/** Functions that a call through a register is compared with. */
const GUESSES = 2;
/** Bytes. */
const NEAR = 8192;
/** That records allow for. */
const LONGEST_SPAN = Math.max(...RECORD_AREAS.map(({ span }) => span));

/** What a region is translated with, apart from what its blocks say. */
export interface RegionEnvironment extends Omit<RegionContext, 'vectors' | 'keepsSo' | 'loops' | 'extents' | 'exits'> {
  /** Whether a place outside was never reached when the region was made: it is left to the interpreter. */
  readonly isCold: (at: number) => boolean;
  /** The number of the region of this module with a root at an address. */
  readonly numberOf: (address: bigint) => number | undefined;
  /** Where the jump or call through a register at an offset went. */
  readonly wentTo: (at: number) => readonly bigint[];
}

export function translate(found: ReadonlyMap<number, Block>, environment: RegionEnvironment): RegionBuilder {
  const graph = structure(found);
  const written = writtenIn(found, graph);
  const plans = planAccesses(found, graph, written);
  const blocks = withPlans(found, plans);
  const keepsSo = !graph.order.some((at) => setsSo(blocks.get(at) as Block));
  const live = liveness(blocks, graph, keepsSo);
  const quiet = quietBlocks(blocks, graph);
  const context: RegionContext = {
    ...environment,
    exits: exitsOf(blocks, graph, live, environment.isCold),
    vectors: vectorsOf(blocks, graph),
    keepsSo,
    loops: graph.loopHeads.size > 0,
    extents: extentsOf(plans, quiet),
  };
  const translator = new Translator(blocks, graph, plans, live, quiet, environment, new RegionBuilder(context));
  translator.run();
  return translator.code;
}

function setsSo({ steps }: Block): boolean {
  return steps.some(({ info }) => info.writes.has(RESOURCE.so));
}

/**
 * The VSRs that live in one local: those that are used as vectors more than as doublewords, where what stands in a loop
 * counts for more. Taking a vector apart, or putting it together, costs two or three instructions.
 */
function vectorsOf(blocks: ReadonlyMap<number, Block>, graph: Structure): ResourceSet {
  const weights = new Float64Array(64);
  const vectors = new ResourceSet();
  for (const at of graph.order) {
    let weight = 1;
    for (const members of graph.loops.values()) if (members.has(at)) weight *= 8;
    for (const { info } of (blocks.get(at) as Block).steps) {
      if (info.vsrs.length === 0) continue;
      vectors.addAll(info.vectors);
      for (const n of info.vsrs) {
        const whole = info.vectors.has(RESOURCE.vsr + n);
        weights[n] = (weights[n] as number) + (whole ? weight : -weight);
      }
    }
  }
  if (vectors.isEmpty) return vectors;
  for (let n = 0; n < 64; n++) if ((weights[n] as number) < 0) vectors.delete(RESOURCE.vsr + n);
  return vectors;
}

/** What is written in each loop, by its head. */
function writtenIn(blocks: ReadonlyMap<number, Block>, graph: Structure): Map<number, ResourceSet> {
  const written = new Map<number, ResourceSet>();
  for (const [head, members] of graph.loops) {
    const set = new ResourceSet();
    for (const member of members) for (const { info } of (blocks.get(member) as Block).steps) set.addAll(info.writes);
    written.set(head, set);
  }
  return written;
}

/**
 * Blocks in loops without calls, by the head of the outermost such loop: extents pay there. Elsewhere a region runs too
 * shortly for them.
 */
function quietBlocks(blocks: ReadonlyMap<number, Block>, { loops }: Structure): ReadonlyMap<number, number> {
  const quiet = new Map<number, number>();
  // From the greatest to the smallest.
  for (const [head, members] of [...loops].sort(([, a], [, b]) => b.size - a.size)) {
    if (quiet.has(head) || [...members].some((member) => spillsAtEnd(blocks.get(member) as Block))) continue;
    for (const member of members) quiet.set(member, head);
  }
  return quiet;
}

function extentsOf(
  plans: ReadonlyMap<number, Planned[][]>,
  quiet: ReadonlyMap<number, number>,
): Map<string, LoopExtent> {
  const extents = new Map<string, LoopExtent>();
  for (const [at, head] of quiet) {
    for (const { slot, group, size, write: writes, leads } of (plans.get(at) as Planned[][]).flat()) {
      if (slot < 0 || !leads) continue;
      const write = group?.write ?? writes;
      const span = group === undefined ? size : group.hi - group.lo;
      // What is longer looks into the TLB each time.
      if (span > LONGEST_SPAN) continue;
      const key = extentKey(slot, write);
      const known = extents.get(key);
      const loops = known?.loops ?? new Set();
      extents.set(key, { slot, write, span: Math.max(span, known?.span ?? 0), loops: loops.add(head) });
    }
  }
  return extents;
}

/** The sets of dirty registers that several instructions leave with. */
function exitsOf(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  { dirty, home }: Liveness,
  isCold: (at: number) => boolean,
): Map<string, ResourceSet> {
  const once = new Set<string>();
  const several = new Map<string, ResourceSet>();
  const leaves = (now: ResourceSet): void => {
    const { key } = now;
    if (!once.has(key)) once.add(key);
    else if (!several.has(key)) several.set(key, now.copy());
  };
  for (const at of graph.order) {
    const block = blocks.get(at) as Block;
    const now = (dirty.get(at) as ResourceSet).copy();
    for (const { info } of block.steps) {
      if (info.mayLeave) leaves(now);
      addDirty(now, info, home.get(at) as ResourceSet);
    }
    if (spillsAtEnd(block)) continue;
    for (const to of insideOf(block.end)) if (!blocks.has(to) && isCold(to)) leaves(now);
  }
  return several;
}

/** A computed jump that is left to the interpreter, or to another region. */
const NO_TARGETS = {
  kind: 'indirect',
  links: false,
  returns: false,
  always: true,
  next: DISPATCH,
  targets: [],
} as const;

const NONE = new ResourceSet();
const NOTHING: Entry = { lazy: new Map(), available: NONE };

class Translator {
  readonly code: RegionBuilder;
  readonly #blocks: ReadonlyMap<number, Block>;
  readonly #graph: Structure;
  readonly #plans: ReadonlyMap<number, Planned[][]>;
  readonly #liveness: Liveness;
  readonly #quiet: ReadonlyMap<number, number>;
  readonly #epoch: I32 | undefined;
  readonly #singles: ReadonlyMap<number, ResourceSet>;
  readonly #isCold: (at: number) => boolean;
  readonly #numberOf: (address: bigint) => number | undefined;
  readonly #wentTo: (at: number) => readonly bigint[];

  constructor(
    blocks: ReadonlyMap<number, Block>,
    graph: Structure,
    plans: ReadonlyMap<number, Planned[][]>,
    live: Liveness,
    quiet: ReadonlyMap<number, number>,
    { isCold, numberOf, wentTo }: RegionEnvironment,
    code: RegionBuilder,
  ) {
    this.#isCold = isCold;
    this.#numberOf = numberOf;
    this.#wentTo = wentTo;
    this.code = code;
    this.#blocks = blocks;
    this.#graph = graph;
    this.#plans = plans;
    this.#liveness = live;
    this.#quiet = quiet;
    this.#singles = singlesOf(blocks, graph);
    const looks = graph.order.some((at) => ['system', 'synchronize'].includes((blocks.get(at) as Block).end.kind));
    this.#epoch = looks ? code.lastingValue(i32.load(code.tlb, EPOCH)) : undefined;
  }

  run(): void {
    const { code } = this;
    // Fuel is counted on the ways back and on jumps out; calls are bounded by the stack.
    if (code.fuel !== undefined) code.set(code.fuel, i32.load(code.cpu, STATE.fuel));
    if (!code.context.keepsSo) code.settleFields();
    code.loadAll(this.#liveness.live.get(0) as ResourceSet);
    const exits = [...code.context.exits];
    for (const [key] of exits) {
      code.out.raw([0x02, 0x40]);
      code.labels.push(key);
    }
    this.#tree(0, { lazy: code.lazy, available: this.#merged(0).available });
    for (const [, dirty] of exits.reverse()) {
      code.labels.pop();
      code.out.byte(0x0b);
      code.beginBlock(dirty.copy(), NOTHING, NONE);
      code.storeDirty();
      code.return(code.get(code.next));
    }
    code.effect([0x00]);
  }

  /** What is known at a block's beginning where several ways lead there. */
  #merged(at: number): Entry {
    return { lazy: NOTHING.lazy, available: this.#liveness.available.get(at) as ResourceSet };
  }

  /** A block with what it dominates. */
  #tree(at: number, entry: Entry): void {
    const merges = (this.#graph.children.get(at) as readonly number[])
      .filter((child) => this.#graph.merges.has(child))
      .sort((a, b) => this.#position(b) - this.#position(a));
    if (!this.#graph.loopHeads.has(at)) {
      this.#within(at, merges, entry);
      return;
    }
    if (this.#quiet.get(at) === at) this.code.loadExtents(at);
    this.code.out.raw([0x03, 0x40]);
    this.code.labels.push(`loop ${at}`);
    // Everything is where every way to the head expects it.
    this.#within(at, merges, this.#merged(at));
    this.code.labels.pop();
    this.code.out.byte(0x0b);
  }

  #within(at: number, merges: readonly number[], entry: Entry): void {
    const [outermost, ...inner] = merges;
    if (outermost === undefined) {
      this.#block(at, entry);
      return;
    }
    this.code.out.raw([0x02, 0x40]);
    this.code.labels.push(`block ${outermost}`);
    this.#within(at, inner, entry);
    this.code.labels.pop();
    this.code.out.byte(0x0b);
    this.#tree(outermost, this.#merged(outermost));
  }

  #block(at: number, entry: Entry): void {
    const { code } = this;
    const block = this.#blocks.get(at) as Block;
    const plan = this.#plans.get(at) as Planned[][];
    const inVain = overwritten(block, doomedBehind(at, block, this.#graph, this.#liveness.doomed));
    const { dirty, home } = this.#liveness;
    code.beginBlock((dirty.get(at) as ResourceSet).copy(), entry, home.get(at) as ResourceSet);
    code.byExtents = this.#quiet.has(at);
    code.singles = (this.#singles.get(at) as ResourceSet).copy();
    block.steps.forEach((step, index) => {
      code.instruction(step, plan[index] as Planned[], inVain[index] as ResourceSet);
      knowSingles(code.singles, step.info);
    });
    this.#end(at, block);
  }

  #end(at: number, { end, dispatches }: Block): void {
    const { code } = this;
    const { condition } = code;
    const target = dispatches === true ? code.dispatchTarget() : code.target;
    switch (end.kind) {
      case 'goto':
        return this.#go(at, end.target);
      case 'leave':
        return code.leave(end.at, INTERPRET);
      case 'if':
        return this.#either(
          condition as I32,
          () => this.#go(at, end.taken),
          () => this.#go(at, end.next),
        );
      case 'call': {
        const call = (): void => this.#call(at, end.next, i64.const(code.addressOf(end.target)));
        if (end.always) return call();
        return this.#either(condition as I32, call, () => this.#reload(at, end.next));
      }
      case 'indirect': {
        const jump = (): void => this.#indirect(at, end, target as I64);
        if (end.always) return jump();
        return this.#either(condition as I32, jump, () =>
          end.links ? this.#reload(at, end.next) : this.#go(at, end.next),
        );
      }
      case 'system':
        return this.#systemCall(at, end.next);
      case 'synchronize':
        code.ifRarely(i32.ne(i32.load(code.tlb, EPOCH), this.#epoch as I32), () => code.leave(end.next, GO));
        return this.#go(at, end.next);
    }
  }

  /** Both arms end in a branch or a return; the second stands behind the first. */
  #either(condition: I32, first: () => void, second: () => void): void {
    const { code } = this;
    const state = code.snapshot();
    code.effect([0x04, 0x40], condition);
    this.code.labels.push('if');
    first();
    this.code.labels.pop();
    code.out.byte(0x0b);
    code.restore(state);
    second();
  }

  /** `loaded`: what the target needs was taken from the state block already. */
  #go(from: number, to: number, loaded = false): void {
    const { code } = this;
    if (!(this.#graph.successors.get(from) as readonly number[]).includes(to)) {
      // The common jump is no place outside: its way in was cut, or it was left out.
      if (to === DISPATCH) return this.#indirect(from, NO_TARGETS, code.dispatchTarget());
      return this.#outside(to);
    }
    const back = this.#position(to) <= this.#position(from);
    if (back) {
      const fuel = code.fuel as NonNullable<typeof code.fuel>;
      code.set(fuel, i32.sub(code.get(fuel), i32.one));
      code.ifRarely(i32.ltS(code.get(fuel), i32.zero), () =>
        to === DISPATCH ? code.leaveFor(code.dispatchTarget()) : code.leave(to, ROOT),
      );
    }
    if (!back) code.dirty.removeAll(this.#liveness.doomed.get(to) as ResourceSet);
    if (!loaded) this.#move(from, to);
    if (!back && !this.#graph.merges.has(to)) return this.#enter(to);
    code.settle(this.#liveness.live.get(to) as ResourceSet);
    this.code.jumpTo(back ? `loop ${to}` : `block ${to}`);
  }

  /** From a register loop or into one: its registers are in locals, all others in the state block. */
  #move(from: number, to: number): void {
    const { code } = this;
    const { allowed, home, live } = this.#liveness;
    const [before, after] = [allowed.get(from), allowed.get(to)];
    if (before === after) return;
    const parked = code.dirty.copy();
    parked.removeAll(staysDirty(after, home.get(to) as ResourceSet));
    code.park(parked);
    const needed = live.get(to) as ResourceSet;
    code.loadAll(code.missing(needed));
    if (before === undefined) return;
    const others = needed.notPlain();
    others.removeAll(before);
    code.loadAll(others);
  }

  /** A block with one way in, built where that way ends. */
  #enter(to: number): void {
    const { code } = this;
    // The head of a loop is reached a second time from within.
    if (this.#graph.loopHeads.has(to)) code.settle(this.#liveness.live.get(to) as ResourceSet);
    this.#tree(to, code.snapshot());
  }

  #position(at: number): number {
    return this.#graph.position.get(at) as number;
  }

  // Leaving ---------------------------------------------------------------------------------------------

  /** Goes on at an address outside, in compiled code if there is some. */
  #outside(to: number): void {
    const { code } = this;
    if (this.#isCold(to)) return code.leave(to, GO);
    code.storeDirty();
    const address = code.addressOf(to);
    // Far away is another function; near is the rest of this one, for which a region was not long enough.
    const kind = Math.abs(to) > NEAR ? ROOT : GO;
    this.#tail(i64.const(address), kind);
  }

  #indirect(at: number, end: Extract<Block['end'], { kind: 'indirect' }>, target: I64): void {
    const { code } = this;
    if (end.links) return this.#call(at, end.next, target);
    this.#choose(at, end.targets, target);
    code.storeDirty();
    if (end.returns) return code.return(target);
    this.#tail(target, GO, at);
  }

  /** Continues there without coming back. */
  #tail(target: I64, kind: bigint, from?: number): void {
    const { code } = this;
    const fuel = code.let(i32.sub(i32.load(code.cpu, STATE.fuel), i32.one));
    code.effect([0x36, ...memarg(2, STATE.fuel)], code.cpu, fuel);
    for (const guess of this.#guesses(target, from))
      code.if(this.#isWithin(guess, target, i32.geS(fuel, i32.zero)), () => code.tailWithin(guess));
    this.#ifCompiled(target, i32.ltS(fuel, i32.zero), (slot) => {
      code.effect([0x12, ...leb(code.context.function('region'))], code.cpu, code.stack, slot);
    });
    if (from !== undefined) {
      const { steps } = this.#blocks.get(from) as Block;
      const jump = code.addressOf(steps.at(-1)?.at ?? this.#firstJump());
      code.effect([0x37, ...memarg(3, STATE.jumpFrom)], code.cpu, i64.const(jump));
    }
    code.return(i64.or(target, i64.const(kind)));
  }

  /**
   * A computed jump: where it is known to go within the region. Goes on behind when it goes elsewhere. Targets in
   * this block's loop are chosen by a table, if they lie close enough; others by comparisons, since registers move on the way.
   */
  #choose(at: number, targets: readonly number[], target: I64): void {
    const { code } = this;
    const after = this.#graph.successors.get(at) as readonly number[];
    const inside = targets.filter((to) => after.includes(to));
    const { allowed, live } = this.#liveness;
    const plain = inside.filter((to) => this.#position(to) > this.#position(at) && allowed.get(to) === allowed.get(at));
    const first = Math.min(...plain);
    const span = (Math.max(...plain) - first) / 4 + 1;
    const byTable = plain.length > 2 && span <= WIDEST_TABLE;
    if (byTable) {
      for (const to of plain) code.settle(live.get(to) as ResourceSet);
      const distance = code.let(i64.sub(target, i64.const(code.addressOf(first))));
      code.if(i64.ltU(distance, i64.const(span * 4)), () => {
        // The table's last entry is for none of these places: it goes on behind the `if`.
        const depths = Array.from({ length: span }, (_, index) =>
          plain.includes(first + 4 * index) ? code.depthOf(`block ${first + 4 * index}`) : 0,
        );
        code.effect(
          [0x0e, ...leb(span), ...depths.flatMap((depth) => leb(depth)), ...leb(0)],
          i32.shrU(i32.wrap(distance), i32.const(2)),
        );
      });
    }
    for (const to of inside) {
      if (byTable && plain.includes(to)) continue;
      const state = code.snapshot();
      code.effect([0x04, 0x40], i64.eq(target, i64.const(code.addressOf(to))));
      code.labels.push('if');
      this.#go(at, to);
      code.labels.pop();
      code.out.byte(0x0b);
      code.restore(state);
    }
  }

  /** One of the jumps that the common one stands for. */
  #firstJump(): number {
    for (const { steps, end } of this.#blocks.values())
      if (end.kind === 'goto' && end.target === DISPATCH) return steps.at(-1)?.at ?? 0;
    return 0;
  }

  /**
   * A call: of compiled code if there is some and stack is left. What does not come back to the instruction behind goes on in the
   * interpreter until it does (`nested`), so that the callers above need not be left.
   */
  #call(at: number, next: number, target: I64): void {
    const { code } = this;
    code.storeDirty();
    const left = code.stackLeft();
    const behind = i64.const(code.addressOf(next));
    const result = code.variable(i64.or(target, i64.const(ROOT)));
    // The region itself holds wherever it runs.
    if (i64.known(target) === code.addressOf(0))
      code.if(i32.geS(left, i32.zero), () => code.callWithin(code.context.root, left, result));
    else this.#callOther(at, target, left, result);
    const elsewhere = (): I32 => i64.ne(code.get(result), behind);
    code.ifRarely(elsewhere(), () => {
      const index = code.context.function('nested');
      code.set(result, operation('i64', [0x10, ...leb(index)], code.cpu, code.get(result), behind, left));
      code.ifRarely(elsewhere(), () => code.return(code.get(result)));
    });
    this.#resume(at, next);
  }

  #callOther(at: number, target: I64, left: I32, result: Variable<'i64'>): void {
    const { code } = this;
    const guesses = this.#guesses(target, at);
    code.out.raw([0x02, 0x40]);
    code.labels.push('called');
    for (const guess of guesses) {
      code.if(this.#isWithin(guess, target, i32.geS(left, i32.zero)), () => {
        code.callWithin(guess, left, result);
        code.jumpTo('called');
      });
    }
    this.#callByTable(target, left, result);
    code.labels.pop();
    code.out.byte(0x0b);
  }

  /** Functions of this module where a call or a jump perhaps goes; `from`: the block that ends with it. */
  #guesses(target: I64, from: number | undefined): readonly bigint[] {
    const known = i64.known(target);
    const place = from === undefined ? undefined : (this.#blocks.get(from) as Block).steps.at(-1)?.at;
    const all = known !== undefined ? [known] : place === undefined ? [] : this.#wentTo(placeOf(place));
    return all.filter((address) => this.#numberOf(address) !== undefined).slice(0, GUESSES);
  }

  /** Whether it goes there, what the jump cache has there is the function of this module, and `may`. */
  #isWithin(guess: bigint, target: I64, may: I32): I32 {
    const { code } = this;
    const number = i32.const(this.#numberOf(guess) as number);
    const { at, offset } = jumpPlaces(code, code.tlb, i64.const(guess)).first;
    const holds = i32.and(i32.eq(i32.load(at, offset + JUMP.number), number), may);
    return i64.known(target) === undefined ? i32.and(i64.eq(target, i64.const(guess)), holds) : holds;
  }

  #callByTable(target: I64, left: I32, result: Variable<'i64'>): void {
    const { code } = this;
    this.#ifCompiled(target, i32.ltS(left, i32.zero), (slot) => {
      const index = code.context.function('region');
      code.set(result, operation('i64', [0x10, ...leb(index)], code.cpu, left, slot));
    });
  }

  /** Something for when there is compiled code for an address, with its slot; unless `not`. */
  #ifCompiled(target: I64, not: I32, then: (slot: I32) => void): void {
    const { code } = this;
    const { first, second } = jumpPlaces(code, code.tlb, target);
    const isElsewhere = (at: I32, offset: number): I32 => i64.ne(i64.load(at, offset + JUMP.pc), target);
    const entry = code.let(first.at);
    const slot = code.variable(i32.load(entry, first.offset + JUMP.slot));
    code.out.raw([0x02, 0x40]);
    code.labels.push('none');
    const none = (): void => code.jumpTo('none');
    code.ifRarely(isElsewhere(entry, first.offset), () => {
      const other = code.let(second.at);
      code.if(isElsewhere(other, second.offset), none);
      code.set(slot, i32.load(other, second.offset + JUMP.slot));
    });
    code.ifRarely(not, none);
    then(code.get(slot));
    code.labels.pop();
    code.out.byte(0x0b);
  }

  #systemCall(at: number, next: number): void {
    const { code } = this;
    code.storeDirty();
    code.settleFields();
    const after = code.addressOf(next);
    code.effect([0x37, ...memarg(3, STATE.pc)], code.cpu, i64.const(after));
    const left = code.let(operation('i32', [0x10, ...leb(code.context.function('syscall'))], code.cpu));
    const leaving = i64.const(2n + 4n * BigInt(Exit.syscall));
    code.ifRarely(left, () => code.return(leaving));
    const moved = i64.ne(i64.load(code.cpu, STATE.pc), i64.const(after));
    const changed = i32.ne(i32.load(code.tlb, EPOCH), this.#epoch as I32);
    const asked = i32.ltS(i32.load(code.cpu, STATE.poll), i32.zero);
    code.ifRarely(i32.any(moved, changed, asked), () => code.return(i64.load(code.cpu, STATE.pc)));
    this.#resume(at, next);
  }

  /** A call that was not made, though the code behind expects everything in the state block. */
  #reload(at: number, next: number): void {
    this.code.storeDirty();
    this.#resume(at, next);
  }

  /** Everything is in the state block: takes what the next block needs. */
  #resume(at: number, next: number): void {
    const { code } = this;
    code.beginBlock(new ResourceSet(), NOTHING, this.#liveness.home.get(at) as ResourceSet);
    if (code.fuel !== undefined) code.set(code.fuel, i32.load(code.cpu, STATE.fuel));
    if (!code.context.keepsSo) code.settleFields();
    // Behind the call is another region: going there without coming back keeps the calls that lead here.
    if (!this.#blocks.has(next)) return this.#outside(next);
    code.loadAll(this.#liveness.live.get(next) as ResourceSet);
    this.#go(at, next, true);
  }
}
