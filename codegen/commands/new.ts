/**
 * `k42 spec new`: a personality that checks clean and generates, with one call to go on from; or a row for a call.
 * Nothing that exists is overwritten.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { didYouMean } from '../load/did-you-mean.ts';
import { loadSpec } from '../load/spec.ts';
import { SCAFFOLD } from './scaffold.ts';

export type NewResult =
  | { readonly code: 0; readonly written: readonly string[] }
  | { readonly code: 1; readonly message: string };

/** Makes spec/personalities/<name> and the file for its conversions. */
export function newPersonality({
  root,
  name,
  title,
}: {
  readonly root: string;
  readonly name: string;
  readonly title?: string;
}): NewResult {
  if (!/^[a-z][a-z0-9]*$/.test(name))
    return { code: 1, message: `"${name}" is no name for a personality: lower-case letters and digits` };
  const folder = `spec/personalities/${name}`;
  if (existsSync(join(root, folder))) return { code: 1, message: `${folder} exists already` };
  const { neutral } = loadSpec(root);
  if (neutral === undefined) return { code: 1, message: 'the neutral model has problems: run k42 spec check first' };
  const values = { name, title: title ?? name.charAt(0).toUpperCase() + name.slice(1) };
  const files = {
    [`${folder}/personality.yaml`]: SCAFFOLD.personality(values),
    [`${folder}/errno.yaml`]: SCAFFOLD.errno(values, [...neutral.errors.keys()]),
    [`${folder}/signals.yaml`]: SCAFFOLD.signals(
      values,
      neutral.signals.map((signal) => signal.name),
    ),
    [`${folder}/syscalls/process.yaml`]: SCAFFOLD.calls(values),
  };
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
  return { code: 0, written: Object.keys(files) };
}

/** Adds a row to a table of a personality: one that says that the call is absent, to be filled in. */
export function newCall({
  root,
  personality,
  name,
  topic,
  number,
}: {
  readonly root: string;
  readonly personality: string;
  readonly name: string;
  readonly topic: string;
  readonly number?: number;
}): NewResult {
  const spec = loadSpec(root);
  const known = spec.personalities.get(personality);
  if (known === undefined)
    return {
      code: 1,
      message: `there is no personality "${personality}"${didYouMean(personality, spec.personalities.keys()) ?? ''}`,
    };
  if (!/^[A-Za-z_]\w*$/.test(name)) return { code: 1, message: `"${name}" is no name for a call` };
  const other = known.calls.get(name);
  if (other !== undefined)
    return { code: 1, message: `${name} is described already at ${other.place.source.where(other.place.path)}` };
  const taken =
    number === undefined
      ? undefined
      : [...known.calls.values()].find((call) => [...call.numbers.values()].includes(number));
  if (taken !== undefined) return { code: 1, message: `number ${number} is ${taken.name}'s already` };
  const path = `spec/personalities/${personality}/syscalls/${topic}.yaml`;
  const full = join(root, path);
  const text = existsSync(full)
    ? readFileSync(full, 'utf8').trimEnd()
    : SCAFFOLD.emptyCalls({ name: personality, title: topic });
  write(full, `${text}\n${SCAFFOLD.call(name, number)}`);
  return { code: 0, written: [path] };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
