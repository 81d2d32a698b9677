/** A module of compiled regions: they import what the interpreter's instance has, and the host's functions. */
import type { Signature } from '../wasm/code.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { ValueType } from '../wasm/node.ts';
import type { RegionBuilder } from './region-builder.ts';

const i = 'i32';
/** What regions may call, besides helpers of semantics. */
const FUNCTIONS: Readonly<Record<string, readonly [readonly ValueType[], ValueType | undefined]>> = {
  locate: [[i, 'i64', i, i], i],
  remember: [[i, 'i64', i], i],
  nested: [[i, 'i64', 'i64', i], 'i64'],
  settle: [[i], undefined],
  region: [[i, i, i], 'i64'],
  syscall: [[i], i],
  forget: [[i], undefined],
  timeBase: [[], 'f64'],
  random: [[], i],
  floatUnit: [[i, i], i],
};

export class RegionModule {
  readonly #module = new ModuleBuilder();
  /** With their indices, in the order in which they were first wanted. */
  readonly #imports = new Map<string, { readonly index: number; readonly signature: Signature }>();
  readonly #regions: RegionBuilder[] = [];

  /** Index of a function to call. A helper comes with its signature. */
  function(name: string, signature?: Signature): number {
    let entry = this.#imports.get(name);
    if (entry === undefined) {
      const [parameters, result] = FUNCTIONS[name] ?? [];
      const known =
        parameters === undefined ? undefined : { parameters, results: result === undefined ? [] : [result] };
      const wanted = signature ?? known;
      if (wanted === undefined) throw new Error(`compiled code cannot call ${name}`);
      entry = { index: this.#imports.size, signature: wanted };
      this.#imports.set(name, entry);
    }
    return entry.index;
  }

  add(region: RegionBuilder): void {
    this.#regions.push(region);
  }

  get size(): number {
    return this.#regions.length;
  }

  /** Names of the functions to give when it is instantiated. */
  get imports(): string[] {
    return [...this.#imports.keys()];
  }

  /** The regions are exported as `0`, `1` … in the order in which they were added. */
  finish(): Uint8Array<ArrayBuffer> {
    const module = this.#module;
    module.importMemory({ module: 'k42', name: 'memory', minimum: 1, maximum: 65536 });
    for (const [name, { signature }] of this.#imports) module.importFunction('k42', name, signature);
    const indices = new Map<bigint, number>();
    for (const [place, region] of this.#regions.entries()) {
      const index = module.add(region);
      indices.set(region.context.root, index);
      module.export(String(place), index);
    }
    // What is not here after all has a number that nobody has: what is called in its place is never called.
    for (const region of this.#regions)
      region.complete((root) => indices.get(root) ?? (indices.get(region.context.root) as number));
    return module.finish();
  }
}
