/** The command's bundle as packs: what is imported later is in one of its own, and each has its code cache. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPacks } from '../../tools/packs.ts';

const SOURCES = {
  'main.ts': `
    import { existsSync as exists } from 'node:fs';
    import * as path from 'node:path';
    import { shared, Thing } from './shared.ts';
    async function main(what: string | undefined): Promise<void> {
      const lines = [shared('main'), String(exists(path.join(import.meta.dirname, 'main.cjs'))), String(performance.now() < 60_000)];
      if (what === 'first') lines.push((await import('./first.ts')).first());
      if (what === 'second') lines.push((await import('./second.ts')).second(), String(new Thing().made));
      console.log(lines.join(' '));
    }
    void main(process.argv[2]);`,
  'shared.ts': `
    export function shared(who: string): string { return 'shared by ' + who; }
    export class Thing { static count = 0; readonly made = ++Thing.count; }`,
  'both.ts': `export const both = ${JSON.stringify('x'.repeat(9000))};`,
  'first.ts': `
    import { both } from './both.ts';
    import { shared } from './shared.ts';
    export const first = (): string => shared('first') + ' import("./nothing") ' + both.length;`,
  'second.ts': `
    import { both } from './both.ts';
    import { Thing } from './shared.ts';
    export function second(): string { return 'thing ' + new Thing().made + ' ' + both.length; }`,
};

describe('a bundle in packs', () => {
  let folder: string;
  let packs: string[];
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'k42-packs-')));
    const source = join(folder, 'source');
    const output = join(folder, 'output');
    mkdirSync(source);
    mkdirSync(output);
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(source, name), text);
    const options = {
      platform: 'node',
      target: 'node20.19',
      minify: true,
      charset: 'ascii',
      sourcemap: 'linked',
    } as const;
    packs = await buildPacks('main', join(source, 'main.ts'), output, options);
    copyFileSync(fileURLToPath(new URL('../../tools/launch.cjs', import.meta.url)), join(output, 'k42.cjs'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (what: string, env: Readonly<Record<string, string>> = {}): string => {
    const file = join(folder, 'output/k42.cjs');
    const { stdout, stderr } = spawnSync(process.execPath, [file, what], { env, encoding: 'utf8', timeout: 20_000 });
    return stdout + stderr;
  };
  const cached = (): string[] => packs.filter((pack) => existsSync(join(folder, 'output', `${pack}.cache`)));

  it('is one for the start, one for each that is imported later, and one for what those share', () => {
    expect(packs).toHaveLength(4);
    expect(packs).toContain('main');
  });

  it.each([
    ['nothing', 'shared by main true true\n'],
    ['first', 'shared by main true true shared by first import("./nothing") 9000\n'],
    ['second', 'shared by main true true thing 1 9000 2\n'],
  ])('does as its modules say when %s is imported', (what, text) => {
    expect(run(what)).toBe(text);
  });

  it('gets the caches of those that a run loads', () => {
    expect(cached()).toEqual([]);
    expect(run('nothing', { K42_CODE_CACHE: 'write' })).toBe('shared by main true true\n');
    expect(cached()).toEqual(['main']);
    const before = readFileSync(join(folder, 'output/main.cache'));
    expect(run('second', { K42_CODE_CACHE: 'write' })).toMatch(/thing 1 9000 2\n$/);
    expect(cached()).toHaveLength(3);
    expect(readFileSync(join(folder, 'output/main.cache')).equals(before)).toBe(true);
    expect(run('second')).toMatch(/thing 1 9000 2\n$/);
  });
});
