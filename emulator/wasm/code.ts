/**
 * The body of one WebAssembly function, written statement by statement.
 *
 * Statements are emitted at once, in order; expressions (`Node`) where a statement uses them.
 * A condition known while building leaves only the branch that is taken.
 */
import { ByteWriter } from './bytes.ts';
import { i32 } from './i32.ts';
import { emitNode, type I32, localGet, type Node, operation, TYPE_BYTE, type ValueType } from './node.ts';

/** A local that may be assigned again. Reading it gives its value where it is used. */
export interface Variable<T extends ValueType> {
  readonly type: T;
  readonly index: number;
}

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** The statements that every kind of code has, whatever machine it stands for. */
export interface Statements {
  /** Computes now; the result may be used many times. */
  let<T extends ValueType>(node: Node<T>): Node<T>;
  variable<T extends ValueType>(initial: Node<T>): Variable<T>;
  get<T extends ValueType>(variable: Variable<T>): Node<T>;
  set<T extends ValueType>(variable: Variable<T>, value: Node<T>): void;
  if(condition: I32, then: () => void, otherwise?: () => void): void;
  /** Repeats `body` while `condition()` (built anew at the top of the loop) is not zero. */
  while(condition: () => I32, body: () => void): void;
}

/** A condition that is on the stack already. */
const nothing: I32 = operation('i32', []);

const IF = [0x04, 0x40] as const;
const RETURN = [0x0f] as const;

export class Code implements Statements {
  readonly signature: Signature;
  readonly out = new ByteWriter(4096);
  /** Where an `if` stands that is seldom true. */
  readonly unlikely: number[] = [];
  readonly #locals: ValueType[] = [];
  /** Reads of locals, made once, by index. */
  readonly #reads: Node[] = [];
  /** The same of locals that are not assigned again while the node is used: `let` need not copy them. */
  readonly #settled: Node[] = [];

  constructor(signature: Signature) {
    this.signature = signature;
  }

  parameter<T extends ValueType>(type: T, index: number): Node<T> {
    if (this.signature.parameters[index] !== type) throw new Error(`parameter ${index} is not ${type}`);
    return this.#settledRead(type, index);
  }

  let<T extends ValueType>(node: Node<T>): Node<T> {
    if (node.value !== undefined) return node;
    if (node.local >= 0 && this.#settled[node.local] === node) return node;
    const index = this.newLocal(node.type);
    this.assign(index, node);
    return this.#settledRead(node.type, index);
  }

  variable<T extends ValueType>(initial: Node<T>): Variable<T> {
    const index = this.newLocal(initial.type);
    this.assign(index, initial);
    return { type: initial.type, index };
  }

  /** A variable that is assigned on every path before it is read. */
  unset<T extends ValueType>(type: T): Variable<T> {
    return { type, index: this.newLocal(type) };
  }

  get<T extends ValueType>(variable: Variable<T>): Node<T> {
    const { type, index } = variable;
    let node = this.#reads[index];
    if (node === undefined) {
      node = localGet(type, index);
      this.#reads[index] = node;
    }
    return node as Node<T>;
  }

  /** The value of a variable that is not assigned again. */
  settled<T extends ValueType>(variable: Variable<T>): Node<T> {
    return this.#settledRead(variable.type, variable.index);
  }

  set<T extends ValueType>(variable: Variable<T>, value: Node<T>): void {
    this.assign(variable.index, value);
  }

  assign(local: number, value: Node): void {
    emitNode(this.out, value);
    this.out.byte(0x21);
    this.out.unsigned(local);
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    const known = i32.known(condition);
    if (known !== undefined) {
      if (known !== 0) then();
      else otherwise?.();
      return;
    }
    emitNode(this.out, condition);
    this.out.raw(IF);
    then();
    if (otherwise !== undefined) {
      this.out.byte(0x05);
      otherwise();
    }
    this.out.byte(0x0b);
  }

  while(condition: () => I32, body: () => void): void {
    this.out.raw([0x02, 0x40, 0x03, 0x40]);
    emitNode(this.out, i32.eqz(condition()));
    this.out.raw([0x0d, 1]);
    body();
    this.out.raw([0x0c, 0, 0x0b, 0x0b]);
  }

  /** An instruction without a result: a store, a fence, a call for its effect. */
  effect(code: readonly number[], ...operands: readonly Node[]): void {
    for (let i = 0; i < operands.length; i++) emitNode(this.out, operands[i] as Node);
    this.out.raw(code);
  }

  /** A store: an instruction with a memory immediate. */
  effectAt(opcode: number, align: number, offset: number, address: Node, value: Node): void {
    const { out } = this;
    emitNode(out, address);
    emitNode(out, value);
    out.byte(opcode);
    out.byte(align);
    out.unsigned(offset);
  }

  return(...results: readonly Node[]): void {
    this.effect(RETURN, ...results);
  }

  /** An `if` whose body the engine may put aside. */
  ifRarely(condition: I32, then: () => void): void {
    if (i32.known(condition) !== undefined) return this.if(condition, then);
    // The condition is computed before, so that the instruction at hand is the `if`.
    const computed = this.let(condition);
    emitNode(this.out, computed);
    this.unlikely.push(this.out.length);
    this.if(nothing, then);
  }

  /** The locals as a function's body begins with them. */
  writeLocals(body: ByteWriter): void {
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    body.unsigned(runs.length);
    for (const run of runs) {
      body.unsigned(run.count);
      body.byte(TYPE_BYTE[run.type]);
    }
  }

  /** The function as the code section wants it: its size, its locals, its instructions. */
  write(into: ByteWriter): void {
    const body = new ByteWriter(this.out.length + 32);
    this.writeLocals(body);
    body.raw(this.out.bytes());
    body.byte(0x0b);
    into.sized(body.bytes());
  }

  /** Bytes that the locals take at most. */
  get localBytes(): number {
    return this.#locals.reduce((bytes, type) => bytes + (type === 'v128' ? 16 : 8), 0);
  }

  #settledRead<T extends ValueType>(type: T, index: number): Node<T> {
    let node = this.#settled[index];
    if (node === undefined) {
      node = localGet(type, index);
      this.#settled[index] = node;
    }
    return node as Node<T>;
  }

  /** Of a local that is no parameter. */
  protected typeOfLocal(index: number): ValueType {
    return this.#locals[index - this.signature.parameters.length] as ValueType;
  }

  protected newLocal(type: ValueType): number {
    this.#locals.push(type);
    return this.signature.parameters.length + this.#locals.length - 1;
  }
}
