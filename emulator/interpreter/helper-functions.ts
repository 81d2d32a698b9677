/** Helpers of semantics as functions of the module: each is built when it is first called. */
import type { Helper, HelperCode } from '../semantics/builder.ts';
import { leb } from '../wasm/bytes.ts';
import { Code } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type I32, memarg, type Node, operation, type ValueType } from '../wasm/node.ts';
import type { RuntimeFunctions } from './runtime-functions.ts';

export class HelperFunctions {
  readonly #module: ModuleBuilder;
  readonly #runtime: RuntimeFunctions;
  readonly #known = new Map<string, number>();

  constructor(module: ModuleBuilder, runtime: RuntimeFunctions) {
    this.#module = module;
    this.#runtime = runtime;
  }

  index(helper: Helper): number {
    const known = this.#known.get(helper.name);
    if (known !== undefined) return known;
    const code = new HelperBody(helper, this, this.#runtime);
    const index = this.#module.declare(code.signature);
    this.#known.set(helper.name, index);
    code.return(
      helper.body(
        code,
        helper.parameters.map((type, n) => code.parameter(type, n)),
      ),
    );
    this.#module.define(index, code);
    return index;
  }
}

class HelperBody extends Code implements HelperCode {
  readonly #functions: HelperFunctions;
  readonly #runtime: RuntimeFunctions;

  constructor(helper: Helper, functions: HelperFunctions, runtime: RuntimeFunctions) {
    super({ parameters: helper.parameters, results: [helper.result] });
    this.#functions = functions;
    this.#runtime = runtime;
  }

  call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T> {
    const index = this.#functions.index(helper);
    return this.let(operation(helper.result, [0x10, ...leb(index)], ...operands));
  }

  poke(opcode: number, address: I32, offset: number, value: Node): void {
    this.effect([opcode, ...memarg(0, offset)], address, value);
  }

  floatUnit(cpu: I32, what: I32): I32 {
    return this.let(this.#runtime.call('i32', 'floatUnit', cpu, what));
  }
}
