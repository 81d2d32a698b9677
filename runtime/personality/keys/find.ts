/** The key behind a number (lookup_user_key of security/keys/process_keys.c): rings of the caller have numbers below 0. */
import { Errno } from '../../generated/errors.ts';
import type { Thread } from '../../kernel/thread.ts';
import { ALL_RIGHTS, type Key, KeyRight, POSSESSOR, USER } from './key.ts';
import { permits, possesses, validity } from './rights.ts';

export const Ring = {
  thread: -1,
  process: -2,
  session: -3,
  user: -4,
  userSession: -5,
  requestor: -8,
  authority: -7,
} as const;

const { view, read, link } = KeyRight;
const OWN = (ALL_RIGHTS << POSSESSOR) | (view << USER);
const OF_SESSION = OWN | (read << USER);

export interface Found {
  readonly key: Key;
  readonly possessed: boolean;
}

interface Wanted {
  /** Rings of the caller that are not there are made. */
  readonly make?: boolean;
  /** Also one that is known to be missing. */
  readonly partial?: boolean;
  /** Whatever its state. */
  readonly unchecked?: boolean;
  readonly right: number;
}

export function find(
  thread: Thread,
  id: number,
  { make = false, partial = false, unchecked = false, right }: Wanted,
): Found | Errno {
  let found: Found;
  if (id <= 0) {
    const ring = ringOf(thread, id, make);
    if (typeof ring === 'number') return ring;
    found = { key: ring, possessed: true };
  } else {
    const key = thread.process.keys.table.get(id);
    if (key === undefined) return Errno.ENOKEY;
    found = { key, possessed: possesses(thread, key) };
  }
  const { key, possessed } = found;
  const absent = key.missing && !partial ? Errno.ENOKEY : 0;
  const state = unchecked ? 0 : absent || validity(key, thread.processor.clock.now());
  return state || permits(thread, key, possessed, right) || found;
}

/** A ring of the caller; ENOKEY when it is not there. */
export function ringOf(thread: Thread, id: number, make: boolean): Key | Errno {
  const { keys, credentials } = thread.process;
  const { table } = keys;
  const { user, fileUser, fileGroup } = credentials;
  switch (id) {
    case Ring.thread: {
      const ring = keys.thread(thread);
      if (ring !== undefined || !make) return ring ?? Errno.ENOKEY;
      keys.setThread(thread, table.ring('_tid', fileUser, fileGroup, OWN));
      return keys.thread(thread) ?? Errno.ENOKEY;
    }
    case Ring.process:
      if (keys.process === undefined && make) keys.setProcess(table.ring('_pid', fileUser, fileGroup, OWN));
      return keys.process ?? Errno.ENOKEY;
    case Ring.session: {
      // Who has no session is in its user's, until it wants to put something there.
      const common = table.ofUser(user).session;
      if (keys.session === undefined && !make) keys.join(common);
      if (make && (keys.session === undefined || keys.session === common)) sessionOf(thread, undefined);
      return keys.session ?? common;
    }
    case Ring.user:
      return table.ofUser(user).own;
    case Ring.userSession:
      return table.ofUser(user).session;
    case Ring.authority:
    case Ring.requestor:
      // Nobody asks this process for a key.
      return Errno.ENOKEY;
    default:
      return Errno.EINVAL;
  }
}

/** Begins a session with a ring of its own. */
export function sessionOf({ process }: Thread, name: string | undefined): Key {
  const { keys, credentials } = process;
  const rights = name === undefined ? OF_SESSION : OF_SESSION | (link << USER);
  const ring = keys.table.ring(name ?? '_ses', credentials.fileUser, credentials.fileGroup, rights);
  keys.join(ring);
  return ring;
}

/** Where a key goes that was asked for without a place; it must be writable (construct_get_dest_keyring). */
export function defaultRing(thread: Thread): Key | Errno {
  const { keys, credentials } = thread.process;
  const rings = keys.table.ofUser(credentials.user);
  const all = [keys.thread(thread), keys.process, keys.session, rings.session] as const;
  const first = (from: number): Key => all.slice(from).find((ring) => ring !== undefined) ?? rings.session;
  const chosen = [first(0), first(0), first(1), first(2), rings.own, rings.session, rings.session, first(0)];
  const ring = chosen[keys.usual] ?? rings.session;
  return permits(thread, ring, true, KeyRight.write) || ring;
}
