import { expect, test } from 'vitest';
import { compile, loadCompiled } from '../../runtime/host/node/compiled-module.ts';

/** One function, `f`, that adds 1. */
const MODULE = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0],
  ...[10, 9, 1, 7, 0, 0x20, 0, 0x41, 1, 0x6a, 0x0b],
]);

test('a module that was compiled is one again; other bytes than code are none', () => {
  const code = compile(MODULE);
  const module = loadCompiled(code, MODULE);
  expect(module).toBeInstanceOf(WebAssembly.Module);
  if (module === undefined) return;
  const { f } = new WebAssembly.Instance(module, {}).exports as { f: (value: number) => number };
  expect(f(41)).toBe(42);
  expect(loadCompiled(new ArrayBuffer(64), MODULE)).toBeUndefined();
});
