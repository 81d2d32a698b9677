/** All products, by path from the repository's root. */
import type { Spec } from '../load/spec.ts';
import { emitIsa } from './isa.ts';
import { emitNeutral } from './neutral.ts';
import { emitAbiIndex } from './personality/abi-index.ts';
import { emitPersonality } from './personality/all.ts';
import { emitSpecIndex } from './personality/spec.ts';

/** Emitting checks what loading could not: problems are left in the sources. */
export function emitAll({ neutral, isa, personalities, targets }: Spec): ReadonlyMap<string, string> {
  const files = new Map<string, string>(isa === undefined ? [] : emitIsa(isa));
  for (const file of neutral === undefined ? [] : emitNeutral(neutral)) files.set(file.path, file.toString());
  if (neutral === undefined) return files;
  for (const personality of personalities.values()) {
    for (const file of emitPersonality(neutral, personality)) files.set(file.path, file.toString());
  }
  const all = [...personalities.values()];
  for (const index of [emitSpecIndex(all, targets), emitAbiIndex(all)]) files.set(index.path, index.toString());
  return files;
}
