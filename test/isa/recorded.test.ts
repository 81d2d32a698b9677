/** Instructions leave what they left when qemu left the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INSTRUCTIONS, type Instruction } from '../../emulator/decode.ts';
import type { Order } from '../../emulator/memory/access.ts';
import { constantFields } from '../real/isa/differential/constant-fields.ts';
import { Machine } from '../real/isa/differential/machine.ts';
import { blockAddress } from '../real/isa/differential/layout.ts';
import { stubAddress, writeProgram } from '../real/isa/differential/program.ts';
import { BLOCK, readBlock } from './cases/block.ts';
import { type Case, drawCase } from './cases/case.ts';
import { digest, RECORDED, type Recorded } from './recorded/digest.ts';

const BATCH = 64;

function read(order: Order): Recorded[] {
  const text = readFileSync(new URL(`recorded/${order}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
}

const rowOf = new Map<string, Instruction>(INSTRUCTIONS.map((row) => [row.mnemonic, row]));

/** The cases of some lines, in one program. */
function draw(lines: readonly Recorded[]): Case[] {
  return lines.flatMap(({ mnemonic }, line) =>
    Array.from({ length: RECORDED.cases }, (_, number) => {
      const index = line * RECORDED.cases + number;
      const row = rowOf.get(mnemonic) as Instruction;
      return drawCase(row, number, RECORDED.seed, stubAddress(index), blockAddress(index));
    }),
  );
}

function run(machine: Machine, cases: readonly Case[], order: Order): string[] {
  const { output } = machine.run(writeProgram(cases, order));
  const view = new DataView(output.buffer, output.byteOffset);
  return cases.map((test, index) => digest(test, readBlock(view, BLOCK.size * index, order)));
}

/** Which of the lines come out differently, with what they left now. */
function changed(lines: readonly Recorded[], digests: readonly string[]): Recorded[] {
  return lines
    .map(({ mnemonic }, line) => ({
      mnemonic,
      digests: digests.slice(line * RECORDED.cases, (line + 1) * RECORDED.cases),
    }))
    .filter((now, line) => now.digests.join() !== lines[line]?.digests.join());
}

function batches(lines: readonly Recorded[]): Recorded[][] {
  return Array.from({ length: Math.ceil(lines.length / BATCH) }, (_, n) => lines.slice(BATCH * n, BATCH * (n + 1)));
}

describe.each(['little', 'big'] as const)('in %s-endian order', (order) => {
  const lines = read(order);

  it('instructions leave what was recorded', () => {
    const machine = new Machine();
    const differing = batches(lines).flatMap((batch) => changed(batch, run(machine, draw(batch), order)));
    expect(differing).toEqual([]);
  });

  it('so do they when their code is built for known fields', { timeout: 60_000 }, () => {
    const differing = batches(lines).flatMap((batch) => {
      const cases = draw(batch);
      return changed(batch, run(new Machine({ semantics: constantFields(cases) }), cases, order));
    });
    expect(differing).toEqual([]);
  });
});
