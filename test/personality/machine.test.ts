import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Machine } from '../../runtime/machine.ts';
import { runGuest } from './run-guest.ts';

const LE = 'guests/bin/linux-ppc64le';
const folder = mkdtempSync(join(tmpdir(), 'k42-machine-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a machine', () => {
  it.each([
    [`${LE}/hello`, 'hello from Linux ppc64le\n'],
    ['guests/bin/linux-ppc64/hello', 'hello from Linux ppc64\n'],
    ['guests/bin/freebsd-ppc64/hello', 'hello from FreeBSD ppc64\n'],
  ])('knows by the file how to run %s', async (program, output) => {
    expect(await runGuest(program)).toMatchObject({ exit: { code: 0 }, output });
  });

  it('pipes programs of three systems into each other without a message', async () => {
    const { output, machine } = await runGuest(`${LE}/pipeline`, [
      '/test/guests/bin/linux-ppc64/primes',
      '30',
      '|',
      '/test/guests/bin/freebsd-ppc64/stats',
      '|',
      `/test/${LE}/frame`,
      'x',
    ]);
    expect(output).toContain('count 10');
    expect(output).toContain('read by a FreeBSD ppc64 program');
    expect(machine.ipc.counters.messages).toBe(0);
  });

  it('leaves nothing behind when its programs are over', async () => {
    const { machine } = await runGuest(`personality/${LE}/processes`);
    expect(machine.processes.all.size).toBe(0);
    const after = machine.ipc.table.size;
    await (await machine.run(`/test/personality/${LE}/processes`)).exit;
    expect(machine.ipc.table.size).toBe(after);
  });

  it('gives back what was let go: frames, objects, names of processes', async () => {
    const { exit, machine } = await runGuest(`${LE}/leaks`, ['2']);
    expect(exit).toEqual({ code: 0 });
    const left = (): number[] => [machine.allocator.used, machine.ipc.table.size, machine.processes.all.size];
    const before = left();
    expect(await (await machine.run(`/test/${LE}/leaks`, ['40'])).exit).toEqual({ code: 0 });
    expect(left()).toEqual(before);
  });

  it('gives a guest its input, and the end of it', async () => {
    const stdout: string[] = [];
    const { exit } = await runGuest(`${LE}/frame`, ['t'], {
      stdio: { stdin: 'one\ntwo\n', stdout: (bytes) => stdout.push(Buffer.from(bytes).toString()), stderr: null },
    });
    expect(exit).toEqual({ code: 0 });
    expect(stdout.join('')).toContain('| one');
  });

  it('kills what runs too long', async () => {
    writeFileSync(join(folder, 'spin'), spinning(), { mode: 0o755 });
    const { exit } = await runGuest('/bin/spin', [], { binds: [{ host: folder, guest: '/bin' }], timeout: 50 });
    expect(exit).toEqual({ signal: 'SIGKILL' });
  });

  it('kills a guest that takes more memory than there is, and says so', async () => {
    const { exit, output, diagnostics } = await runGuest(`personality/${LE}/memory`, [], { memory: 128 << 20 });
    expect(output).toBe('ok 1 - what the machine can never have is refused\n');
    expect(exit).toEqual({ signal: 'SIGKILL' });
    expect(diagnostics).toEqual([expect.stringContaining('memory is used up; the program is killed')]);
  });

  it('runs the same way every time when it is to be deterministic', async () => {
    const run = async (seed: number): Promise<string> =>
      (await runGuest(`personality/${LE}/chance`, [], { deterministic: true, seed })).output;
    const [a, b, c] = [await run(1), await run(1), await run(2)];
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });
});

describe('starting a program', () => {
  const start = (program: string): Promise<unknown> =>
    new Machine({ host: new NodeHost(), binds: [{ host: folder, guest: '/bin' }] }).run(program);

  it('says what is not there', async () => {
    await expect(start('/bin/nothing')).rejects.toMatchObject({ code: 'not-found', status: 127 });
  });

  it('says why a file is no program', async () => {
    writeFileSync(join(folder, 'text'), 'no program', { mode: 0o755 });
    await expect(start('/bin/text')).rejects.toMatchObject({
      code: 'not-executable',
      status: 126,
      message: expect.stringContaining('neither an ELF file nor a script'),
    });
    await expect(start('/bin')).rejects.toMatchObject({ code: 'not-executable' });
  });

  it('ends when it is killed before the program has begun', async () => {
    writeFileSync(join(folder, 'spinning'), spinning(), { mode: 0o755 });
    const machine = new Machine({ host: new NodeHost(), binds: [{ host: folder, guest: '/bin' }] });
    // Prepared before: so nothing of the program runs until it is started below.
    await start('/bin/nothing').catch(() => {});
    const running = machine.run('/bin/spinning');
    await Promise.resolve();
    setImmediate(() => machine.stop());
    const guest = await running;
    expect(await guest.exit).toEqual({ signal: 'SIGKILL' });
  });

  it('says which folder is missing', () => {
    expect(() => new Machine({ host: new NodeHost(), sysroot: '/nowhere/at/all' })).toThrow(
      'sysroot /nowhere/at/all: No such file or directory',
    );
    expect(() => new Machine({ host: new NodeHost(), binds: [{ host: '/nowhere', guest: '/x' }] })).toThrow(
      'bind /nowhere',
    );
  });
});

/** A program that is one instruction: `b .` */
function spinning(): Buffer {
  const bytes = Buffer.alloc(124);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(21, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(0x10000078n, 24);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt32LE(2, 48);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    bytes.writeUInt16LE(value, at);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(5, 68);
  bytes.writeBigUInt64LE(0x10000000n, 80);
  bytes.writeBigUInt64LE(0x10000000n, 88);
  bytes.writeBigUInt64LE(124n, 96);
  bytes.writeBigUInt64LE(124n, 104);
  bytes.writeBigUInt64LE(0x10000n, 112);
  bytes.writeUInt32LE(0x48000000, 120);
  return bytes;
}
