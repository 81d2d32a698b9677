/** A sysroot of the distribution's packages for another architecture: adding to it, taking away, listing. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { Apt } from './apt.ts';
import { type Archive, machineArchive } from './archive.ts';
import { type GuestCommand, inGuest } from './configure.ts';
import { Database, type Package } from './database.ts';
import { install } from './install.ts';
import { cacheFolder } from './place.ts';
import { mergeUsr, seed } from './seed.ts';

export interface SysrootOptions {
  readonly folder: string;
  readonly architecture: string;
  readonly archive: Partial<Archive>;
  /** Where lists and packages are kept; default: in the user's cache. */
  readonly cache?: string;
  readonly progress: (text: string) => void;
  /** The command that runs scripts in the guest; without it packages stay unpacked. */
  readonly k42: readonly string[] | undefined;
}

/** What the folder is made of; its being there says that the folder is ours. */
const MARK = 'var/lib/k42-sysroot.json';
/** Runs a first script as dpkg would (deb-preinst(5)). */
const PREPARE = 'export DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_PACKAGE="$2"; exec "$1" install';
/** What every package may rely on without saying so; apt counts itself among it. */
const ESSENTIAL = '?and(?essential,?not(?exact-name(apt)))';

interface Mark extends Archive {
  readonly version: 1;
  readonly architecture: string;
}

export interface Added {
  readonly packages: number;
  /** Packages whose scripts have failed, and what was said. */
  readonly unready: readonly string[];
  readonly output: string;
}

export class Sysroot {
  readonly #options: SysrootOptions;

  constructor(options: SysrootOptions) {
    this.#options = options;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Throws a Failure when there is none. */
  packages(): Package[] {
    this.#mark();
    return new Database(this.folder).all();
  }

  /**
   * Adds packages with what they depend on, the distribution's essential ones too unless `bare`. A new sysroot gets its
   * name when all of it is there; an add that was cut off is made good by the next one.
   */
  async add(names: readonly string[], bare: boolean): Promise<Added> {
    const { folder } = this.#options;
    const exists = existsSync(folder) && readdirSync(folder).length > 0;
    const mark = exists ? this.#mark() : await this.#newMark();
    const unlock = lock(`${folder}.lock`);
    try {
      const root = exists ? folder : `${folder}.new`;
      if (!exists) {
        rmSync(root, { recursive: true, force: true });
        mergeUsr(root);
        mkdirSync(dirname(join(root, MARK)), { recursive: true });
        writeFileSync(join(root, MARK), `${JSON.stringify(mark)}\n`);
      }
      const database = new Database(root);
      const wanted = await this.#apt(mark, database).fetch(bare ? names : [ESSENTIAL, ...names]);
      await install(root, wanted, database, this.#options.progress);
      seed(root, mark);
      if (!exists) {
        rmSync(folder, { recursive: true, force: true });
        renameSync(root, folder);
      }
      const output = await this.#configure(folder, wanted.length > 0);
      const unready = new Database(folder)
        .all()
        .filter(({ state }) => state !== 'installed' && state !== 'config-files');
      return { packages: wanted.length, unready: unready.map(({ name }) => name), output };
    } finally {
      unlock();
    }
  }

  /** Removes packages and what depends on them, by the guest's dpkg; the names of all. */
  async remove(names: readonly string[]): Promise<string[]> {
    const mark = this.#mark();
    const unlock = lock(`${this.folder}.lock`);
    try {
      const database = new Database(this.folder);
      const gone = await this.#apt(mark, database).removed(names);
      if (gone.length === 0) return [];
      this.#options.progress(`removing ${gone.length} packages`);
      const { status, stderr } = await inGuest(this.#guest(this.folder), ['/usr/bin/dpkg', '--remove', ...gone]);
      if (status !== 0) throw new Failure(`dpkg --remove: ${stderr.trim()}`);
      return gone;
    } finally {
      unlock();
    }
  }

  /** Reads the archive's lists anew and fetches newer versions of what there is. */
  async update(): Promise<Added> {
    const mark = this.#mark();
    const database = new Database(this.folder);
    await this.#apt(mark, database).update();
    return this.add(
      database.all().flatMap(({ name, state }) => (state === 'config-files' ? [] : [name])),
      true,
    );
  }

  async #configure(root: string, changed: boolean): Promise<string> {
    const { k42, progress } = this.#options;
    if (k42 === undefined || !changed || !existsSync(join(root, 'usr/bin/dpkg'))) return '';
    const unpacked = new Database(root).all().filter(({ state }) => state !== 'installed').length;
    let done = 0;
    const line = (text: string): void => {
      const name = /^Setting up (\S+)/.exec(text)?.[1];
      if (name !== undefined) progress(`configuring ${++done} of ${unpacked}: ${name}`);
    };
    const dpkg = ['/usr/bin/dpkg', '--configure', '-a', '--force-confdef', '--force-confold'];
    let configured = unpacked === 0 ? undefined : await inGuest({ ...this.#guest(root), line }, dpkg);
    if (configured !== undefined && configured.status !== 0 && (await this.#prepare(root)))
      configured = await inGuest({ ...this.#guest(root), line }, dpkg);
    progress('making the cache of libraries');
    const cached = await inGuest(this.#guest(root), ['/sbin/ldconfig']);
    const all = [configured, cached].filter((one) => one !== undefined && one.status !== 0);
    return all.map((one) => `${one?.stdout ?? ''}${one?.stderr ?? ''}`).join('');
  }

  /**
   * Packages that are not ready may have needed what their first scripts do (users of their own), which did not run when they
   * were unpacked, or each other. False when there is none.
   */
  async #prepare(root: string): Promise<boolean> {
    const database = new Database(root);
    const unready = database.all().filter(({ state }) => state !== 'installed' && state !== 'config-files');
    for (const one of unready) {
      const script = database.info(one, 'preinst');
      if (!existsSync(script)) continue;
      this.#options.progress(`preparing ${one.name}`);
      await inGuest(this.#guest(root), ['/bin/sh', '-c', PREPARE, 'sh', `/${relative(root, script)}`, one.name]);
    }
    return unready.length > 0;
  }

  #guest(root: string): GuestCommand {
    return { k42: this.#options.k42 ?? [], root };
  }

  #apt(mark: Mark, database: Database): Apt {
    const { architecture, address, suite } = mark;
    const cache = this.#options.cache ?? cacheFolder();
    return new Apt({
      address,
      suite,
      architecture,
      folder: join(cache, 'apt', `${suite}-${architecture}`),
      status: database.status,
      progress: this.#options.progress,
    });
  }

  async #newMark(): Promise<Mark> {
    const { architecture, archive } = this.#options;
    return { version: 1, architecture, ...(await machineArchive(archive)) };
  }

  /** What the folder says of itself; a folder that is something else is left alone. */
  #mark(): Mark {
    const { folder } = this.#options;
    if (!existsSync(folder))
      throw new Failure(`${folder}: there is no sysroot; k42 sysroot add NAME… makes it`, ExitStatus.notFound);
    try {
      return JSON.parse(readFileSync(join(folder, MARK), 'utf8')) as Mark;
    } catch {
      throw new Failure(`${folder} was not made by k42 sysroot; it is left as it is`, ExitStatus.usage);
    }
  }
}

/** One at a time; a lock whose process is gone does not count. */
function lock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const fd = openSync(path, 'wx');
      writeSync(fd, `${process.pid}\n`);
      closeSync(fd);
      return () => rmSync(path, { force: true });
    } catch {
      const owner = Number(readFileSync(path, 'utf8'));
      if (owner > 0 && isRunning(owner)) throw new Failure(`process ${owner} changes this sysroot just now (${path})`);
      rmSync(path, { force: true });
    }
  }
  throw new Failure(`${path}: cannot be made`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
