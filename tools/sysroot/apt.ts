/**
 * apt with a root of its own: another architecture's packages are chosen and fetched, and the machine stays as it is. What is
 * installed is what the sysroot's own database says. Lists and packages are kept, so that nothing is fetched twice.
 */
import { existsSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../cli/exit.ts';
import type { Archive } from './archive.ts';
import { type Output, run } from './process.ts';

/** A package that is to come, in the order in which they are put up. */
export interface Wanted {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly file: string;
}

export interface AptOptions extends Archive {
  readonly architecture: string;
  /** Where lists and packages are kept. */
  readonly folder: string;
  /** The sysroot's status file. */
  readonly status: string;
  readonly progress: (text: string) => void;
}

/** What apt says that an old list is the reason of. */
const STALE = /404 +Not Found|Unable to locate package|has no installation candidate|Some files failed to download/i;

export class Apt {
  readonly #options: AptOptions;
  readonly #settings: readonly string[];
  #updated = false;

  constructor(options: AptOptions) {
    this.#options = options;
    const { folder, architecture, status, address, suite } = options;
    for (const part of ['etc', 'lists/partial', 'cache/archives/partial'])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'etc/sources.list'), `deb ${address} ${suite} main\n`);
    this.#settings = [
      `APT::Architecture=${architecture}`,
      `APT::Architectures=${architecture}`,
      `Dir::State=${folder}`,
      `Dir::State::lists=${folder}/lists`,
      `Dir::State::status=${status}`,
      `Dir::Cache=${folder}/cache`,
      `Dir::Etc::sourcelist=${folder}/etc/sources.list`,
      'Dir::Etc::sourceparts=/dev/null',
      'Dir::Etc::preferencesparts=/dev/null',
      'APT::Install-Recommends=false',
      'APT::Get::Assume-Yes=true',
      'APT::Sandbox::User=',
      'APT::Status-Fd=3',
      'Acquire::Languages=none',
      'Acquire::Retries=2',
    ].map((setting) => `-o${setting}`);
  }

  /** Reads the archive's lists anew. */
  async update(): Promise<void> {
    this.#updated = true;
    this.#options.progress('reading the lists of packages');
    const output = await this.#get(['update']);
    const problem = /^[WE]: (.*)$/m.exec(output.stderr)?.[1];
    if (output.status !== 0 || problem !== undefined) this.#refuse(`apt-get update: ${problem ?? output.stderr}`);
  }

  /** What is to be put up for these packages or patterns, and fetches it. */
  async fetch(names: readonly string[]): Promise<Wanted[]> {
    if (!readdirSync(join(this.#options.folder, 'lists')).some((name) => name.endsWith('_Packages')))
      await this.update();
    const planned = await this.#again(['-s', 'install', ...names]);
    const wanted = [...planned.stdout.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) .*\[(\S+)\]\)/gm)].map(
      ([, name = '', version = '', architecture = '']) => {
        const file = `${name.replace(/:.*/, '')}_${version.replaceAll(':', '%3a')}_${architecture}.deb`;
        return { name, version, architecture, file: join(this.#options.folder, 'cache/archives', file) };
      },
    );
    if (wanted.some(({ file }) => !existsSync(file))) await this.#again(['--download-only', 'install', ...names]);
    for (const { name, file } of wanted)
      if (!existsSync(file)) throw new Failure(`${name}: apt has fetched no ${file}`);
    return wanted;
  }

  /** The packages that go when these do. */
  async removed(names: readonly string[]): Promise<string[]> {
    const planned = await this.#again(['-s', 'remove', ...names]);
    return [...planned.stdout.matchAll(/^Remv (\S+)/gm)].map(([, name = '']) => name);
  }

  async #again(words: readonly string[]): Promise<Output> {
    let output = await this.#get(words);
    if (output.status !== 0 && STALE.test(output.stderr) && !this.#updated) {
      await this.update();
      output = await this.#get(words);
    }
    if (output.status !== 0) await this.#explain(output);
    return output;
  }

  #get(words: readonly string[]): Promise<Output> {
    const status = (line: string): void => {
      const [kind, , percent, text = ''] = line.split(':');
      if (kind === 'dlstatus') this.#options.progress(`${Math.floor(Number(percent))} %  ${text}`);
    };
    return run(['apt-get', '-q', ...this.#settings, ...words], { status });
  }

  /** Throws the Failure that says what is wrong with an order. */
  async #explain({ stdout, stderr }: Output): Promise<never> {
    const missing = /Unable to locate package (\S+)|Package '?([^\s']+)'? has no installation candidate/.exec(stderr);
    const name = missing?.[1] ?? missing?.[2];
    if (name !== undefined) {
      const { architecture, suite } = this.#options;
      const similar = await this.#similar(name);
      const hint = similar.length === 0 ? '' : `; there are ${similar.join(', ')}`;
      return this.#refuse(`${name}: ${suite} has no such package for ${architecture}${hint}`);
    }
    const unmet = /The following packages have unmet dependencies:\n([^]*?)(?:\n[A-Z]|$)/.exec(stdout)?.[1];
    return this.#refuse(`apt: ${unmet?.trim() ?? stderr.replace(/^E: /gm, '').trim()}`);
  }

  /** Names that a wrong one may have been meant for. */
  async #similar(name: string): Promise<string[]> {
    const words = name.split(/[^a-z0-9+]+/i).filter((word) => word.length > 2);
    const { stdout } = await run(['apt-cache', ...this.#settings, 'pkgnames']);
    const all = stdout.split('\n').filter((one) => one !== '');
    const near = all.map((one) => ({ one, distance: distanceOf(name, one) })).filter(({ distance }) => distance <= 2);
    const parts = all.filter((one) => words.some((word) => one.startsWith(word)));
    const sorted = near.toSorted((a, b) => a.distance - b.distance).map(({ one }) => one);
    return [...new Set([...sorted, ...parts.toSorted((a, b) => a.length - b.length)])].slice(0, 5);
  }

  #refuse(text: string): never {
    const { folder } = this.#options;
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 2 ** 20);
    const full = /No space left|enough free space|write error/i.test(text) ? ` (${folder} has ${free} MB left)` : '';
    throw new Failure(`${text.trim()}${full}`);
  }
}

/** How many letters must be changed, added or taken away; 3 stands for more than 2. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (before[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(change, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return Math.min(3, before[other.length] ?? 3);
}
