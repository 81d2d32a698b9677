/** Finding a key by kind and description in a ring and those below it (keyring_search_rcu of security/keys/keyring.c). */
import { Errno } from '../../generated/errors.ts';
import type { Thread } from '../../kernel/thread.ts';
import { type Key, KeyRight } from './key.ts';
import { ownRings, permits, validity } from './rights.ts';

const DEEPEST = 6;

/** The key, or the error of one that cannot be had; EAGAIN when there is none. @param overIsNone so is one whose time is over */
export function search(thread: Thread, ring: Key, name: string, possessed: boolean, overIsNone = false): Key | Errno {
  if (ring.links === undefined) return Errno.ENOTDIR;
  if (permits(thread, ring, possessed, KeyRight.search) !== 0) return Errno.EACCES;
  const found = within(thread, ring, name, possessed, 0);
  return overIsNone && found === Errno.EKEYEXPIRED ? Errno.EAGAIN : found;
}

function within(thread: Thread, ring: Key, name: string, possessed: boolean, depth: number): Key | Errno {
  const now = thread.processor.clock.now();
  let answer: Errno = Errno.EAGAIN;
  const key = ring.links?.get(name);
  if (key !== undefined) {
    const state = validity(key, now) || permits(thread, key, possessed, KeyRight.search) || missing(key);
    if (state === 0) return key;
    answer = state;
  }
  if (depth >= DEEPEST) return answer;
  for (const below of ring.links?.values() ?? []) {
    if (below.links === undefined || validity(below, now) !== 0) continue;
    if (permits(thread, below, possessed, KeyRight.search) !== 0) continue;
    const found = within(thread, below, name, possessed, depth + 1);
    if (typeof found !== 'number') return found;
    if (found !== Errno.EAGAIN) answer = found;
  }
  return answer;
}

function missing(key: Key): 0 | Errno {
  return key.missing ? Errno.ENOKEY : 0;
}

/** In the caller's own rings: the first that has it. Rings without it, or that know it to be missing, count more than a key that cannot be had. */
export function searchOwn(thread: Thread, name: string): Key | Errno {
  let none: Errno | undefined;
  let other: Errno = Errno.EAGAIN;
  for (const ring of ownRings(thread)) {
    const found = search(thread, ring, name, true, true);
    if (typeof found !== 'number') return found;
    if (found === Errno.ENOKEY) none = found;
    else if (found === Errno.EAGAIN) none ??= found;
    else other = found;
  }
  return none ?? other;
}
