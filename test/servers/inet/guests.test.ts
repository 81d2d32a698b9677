/** Guest programs on the network: their own loopback, ports of the host that lead to them, ports of the host that they reach. */
import * as net from 'node:net';
import { describe, expect, it } from 'vitest';
import { buildInterpreter } from '../../../emulator/interpreter/build.ts';
import { NodeHost } from '../../../runtime/host/node/index.ts';
import { Machine } from '../../../runtime/machine.ts';
import type { MachineOptions } from '../../../runtime/machine/options.ts';
import { runGuest } from '../../personality/run-guest.ts';
import { fileURLToPath } from 'node:url';

const ABIS = ['linux-ppc64le', 'linux-ppc64', 'linux-ppc32'];
const TESTS = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = '/test/guests/bin/linux-ppc64le/internet';
const little = buildInterpreter('little', 64);

describe.each(ABIS)('%s', (abi) => {
  it('finds loopback as real Linux has it', async () => {
    const { exit, output } = await runGuest(`guests/bin/${abi}/internet`);
    expect(output.split('\n').filter((line) => line.startsWith('not ok') || line.startsWith('#'))).toEqual([]);
    expect(output).toContain('\n1..87\n');
    expect(exit).toEqual({ code: 0 });
  });
});

function machineWith(options: Partial<MachineOptions>) {
  const said = { text: '' };
  const waiting: (() => void)[] = [];
  const machine = new Machine({
    host: new NodeHost(),
    interpreter: (order, bits) => (order === 'little' && bits === 64 ? little : undefined),
    binds: [{ host: TESTS, guest: '/test', readOnly: true }],
    stdio: {
      stdin: null,
      stdout: (bytes) => {
        said.text += Buffer.from(bytes).toString('latin1');
        for (const done of waiting.splice(0)) done();
      },
    },
    timeout: 15_000,
    ...options,
  });
  const ready = async (): Promise<void> => {
    while (!said.text.includes('ready')) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { machine, said, ready };
}

async function ask(port: number, question: string): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(question);
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('latin1');
}

it('a published port leads to the guest, and closes with it', async () => {
  const { machine, ready } = machineWith({ publish: [{ hostPort: 0, guestPort: 7000 }] });
  const guest = await machine.run(PROGRAM, ['serve', '7000', '3']);
  const port = machine.published[0]?.hostPort ?? 0;
  await ready();
  expect(await ask(port, 'hello')).toBe('hello');
  const long = 'abcdefghij'.repeat(300_000);
  expect((await ask(port, long)) === long).toBe(true);
  expect(await ask(port, 'bye')).toBe('bye');
  expect(await guest.exit).toEqual({ code: 0 });
  expect(machine.published).toEqual([]);
  await expect(ask(port, 'anybody')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('a port that another program of the host has is told before the guest begins', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const { machine } = machineWith({ publish: [{ hostPort: port, guestPort: 7000 }] });
  await expect(machine.run(PROGRAM, ['serve', '7000', '1'])).rejects.toMatchObject({
    message: expect.stringContaining(`publish 127.0.0.1:${port}/tcp`) as string,
  });
  server.close();
});

it('reaches a port of the host that it was given, and is refused at others', async () => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (bytes: Buffer) => socket.write(bytes.toString().toUpperCase()));
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const { machine, said } = machineWith({ network: 'host-loopback', connect: [{ guestPort: 5000, hostPort: port }] });
  expect(await (await machine.run(PROGRAM, ['fetch', '5000', 'shout'])).exit).toEqual({ code: 0 });
  expect(said.text).toBe('SHOUT');
  expect(await (await machine.run(PROGRAM, ['fetch', String(port), 'x'])).exit).toEqual({ code: 1 });
  expect(said.text).toContain('connect -111');
  server.close();
});
