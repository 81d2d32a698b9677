/** Regular files of a memory tree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Whence } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { AllocateFlags, OpenFlags } from '../../runtime/generated/flags.ts';
import type { Timespec } from '../../runtime/generated/structs.ts';
import type { FrameSource } from '../../runtime/kernel/frame-source.ts';
import { Lease, type LeaseMemory } from '../../runtime/kernel/lease.ts';
import { Content } from '../../runtime/servers/files/content.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { FileServices } from '../../runtime/servers/files/services.ts';
import { Space } from '../../runtime/servers/files/space.ts';
import { credentials, give, Paths, readText, services } from './support.ts';

const { read, write, create, truncate, append, exclusive } = OpenFlags;

function tree(options = {}): Paths {
  const all = services();
  return new Paths(all.ipc, new MemoryTree(all, options).handle);
}

/** A tree whose clock the test moves. */
function timed(): { paths: Paths; clock: Timespec } {
  const clock = { seconds: 1000, nanoseconds: 0 };
  const base = services();
  const all = new FileServices(
    base.ipc,
    (into) => {
      into.seconds = clock.seconds;
      into.nanoseconds = clock.nanoseconds;
    },
    base.drivers,
  );
  return { paths: new Paths(all.ipc, new MemoryTree(all).handle), clock };
}

/** Memory of which only the first bytes can be reached. */
function faulting(reachable: number): LeaseMemory {
  const count = (address: number, start: number, end: number): number =>
    Math.max(0, Math.min(end - start, reachable - address));
  return {
    order: 'little',
    copyOut: (address, _bytes, start, end) => count(address, start, end),
    copyIn: (address, _bytes, start, end) => count(address, start, end),
  };
}

describe('a file', () => {
  it('reads back what was written', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    expect(paths.get('/a')).toBe('hello');
  });

  it('answers 0 to a read at or past its end', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    const file = paths.file('/a', read);
    expect(readText(file, 5, 10)).toBe('');
    expect(readText(file, 2 ** 40, 10)).toBe('');
  });

  it('has a hole of zeroes where a write skipped bytes', () => {
    const paths = tree();
    const file = paths.file('/a', read | write | create);
    file.write(200_000, give('end'));
    expect(file.getLength()).toBe(200_003);
    expect(readText(file, 199_998, 10)).toBe('\0\0end');
    expect(file.seekData(0, Whence.data)).toBe(196_608);
    expect(file.seekData(0, Whence.hole)).toBe(0);
    expect(file.seekData(200_003, Whence.data)).toBe(Errno.ENXIO);
    const status = paths.status('/a');
    expect(typeof status !== 'number' && status.blocks * 512 < 200_003).toBe(true);
  });

  it('may be longer than memory when it is mostly hole', () => {
    const file = tree().file('/a', read | write | create);
    expect(file.write(2 ** 45, give('x'))).toBe(1);
    expect(file.seekData(1, Whence.data)).toBe(2 ** 45);
    expect(file.write(Number.MAX_SAFE_INTEGER, give('x'))).toBe(Errno.EFBIG);
  });

  it('shows zeroes again after it was shortened and lengthened', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    expect(paths.truncate('/a', 2)).toBe(0);
    expect(paths.truncate('/a', 5)).toBe(0);
    expect(paths.get('/a')).toBe('he\0\0\0');
  });

  it('appends where it ends, whatever was written meanwhile', () => {
    const paths = tree();
    paths.put('/a', 'one');
    const file = paths.file('/a', write | append);
    paths.put('/a', 'longer');
    expect(file.append(give('+'))).toEqual({ count: 1, position: 6 });
    expect(paths.get('/a')).toBe('longer+');
  });

  it('lives on without a name while it is open', () => {
    const paths = tree();
    paths.put('/a', 'kept');
    const file = paths.file('/a', read);
    paths.unlink('/a');
    expect(readText(file, 0, 9)).toBe('kept');
    const status = file.getStatus();
    expect(typeof status !== 'number' && status.links).toBe(0);
    expect(paths.get('/a')).toBe(Errno.ENOENT);
  });

  it('gives its memory back when its last name and its last open are gone', () => {
    const all = services();
    const memory = new MemoryTree(all);
    const paths = new Paths(all.ipc, memory.handle);
    const entries = all.ipc.table.size;
    paths.put('/a', 'x'.repeat(100_000));
    const file = paths.file('/a', read);
    paths.unlink('/a');
    expect(memory.space.used).toBeGreaterThan(100_000);
    file.close(0);
    expect(memory.space.used).toBe(0);
    expect(all.ipc.table.size).toBe(entries);
  });

  it('answers EFAULT when nothing reached the caller, and the part when something did', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    const file = paths.file('/a', read | write);
    expect(file.read(0, Lease.of(faulting(0), 0, 5))).toBe(Errno.EFAULT);
    expect(file.read(0, Lease.of(faulting(2), 0, 5))).toBe(2);
    expect(file.write(0, Lease.of(faulting(0), 0, 5))).toBe(Errno.EFAULT);
    expect(file.write(0, Lease.of(faulting(3), 0, 5))).toBe(3);
    expect(file.getLength()).toBe(5);
  });

  it('is EBADF to the use it was not opened for', () => {
    const paths = tree();
    paths.put('/a', 'x');
    expect(readText(paths.file('/a', write), 0, 1)).toBe(Errno.EBADF);
    expect(paths.file('/a', read).write(0, give('y'))).toBe(Errno.EBADF);
    expect(paths.file('/a', read).setLength(0)).toBe(Errno.EINVAL);
  });

  it('is ETXTBSY for writing while a program runs from it, and for running while it is written', () => {
    const paths = tree();
    paths.put('/a', 'x', 0o755);
    const program = paths.file('/a', OpenFlags.exec);
    expect(paths.open('/a', write)).toBe(Errno.ETXTBSY);
    expect(paths.truncate('/a', 0)).toBe(Errno.ETXTBSY);
    program.close(0);
    const writer = paths.file('/a', write);
    expect(paths.open('/a', OpenFlags.exec)).toBe(Errno.ETXTBSY);
    writer.close(0);
    expect(typeof paths.open('/a', OpenFlags.exec)).toBe('object');
  });

  it('makes room without changing what is read, and holes that read as zero', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    const file = paths.file('/a', read | write);
    expect(file.allocate(AllocateFlags.keepSize, 0, 100)).toBe(0);
    expect(file.getLength()).toBe(5);
    expect(file.allocate(0, 0, 8)).toBe(0);
    expect(readText(file, 0, 9)).toBe('hello\0\0\0');
    expect(file.allocate(AllocateFlags.punchHole | AllocateFlags.keepSize, 1, 3)).toBe(0);
    expect(readText(file, 0, 5)).toBe('h\0\0\0o');
    expect(file.allocate(AllocateFlags.punchHole, 1, 3)).toBe(Errno.EOPNOTSUPP);
    expect(file.allocate(0, 0, 0)).toBe(Errno.EINVAL);
  });

  it('answers at once about holes of any length', () => {
    const file = tree().file('/a', read | write | create);
    expect(file.setLength(2 ** 50)).toBe(0);
    file.write(2 ** 40, give('x'));
    expect(file.allocate(AllocateFlags.punchHole | AllocateFlags.keepSize, 0, 2 ** 50)).toBe(0);
    expect(file.seekData(0, Whence.data)).toBe(Errno.ENXIO);
    expect(file.allocate(0, 0, 2 ** 50)).toBe(Errno.ENOSPC);
    expect(readText(file, 2 ** 40, 1)).toBe('\0');
  });

  it('tells the kernel what changes while it is mapped', () => {
    const paths = tree();
    paths.put('/a', 'hello');
    const file = paths.file('/a', read | write);
    const handle = file.getFrames(true, true);
    if (typeof handle === 'number') throw new Error('no frames');
    const { file: frames } = paths.ipc.local(handle) as FrameSource;
    const told: unknown[] = [];
    frames.cache = {
      storable: false,
      willRead: (at, length) => told.push(['willRead', at, length]),
      written: (at, length) => told.push(['written', at, length]),
      resized: (length) => told.push(['resized', length]),
      orphaned: () => told.push(['orphaned']),
    };
    readText(file, 1, 2);
    file.write(4, give('abc'));
    file.setLength(3);
    expect(told).toEqual([
      ['willRead', 1, 2],
      ['willRead', 4, 3],
      ['resized', 7],
      ['written', 4, 3],
      ['resized', 3],
    ]);
    const page = new Uint8Array(4096).fill(33);
    frames.writePage(0, page, 2);
    expect(readText(file, 0, 9)).toBe('!!l');
  });

  it('tells the kernel when only frames of it are left', () => {
    const paths = tree();
    const file = paths.file('/a', read | write | create);
    const handle = file.getFrames(true, true);
    if (typeof handle === 'number') throw new Error('no frames');
    const { file: frames } = paths.ipc.local(handle) as FrameSource;
    let orphaned = 0;
    const none = (): void => {};
    frames.retain();
    frames.cache = { storable: false, willRead: none, written: none, resized: none, orphaned: () => orphaned++ };
    paths.unlink('/a');
    expect([orphaned, frames.gone]).toEqual([0, false]);
    file.close(0);
    expect([orphaned, frames.gone]).toEqual([1, true]);
  });

  it('may be mapped only as it was opened', () => {
    const paths = tree();
    paths.put('/a', 'x');
    expect(paths.file('/a', write).getFrames(false, false)).toBe(Errno.EACCES);
    expect(paths.file('/a', read).getFrames(true, true)).toBe(Errno.EACCES);
    expect(typeof paths.file('/a', read).getFrames(false, true)).toBe('object');
    expect(paths.file('/', read).getFrames(false, false)).toBe(Errno.ENODEV);
  });

  it('holds what a plain array of bytes would hold, after any writes, truncations and holes', () => {
    const places = fc.nat({ max: 200_000 });
    const step = fc.oneof(
      fc.record({ op: fc.constant('write' as const), at: places, length: fc.nat({ max: 140_000 }) }),
      fc.record({ op: fc.constant('resize' as const), at: places, length: fc.constant(0) }),
      fc.record({ op: fc.constant('clear' as const), at: places, length: fc.nat({ max: 140_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const space = new Space(2 ** 30);
        const content = new Content(space);
        let model = new Uint8Array(0);
        const resize = (length: number): void => {
          const next = new Uint8Array(length);
          next.set(model.subarray(0, length));
          model = next;
        };
        for (const [index, { op, at, length }] of steps.entries()) {
          if (op === 'resize') {
            content.resize(at);
            resize(at);
          } else if (op === 'clear') {
            content.clear(at, length);
            model.fill(0, at, at + length);
          } else {
            const bytes = new Uint8Array(length).fill(index + 1);
            expect(content.write(at, Lease.over(bytes))).toBe(length);
            if (length > 0 && at + length > model.length) resize(at + length);
            if (length > 0) model.set(bytes, at);
          }
        }
        expect(content.length).toBe(model.length);
        const seen = new Uint8Array(model.length);
        expect(content.read(0, Lease.over(seen))).toBe(model.length);
        expect(Buffer.compare(seen, model)).toBe(0);
        const pages = new Uint8Array(65536);
        content.readPages(3, pages);
        const wanted = new Uint8Array(65536);
        wanted.set(model.subarray(3 * 4096, 3 * 4096 + 65536));
        expect(Buffer.compare(pages, wanted)).toBe(0);
        content.free();
        expect(space.used).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a full tree', () => {
  it('takes the part that fits and is ENOSPC afterwards', () => {
    const paths = tree({ capacity: 65536 });
    const file = paths.file('/a', write | create);
    expect(file.write(0, give('x'.repeat(100_000)))).toBe(65536);
    expect(file.write(65536, give('x'))).toBe(Errno.ENOSPC);
    paths.unlink('/a');
    file.close(0);
    paths.put('/b', 'fits');
    expect(paths.get('/b')).toBe('fits');
  });
});

describe('a read-only tree', () => {
  it('is EROFS to every change, and says first what is wrong with the name', () => {
    const paths = tree({ readOnly: true });
    expect(paths.mkdir('/a')).toBe(Errno.EROFS);
    expect(paths.open('/a', write | create)).toBe(Errno.EROFS);
    expect(paths.open('/a', read)).toBe(Errno.ENOENT);
    expect(paths.mkdir('/')).toBe(Errno.EEXIST);
    expect(paths.chmod('/', 0o700)).toBe(Errno.EROFS);
    expect(paths.unlink('/a')).toBe(Errno.EROFS);
  });
});

describe('times', () => {
  const times = (paths: Paths, path: string): number[] => {
    const status = paths.status(path, false);
    if (typeof status === 'number') throw new Error(`no ${path}`);
    return [status.accessed.seconds, status.modified.seconds, status.changed.seconds];
  };

  it('of a file follow reads, writes and changes of its mode', () => {
    const { paths, clock } = timed();
    paths.put('/a', 'x');
    expect(times(paths, '/a')).toEqual([1000, 1000, 1000]);
    clock.seconds = 1001;
    const file = paths.file('/a', read | write);
    file.write(0, give('y'));
    expect(times(paths, '/a')).toEqual([1000, 1001, 1001]);
    clock.seconds = 1002;
    readText(file, 0, 1);
    expect(times(paths, '/a')).toEqual([1002, 1001, 1001]);
    clock.seconds = 1003;
    paths.chmod('/a', 0o600);
    expect(times(paths, '/a')).toEqual([1002, 1001, 1003]);
  });

  it('of access change once after each modification (relatime)', () => {
    const { paths, clock } = timed();
    paths.put('/a', 'x');
    const file = paths.file('/a', read);
    clock.seconds = 1001;
    readText(file, 0, 1);
    clock.seconds = 1002;
    readText(file, 0, 1);
    expect(times(paths, '/a')[0]).toBe(1001);
  });

  it('of a directory follow its entries', () => {
    const { paths, clock } = timed();
    paths.mkdir('/d');
    clock.seconds = 1001;
    paths.put('/d/a', '');
    expect(times(paths, '/d')).toEqual([1000, 1001, 1001]);
    clock.seconds = 1002;
    paths.unlink('/d/a');
    expect(times(paths, '/d')).toEqual([1000, 1002, 1002]);
  });

  it('of a file that is linked or renamed change only its change time', () => {
    const { paths, clock } = timed();
    paths.put('/a', '');
    clock.seconds = 1001;
    paths.link('/a', '/b');
    expect(times(paths, '/a')).toEqual([1000, 1000, 1001]);
    clock.seconds = 1002;
    paths.rename('/a', '/c');
    expect(times(paths, '/c')).toEqual([1000, 1000, 1002]);
  });

  it('are set by their owner, and to the present by whoever may write', () => {
    const { paths, clock } = timed();
    paths.put('/a', '', 0o666);
    const node = paths.node('/a');
    const to = (seconds: number, now = false, omit = false) => ({ omit, now, time: { seconds, nanoseconds: 5 } });
    expect(paths.tree.setTimes(node, { accessed: to(7), modified: to(8) }, paths.user)).toBe(0);
    expect(times(paths, '/a')).toEqual([7, 8, 1000]);
    clock.seconds = 1005;
    const other = credentials(5);
    expect(paths.tree.setTimes(node, { accessed: to(7), modified: to(8) }, other)).toBe(Errno.EPERM);
    expect(paths.tree.setTimes(node, { accessed: to(0, true), modified: to(0, true) }, other)).toBe(0);
    expect(times(paths, '/a')).toEqual([1005, 1005, 1005]);
    paths.chmod('/a', 0o644);
    expect(paths.tree.setTimes(node, { accessed: to(0, true), modified: to(0, true) }, other)).toBe(Errno.EACCES);
    expect(paths.tree.setTimes(node, { accessed: to(0, false, true), modified: to(3) }, paths.user)).toBe(0);
    expect(times(paths, '/a')).toEqual([1005, 3, 1005]);
  });
});

describe('opening', () => {
  it('truncates only what it may write', () => {
    const paths = tree();
    paths.put('/a', 'hello', 0o644);
    paths.user = credentials(5);
    expect(paths.open('/a', read | truncate)).toBe(Errno.EACCES);
    expect(paths.open('/a', read | create | exclusive)).toBe(Errno.EEXIST);
    expect(paths.get('/a')).toBe('hello');
  });

  it('gives the maker the access it asked for, whatever the mode says', () => {
    const paths = tree({ permissions: 0o777 });
    paths.user = credentials(5);
    const file = paths.file('/a', read | write | create, 0o000);
    expect(file.write(0, give('x'))).toBe(1);
    expect(paths.open('/a', read)).toBe(Errno.EACCES);
  });

  it('lets only the owner open without changing the access time', () => {
    const paths = tree();
    paths.put('/a', 'x');
    paths.user = credentials(5);
    expect(paths.open('/a', read | OpenFlags.noatime)).toBe(Errno.EPERM);
  });
});
