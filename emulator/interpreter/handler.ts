/**
 * Builds one handler of the interpreter: the code for one instruction, or for a fused pair.
 *
 * A handler gets (state block, address of its decoded entry, fuel) and ends in a tail call of the
 * handler that the next entry names.
 */
import { Exit } from '../exit.ts';
import type { Builder, Field, Fields, Helper, Register, Semantics } from '../semantics/builder.ts';
import { ARRIVAL, STATE } from '../state.ts';
import { leb } from '../wasm/bytes.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, memarg, type Node, operation, type ValueType } from '../wasm/node.ts';
import { FloatBuilder } from './handler-float.ts';
import type { HelperFunctions } from './helper-functions.ts';
import { DECODED_PAGE, ENTRY_SIZE } from './layout.ts';
import { mustPause, pcOf, type RuntimeFunctions } from './runtime-functions.ts';

export class HandlerBuilder extends FloatBuilder implements Builder {
  readonly #helpers: HelperFunctions;
  #place: number | undefined;
  #depth = 0;
  #ended = false;
  /** LR was set here: a branch of this instruction is a call. */
  #links = false;
  /** LR was read: a branch of this instruction is a return, unless it is a call. */
  #returns = false;
  #indirect = false;

  constructor(runtime: RuntimeFunctions, helpers: HelperFunctions, level: 207 | 300) {
    super(runtime, level);
    this.#helpers = helpers;
  }

  /** Adds an instruction; the second one of a pair stands in the next entry. */
  instruction(semantics: Semantics, fields: Fields, position = 0): void {
    this.at = position * ENTRY_SIZE;
    this.word = this.let(i32.load(this.ip, this.at + 4));
    semantics(this, fields);
  }

  /** Adds a conditional branch on bit `place` of the field that the instruction before it compared into. */
  fusedBranch(semantics: Semantics, fields: Fields, place: number): void {
    this.#place = place;
    this.instruction(semantics, fields, 1);
  }

  override crBit(bit: Register): I32 {
    return this.#place === undefined ? super.crBit(bit) : this.lastCompared(this.#place);
  }

  /** Goes on with the entry after the last instruction, unless that branched. */
  finish(): void {
    if (this.#ended) return;
    this.runtime.dispatch(this, this.cpu, this.ip, this.fuel, this.at + ENTRY_SIZE);
  }

  override setLr(value: I64): void {
    this.#links = true;
    super.setLr(value);
  }

  override if(condition: I32, then: () => void, otherwise?: () => void): void {
    if (i32.known(condition) !== undefined) {
      super.if(condition, then, otherwise);
      return;
    }
    this.#depth++;
    super.if(condition, then, otherwise);
    this.#depth--;
  }

  call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T> {
    const index = this.#helpers.index(helper);
    return this.let(operation(helper.result, [0x10, ...leb(index)], ...operands));
  }

  timeBase(): I64 {
    return this.let(f64.toI64U(this.runtime.call('f64', 'timeBase')));
  }

  random(): I32 {
    return this.let(this.runtime.call('i32', 'random'));
  }

  pc(): I64 {
    return this.let(pcOf(this.cpu, this.#here()));
  }

  nextPc(): I64 {
    return this.runtime.effective(this, i64.add(this.pc(), i64.const(4)));
  }

  branch(taken: I32, displacement: Field, absolute: Field): void {
    this.if(taken, () => {
      if (i32.known(this.is(absolute, 1)) !== 0) return this.#branchFar(i64.extendS(this.field(displacement)));
      const by = this.field(displacement);
      const target = this.let(i32.add(this.#here(), i32.shl(by, i32.one)));
      const within = i32.sub(target, i32.load(this.cpu, STATE.codeBase));
      this.if(i32.geU(within, i32.const(DECODED_PAGE)), () => this.#branchFar(i64.add(this.pc(), i64.extendS(by))));
      const back = this.#links ? i32.one : i32.ltS(by, i32.zero);
      this.if(back, () => {
        const arrival = this.#links ? ARRIVAL.call : ARRIVAL.back;
        this.effect([0x36, ...memarg(2, STATE.arrival)], this.cpu, i32.const(arrival));
        this.runtime.tail(this, 'branchBack', this.cpu, target, this.fuel);
      });
      if (this.#links) return this.#end();
      const fuel = this.let(i32.sub(this.fuel, i32.one));
      this.if(mustPause(this.cpu, fuel), () => this.runtime.tail(this, 'pause', this.cpu, target, fuel));
      this.runtime.dispatch(this, this.cpu, target, fuel);
      this.#end();
    });
  }

  override lr(): I64 {
    this.#returns = true;
    return super.lr();
  }

  branchTo(taken: I32, address: I64): void {
    this.#indirect = true;
    this.if(taken, () => this.#branchFar(i64.and(address, i64.const(-4))));
  }

  synchronize(): void {
    this.runtime.tail(this, 'jump', this.cpu, this.nextPc(), this.fuel);
    this.#end();
  }

  systemCall(): void {
    this.poke64(STATE.pc, this.nextPc());
    this.effect([0x36, ...memarg(2, STATE.fuel)], this.cpu, this.fuel);
    const leave = this.let(this.runtime.call('i32', 'syscall', this.cpu));
    this.if(leave, () => this.return(i32.const(Exit.syscall)));
    const target = this.peek64(STATE.pc);
    const fuel = this.let(i32.load(this.cpu, STATE.fuel));
    this.runtime.tail(this, 'resume', this.cpu, target, fuel);
    this.#end();
  }

  exit(reason: Exit): void {
    this.runtime.tail(this, 'leave', this.cpu, this.#here(), this.fuel, i32.const(reason));
    this.#end();
  }

  #here(): I32 {
    return i32.add(this.ip, i32.const(this.at));
  }

  #branchFar(target: I64): void {
    const arrival = this.#arrival();
    this.effect([0x36, ...memarg(2, STATE.arrival)], this.cpu, i32.const(arrival));
    if (arrival >= ARRIVAL.jump) this.poke64(STATE.jumpFrom, this.pc());
    const how = this.#returns && !this.#links ? 'returnFar' : 'branchFar';
    this.runtime.tail(this, how, this.cpu, target, this.fuel);
    this.#end();
  }

  #arrival(): number {
    if (this.#links) return this.#indirect ? ARRIVAL.callThrough : ARRIVAL.call;
    if (!this.#indirect) return ARRIVAL.back;
    return this.#returns ? ARRIVAL.other : ARRIVAL.jump;
  }

  #end(): void {
    if (this.#depth === 0) this.#ended = true;
  }
}
