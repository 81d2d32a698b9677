/**
 * Machine code of WebAssembly modules that an earlier process of the same Node has compiled, optimized: nothing has to be compiled
 * when it is loaded, at first badly and then again well. V8 has the two functions for its own tests; Node does not show them, so
 * they are reached by V8's syntax for its internals. V8 answers undefined for code of another version of it, for another processor
 * or under other options, and then the module is compiled as always.
 */
import { setFlagsFromString } from 'node:v8';
import { compileFunction } from 'node:vm';

/** Only of the Node that wrote it: V8 trusts what it finds behind the mark of its version. */
export function codeName(module: string): string {
  return `${module}.${process.version}.${process.arch}.code`;
}

export function loadCompiled(code: ArrayBuffer, bytes: Uint8Array): WebAssembly.Module | undefined {
  return internal('%DeserializeWasmModule(first, second)')(code, bytes) as WebAssembly.Module | undefined;
}

/** What `loadCompiled` is given; all of it optimized, which takes its time. Its process has the options of the one that loads it. */
export function compile(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  for (const flag of ['--no-liftoff', '--no-wasm-lazy-compilation']) setFlagsFromString(flag);
  const module = new WebAssembly.Module(bytes);
  for (const flag of ['--liftoff', '--wasm-lazy-compilation']) setFlagsFromString(flag);
  return internal('%SerializeWasmModule(first)')(module) as ArrayBuffer;
}

/** What `loadCompiled` is given, of what is compiled by now. V8 ends the process when nothing is: see `countOptimized`. */
export function machineCode(module: WebAssembly.Module): Uint8Array<ArrayBuffer> {
  return new Uint8Array(internal('%SerializeWasmModule(first)')(module) as ArrayBuffer);
}

/** How many functions of instances have machine code that can be kept. */
export function countOptimized(exported: readonly unknown[]): number {
  const isOptimized = internal('%IsTurboFanFunction(first)');
  return exported.filter((one) => typeof one === 'function' && isOptimized(one) === true).length;
}

function internal(call: string): (first: unknown, second?: unknown) => unknown {
  setFlagsFromString('--allow-natives-syntax');
  try {
    // Parsed whole at once, and not when it is called.
    return compileFunction(`return ${call}`, ['first', 'second']) as (first: unknown, second?: unknown) => unknown;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
