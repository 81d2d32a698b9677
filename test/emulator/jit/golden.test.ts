/**
 * What is emitted, as text, for each class of instructions and each shape of control flow: so that a change of it shows
 * in review. `npx vitest run --config test/vitest.config.ts test/emulator/jit/golden.test.ts -u` writes it anew.
 */
import { setFlagsFromString } from 'node:v8';
import wabt from 'wabt';
import { describe, expect, test } from 'vitest';
import { disassemble } from '../../../emulator/disassembler.ts';
import { Compiler } from '../../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../../emulator/semantics/index.ts';
import { ARRIVAL } from '../../../emulator/state.ts';
import { CLASSES, SHAPES, type Snippet } from './snippets.ts';

// What the command turns on where Node does not: fused multiply-add.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const ROOT = 0x1000_0000;
const FEATURES = {
  threads: true,
  simd: true,
  relaxed_simd: true,
  tail_call: true,
  bulk_memory: true,
  sign_extension: true,
  code_metadata: true,
  annotations: true,
};
const tools = await wabt();
const compiler = new Compiler(true, SEMANTICS);

function emitted({ words, order = 'little', bits, jumps = {}, functions = {} }: Snippet): Uint8Array<ArrayBuffer> {
  const roots = [0, ...new Set(Object.values(functions).flat())].map((begin) => ({
    address: BigInt(ROOT + begin),
    optional: false,
    arrival: ARRIVAL.call,
    complete: true,
    isRoot: () => false,
    executed: () => true,
    leftOut: () => {},
    forgetJumps: () => {},
    wentTo: (at: number) => (functions[begin + at] ?? []).map((to) => BigInt(ROOT + to)),
    targetsOf: (at: number) => jumps[begin + at] ?? [],
    fetch: (at: number) => words[(begin + at) / 4],
  }));
  const { bytes, regions } = compiler.compile(roots, order, bits ?? 64);
  expect(regions).toEqual(roots.map((_, index) => index));
  return bytes;
}

function text(snippet: Snippet): string {
  const bytes = emitted(snippet);
  // Throws when it is not valid.
  new WebAssembly.Module(bytes);
  const module = tools.readWasm(bytes, { readDebugNames: true, ...FEATURES });
  const guest = snippet.words.map((word, i) => `;; ${disassemble(word, ROOT + 4 * i)}\n`).join('');
  const code = module.toText({ foldExprs: true, inlineExport: true });
  module.destroy();
  return guest + code;
}

describe('compiled code', () => {
  test.each(CLASSES)('of class $name', (snippet) =>
    expect(text(snippet)).toMatchFileSnapshot(`golden/${snippet.name}.wat`),
  );
  test.each(SHAPES)('of shape $name', (snippet) =>
    expect(text(snippet)).toMatchFileSnapshot(`golden/shape-${snippet.name}.wat`),
  );
});
