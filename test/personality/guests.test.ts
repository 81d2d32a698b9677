import { describe, expect, it } from 'vitest';
import { runGuest } from './run-guest.ts';

/** Our own programs without libc state what Linux does; each prints TAP. `guests/src` has them. */
async function agrees(program: string): Promise<void> {
  const { exit, output } = await runGuest(`personality/guests/bin/${program}`);
  expect(output.split('\n').filter((line) => /^(not ok|#)/.test(line))).toEqual([]);
  expect(output).toMatch(/^1\.\.\d+$/m);
  expect(exit).toEqual({ code: 0 });
}

describe.each(['linux-ppc64le', 'linux-ppc64', 'linux-ppc32'])('a program for %s', (target) => {
  it.each([
    'processes',
    'signals',
    'faults',
    'exceptions',
    'threads',
    'vdso',
    'proc',
    'controls',
    'filters',
    'spaces',
    'echoes',
    'lists',
    'events',
    'event-signals',
    'notices',
    'core',
    'orders',
  ])('finds %s as on Linux', (name) => agrees(`${target}/${name}`));
});

describe('a program for linux-ppc32', () => {
  it('finds its start, its address space, frames and contexts as on Linux', () => agrees('linux-ppc32/frames32'));

  it('finds calls that have a shape of their own in 32 bits as on Linux', () => agrees('linux-ppc32/calls32'));

  it('executes whatever it may read, as on Linux, when it is older than PT_GNU_STACK', () =>
    agrees('linux-ppc32/nostack32'));
});

describe('a program for freebsd-ppc64', () => {
  it('finds processes and signals as on FreeBSD', () => agrees('freebsd-ppc64/freebsd'));
});

describe('an illegal instruction', () => {
  it('is named once with address and bytes', async () => {
    const { diagnostics } = await runGuest('personality/guests/bin/linux-ppc64le/faults');
    expect(diagnostics).toEqual([
      expect.stringMatching(
        /faults\[2\]: illegal or unsupported instruction `\.long 0x0` at 0x[0-9a-f]+ \(bytes 00 00 00 00\); the program gets SIGILL/,
      ),
    ]);
  });
});
