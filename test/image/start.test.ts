import { describe, expect, test } from 'vitest';
import { Resource } from '../../runtime/generated/enums.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import type { LoadedProgram } from '../../runtime/personality/image/load-program.ts';
import { buildElf, text } from './elf-builder.ts';
import { PPC32, PPC64, ProgramMachine } from './make-program.ts';

const CODE = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
const program = (order: 'little' | 'big', osabi = 0, flags = order === 'little' || osabi === 9 ? 2 : 0) =>
  buildElf({ order, osabi, flags, entry: 0x1000_0000, segments: [{ address: 0x1000_0000, bytes: CODE }] });

const words = (space: AddressSpace, at: number): number[] => {
  const result: number[] = [];
  for (let address = at; ; address += 8) {
    const word = space.readU64(address);
    if (word <= 0) return result;
    result.push(word);
  }
};
const strings = (space: AddressSpace, at: number) =>
  words(space, at).map((address) => space.readCString(address, 4096));
const auxiliary = (loaded: LoadedProgram): Map<number, number> => {
  const result = new Map<number, number>();
  for (let at = loaded.start.auxiliaryAt; ; at += 16) {
    const tag = loaded.space.readU64(at);
    if (tag <= 0) return result;
    result.set(tag, loaded.space.readU64(at + 8));
  }
};
const register = (loaded: LoadedProgram, number: number) => new Map(loaded.start.registers).get(number);

describe.each(['little', 'big'] as const)('a Linux program (%s-endian)', (order) => {
  const machine = new ProgramMachine();
  const abis = order === 'big' ? [{ ...PPC64, functionDescriptors: false }] : undefined;
  const loaded = machine.loaded(program(order), {
    arguments: ['prog', 'a b', ''],
    environment: ['X=1', 'Y=\xff'],
    ...(abis && { abis }),
  });
  const { space, start } = loaded;

  test('finds argc at r1, then argv and the environment', () => {
    const stack = register(loaded, 1) as number;
    expect(stack % 16).toBe(0);
    expect(space.readU64(stack)).toBe(3);
    expect(start.argumentsAt).toBe(stack + 8);
    expect(strings(space, start.argumentsAt)).toEqual(['prog', 'a b', '']);
    expect(start.environmentAt).toBe(stack + 8 + 4 * 8);
    expect(strings(space, start.environmentAt)).toEqual(['X=1', 'Y=\xff']);
  });

  test('finds the auxiliary vector', () => {
    const vector = auxiliary(loaded);
    expect(vector.get(6)).toBe(order === 'little' ? 65536 : 4096);
    expect(vector.get(9)).toBe(0x1000_0000);
    expect(vector.get(5)).toBe(1);
    expect(vector.get(11)).toBe(1000);
    expect(vector.get(14)).toBe(100);
    expect(vector.get(16)).toBe(0xdc00_65c2);
    expect(vector.get(26)).toBe(0xae00_0000);
    expect(vector.get(17)).toBe(100);
    expect(vector.get(19)).toBe(128);
    expect(vector.get(22)).toBe(22);
    expect(vector.get(7)).toBe(0);
    expect(space.readCString(vector.get(15) as number, 100)).toBe('power8');
    expect(space.readCString(vector.get(31) as number, 100)).toBe('/bin/prog');
    expect(space.readU8(vector.get(25) as number)).toBe(1);
    expect(space.readU8((vector.get(25) as number) + 15)).toBe(16);
  });

  test('has a null word at the top of a stack that can grow and is not executable', () => {
    expect(space.readU64(0x8000_0000_0000 - 8)).toBe(0);
    const stack = space.regions.find(0x8000_0000_0000 - 1);
    expect(stack?.kind.growsDown).toBe(true);
    expect(stack?.kind.protection).toBe(3);
  });
});

describe('a 32-bit Linux program', () => {
  const machine = new ProgramMachine();
  const image = (type: number, address: number) =>
    buildElf({ order: 'big', bits: 32, type, machine: 20, entry: address + 8, segments: [{ address, bytes: CODE }] });
  const loaded = machine.loaded(image(2, 0x1000_0000), {
    abis: [PPC32],
    arguments: ['prog', 'a b'],
    environment: ['X=1'],
  });
  const { space, start } = loaded;
  const texts = (at: number, count: number) =>
    Array.from({ length: count }, (_, n) => space.readCString(space.readU32(at + 4 * n), 4096));

  test('begins at its entry with words on the stack, and nothing in other registers', () => {
    expect(start.pc).toBe(0x1000_0008);
    const stack = register(loaded, 1) as number;
    expect(start.registers).toEqual([[1, stack]]);
    expect(stack % 16).toBe(0);
    expect(space.readU32(stack)).toBe(2);
    expect(texts(start.argumentsAt, 2)).toEqual(['prog', 'a b']);
    expect(texts(start.environmentAt, 1)).toEqual(['X=1']);
    expect(start.auxiliaryAt).toBe(stack + 4 * (1 + 2 + 1 + 1 + 1));
  });

  test('finds pairs of words in the auxiliary vector', () => {
    const vector = new Map<number, number>();
    for (let at = start.auxiliaryAt; space.readU32(at) !== 0; at += 8)
      vector.set(space.readU32(at), space.readU32(at + 4));
    expect(vector.get(4)).toBe(32);
    expect(vector.get(6)).toBe(4096);
    expect(vector.get(9)).toBe(0x1000_0008);
    expect(space.readCString(vector.get(31) as number, 100)).toBe('/bin/prog');
  });

  test('has its stack below the last page', () => {
    expect(space.readU32(0xffff_f000 - 4)).toBe(0);
    expect(space.regions.find(0xffff_efff)?.kind.growsDown).toBe(true);
    expect(space.regions.find(0xffff_f000)).toBeUndefined();
  });

  test('is looked for in 32-bit mode', () => {
    expect(space.mmu.bits).toBe(32);
  });

  test('lies at 4 MiB when it can lie anywhere', () => {
    expect(machine.loaded(image(3, 0), { abis: [PPC32] }).start.pc).toBe(0x40_0008);
  });
});

describe('a FreeBSD program', () => {
  const machine = new ProgramMachine();
  const loaded = machine.loaded(program('big', 9), { arguments: ['prog', 'x'], environment: ['A=b'] });
  const { space, start } = loaded;

  test('finds its arguments in registers', () => {
    expect(loaded.abi.personality).toBe('freebsd');
    expect(register(loaded, 3)).toBe(2);
    expect(strings(space, register(loaded, 4) as number)).toEqual(['prog', 'x']);
    expect(strings(space, register(loaded, 5) as number)).toEqual(['A=b']);
    expect(register(loaded, 12)).toBe(0x1000_0000);
    expect((register(loaded, 1) as number) % 16).toBe(0);
    expect(register(loaded, 1)).toBeLessThanOrEqual(start.argumentsAt - 8 - 48);
    expect(space.readU64(start.argumentsAt - 8)).toBe(2);
  });

  test('finds ps_strings in r8 and at the top of the stack', () => {
    const at = register(loaded, 8) as number;
    expect(at).toBe(0xf_ffff_bfff_e000 - 32);
    expect(space.readU64(at)).toBe(start.argumentsAt);
    expect(space.readU32(at + 8)).toBe(2);
    expect(space.readU64(at + 16)).toBe(start.environmentAt);
    expect(space.readU32(at + 24)).toBe(1);
  });

  test('finds its own auxiliary vector', () => {
    const vector = auxiliary(loaded);
    expect(vector.get(18)).toBe(1_402_000);
    expect(vector.get(17)).toBe(64);
    expect(vector.get(24)).toBe(2);
    expect(vector.get(28)).toBe(2);
    expect(vector.get(29)).toBe(start.argumentsAt);
    expect(vector.get(31)).toBe(start.environmentAt);
    expect(vector.get(32)).toBe(register(loaded, 8));
    expect(space.readU64(vector.get(20) as number)).toBe(4096);
    expect(space.readCString(vector.get(15) as number, 100)).toBe('/bin/prog');
  });
});

describe('arguments', () => {
  test('that are too many or too long give E2BIG', () => {
    const machine = new ProgramMachine();
    machine.limits.set(Resource.stack, 1 << 20);
    const many = Array.from({ length: 5000 }, () => 'x'.repeat(60));
    expect(machine.problem(program('little'), { arguments: many })).toMatch(
      /bytes of arguments and environment; 262144 are allowed/,
    );
    expect(machine.problem(program('little'), { arguments: ['a', 'x'.repeat(100_000)] })).toBe('nothing');
    machine.limits.set(Resource.stack, 64 << 20);
    expect(machine.problem(program('little'), { arguments: ['a', 'x'.repeat(65536 * 32)] })).toMatch(
      /and 2097152 for one/,
    );
  });

  test('are never none at all', () => {
    const { space, start } = new ProgramMachine().loaded(program('little'), { arguments: [] });
    expect(strings(space, start.argumentsAt)).toEqual(['']);
  });
});

describe('a script', () => {
  const script = (line: string) => {
    const machine = new ProgramMachine();
    machine.files.set('/bin/sh', program('little'));
    machine.files.set('/bin/outer', text('#!/bin/sh -x\n'));
    machine.files.set('/bin/loop', text('#!/bin/loop\n'));
    const result = machine.load(text(line), { arguments: ['me', 'one', 'two'] });
    return 'space' in result ? strings(result.space, result.start.argumentsAt) : String(result);
  };

  test('runs its interpreter with the rest of the line, its own name and its arguments', () => {
    expect(script('#!/bin/sh\necho')).toEqual(['/bin/sh', '/bin/prog', 'one', 'two']);
    expect(script('#! /bin/sh  -e -u \t\n')).toEqual(['/bin/sh', '-e -u', '/bin/prog', 'one', 'two']);
    expect(script('#!/bin/sh')).toEqual(['/bin/sh', '/bin/prog', 'one', 'two']);
  });

  test('may name another script, but not without end', () => {
    expect(script('#!/bin/outer\n')).toEqual(['/bin/sh', '-x', '/bin/outer', '/bin/prog', 'one', 'two']);
    expect(script('#!/bin/loop\n')).toBe('/bin/loop: offset 0x0: more than 5 scripts one within the other');
  });

  test('with a bad first line says so', () => {
    expect(script('#!\n')).toMatch(/names no interpreter/);
    expect(script('#!   \n')).toMatch(/names no interpreter/);
    expect(script(`#!/${'x'.repeat(300)}\n`)).toMatch(/too long/);
    expect(script('#!/bin/missing\n')).toBe(
      'prog: offset 0x2: its interpreter /bin/missing cannot be opened: No such file or directory',
    );
  });

  test('may have a long line when the interpreter is whole', () => {
    expect(script(`#!/bin/sh ${'y'.repeat(300)}\n`)).toEqual([
      '/bin/sh',
      'y'.repeat(256 - 10),
      '/bin/prog',
      'one',
      'two',
    ]);
  });
});
