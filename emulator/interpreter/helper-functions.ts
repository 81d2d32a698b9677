/** Helpers of semantics as functions of the module: each is built when it is first called. */
import type { Helper, HelperCode } from '../semantics/builder.ts';
import { leb } from '../wasm/bytes.ts';
import { Code } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type Node, operation, type ValueType } from '../wasm/node.ts';

export class HelperFunctions {
  readonly #module: ModuleBuilder;
  readonly #known = new Map<string, number>();

  constructor(module: ModuleBuilder) {
    this.#module = module;
  }

  /** For compiled code, by `helper:` and name. */
  exportAll(): void {
    for (const [name, index] of this.#known) this.#module.export(`helper:${name}`, index);
  }

  index(helper: Helper): number {
    const known = this.#known.get(helper.name);
    if (known !== undefined) return known;
    const code = new HelperBody(helper, this);
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

  constructor(helper: Helper, functions: HelperFunctions) {
    super({ parameters: helper.parameters, results: [helper.result] });
    this.#functions = functions;
  }

  call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T> {
    const index = this.#functions.index(helper);
    return this.let(operation(helper.result, [0x10, ...leb(index)], ...operands));
  }
}
