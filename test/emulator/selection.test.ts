import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decode, encode, INSTRUCTIONS } from '../../emulator/decode.ts';
import { PhysicalMemory } from '../../emulator/index.ts';
import { ILLEGAL_HANDLER, SELECT_SECTION } from '../../emulator/interpreter/select.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { interpreterModule } from './support/machine.ts';

/** The module's own decoder: instruction word to handler. */
function selector(): (word: number) => number {
  const module = interpreterModule('little');
  const physical = new PhysicalMemory({ maximumBytes: 64 << 20 });
  const tables = physical.allocate(6);
  physical.u8.set(new Uint8Array(WebAssembly.Module.customSections(module, SELECT_SECTION)[0] as ArrayBuffer), tables);
  const nothing = (): number => 0;
  const regions = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  const given: Record<string, unknown> = { memory: physical.memory, tables, regions, threshold: 256 };
  const k42 = new Proxy(given, { get: (target, name) => target[String(name)] ?? nothing });
  return new WebAssembly.Instance(module, { k42 }).exports['select'] as (word: number) => number;
}

const select = selector();
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const row = fc.integer({ min: 0, max: INSTRUCTIONS.length - 1 });
/** A word of some instruction, with random operands. */
const instruction = fc.tuple(row, word).map(([index, noise]) => {
  const { mask, match } = INSTRUCTIONS[index] as (typeof INSTRUCTIONS)[number];
  return match | (noise & ~mask);
});
const mnemonic = (bits: number): string | undefined => INSTRUCTIONS[decode(bits)]?.mnemonic;

describe("the module's decoder", () => {
  test.prop([fc.oneof(word, instruction)], { numRuns: 5000 })(
    'knows no handler for what is not an instruction',
    (bits) => {
      const name = mnemonic(bits);
      if (name === undefined || SEMANTICS[name] === undefined) expect(select(bits)).toBe(ILLEGAL_HANDLER);
    },
  );

  test.prop([instruction], { numRuns: 5000 })('finds a handler for every instruction with semantics', (bits) => {
    const name = mnemonic(bits) as string;
    // Of moves to and from special registers only those of known registers.
    if (SEMANTICS[name] !== undefined && !/^m[ft](spr|tb)$/.test(name))
      expect(select(bits)).toBeGreaterThan(ILLEGAL_HANDLER);
  });

  test('gives no handler to two instructions, and one to each value of a specialized field', () => {
    const owner = new Map<number, string>();
    for (const each of INSTRUCTIONS) {
      if (SEMANTICS[each.mnemonic] === undefined) continue;
      for (const Rc of [0, 1])
        for (const RA of [0, 1, 31]) {
          const handler = select(encode(each, { Rc, RA, SPR: 8, TBR: 268 }));
          expect(owner.get(handler) ?? each.mnemonic).toBe(each.mnemonic);
          owner.set(handler, each.mnemonic);
        }
    }
    const add = INSTRUCTIONS.find((each) => each.mnemonic === 'add');
    if (add === undefined) throw new Error('no add');
    const forms = [0, 1].flatMap((OE) => [0, 1].map((Rc) => select(encode(add, { OE, Rc, RT: 3, RA: 4, RB: 5 }))));
    expect(new Set(forms).size).toBe(4);
  });
});
