import { describe, expect, it } from 'vitest';
import { runGuest } from './run-guest.ts';

/** Our own programs without libc; their source compiles for the host as well, and states nothing that its Linux does not do. */
describe.each(['linux-ppc64le', 'linux-ppc64', 'linux-ppc32'])('a program for %s', (target) => {
  it.each(['pty', 'sysv', 'mq'])('finds %s as on Linux', async (name) => {
    const { exit, output } = await runGuest(`personality/guests/bin/${target}/${name}`);
    expect(output.split('\n').filter((line) => /^(not ok|#)/.test(line))).toEqual([]);
    expect(output).toMatch(/^1\.\.\d+$/m);
    expect(exit).toEqual({ code: 0 });
  });
});
