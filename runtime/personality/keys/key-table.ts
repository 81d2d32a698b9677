/** All keys of a machine: their numbers, what users may have of them, and the rings of each user. */
import { Errno } from '../../generated/errors.ts';
import { ALL_RIGHTS, Key, type KeyKind, KeyRight, POSSESSOR, USER } from './key.ts';

/** How deep rings of rings may be (KEYRING_SEARCH_MAX_DEPTH). */
const DEEPEST = 6;
/** Numbers follow each other by this, within 31 bits. */
const STEP = 0x2545_f491;
const LEAST_SERIAL = 3;

interface Owner {
  keys: number;
  bytes: number;
}

/** The rings of a user: its own, and the session of those who have none. */
interface UserRings {
  readonly own: Key;
  readonly session: Key;
}

export class KeyTable {
  /** kernel.keys.maxkeys and maxbytes, and those of user 0. */
  readonly most = { keys: 200, bytes: 20_000 };
  readonly rootMost = { keys: 1_000_000, bytes: 25_000_000 };
  readonly #keys = new Map<number, Key>();
  readonly #owners = new Map<number, Owner>();
  readonly #users = new Map<number, UserRings>();
  #last = 0x1f3a_77c1;

  get(serial: number): Key | undefined {
    return this.#keys.get(serial);
  }

  /** A session's ring of that name which may be joined. */
  named(description: string): readonly Key[] {
    return [...this.#keys.values()].filter((key) => key.links !== undefined && key.description === description);
  }

  /** A key that nobody holds yet; it counts unless the kernel makes it. */
  make(
    kind: KeyKind,
    description: string,
    user: number,
    group: number,
    permissions: number,
    counts = true,
  ): Key | Errno {
    const key = new Key(this.#serial(), kind, description, user, group, permissions);
    if (counts) {
      const error = this.#charge(key, key.cost(0));
      if (error !== 0) return error;
    }
    this.#keys.set(key.serial, key);
    return key;
  }

  /** A ring that the kernel makes for somebody. */
  ring(description: string, user: number, group: number, permissions: number): Key {
    const made = this.make('keyring', description, user, group, permissions, false);
    if (typeof made === 'number') throw new Error('a ring that does not count is always made');
    return made;
  }

  hold(key: Key): Key {
    key.holders++;
    return key;
  }

  drop(key: Key): void {
    if (--key.holders > 0) return;
    this.discard(key);
  }

  /** A key that nothing holds. */
  discard(key: Key): void {
    if (!this.#keys.delete(key.serial)) return;
    this.clear(key);
    this.#refund(key);
  }

  /** Another content: EDQUOT when there is no room for it. */
  fill(key: Key, content: Uint8Array<ArrayBuffer>): 0 | Errno {
    const error = key.charged === 0 ? 0 : this.#charge(key, key.cost(content.length));
    if (error !== 0) return error;
    key.content = content;
    return 0;
  }

  give(key: Key, user: number): 0 | Errno {
    if (user === key.user) return 0;
    const { charged } = key;
    if (charged > 0) {
      const owner = this.#owner(user);
      const most = this.#most(user);
      if (owner.keys + 1 > most.keys || owner.bytes + charged > most.bytes) return Errno.EDQUOT;
      this.#refund(key);
      owner.keys++;
      owner.bytes += charged;
      key.charged = charged;
    }
    key.user = user;
    return 0;
  }

  /** Puts a key into a ring, in place of one of the same name. */
  link(ring: Key, key: Key): 0 | Errno {
    const { links } = ring;
    if (links === undefined) return Errno.ENOTDIR;
    if (key.links !== undefined) {
      const wrong = nesting(ring, key, 0);
      if (wrong !== 0) return wrong;
    }
    const before = links.get(key.name);
    if (before === key) return 0;
    if (before === undefined && ring.charged > 0) {
      const error = this.#charge(ring, ring.cost(0, links.size + 1));
      if (error !== 0) return error;
    }
    links.set(key.name, this.hold(key));
    if (before !== undefined) this.drop(before);
    return 0;
  }

  unlink(ring: Key, key: Key): 0 | Errno {
    const { links } = ring;
    if (links === undefined) return Errno.ENOTDIR;
    if (links.get(key.name) !== key) return Errno.ENOENT;
    links.delete(key.name);
    if (ring.charged > 0) this.#charge(ring, ring.cost(0));
    this.drop(key);
    return 0;
  }

  clear(ring: Key): void {
    for (const key of [...(ring.links?.values() ?? [])]) this.unlink(ring, key);
  }

  /** It is as if it had never been: every ring loses it. */
  invalidate(key: Key): void {
    for (const ring of [...this.#keys.values()]) if (ring.links?.get(key.name) === key) this.unlink(ring, key);
    this.discard(key);
  }

  ofUser(user: number): UserRings {
    let rings = this.#users.get(user);
    if (rings === undefined) {
      const permissions = ((ALL_RIGHTS & ~KeyRight.attributes) << POSSESSOR) | (ALL_RIGHTS << USER);
      const own = this.hold(this.ring(`_uid.${user}`, user, NOBODY, permissions));
      const session = this.hold(this.ring(`_uid_ses.${user}`, user, NOBODY, permissions));
      this.link(session, own);
      rings = { own, session };
      this.#users.set(user, rings);
    }
    return rings;
  }

  #most(user: number): Owner {
    return user === 0 ? this.rootMost : this.most;
  }

  #owner(user: number): Owner {
    let owner = this.#owners.get(user);
    if (owner === undefined) this.#owners.set(user, (owner = { keys: 0, bytes: 0 }));
    return owner;
  }

  /** Counts a key with so many bytes. */
  #charge(key: Key, bytes: number): 0 | Errno {
    const owner = this.#owner(key.user);
    const most = this.#most(key.user);
    const more = bytes - key.charged;
    if (key.charged === 0 && owner.keys + 1 > most.keys) return Errno.EDQUOT;
    if (more > 0 && owner.bytes + more > most.bytes) return Errno.EDQUOT;
    if (key.charged === 0) owner.keys++;
    owner.bytes += more;
    key.charged = bytes;
    return 0;
  }

  #refund(key: Key): void {
    if (key.charged === 0) return;
    const owner = this.#owner(key.user);
    owner.keys--;
    owner.bytes -= key.charged;
    key.charged = 0;
  }

  #serial(): number {
    do this.#last = (this.#last + STEP) & 0x7fff_ffff;
    while (this.#last < LEAST_SERIAL || this.#keys.has(this.#last));
    return this.#last;
  }
}

/** The group of a user's rings is none. */
const NOBODY = 2 ** 32 - 1;

/** Rings do not contain themselves, and are not too deep. */
function nesting(ring: Key, inner: Key, depth: number): 0 | Errno {
  if (inner === ring) return Errno.EDEADLK;
  if (depth >= DEEPEST) return Errno.ELOOP;
  for (const below of inner.links?.values() ?? []) {
    const wrong = below.links === undefined ? 0 : nesting(ring, below, depth + 1);
    if (wrong !== 0) return wrong;
  }
  return 0;
}
