/** What --profile writes of a program with two functions, the inner of which is where it spends its time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CpuProfile } from '../../tools/profile/cpu-profile.ts';
import { assemble } from '../isa/cases/assembler.ts';
import { withSymbols } from '../profile/with-symbols.ts';
import { Command } from './command.ts';
import { Call, call, CODE, DATA, load, program } from './tiny-program.ts';

const ROUNDS = 400_000;
const LR = 8;
const CTR = 9;
/** Where `program` has its code and data in the file. */
const CODE_AT = 0x1_0000;
const DATA_AT = 0x2_0000;

const callTo = (instructions: number): number => assemble('b', { LI: 4 * instructions, LK: 1 });
const blr = assemble('bclr', { BO: 20 });

/** `outer` makes a frame and calls `inner`, which makes none: it counts down. */
function guest(): Uint8Array {
  const exit = call(Call.exit, 0);
  const start = [callTo(1 + exit.length), ...exit];
  const outer = [
    assemble('mfspr', { RT: 0, SPR: LR }),
    assemble('std', { RS: 0, RA: 1, DS: 16 }),
    assemble('stdu', { RS: 1, RA: 1, DS: -32 }),
    callTo(5),
    assemble('addi', { RT: 1, RA: 1, SI: 32 }),
    assemble('ld', { RT: 0, RA: 1, DS: 16 }),
    assemble('mtspr', { RS: 0, SPR: LR }),
    blr,
  ];
  const inner = [...load(9, ROUNDS), assemble('mtspr', { RS: 9, SPR: CTR }), assemble('bc', { BO: 16, BD: 0 }), blr];
  const functions = { _start: start, outer, inner };
  let address = CODE;
  const symbols = Object.entries(functions).map(([name, words]) => {
    const symbol = { name, address, size: 4 * words.length };
    address += symbol.size;
    return symbol;
  });
  return withSymbols(
    program([...start, ...outer, ...inner]),
    'little',
    64,
    { address: CODE, offset: CODE_AT, size: address - CODE },
    { address: DATA, offset: DATA_AT, size: 1 },
    symbols,
  );
}

describe('--profile', () => {
  let command: Command;
  beforeAll(async () => {
    command = await Command.build();
    command.write('guest', guest());
  });
  afterAll(() => command.remove());

  const profile = (name: string, ...options: readonly string[]): string => {
    expect(command.run(['run', ...options, '--profile', name, './guest'])).toEqual({
      status: 0,
      signal: null,
      stdout: '',
      stderr: '',
    });
    return readFileSync(join(command.folder, name), 'utf8');
  };

  it('writes collapsed stacks: functions from the outermost on, and microseconds', () => {
    expect(profile('out.txt')).toMatch(/^guest\[2\];_start;outer;inner \d+\n$/);
  });

  it('writes the same of every deterministic run', () => {
    expect(profile('one.txt', '--deterministic')).toBe(profile('two.txt', '--deterministic'));
  });

  it('writes a V8 profile to a name that ends in .cpuprofile', () => {
    const { nodes, samples, timeDeltas, startTime, endTime } = JSON.parse(profile('out.cpuprofile')) as CpuProfile;
    expect(nodes.map(({ callFrame }) => callFrame.functionName)).toEqual([
      '(root)',
      'guest[2]',
      '_start',
      'outer',
      'inner',
    ]);
    const [inner] = nodes.filter(({ callFrame }) => callFrame.functionName === 'inner');
    expect(inner?.callFrame.url).toMatch(/\/guest$/);
    expect(inner?.hitCount).toBe(samples.length);
    expect(samples.length).toBeGreaterThan(0);
    expect(timeDeltas).toHaveLength(samples.length);
    expect(endTime - startTime).toBe(timeDeltas.reduce((sum, one) => sum + one, 0));
    const ids = new Set(nodes.map(({ id }) => id));
    expect(ids.size).toBe(nodes.length);
    // Every node but the root is the child of one.
    const children = nodes.flatMap((node) => node.children);
    expect(new Set(children)).toEqual(new Set([...ids].filter((id) => id !== 1)));
    expect(samples.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('is written of a program that is killed, too', () => {
    const { status } = command.run([
      'run',
      '--timeout',
      '300ms',
      '--profile',
      'late.txt',
      command.write('ever', endless()),
    ]);
    expect(status).toBe(124);
    expect(readFileSync(join(command.folder, 'late.txt'), 'utf8')).toMatch(/^ever\[2\];\[ever\] \d+\n$/);
  });
});

/** A program without symbols that never ends. */
function endless(): Uint8Array {
  return program([assemble('b', { LI: 0 })]);
}
