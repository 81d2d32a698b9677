/** What cannot be run says why, with the status that shells and env(1) give: 126 cannot be executed, 127 not there. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../image/elf-builder.ts';
import { Command } from './command.ts';
import { Call, call, program } from './tiny-program.ts';

const EM_X86_64 = 62;
const PT_INTERP = 3;
const fine = program(call(Call.exit, 7));

describe('a file that is no program for k42', () => {
  let command: Command;
  beforeAll(async () => {
    command = await Command.build();
  });
  afterAll(() => command.remove());

  const refused = (args: readonly string[], status: number): string => {
    const { stderr, stdout, ...end } = command.run(args);
    expect(stderr).toMatch(/^k42: .+\n$/);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stdout).toBe('');
    expect(end).toEqual({ status, signal: null });
    return stderr;
  };

  it('a program that is one runs', () => {
    expect(command.run(['run', command.write('fine', fine)])).toEqual({
      status: 7,
      signal: null,
      stdout: '',
      stderr: '',
    });
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['text without #!', 'echo hello\n'],
    ['some bytes', new Uint8Array(4096).fill(0x5a)],
    ['the beginning of an ELF header', fine.slice(0, 40)],
    ['an ELF header alone', fine.slice(0, 64)],
    ['an ELF file without its last segment', fine.slice(0, 200)],
    ['an ELF file that counts too many headers', changed(56, 0xff, 0xff)],
    ['an ELF file whose headers lie outside', changed(32, 0, 0, 0, 0x7f)],
    ['an object file', changed(16, 1, 0)],
    ['an ELF file of an unknown version', changed(20, 9)],
  ])('%s: 126', (name, contents) => {
    const path = command.write('bad', contents);
    expect(refused(['run', path], 126), name).toContain(path);
  });

  it('an x86-64 program: 126, and the message says what it is', () => {
    const path = command.write('intel', program(call(Call.exit, 0), '', { machine: EM_X86_64 }));
    expect(refused(['run', path], 126)).toMatch(/x86-64/);
  });

  it('a program without its loader: the message names the loader', () => {
    const loader = { type: PT_INTERP, address: 0x1002_0000, bytes: text('/lib64/ld64.so.2\0') };
    const path = command.write('dynamic', program(call(Call.exit, 0), '', { segments: [loader] }));
    // As a shell has it for execve's ENOENT.
    expect(refused(['run', path], 127)).toMatch(/\/lib64\/ld64\.so\.2/);
  });

  it('a script without its interpreter: the message names it', () => {
    expect(refused(['run', command.write('script', '#!/opt/none/sh -e\n')], 127)).toMatch(/\/opt\/none\/sh/);
  });

  it('nothing of that name: 127', () => {
    expect(refused(['run', './none'], 127)).toMatch(/none/);
    expect(refused(['run', 'none'], 127)).toMatch(/none: not found/);
    expect(refused(['run', join(command.folder, 'none/none')], 127)).toMatch(/none/);
  });

  it('a folder, and a file that may not be executed: 126', () => {
    expect(refused(['run', command.folder], 126)).toContain(command.folder);
    const path = command.write('plain', fine);
    chmodSync(path, 0o644);
    expect(refused(['run', path], 126)).toMatch(/permission|execut/i);
  });

  it.each(['run', 'trace'])('%s says the same', (name) => {
    expect(refused([name, command.write('text', 'text\n')], 126)).toMatch(/text/);
  });
});

/** The fine program with other bytes at an offset. */
function changed(offset: number, ...bytes: readonly number[]): Uint8Array {
  const copy = fine.slice();
  copy.set(bytes, offset);
  return copy;
}
