/** Where sysroots and what they are made from are kept, and what they are called. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the sysroot that `k42 sysroot` makes when it is not told another. */
export const DEFAULT_NAME = 'debian';

/** The user's cache folder for k42 (XDG). */
export function cacheFolder(): string {
  const set = process.env['XDG_CACHE_HOME'];
  return join(set === undefined || set === '' ? join(home(), '.cache') : set, 'k42');
}

function home(): string {
  const set = process.env['HOME'];
  // Node's module for it takes longer to load than what is asked of it.
  return set === undefined || set === '' ? process.getBuiltinModule('node:os').homedir() : set;
}

/** A sysroot by its name. */
export function namedSysroot(name: string): string {
  return join(cacheFolder(), 'sysroots', name);
}

/** What --sysroot means: a folder, or the name of a sysroot in the cache. */
export function sysrootAt(value: string): string {
  if (value.includes('/') || existsSync(value)) return value;
  const named = namedSysroot(value);
  return existsSync(named) ? named : value;
}
