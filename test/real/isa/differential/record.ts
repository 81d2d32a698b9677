/** Records what instructions leave where qemu leaves the same: writes test/isa/recorded/{little,big}.jsonl. */
import { writeFileSync } from 'node:fs';
import type { Instruction } from '../../../../emulator/decode.ts';
import type { Order } from '../../../../emulator/memory/access.ts';
import { SEMANTICS } from '../../../../emulator/semantics/index.ts';
import { BLOCK, readBlock, type State } from '../../../isa/cases/block.ts';
import { type Case, COMPARABLE, drawCase } from '../../../isa/cases/case.ts';
import { digest, RECORDED, type Recorded } from '../../../isa/recorded/digest.ts';
import { differences } from './compare.ts';
import { isEstimate } from './estimates.ts';
import { Machine } from './machine.ts';
import { blockAddress } from './layout.ts';
import { stubAddress, writeProgram } from './program.ts';
import { runQemu } from './qemu.ts';
import { knownWrong } from './qemu-errors.ts';

const machine = new Machine();

/** The cases, in a program that has as many before them. */
function draw(row: Instruction, before: number): Case[] {
  return Array.from({ length: before + RECORDED.cases }, (_, index) =>
    drawCase(row, Math.max(index - before, 0), RECORDED.seed, stubAddress(index), blockAddress(index)),
  );
}

function state(output: Uint8Array, index: number, order: Order): State {
  return readBlock(new DataView(output.buffer, output.byteOffset), BLOCK.size * index, order);
}

/** Whether the cases leave the same wherever they stand. */
function isPlaced(row: Instruction, order: Order, digests: readonly string[]): boolean {
  const cases = draw(row, 3);
  const { output } = machine.run(writeProgram(cases, order));
  return digests.some((each, n) => each !== digest(cases[n + 3] as Case, state(output, n + 3, order)));
}

/** Undefined where qemu does not run, something differs, or an address is left somewhere. */
function record(row: Instruction, order: Order): Recorded | undefined {
  const cases = draw(row, 0);
  const program = writeProgram(cases, order);
  const theirs = runQemu(program, 'power9');
  if ('signal' in theirs) return undefined;
  const ours = machine.run(program);
  if (ours.failures.size > 0) return undefined;
  const states = cases.map((test, index) => {
    const left = state(ours.output, index, order);
    return differences(test, left, state(theirs.output, index, order), false).length === 0
      ? digest(test, left)
      : undefined;
  });
  const digests = states.filter((each) => each !== undefined);
  if (digests.length < cases.length || isPlaced(row, order, digests)) return undefined;
  return { mnemonic: row.mnemonic, digests };
}

for (const order of ['little', 'big'] as const) {
  const rows = COMPARABLE.filter(
    ({ mnemonic }) => mnemonic in SEMANTICS && !isEstimate(mnemonic) && !knownWrong(mnemonic, order),
  );
  const lines = rows.flatMap((row) => record(row, order) ?? []);
  const file = new URL(`../../../isa/recorded/${order}.jsonl`, import.meta.url);
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  console.log(`${order}: ${lines.length} of ${rows.length} instructions recorded`);
}
