/** dpkg's database as k42 sysroot writes it: stanzas in and out, what a package is called, and its state. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Database, inState, packageOf } from '../../tools/sysroot/database.ts';
import { parseFields, showFields } from '../../tools/sysroot/deb.ts';

const CONTROL = `Package: libthing1
Architecture: ppc64el
Multi-Arch: same
Version: 1:2.0-3
Depends: libc6 (>= 2.36),
 other (= 1:2)
Description: a thing
 with further lines
 .
 of text
`;

const folder = mkdtempSync(join(tmpdir(), 'k42-database-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stanza', () => {
  it('is written as it was read', () => {
    expect(showFields(parseFields(CONTROL))).toBe(CONTROL);
    expect(parseFields(CONTROL).get('Depends')).toBe('libc6 (>= 2.36),\n other (= 1:2)');
  });
});

describe('the database', () => {
  it('keeps packages with their state, second in the stanza as dpkg has it', () => {
    const database = new Database(folder);
    expect(database.all()).toEqual([]);
    const fields = parseFields(CONTROL);
    fields.set('Conffiles', '\n /etc/thing 0123\n /etc/other 4567');
    database.put(inState(packageOf(fields), 'unpacked'));
    database.save();
    const text = readFileSync(join(folder, 'var/lib/dpkg/status'), 'utf8');
    expect(text.split('\n').slice(0, 2)).toEqual(['Package: libthing1', 'Status: install ok unpacked']);
    expect(text).toContain('\nConffiles:\n /etc/thing 0123\n /etc/other 4567\n\n');

    const again = new Database(folder).get('libthing1');
    expect(again).toMatchObject({ architecture: 'ppc64el', version: '1:2.0-3', state: 'unpacked' });
    if (again === undefined) throw new Error('no package');
    expect(inState(again, 'installed').state).toBe('installed');
    expect([...inState(again, 'installed').fields.keys()].slice(0, 3)).toEqual(['Package', 'Status', 'Architecture']);
    expect(database.info(again, 'list')).toBe(join(folder, 'var/lib/dpkg/info/libthing1:ppc64el.list'));
  });
});
