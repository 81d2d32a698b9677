/** Signals sent to the command reach its guest, and the command ends as the guest does. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from './command.ts';

const guest = (abi: string): string => fileURLToPath(new URL(`../guests/bin/linux-${abi}/signalled`, import.meta.url));

/** A run of the guest `signalled`; whatever it waits for is bounded by the test's own time. */
class Signalled {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | string | null>;
  #output = '';
  #look: () => void = () => {};

  constructor(command: Command, abi: string, take: string, wait: string) {
    this.#child = command.spawn(['run', guest(abi), take, wait]);
    this.#child.stdout?.setEncoding('latin1').on('data', (text: string) => {
      this.#output += text;
      this.#look();
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (status, signal) => resolve(signal ?? status));
    });
  }

  /** Waits until it has written this. */
  async writes(text: string): Promise<void> {
    while (!this.#output.endsWith(text)) await new Promise<void>((resolve) => (this.#look = resolve));
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<{ end: number | string | null; output: string }> {
    return { end: await this.#ended, output: this.#output };
  }
}

describe('a signal to the command', () => {
  let command: Command;
  beforeAll(async () => {
    command = await Command.build();
  });
  afterAll(() => command.remove());

  const ready = async (take: string, wait: string, abi = 'ppc64le'): Promise<Signalled> => {
    const run = new Signalled(command, abi, take, wait);
    await run.writes('ready\n');
    return run;
  };

  it.each([
    ['SIGTERM', 'sleep'],
    ['SIGTERM', 'compute'],
    ['SIGTERM', 'pause'],
    ['SIGINT', 'sleep'],
    ['SIGHUP', 'compute'],
    ['SIGUSR1', 'sleep'],
    ['SIGUSR2', 'compute'],
    ['SIGALRM', 'pause'],
  ] as const)('%s is what a guest dies of that does nothing about it, in %s', async (signal, wait) => {
    const run = await ready('default', wait);
    run.send(signal);
    expect(await run.end()).toEqual({ end: signal, output: 'ready\n' });
  });

  it.each([
    ['ppc64le', 'sleep'],
    ['ppc64le', 'compute'],
    ['ppc64', 'pause'],
    ['ppc32', 'compute'],
  ])('is handled by the guest, each once (%s, %s)', async (abi, wait) => {
    const run = await ready('trap', wait, abi);
    for (const [signal, number] of [
      ['SIGHUP', '01'],
      ['SIGINT', '02'],
      ['SIGUSR1', '10'],
      ['SIGUSR2', '12'],
      ['SIGCONT', '18'],
      ['SIGWINCH', '28'],
      ['SIGINT', '02'],
    ] as const) {
      run.send(signal);
      await run.writes(`${number}\n`);
    }
    run.send('SIGTERM');
    expect(await run.end()).toEqual({ end: 7, output: 'ready\n01\n02\n10\n12\n18\n28\n02\n15\n' });
  });

  it('is ignored as often as the guest ignores it', async () => {
    const run = await ready('ignore', 'sleep');
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) run.send(signal);
    run.send('SIGUSR1');
    expect(await run.end()).toEqual({ end: 7, output: 'ready\n10\n' });
  });

  it('ends everything when it is SIGKILL', async () => {
    const run = await ready('ignore', 'compute');
    run.send('SIGKILL');
    expect(await run.end()).toEqual({ end: 'SIGKILL', output: 'ready\n' });
  });
});
