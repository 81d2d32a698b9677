/**
 * dpkg's database of a sysroot: which packages there are and what they brought, in dpkg's own files, so that the guest's dpkg
 * goes on from there (deb-control(5), dpkg(1): var/lib/dpkg/status, info/).
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fields, parseFields, showFields } from './deb.ts';

export interface Package {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** dpkg's word for how far it is: unpacked, installed … */
  readonly state: string;
  readonly fields: Fields;
}

export class Database {
  readonly #folder: string;
  readonly #packages: Map<string, Package>;

  /** Makes an empty one where there is none. */
  constructor(root: string) {
    this.#folder = join(root, 'var/lib/dpkg');
    for (const name of ['info', 'updates', 'triggers', 'alternatives', 'parts'])
      mkdirSync(join(this.#folder, name), { recursive: true });
    const begin = (name: string, text = ''): void => {
      if (!existsSync(join(this.#folder, name))) writeFileSync(join(this.#folder, name), text);
    };
    for (const name of ['status', 'available', 'diversions', 'statoverride']) begin(name);
    begin('info/format', '1\n');
    const text = readFileSync(this.status, 'utf8');
    const packages = text
      .split(/\n\n+/)
      .filter((one) => one.trim() !== '')
      .map((one) => packageOf(parseFields(one)));
    this.#packages = new Map(packages.map((one) => [one.name, one]));
  }

  get status(): string {
    return join(this.#folder, 'status');
  }

  all(): Package[] {
    return [...this.#packages.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): Package | undefined {
    return this.#packages.get(name);
  }

  /** Where what belongs to a package is kept: its list, scripts and checksums. */
  info(one: Package, what: string): string {
    const name = one.fields.get('Multi-Arch') === 'same' ? `${one.name}:${one.architecture}` : one.name;
    return join(this.#folder, 'info', `${name}.${what}`);
  }

  /** The files of a package, as its list has them. */
  files(one: Package): string[] {
    const path = this.info(one, 'list');
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  }

  put(one: Package): void {
    this.#packages.set(one.name, one);
  }

  /** Writes the status file whole. */
  save(): void {
    const fresh = `${this.status}-new`;
    writeFileSync(
      fresh,
      this.all()
        .map(({ fields }) => `${showFields(fields)}\n`)
        .join(''),
    );
    renameSync(fresh, this.status);
  }
}

/** The package of a stanza of the status file. */
export function packageOf(fields: Fields): Package {
  return {
    name: fields.get('Package') ?? '',
    architecture: fields.get('Architecture') ?? '',
    version: fields.get('Version') ?? '',
    state: fields.get('Status')?.split(' ')[2] ?? '',
    fields,
  };
}

/** The same package, further on. */
export function inState(one: Package, state: string): Package {
  const fields = new Map<string, string>();
  for (const [name, value] of one.fields) {
    fields.set(name, value);
    if (name === 'Package') fields.set('Status', `install ok ${state}`);
  }
  fields.set('Status', `install ok ${state}`);
  return packageOf(fields);
}
