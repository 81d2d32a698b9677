/** All products, by path from the repository's root. */
import type { Spec } from '../load/spec.ts';
import { emitIsa } from './isa.ts';
import { emitNeutral } from './neutral.ts';

export function emitAll({ neutral, isa }: Spec): ReadonlyMap<string, string> {
  const files = new Map<string, string>(isa === undefined ? [] : emitIsa(isa));
  for (const file of neutral === undefined ? [] : emitNeutral(neutral)) files.set(file.path, file.toString());
  return files;
}
