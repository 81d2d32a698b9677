import { describe, expect, it } from 'vitest';
import { FileType, WalkOutcome } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { OpenFlags } from '../../runtime/generated/flags.ts';
import { FileStub } from '../../runtime/generated/servers/file.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { LoadAverage } from '../../runtime/kernel/load-average.ts';
import { PipeServer } from '../../runtime/servers/streams/pipe-server.ts';
import type { VirtualDirectory, VirtualEntity } from '../../runtime/servers/virtual/entity.ts';
import { directory, file, fixedDirectory, link, symlink, textFile } from '../../runtime/servers/virtual/make.ts';
import { objectNode, ObjectTree } from '../../runtime/servers/virtual/object-tree.ts';
import { VirtualTree } from '../../runtime/servers/virtual/virtual-tree.ts';
import { credentials, ROOT_USER, services } from './support.ts';

const USER = credentials(1000);
const REFUSAL = { file: Errno.ENOENT, directory: Errno.EPERM };

function make() {
  const all = services();
  const state = { text: 'one', written: '', alive: true };
  const dying: VirtualEntity = {
    ...textFile(0o444, () => 'here\n'),
    alive: () => state.alive,
  };
  const root = fixedDirectory(() => ({
    file: file(() =>
      textFile(
        0o644,
        () => state.text,
        (text) => {
          state.written = text;
          return 0;
        },
      ),
    ),
    fixed: file(() => ({ ...textFile(0o444, () => 'fixed'), strict: true })),
    folder: directory(() => fixedDirectory(() => ({ deep: file(() => textFile(0o400, () => 'deep')) }), 0o500)),
    jump: symlink(() => ({ ...link(() => 'shown'), follow: () => ({ mount: 7, node: 9, type: FileType.fifo }) })),
    link: symlink(() => link(() => 'folder/deep')),
    mortal: { type: FileType.regular, make: () => dying },
  }));
  const tree = new VirtualTree(all, { type: 'proc', root, refusal: REFUSAL });
  const find = (path: string, follow = true) => {
    const step = tree.walk(1, path, follow, ROOT_USER);
    return typeof step === 'number' ? step : { ...step };
  };
  const open = (path: string, flags: number, who = ROOT_USER) => {
    const step = find(path);
    if (typeof step === 'number') return step;
    const opened = tree.open(step.node, flags, who);
    return typeof opened === 'number' ? opened : new FileStub(all.ipc, opened.object);
  };
  return { all, state, tree, find, open };
}

function read(object: FileStub | number, at = 0, length = 64): string | number {
  if (typeof object === 'number') return object;
  const bytes = new Uint8Array(length);
  const count = object.read(at, Lease.over(bytes));
  return count < 0 ? count : Buffer.from(bytes.subarray(0, count)).toString('latin1');
}

describe('a virtual tree', () => {
  it('makes text anew when a read begins at its start, and not before', () => {
    const { state, open } = make();
    const opened = open('file', OpenFlags.read);
    expect(read(opened, 0, 2)).toBe('on');
    state.text = 'two';
    expect(read(opened, 2)).toBe('e');
    expect(read(opened, 0)).toBe('two');
    expect(read(opened, 100)).toBe('');
  });

  it('hands what is written to the file', () => {
    const { state, open } = make();
    const opened = open('file', OpenFlags.write | OpenFlags.truncate);
    if (typeof opened === 'number') throw new Error('not opened');
    expect(opened.write(0, Lease.over(Buffer.from('7\n')))).toBe(2);
    expect(state.written).toBe('7\n');
    expect(read(opened)).toBe(Errno.EBADF);
  });

  it('asks the mode bits, of a strict file even for root', () => {
    const { open } = make();
    expect(open('file', OpenFlags.write, USER)).toBe(Errno.EACCES);
    expect(open('fixed', OpenFlags.write)).toBe(Errno.EACCES);
    expect(read(open('fixed', OpenFlags.read))).toBe('fixed');
  });

  it('does not let a stranger into a closed directory', () => {
    const { tree } = make();
    expect(tree.walk(1, 'folder/deep', true, USER)).toBe(Errno.EACCES);
  });

  it('tells the target of a link, and the object of one that jumps', () => {
    const { find } = make();
    expect(find('link')).toMatchObject({ outcome: WalkOutcome.symlink, target: 'folder/deep' });
    expect(find('jump')).toMatchObject({ outcome: WalkOutcome.jump, mount: 7, node: 9, type: FileType.fifo });
    expect(find('jump/on')).toMatchObject({ outcome: WalkOutcome.jump, rest: 'on' });
    expect(find('jump', false)).toMatchObject({ outcome: WalkOutcome.found, type: FileType.symlink });
  });

  it('lists its names with the numbers that status shows', () => {
    const { all, tree, find } = make();
    const opened = tree.open(1, OpenFlags.read, ROOT_USER);
    if (typeof opened === 'number') throw new Error('not opened');
    const entries = new FileStub(all.ipc, opened.object).getEntries(0, 100);
    if (typeof entries === 'number') throw new Error('not listed');
    expect(entries.map(({ name }) => name)).toEqual(['.', '..', 'file', 'fixed', 'folder', 'jump', 'link', 'mortal']);
    const found = find('fixed');
    expect(entries[3]).toMatchObject({ inode: typeof found === 'number' ? found : found.node });
  });

  it('forgets what it showed when that is gone', () => {
    const { state, tree, find } = make();
    const before = find('mortal');
    if (typeof before === 'number') throw new Error('not found');
    state.alive = false;
    expect(tree.getStatus(before.node)).toBe(Errno.ENOENT);
    state.alive = true;
    expect(find('mortal')).toMatchObject({ outcome: WalkOutcome.found });
  });

  it('does not keep the nodes of what is gone', () => {
    let last = '';
    const lookup = (name: string): VirtualEntity => ({
      ...fixedDirectory(() => ({ status: file(() => textFile(0o444, () => name)) })),
      alive: () => name === last,
    });
    const root: VirtualDirectory = { kind: 'directory', permissions: 0o555, lookup, list: () => [] };
    const tree = new VirtualTree(services(), { type: 'proc', root, refusal: REFUSAL });
    for (let n = 0; n < 1000; n++) {
      last = `${n}`;
      expect(tree.walk(1, `${n}/status`, true, ROOT_USER)).toMatchObject({ outcome: WalkOutcome.found });
    }
    const known = Array.from({ length: 2001 }, (_, number) => tree.getOldPath(number + 1));
    expect(known.filter((path) => typeof path === 'string').length).toBeLessThan(200);
    expect(known[2000]).toBe('/999/status');
  });

  it('refuses new names as it was told to', () => {
    const { tree } = make();
    expect(tree.create()).toBe(Errno.ENOENT);
    expect(tree.makeDirectory()).toBe(Errno.EPERM);
    expect(tree.unlink()).toBe(Errno.EPERM);
  });
});

describe('an object without a name', () => {
  it('is opened again through its node, each end as asked', () => {
    const all = services();
    const tree = new ObjectTree(all);
    const ends = new PipeServer(all).create(0, USER);
    if (typeof ends === 'number') throw new Error('no pipe');
    const node = objectNode(ends.reader.object, true);
    expect(tree.getStatus(node)).toMatchObject({ type: FileType.fifo, owner: 1000 });
    expect(tree.getPath(node)).toBe('pipe');
    expect(tree.open(node, OpenFlags.read, credentials(7))).toBe(Errno.EACCES);
    const writer = tree.open(node, OpenFlags.write, USER);
    if (typeof writer === 'number') throw new Error('not opened');
    expect(new StreamStub(all.ipc, writer.object).send(Lease.over(Buffer.from('x')), 0)).toBe(1);
    expect(new StreamStub(all.ipc, ends.reader.object).pending()).toBe(1);
    new StreamStub(all.ipc, ends.reader.object).close(0);
    expect(tree.getStatus(node)).toBe(Errno.ENOENT);
  });
});

describe('the load average', () => {
  it('rises towards what runs and fades while nothing looks', () => {
    const load = new LoadAverage();
    for (let second = 5; second <= 60; second += 5) load.count(second * 1e9, 2);
    const [one, five] = load.at(60e9, 2);
    expect(one).toBeCloseTo(2 * (1 - Math.exp(-1)), 5);
    expect(five).toBeLessThan(one);
    expect(load.at(360e9, 0)[0]).toBeLessThan(0.01);
  });
});
