/**
 * Filling and copying of physical memory by WebAssembly's own instructions.
 *
 * The methods of typed arrays go over shared memory word by word; `memory.fill` and `memory.copy` are three to
 * six times as fast (64 KiB of zeroes: 0.6 µs against 2 to 15).
 */
import { Code } from '../wasm/code.ts';
import { ModuleBuilder } from '../wasm/module.ts';

/** Addresses and lengths in bytes. */
export interface Bulk {
  fill(address: number, value: number, length: number): void;
  /** The ranges may overlap. */
  copy(to: number, from: number, length: number): void;
}

/** 64 KiB pages that a memory may have at most. */
const MOST_PAGES = 65_536;
const MEMORY_COPY = [0xfc, 10, 0, 0];
const MEMORY_FILL = [0xfc, 11, 0];

export function bulkOperations(memory: WebAssembly.Memory): Bulk {
  const module = new ModuleBuilder();
  module.importMemory({ module: 'bulk', name: 'memory', minimum: 0, maximum: MOST_PAGES });
  for (const [name, instruction] of [
    ['fill', MEMORY_FILL],
    ['copy', MEMORY_COPY],
  ] as const) {
    const code = new Code({ parameters: ['i32', 'i32', 'i32'], results: [] });
    code.effect(instruction, code.parameter('i32', 0), code.parameter('i32', 1), code.parameter('i32', 2));
    module.export(name, module.add(code));
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { bulk: { memory } });
  return instance.exports as unknown as Bulk;
}
