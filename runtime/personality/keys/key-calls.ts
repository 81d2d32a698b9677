/** add_key(2), request_key(2) and keyctl(2). */
import { Errno } from '../../generated/errors.ts';
import type { Keys as KeysInterface } from '../../generated/servers/keys.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import { type Key, type KeyKind, KeyRight, POSSESSOR, USER } from './key.ts';
import { defaultRing, find, ringOf, Ring, sessionOf } from './find.ts';
import { permits, validity } from './rights.ts';
import { search, searchOwn } from './search.ts';

const LONGEST_CONTENT = 32_767;
const SAME = 2 ** 32 - 1;
const OVERFLOW = 65_534;
const NEGATIVE_SECONDS = 60;
const EVERYBODY = 0x3f3f_3f3f;
/** The last of the places that KEYCTL_SET_REQKEY_KEYRING knows; the one before it is a group's ring, which there is not. */
const MOST_USUAL = 7;
const GROUP_USUAL = 6;

export class Keys implements KeysInterface {
  add(thread: Thread, kind: string, description: string | undefined, content: Lease, ring: number): number {
    const bytes = bytesOf(content);
    if (typeof bytes === 'number') return bytes;
    if (kind === '') return Errno.EINVAL;
    if (kind.startsWith('.') || (kind === 'keyring' && description?.startsWith('.') === true)) return Errno.EPERM;
    const place = find(thread, ring, { make: true, right: KeyRight.write });
    if (typeof place === 'number') return place;
    const type = kindOf(kind);
    if (type === undefined) return Errno.ENODEV;
    if (place.key.links === undefined) return Errno.ENOTDIR;
    if (!fits(type, bytes)) return Errno.EINVAL;
    if (description === undefined || description === '') return Errno.EINVAL;
    if (type === 'logon' && description.indexOf(':') <= 0) return Errno.EINVAL;
    const before = type === 'keyring' ? undefined : place.key.links.get(`${type}:${description}`);
    if (before !== undefined && !before.revoked) {
      const allowed = permits(thread, before, place.possessed, KeyRight.write);
      if (allowed !== 0) return allowed;
      return refill(thread, before, bytes) || before.serial;
    }
    return make(thread, type, description, bytes, place.key);
  }

  request(thread: Thread, kind: string, description: string, callout: string | undefined, ring: number): number {
    if (kind === '') return Errno.EINVAL;
    if (kind.startsWith('.')) return Errno.EPERM;
    const place = ring === 0 ? undefined : find(thread, ring, { make: true, right: KeyRight.write });
    if (typeof place === 'number') return place;
    const type = kindOf(kind);
    if (type === undefined) return Errno.ENOKEY;
    const found = searchOwn(thread, `${type}:${description}`);
    const { table } = thread.process.keys;
    if (typeof found !== 'number') return (place === undefined ? 0 : table.link(place.key, found)) || found.serial;
    if (found !== Errno.EAGAIN) return found;
    if (callout === undefined) return Errno.ENOKEY;
    if (type === 'keyring') return Errno.EPERM;
    // No program can be started that would make it: that is remembered for a while.
    const into = place?.key ?? defaultRing(thread);
    if (typeof into === 'number') return into;
    const serial = make(thread, type, description, new Uint8Array(0), into);
    const key = serial < 0 ? undefined : table.get(serial);
    if (key === undefined) return serial;
    key.missing = true;
    key.end = thread.processor.clock.now() + NEGATIVE_SECONDS * 1e9;
    return Errno.ENOENT;
  }

  getRing(thread: Thread, id: number, makes: boolean): number {
    const found = find(thread, id, { make: makes, right: KeyRight.search });
    return typeof found === 'number' ? found : found.key.serial;
  }

  joinSession(thread: Thread, name?: string): number {
    if (name?.startsWith('.') === true) return Errno.EPERM;
    const { keys } = thread.process;
    if (name !== undefined) {
      for (const ring of keys.table.named(name)) {
        if (ring.holders === 0 || permits(thread, ring, false, KeyRight.search) !== 0) continue;
        keys.join(ring);
        return ring.serial;
      }
    }
    return sessionOf(thread, name).serial;
  }

  update(thread: Thread, id: number, content: Lease): number {
    const bytes = bytesOf(content);
    if (typeof bytes === 'number') return bytes;
    const found = find(thread, id, { right: KeyRight.write });
    if (typeof found === 'number') return found;
    const { key } = found;
    if (key.kind === 'keyring') return Errno.EOPNOTSUPP;
    return fits(key.kind, bytes) ? refill(thread, key, bytes) : Errno.EINVAL;
  }

  revoke(thread: Thread, id: number): number {
    let found = find(thread, id, { right: KeyRight.write });
    if (found === Errno.EACCES) found = find(thread, id, { right: KeyRight.attributes });
    if (typeof found === 'number') return found;
    found.key.revoked = true;
    thread.process.keys.table.clear(found.key);
    return thread.process.keys.table.fill(found.key, new Uint8Array(0));
  }

  setOwner(thread: Thread, id: number, user: number, group: number): number {
    if (user === SAME && group === SAME) return 0;
    const found = find(thread, id, { make: true, partial: true, right: KeyRight.attributes });
    if (typeof found === 'number') return found;
    const { key } = found;
    const { effectiveUser, fileGroup, groups } = thread.process.credentials;
    if (effectiveUser !== 0) {
      if (user !== SAME && user !== key.user) return Errno.EACCES;
      if (group !== SAME && group !== key.group && group !== fileGroup && !groups.includes(group)) return Errno.EACCES;
    }
    const result = user === SAME ? 0 : thread.process.keys.table.give(key, user);
    if (result === 0 && group !== SAME) key.group = group;
    return result;
  }

  setPermissions(thread: Thread, id: number, permissions: number): number {
    if ((permissions & ~EVERYBODY) !== 0) return Errno.EINVAL;
    const found = find(thread, id, { make: true, partial: true, right: KeyRight.attributes });
    if (typeof found === 'number') return found;
    const { effectiveUser, fileUser } = thread.process.credentials;
    if (effectiveUser !== 0 && found.key.user !== fileUser) return Errno.EACCES;
    found.key.permissions = permissions;
    return 0;
  }

  describe(thread: Thread, id: number, into: Lease): number {
    const found = find(thread, id, { partial: true, right: KeyRight.view });
    if (typeof found === 'number') return found;
    const { kind, user, group, permissions, description } = found.key;
    const rights = permissions.toString(16).padStart(8, '0');
    return told(`${kind};${shown(user)};${shown(group)};${rights};${description}\0`, into);
  }

  clear(thread: Thread, id: number): number {
    const found = find(thread, id, { make: true, right: KeyRight.write });
    if (typeof found === 'number') return found;
    if (found.key.links === undefined) return Errno.ENOTDIR;
    thread.process.keys.table.clear(found.key);
    return 0;
  }

  link(thread: Thread, id: number, into: number): number {
    const ring = find(thread, into, { make: true, right: KeyRight.write });
    if (typeof ring === 'number') return ring;
    const key = find(thread, id, { make: true, right: KeyRight.link });
    return typeof key === 'number' ? key : thread.process.keys.table.link(ring.key, key.key);
  }

  unlink(thread: Thread, id: number, from: number): number {
    const ring = find(thread, from, { right: KeyRight.write });
    if (typeof ring === 'number') return ring;
    const key = find(thread, id, { partial: true, right: 0 });
    return typeof key === 'number' ? key : thread.process.keys.table.unlink(ring.key, key.key);
  }

  move(thread: Thread, id: number, from: number, into: number, replace: boolean): number {
    const key = find(thread, id, { make: true, right: KeyRight.link });
    if (typeof key === 'number') return key;
    const old = find(thread, from, { right: KeyRight.write });
    if (typeof old === 'number') return old;
    const ring = find(thread, into, { make: true, right: KeyRight.write });
    if (typeof ring === 'number') return ring;
    const { table } = thread.process.keys;
    if (old.key.links === undefined || ring.key.links === undefined) return Errno.ENOTDIR;
    if (old.key === ring.key) return 0;
    if (old.key.links.get(key.key.name) !== key.key) return Errno.ENOENT;
    if (!replace && ring.key.links.has(key.key.name)) return Errno.EEXIST;
    return table.link(ring.key, key.key) || table.unlink(old.key, key.key);
  }

  search(thread: Thread, id: number, kind: string, description: string, into: number): number {
    if (kind === '') return Errno.EINVAL;
    const ring = find(thread, id, { right: KeyRight.search });
    if (typeof ring === 'number') return ring;
    const place = into === 0 ? undefined : find(thread, into, { make: true, right: KeyRight.write });
    if (typeof place === 'number') return place;
    const type = kindOf(kind);
    if (type === undefined) return Errno.ENOKEY;
    const key = search(thread, ring.key, `${type}:${description}`, ring.possessed);
    if (typeof key === 'number') return key === Errno.EAGAIN ? Errno.ENOKEY : key;
    if (place === undefined) return key.serial;
    const allowed = permits(thread, key, ring.possessed, KeyRight.link);
    return allowed || thread.process.keys.table.link(place.key, key) || key.serial;
  }

  read(thread: Thread, id: number, into: Lease): number {
    const found = find(thread, id, { unchecked: true, right: 0 });
    if (typeof found === 'number') return Errno.ENOKEY;
    const { key, possessed } = found;
    if (key.missing) return Errno.ENOKEY;
    if (permits(thread, key, possessed, KeyRight.read) !== 0 && !possessed) return Errno.EACCES;
    if (key.kind === 'logon') return Errno.EOPNOTSUPP;
    const state = validity(key, thread.processor.clock.now());
    if (state !== 0) return state;
    const { links } = key;
    const content = links === undefined ? key.content : numbersOf(thread, [...links.values()]);
    const room = links === undefined ? into.remaining : into.remaining & ~3;
    const count = Math.min(content.length, room);
    return count > 0 && into.put(content, 0, count) < count ? Errno.EFAULT : content.length;
  }

  setUsualRing(thread: Thread, which: number): number {
    const { keys } = thread.process;
    const before = keys.usual;
    if (which === -1) return before;
    if (which < 0 || which > MOST_USUAL || which === GROUP_USUAL) return Errno.EINVAL;
    if (which === 1 || which === 2) ringOf(thread, which === 1 ? Ring.thread : Ring.process, true);
    keys.usual = which;
    return before;
  }

  setTimeout(thread: Thread, id: number, seconds: number): number {
    const found = find(thread, id, { make: true, partial: true, right: KeyRight.attributes });
    if (typeof found === 'number') return found;
    found.key.end = seconds === 0 ? Infinity : thread.processor.clock.now() + seconds * 1e9;
    return 0;
  }

  assumeAuthority(_thread: Thread, id: number): number {
    if (id < 0) return Errno.EINVAL;
    return id === 0 ? 0 : Errno.ENOKEY;
  }

  getSecurity(thread: Thread, id: number, into: Lease): number {
    const found = find(thread, id, { partial: true, right: KeyRight.view });
    return typeof found === 'number' ? found : told('\0', into);
  }

  giveSessionToParent({ process }: Thread): number {
    const parent = process.processes.all.get(process.stubs.process.getParent(process.pid));
    const { session } = process.keys;
    if (parent === undefined || parent.pid <= 1 || parent.threads.length !== 1) return Errno.EPERM;
    const own = process.credentials;
    const { user, effectiveUser, savedUser, group, effectiveGroup, savedGroup } = parent.credentials;
    const users = [user, effectiveUser, savedUser].every((one) => one === own.effectiveUser);
    const groups = [group, effectiveGroup, savedGroup].every((one) => one === own.effectiveGroup);
    if (!users || !groups || session === undefined || session.user !== own.effectiveUser) return Errno.EPERM;
    parent.keys.join(session);
    return 0;
  }

  invalidate(thread: Thread, id: number): number {
    const found = find(thread, id, { right: KeyRight.search });
    if (typeof found === 'number') return found;
    thread.process.keys.table.invalidate(found.key);
    return 0;
  }
}

/** Nobody's number is shown as that of overflowuid and overflowgid. */
function shown(id: number): number {
  return id === SAME ? OVERFLOW : id;
}

function kindOf(kind: string): KeyKind | undefined {
  return kind === 'user' || kind === 'logon' || kind === 'keyring' ? kind : undefined;
}

function fits(kind: KeyKind, bytes: Uint8Array): boolean {
  return kind === 'keyring' ? bytes.length === 0 : bytes.length > 0 && bytes.length <= LONGEST_CONTENT;
}

function bytesOf(content: Lease): Uint8Array<ArrayBuffer> | Errno {
  const bytes = new Uint8Array(content.remaining);
  return content.take(bytes) < bytes.length ? Errno.EFAULT : bytes;
}

/** A key's new content: it is there now, and has no end. */
function refill(thread: Thread, key: Key, bytes: Uint8Array<ArrayBuffer>): 0 | Errno {
  const error = thread.process.keys.table.fill(key, bytes);
  if (error !== 0) return error;
  key.missing = false;
  key.end = Infinity;
  return 0;
}

/** A new key in a ring; its number. */
function make(thread: Thread, kind: KeyKind, description: string, bytes: Uint8Array<ArrayBuffer>, ring: Key): number {
  const { credentials, keys } = thread.process;
  const { table } = keys;
  const { view, read, write, search: find, link, attributes } = KeyRight;
  const readable = kind === 'logon' ? 0 : read;
  const own = view | find | link | attributes | readable | write;
  const permissions = (own << POSSESSOR) | (view << USER);
  const key = table.make(kind, description, credentials.fileUser, credentials.fileGroup, permissions);
  if (typeof key === 'number') return key;
  const error = table.fill(key, bytes) || table.link(ring, key);
  if (error !== 0) table.discard(key);
  return error || key.serial;
}

/** All of a text when there is room for it; its length. */
function told(text: string, into: Lease): number {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const fit = into.remaining >= bytes.length;
  return fit && into.put(bytes) < bytes.length ? Errno.EFAULT : bytes.length;
}

/** The numbers of keys as the caller's memory has them. */
function numbersOf({ process }: Thread, keys: readonly Key[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * keys.length);
  const view = new DataView(bytes.buffer);
  const little = process.abi.order === 'little';
  keys.forEach(({ serial }, index) => view.setInt32(4 * index, serial, little));
  return bytes;
}
