/** Runs cases of many instructions in both emulators and gathers what differs. */
import type { Instruction } from '../../../../emulator/decode.ts';
import type { Order } from '../../../../emulator/memory/access.ts';
import { BLOCK, readBlock, type State } from '../../../isa/cases/block.ts';
import { drawCase } from '../../../isa/cases/case.ts';
import { drawSequence, type SequenceOptions } from '../../../isa/cases/sequence.ts';
import type { Case } from '../../../isa/cases/case.ts';
import { differences } from './compare.ts';
import { constantFields } from './constant-fields.ts';
import { type Failure, Machine } from './machine.ts';
import { blockAddress } from './layout.ts';
import { stubAddress, writeProgram } from './program.ts';
import { narrowed, stubAddress32, writeProgram32 } from './program32.ts';
import { runQemu } from './qemu.ts';
import { knownWrong } from './qemu-errors.ts';

export interface Verdict {
  readonly mnemonic: string;
  readonly cases: number;
  /** Cases that left everything as qemu does. */
  readonly equal: number;
  /** Why our interpreter did not run a case, with how many. */
  readonly failures: Readonly<Partial<Record<Failure, number>>>;
  /** The signal that qemu died of when it ran these cases. */
  readonly qemu?: string;
  /** qemu is known to be wrong here: see qemu-errors.ts. */
  readonly known?: true;
  /** The first few differing cases, worded. */
  readonly examples: readonly string[];
}

export interface RunOptions {
  readonly order: Order;
  /** 32: in 32-bit mode, against a 32-bit processor; big-endian only. */
  readonly bits?: 32 | 64;
  readonly cases: number;
  readonly seed: number;
  /** Compare what qemu 7.2 is known to get wrong too: for later versions. */
  readonly exact?: boolean;
  /** With semantics that know every field while they build: see constant-fields.ts. */
  readonly constant?: boolean;
  /** A machine that compiles, which is held to leave what the interpreter leaves. */
  readonly compiled?: Machine;
  /** How many instructions share an ELF. */
  readonly batch?: number;
}

const EXAMPLES = 5;
/** The last one of qemu's 32-bit processors with vectors. */
const CPU_32 = '7457';

/** Verdicts in the order of the rows. */
export function compareAll(machine: Machine, rows: readonly Instruction[], options: RunOptions): Verdict[] {
  if (options.bits === 32) return inBatches(machine, rows, CPU_32, options);
  const newer = rows.filter(({ level }) => level === 'v3.1');
  const older = rows.filter(({ level }) => level !== 'v3.1');
  const verdicts = [...inBatches(machine, older, 'power9', options), ...inBatches(machine, newer, 'power10', options)];
  const place = new Map(rows.map(({ mnemonic }, index) => [mnemonic as string, index]));
  return verdicts.toSorted((a, b) => (place.get(a.mnemonic) ?? 0) - (place.get(b.mnemonic) ?? 0));
}

function inBatches(machine: Machine, rows: readonly Instruction[], cpu: string, options: RunOptions): Verdict[] {
  const size = options.batch ?? 24;
  const verdicts: Verdict[] = [];
  for (let at = 0; at < rows.length; at += size)
    verdicts.push(...compareBatch(machine, rows.slice(at, at + size), cpu, options));
  return verdicts;
}

function compareBatch(machine: Machine, rows: readonly Instruction[], cpu: string, options: RunOptions): Verdict[] {
  const groups = rows.map(
    (row) => (number: number, index: number) =>
      drawCase(
        row,
        number,
        options.seed,
        options.bits === 32 ? stubAddress32(index) : stubAddress(index),
        blockAddress(index),
      ),
  );
  const verdicts = compareGroups(
    machine,
    groups,
    rows.map(({ mnemonic }) => mnemonic),
    cpu,
    options,
  );
  if (verdicts.length > 1 && verdicts.some(({ qemu }) => qemu !== undefined))
    return rows.flatMap((row) => compareBatch(machine, [row], cpu, options));
  return verdicts;
}

/** Sequences of instructions: one verdict. */
export function compareSequences(machine: Machine, options: RunOptions, sequences: SequenceOptions): Verdict[] {
  return compareGroups(
    machine,
    [(number) => drawSequence(number, options.seed, sequences)],
    ['sequence'],
    options.bits === 32 ? CPU_32 : 'power9',
    options,
  );
}

function compareGroups(
  machine: Machine,
  groups: readonly ((number: number, index: number) => Case)[],
  names: readonly string[],
  cpu: string,
  options: RunOptions,
): Verdict[] {
  const { order, cases: count, exact = false } = options;
  const cases = groups.flatMap((draw, group) =>
    Array.from({ length: count }, (_, number) => {
      const test = draw(number, group * count + number);
      return options.bits === 32 ? narrowed(test) : test;
    }),
  );
  const program = options.bits === 32 ? writeProgram32(cases) : writeProgram(cases, order);
  const theirs = runQemu(program, cpu);
  if ('signal' in theirs)
    return names.map((mnemonic) => ({
      mnemonic,
      cases: count,
      equal: 0,
      failures: {},
      qemu: theirs.signal,
      examples: [],
    }));
  const runner = options.constant === true ? new Machine({ semantics: constantFields(cases) }) : machine;
  const ours = runner.run(program);
  const compiled = options.compiled?.run(program);
  return names.map((mnemonic, group) => {
    const failures: Partial<Record<Failure, number>> = {};
    const examples: string[] = [];
    let equal = 0;
    for (let index = group * count; index < (group + 1) * count; index++) {
      const failure = ours.failures.get(index) ?? compiled?.failures.get(index);
      if (failure !== undefined) {
        failures[failure] = (failures[failure] ?? 0) + 1;
        continue;
      }
      const test = cases[index] as Case;
      const found = differencesOf(ours.output, theirs.output, index, order, (mine, other) =>
        differences(test, mine, other, exact),
      );
      if (compiled !== undefined)
        found.push(
          ...differencesOf(compiled.output, ours.output, index, order, (mine, other) =>
            differencesOfCompiled(test, mine, other, options.bits),
          ),
        );
      if (found.length === 0) equal++;
      else if (examples.length < EXAMPLES) examples.push(`#${test.number} ${word(test)}: ${found.join(', ')}`);
    }
    return {
      mnemonic,
      cases: count,
      equal,
      failures,
      examples,
      ...(!exact && knownWrong(mnemonic, order) ? { known: true as const } : {}),
    };
  });
}

/** Nearly all are the same to the byte, and need not be looked at. */
function differencesOf(
  one: Uint8Array,
  other: Uint8Array,
  index: number,
  order: Order,
  compare: (one: State, other: State) => string[],
): string[] {
  const blocks = [one, other].map((all) => all.subarray(BLOCK.size * index, BLOCK.size * (index + 1)));
  const [first, second] = blocks as [Uint8Array, Uint8Array];
  if (Buffer.compare(first, second) === 0) return [];
  const [mine, theirs] = [first, second].map((block) =>
    readBlock(new DataView(block.buffer, block.byteOffset, block.length), 0, order),
  ) as [State, State];
  return compare(mine, theirs);
}

/** XER has OV32 and CA32 in compiled code, which knows no older processors. */
const NEWER = 0xc_0000n;

function differencesOfCompiled(test: Case, compiled: State, interpreted: State, bits: 32 | 64 = 64): string[] {
  const xer = bits === 32 ? (compiled.xer & ~NEWER) | (interpreted.xer & NEWER) : compiled.xer;
  return differences(test, { ...compiled, xer }, interpreted, true).map(
    (text) => `compiled: ${text.replace('qemu', 'interpreter')}`,
  );
}

function word({ words, subject }: Case): string {
  return ((words[subject] ?? 0) >>> 0).toString(16).padStart(8, '0');
}
