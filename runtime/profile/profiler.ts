/**
 * Samples the stacks of all threads, about every millisecond of guests' time, into a tree of calls.
 *
 * A sample weighs the time that guests ran since the one before, calls that they made included. The distance varies at random
 * (though in the same way in every run), so that no loop of a like length is always met at the same place.
 */
import type { Thread } from '../kernel/thread.ts';
import { NANOSECONDS_PER_FUEL, VirtualTime } from '../kernel/virtual-time.ts';
import type { Sampler } from '../personality/sampler.ts';
import { Functions, type ProfiledFunction } from './functions.ts';
import { type Stack, walk } from './stack.ts';

/** Nanoseconds between samples, about. */
const DISTANCE = 1e6;
/** Taken branches: before the first sample, and what a distance is at least and at most. */
const FIRST_FUEL = 2000;
const LEAST_FUEL = 1000;
const MOST_FUEL = 1e7;

/** A function called from the functions above it. */
export interface CallNode {
  readonly id: number;
  readonly function: ProfiledFunction;
  readonly children: Map<ProfiledFunction, CallNode>;
  /** Samples that stand in the function itself, and nanoseconds. */
  hits: number;
  time: number;
}

export class Profiler implements Sampler {
  /** Above the processes. */
  readonly root: CallNode;
  /** Nodes in the order of their ids, from 1. */
  readonly nodes: CallNode[] = [];
  /** Each sample: its node's id, and the nanoseconds since the one before. */
  readonly samples: number[] = [];
  readonly times: number[] = [];
  /** Milliseconds that the emulator has spent compiling so far: what is told apart from guests' own time. */
  compiling: () => number = () => 0;
  readonly #functions = new Functions();
  readonly #stack: Stack = { pc: 0, lr: 0, returns: [] };
  readonly #path: ProfiledFunction[] = [];
  #random = 1;
  #began = 0;
  /** Taken branches until the next sample. */
  #left = FIRST_FUEL;
  /** Taken branches and nanoseconds that guests ran since the last one. */
  #fuel = 0;
  #time = 0;
  /** What `compiling` said then. */
  #compiled = 0;

  constructor() {
    this.root = this.#node(this.#functions.named('(root)', ''));
  }

  begins({ processor }: Thread): number {
    this.#began = processor.clock.now();
    return this.#left;
  }

  ran(thread: Thread, fuel: number, due: boolean): void {
    const { clock } = thread.processor;
    // Virtual time stands still while a thread runs.
    const virtual = clock.time instanceof VirtualTime;
    this.#time += virtual ? fuel * NANOSECONDS_PER_FUEL : Math.max(0, clock.now() - this.#began);
    this.#fuel += fuel;
    this.#left -= fuel;
    if (due && (this.#left <= 0 || this.#time >= DISTANCE)) {
      this.#sample(thread);
      this.#left = this.#distance();
      this.#fuel = 0;
      this.#time = 0;
    } else if (this.#left < 1) {
      // Used up just when it made a call: the sample is taken at the next branch.
      this.#left = 1;
    }
  }

  /** Half to one and a half of the branches that take as long as samples shall be apart. */
  #distance(): number {
    // The generator of Numerical Recipes; its high bits are random enough.
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    const usual = (this.#fuel / Math.max(1, this.#time)) * DISTANCE;
    const varied = usual * (0.5 + this.#random / 2 ** 32);
    return Math.floor(Math.min(Math.max(varied, LEAST_FUEL), MOST_FUEL));
  }

  #sample(thread: Thread): void {
    walk(thread, this.#stack);
    const { space } = thread.process;
    const path = this.#path;
    path.length = 0;
    const inner = this.#functions.at(space, this.#stack.pc);
    path.push(inner);
    const { lr, returns } = this.#stack;
    // A return address is that of the instruction after the call; the call may be the last instruction of its function.
    if (lr !== returns[0] && lr >= 4) {
      const caller = this.#functions.at(space, lr - 4);
      // After a call of its own, LR leads back into the function. If it leads elsewhere, the function has no frame yet.
      if (caller !== inner && caller.file !== '') path.push(caller);
    }
    for (const address of returns) path.push(this.#functions.at(space, address - 4));
    this.#count(thread, path);
  }

  /** The root's children are processes, theirs functions, or threads where a process has several. */
  #count({ process, tid }: Thread, path: readonly ProfiledFunction[]): void {
    let node = this.#child(
      this.root,
      this.#functions.named(`${process.program.split('/').at(-1)}[${process.pid}]`, ''),
    );
    const compiled = this.compiling();
    const compiling = Math.min(this.#time, (compiled - this.#compiled) * 1e6);
    this.#compiled = compiled;
    if (compiling > 0) this.#add(this.#child(node, this.#functions.named('(compiling)', '')), compiling);
    if (tid !== process.pid) node = this.#child(node, this.#functions.named(`thread ${tid}`, ''));
    for (let i = path.length - 1; i >= 0; i--) node = this.#child(node, path[i] as ProfiledFunction);
    this.#add(node, this.#time - compiling);
  }

  #add(node: CallNode, time: number): void {
    node.hits++;
    node.time += time;
    this.samples.push(node.id);
    this.times.push(time);
  }

  #child(parent: CallNode, called: ProfiledFunction): CallNode {
    let node = parent.children.get(called);
    if (node === undefined) {
      node = this.#node(called);
      parent.children.set(called, node);
    }
    return node;
  }

  #node(called: ProfiledFunction): CallNode {
    const node = { id: this.nodes.length + 1, function: called, children: new Map(), hits: 0, time: 0 };
    this.nodes.push(node);
    return node;
  }
}
