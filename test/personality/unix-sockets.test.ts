/**
 * UNIX sockets as programs see them: what a real Linux told (guests/expected, recorded by guests/record-unix.sh) is what
 * every ABI is told here, line by line.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runGuest } from './run-guest.ts';

const expected = (name: string): string =>
  readFileSync(new URL(`guests/expected/${name}.txt`, import.meta.url), 'latin1');

describe.each(['linux-ppc64le', 'linux-ppc64', 'linux-ppc32'])('a program for %s', (target) => {
  it.each(['names', 'connections', 'datagrams', 'messages', 'flight'])(
    'finds %s of UNIX sockets as on Linux',
    async (topic) => {
      const { output, exit } = await runGuest(`personality/guests/bin/${target}/unix-${topic}`);
      expect(output.split('\n')).toEqual(expected(`unix-${topic}`).split('\n'));
      expect(exit).toEqual({ code: 0 });
    },
  );
});
