/**
 * Debian's busybox for ppc64el does under k42 what Debian's busybox of the same version does on the host: each script in
 * busybox/ runs with both in an empty folder, and everything that it writes and its status are the same.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { hostBusybox, sysroot } from '../../../tools/real/busybox.ts';
import { k42Run, outcome, type Outcome } from '../guest.ts';

const scripts = fileURLToPath(new URL('busybox/', import.meta.url));
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('busybox', () => {
  test.each(readdirSync(scripts))('%s', (script) => {
    const path = dirname(hostBusybox());
    const expected = inEmptyFolder(script, [hostBusybox(), 'sh', 'script'], path);
    expect(expected.output, 'this busybox has every applet').not.toContain('not found');
    const guest = k42Run('--sysroot', sysroot('ppc64el'), '/bin/sh', 'script');
    expect(inEmptyFolder(script, guest, '/bin')).toEqual(expected);
  });
});

function inEmptyFolder(script: string, command: readonly string[], path: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'k42-busybox-'));
  folders.push(folder);
  copyFileSync(join(scripts, script), join(folder, 'script'));
  return outcome(command, folder, { PATH: path, HOME: '/tmp' });
}
