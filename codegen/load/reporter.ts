/** Reports problems of references at their places; shared by the loaders of a personality's tables. */
import { didYouMean } from './did-you-mean.ts';
import type { Place } from './personality.ts';
import type { Path, Source } from './source.ts';

/** Looks a name up, or reports that there is none such. */
export function lookUp<T>(
  source: Source,
  path: Path,
  what: string,
  name: string,
  among: ReadonlyMap<string, T>,
  at: 'key' | 'value' = 'value',
): T | undefined {
  const found = among.get(name);
  if (found === undefined)
    source.report('reference', path, `there is no ${what} "${name}"${didYouMean(name, among.keys()) ?? ''}`, at);
  return found;
}

/** Enters something under its name; a second of the same name is reported. Something inherited gives way. */
export function define<T extends { readonly place: Place }>(
  into: Map<string, T>,
  name: string,
  value: T,
  inherited: ReadonlySet<string>,
): void {
  const before = into.get(name);
  if (before !== undefined && !inherited.has(name)) {
    const { source, path } = value.place;
    source.report(
      'duplicate',
      path,
      `"${name}" is described already at ${before.place.source.where(before.place.path)}`,
      'key',
    );
    return;
  }
  into.set(name, value);
}

/** Reports numbers that two names of one table have. */
export class UsedNumbers {
  readonly #names = new Map<number, string>();

  add(source: Source, path: Path, number: number, name: string, what = 'number'): void {
    const before = this.#names.get(number);
    if (before === undefined) this.#names.set(number, name);
    else source.report('duplicate', path, `${what} ${number} is ${before}'s already`);
  }
}
