/** The caller's descriptors 0 to 2: what is read, what stays, what is written, and when. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';

let folder: string;
let child: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(join(tmpdir(), 'k42-channel-'));
  child = join(folder, 'child.mjs');
  // One file, so that each of many starts takes no longer than Node itself.
  const { build } = await import('esbuild');
  const entryPoints = [fileURLToPath(new URL('child.ts', import.meta.url))];
  await build({ entryPoints, outfile: child, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs a line of shell in which `k` is our program. */
function shell(line: string): string {
  const script = `k() { "${process.execPath}" "${child}" "$@"; }\n${line}`;
  const result = spawnSync('sh', ['-c', script], { cwd: folder, timeout: 15_000, encoding: 'latin1' });
  return result.stdout + result.stderr;
}

describe('input from a pipe', () => {
  it('is taken only as far as it was asked for', () => {
    expect(shell('printf abcdefgh | (k read 3; cat)')).toBe('abcdefgh');
    expect(shell('printf abcdefgh | (k read 3 >/dev/null; cat)')).toBe('defgh');
    expect(shell('printf abcdefgh | (k write 2; cat)')).toBe('xxabcdefgh');
  });

  it('is waited for without taking more than one byte', () => {
    expect(shell('(sleep 0.5; printf abcdefgh) | (k read 3 >/dev/null; cat)')).toBe('defgh');
  });

  it('is looked for by a poll, which takes at most one byte', () => {
    expect(shell('printf abc | (k poll; cat)')).toBe('1 bc');
    expect(shell('sleep 1 | k poll')).toBe('0 ');
    expect(shell('k poll < /dev/null')).toBe('1 ');
  });

  it('ends when the writer is gone', () => {
    expect(shell('(printf one; sleep 0.4; printf two) | k copy')).toBe('onetwo');
  });

  it('leaves the descriptor of others blocking', () => {
    expect(
      shell('(k read 1 >/dev/null & cat; wait) < /dev/null; (sleep 1.5; echo late) | (k poll >/dev/null; cat)'),
    ).toBe('late\n');
  });
});

describe('output to a pipe', () => {
  it('arrives whole although the reader is slow', () => {
    expect(shell('k write 3000000 | (sleep 0.5; wc -c)').trim()).toBe('3000000');
    expect(shell('head -c 2000000 /dev/zero | k copy | (sleep 0.3; wc -c)').trim()).toBe('2000000');
  });

  it('is EPIPE when nobody reads any more', () => {
    expect(shell(`(k write 3000000; echo $? >&2) | true`).trim()).toBe(`${-Errno.EPIPE}`);
    expect(shell(`(k write 3000000; echo $? >&2) | (head -c 10 >/dev/null)`).trim()).toBe(`${-Errno.EPIPE}`);
  });

  it('leaves the descriptor of others blocking', () => {
    expect(shell('(k write 1; head -c 1000000 /dev/zero) | (sleep 0.3; wc -c)').trim()).toBe('1000001');
  });

  it('does not keep the program from ending for ever', () => {
    // Nobody reads; the flush gives up after half a second.
    expect(shell('mkfifo f; sleep 20 < f & k write 65537 > f; kill $!; echo ended').trim()).toBe('ended');
  });
});

describe('a file', () => {
  it('read in order moves the caller’s offset', () => {
    fs.writeFileSync(join(folder, 'in'), 'abcdefgh');
    expect(shell('(k read 3; printf /; cat) < in')).toBe('abc/defgh');
    expect(shell('(head -c 2 >/dev/null; k read 2) < in')).toMatch(/^$|^cd$/);
    expect(shell('(read line; k read 2) <<X\none\ntwo\nX')).toBe('tw');
  });

  it('written in order moves the caller’s offset', () => {
    shell('(printf a; k write 2; printf b) > out');
    expect(fs.readFileSync(join(folder, 'out'), 'latin1')).toBe('axxb');
  });

  it('opened for appending is appended to', () => {
    fs.writeFileSync(join(folder, 'log'), 'old ');
    shell('k write 2 >> log; printf end >> log');
    expect(fs.readFileSync(join(folder, 'log'), 'latin1')).toBe('old xxend');
  });
});
