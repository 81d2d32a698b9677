/** Record locks and locks of an open: fcntl(2), flock(2). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { LockType, Whence } from '../../runtime/generated/enums.ts';
import { LockFlags, OpenFlags } from '../../runtime/generated/flags.ts';
import type { FileLock } from '../../runtime/generated/structs.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { LockWaits } from '../../runtime/servers/files/lock-waits.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { RecordLocks } from '../../runtime/servers/files/record-locks.ts';
import { Listener, Paths, services } from './support.ts';

const { read: reading, write: writing, unlock } = LockType;

function lock(type: number, start: number, length: number, pid = 0): FileLock {
  return { type, whence: Whence.set, start, length, pid };
}

function tree(): Paths {
  const all = services();
  const paths = new Paths(all.ipc, new MemoryTree(all).handle);
  paths.put('/a', 'x');
  return paths;
}

describe('a record lock', () => {
  it('keeps others out of its bytes and nothing else', () => {
    const file = tree().file('/a', OpenFlags.read | OpenFlags.write);
    expect(file.setLock(lock(writing, 10, 10), 1, false)).toBe(0);
    expect(file.setLock(lock(reading, 19, 1), 2, false)).toBe(WOULD_BLOCK);
    expect(file.setLock(lock(writing, 20, 0), 2, false)).toBe(0);
    expect(file.setLock(lock(writing, 0, 10), 2, false)).toBe(0);
  });

  it('is shown to who asks, with its owner’s process', () => {
    const file = tree().file('/a', OpenFlags.read | OpenFlags.write);
    file.setLock(lock(reading, 5, 0, 77), 1, false);
    expect(file.getLock(lock(writing, 0, 0), 2)).toEqual(lock(reading, 5, 0, 77));
    expect(file.getLock(lock(reading, 0, 0), 2)).toMatchObject({ type: unlock });
    expect(file.getLock(lock(writing, 0, 0), 1)).toMatchObject({ type: unlock });
    expect(file.getLock(lock(writing, 0, -1), 1)).toBe(Errno.EINVAL);
  });

  it('needs the file open for what it locks', () => {
    const paths = tree();
    expect(paths.file('/a', OpenFlags.read).setLock(lock(writing, 0, 0), 1, false)).toBe(Errno.EBADF);
    expect(paths.file('/a', OpenFlags.write).setLock(lock(reading, 0, 0), 1, false)).toBe(Errno.EBADF);
  });

  it('that would close a circle of waiting is EDEADLK', () => {
    const paths = tree();
    paths.put('/b', 'x');
    const [a, b] = ['/a', '/b'].map((path) => paths.file(path, OpenFlags.read | OpenFlags.write));
    a?.setLock(lock(writing, 0, 0), 1, false);
    b?.setLock(lock(writing, 0, 0), 2, false);
    expect(a?.setLock(lock(writing, 0, 0), 2, true)).toBe(WOULD_BLOCK);
    expect(b?.setLock(lock(writing, 0, 0), 1, true)).toBe(Errno.EDEADLK);
    expect(b?.setLock(lock(writing, 0, 0), 1, false)).toBe(WOULD_BLOCK);
  });

  it('tells those who wait when it is dropped', () => {
    const paths = tree();
    const file = paths.file('/a', OpenFlags.read | OpenFlags.write);
    const listener = new Listener(paths.ipc);
    file.setLock(lock(writing, 0, 0), 1, false);
    file.subscribe(listener.handle);
    file.setLock(lock(writing, 0, 0), 2, true);
    expect(listener.heard.length).toBe(0);
    file.dropLocks(1);
    expect(listener.heard.length).toBe(1);
    expect(file.setLock(lock(writing, 0, 0), 2, true)).toBe(0);
  });

  it('belongs to bytes as if each byte had its own', () => {
    const step = fc.record({
      owner: fc.constantFrom(1, 2, 3),
      type: fc.constantFrom(reading, writing, unlock),
      start: fc.nat({ max: 15 }),
      length: fc.nat({ max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const locks = new RecordLocks(new LockWaits());
        const size = 32;
        const model = new Map([1, 2, 3].map((owner) => [owner, Array.from({ length: size }, (): number => unlock)]));
        for (const { owner, type, start, length } of steps) {
          const end = length === 0 ? size : start + length;
          const own = model.get(owner) ?? [];
          const others = [...model].filter(([other]) => other !== owner).map(([, bytes]) => bytes);
          const blocked = others.some((bytes) =>
            bytes
              .slice(start, end)
              .some((held) => type !== unlock && (held === writing || (held === reading && type === writing))),
          );
          expect(locks.set(lock(type, start, length), owner, false)).toBe(blocked ? WOULD_BLOCK : 0);
          if (!blocked) own.fill(type, start, end);
          for (let at = 0; at < size; at++) {
            const seen = locks.get(lock(writing, at, 1), 99);
            const held = [...model.values()].map((bytes) => bytes[at] ?? unlock).find((kind) => kind !== unlock);
            expect(typeof seen !== 'number' && seen.type).toBe(held ?? unlock);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a lock of an open', () => {
  it('is shared or exclusive, and gone with its open', () => {
    const paths = tree();
    const one = paths.file('/a', OpenFlags.read);
    const two = paths.file('/a', OpenFlags.read);
    expect(one.setOpenLock(LockFlags.shared, 1)).toBe(0);
    expect(two.setOpenLock(LockFlags.shared, 2)).toBe(0);
    expect(two.setOpenLock(LockFlags.exclusive, 2)).toBe(WOULD_BLOCK);
    const listener = new Listener(paths.ipc);
    two.subscribe(listener.handle);
    one.close(1);
    expect(listener.heard.length).toBe(1);
    expect(two.setOpenLock(LockFlags.exclusive, 2)).toBe(0);
    expect(two.setOpenLock(LockFlags.shared | LockFlags.exclusive, 2)).toBe(Errno.EINVAL);
  });

  it('does not stand in the way of record locks', () => {
    const file = tree().file('/a', OpenFlags.read | OpenFlags.write);
    file.setOpenLock(LockFlags.exclusive, 1);
    expect(file.setLock(lock(writing, 0, 0), 2, false)).toBe(0);
  });
});
