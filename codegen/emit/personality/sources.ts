/** The tables of a personality, by kind: what a generated file names as its origin. */
import type { Personality } from '../../load/personality.ts';

export function sourcesOf(personality: Personality, ...kinds: readonly string[]): string[] {
  return personality.sources
    .map(({ file }) => file)
    .filter((file) => kinds.some((kind) => file.endsWith(`/${kind}.yaml`) || file.includes(`/${kind}/`)));
}
