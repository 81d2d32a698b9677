/** Directories and names of a memory tree. */
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType, WalkOutcome } from '../../runtime/generated/enums.ts';
import { OpenFlags, RenameFlags } from '../../runtime/generated/flags.ts';
import { ROOT } from '../../runtime/servers/files/memory-nodes.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { credentials, Paths, ROOT_USER, services } from './support.ts';

function tree(options = {}): Paths {
  const all = services();
  return new Paths(all.ipc, new MemoryTree(all, options).handle);
}

function links(paths: Paths, path: string): number {
  const status = paths.status(path, false);
  return typeof status === 'number' ? status : status.links;
}

describe('a listing', () => {
  it('goes on at the right place while entries are removed and added', () => {
    const paths = tree();
    for (let i = 0; i < 100; i++) paths.put(`/f${i}`, '');
    const directory = paths.file('/', OpenFlags.read | OpenFlags.directory);
    const seen: string[] = [];
    for (let cookie = 0; ; ) {
      const entries = directory.getEntries(cookie, 7);
      if (typeof entries === 'number') throw new Error(`${entries}`);
      if (entries.length === 0) break;
      for (const entry of entries) {
        seen.push(entry.name);
        if (entry.type === FileType.regular) paths.unlink(`/${entry.name}`);
        cookie = entry.cookie;
      }
      if (seen.length < 30) paths.put('/late', '');
    }
    expect(seen.slice(0, 2)).toEqual(['.', '..']);
    expect(new Set(seen).size).toBe(seen.length);
    for (let i = 0; i < 100; i++) expect(seen).toContain(`f${i}`);
  });

  it('of a directory that was removed is ENOENT', () => {
    const paths = tree();
    paths.mkdir('/d');
    const directory = paths.file('/d', OpenFlags.read);
    paths.rmdir('/d');
    expect(directory.getEntries(0, 10)).toBe(Errno.ENOENT);
    expect(links(paths, '/')).toBe(2);
  });

  it('tells the inode numbers that status tells', () => {
    const paths = tree();
    paths.put('/a', '');
    const entries = paths.file('/', OpenFlags.read).getEntries(0, 10);
    const status = paths.status('/a');
    if (typeof entries === 'number' || typeof status === 'number') throw new Error('no entries');
    expect(entries.map(({ name, inode }) => [name, inode])).toEqual([
      ['.', ROOT],
      ['..', ROOT],
      ['a', status.inode],
    ]);
  });
});

describe('a directory', () => {
  it('counts itself, its name and its subdirectories as links', () => {
    const paths = tree();
    paths.mkdir('/d');
    expect(links(paths, '/d')).toBe(2);
    paths.mkdir('/d/e');
    paths.put('/d/f', '');
    expect(links(paths, '/d')).toBe(3);
    paths.rename('/d/e', '/e');
    expect(links(paths, '/d')).toBe(2);
    expect(links(paths, '/')).toBe(4);
  });

  it('that was removed while it is somebody’s working directory takes no new names', () => {
    const paths = tree();
    paths.mkdir('/d');
    const node = paths.node('/d');
    paths.tree.hold(node);
    expect(paths.rmdir('/d')).toBe(0);
    expect(paths.tree.makeDirectory(node, 'x', 0o755, ROOT_USER)).toBe(Errno.ENOENT);
    expect(paths.tree.getPath(node)).toBe(Errno.ENOENT);
    const up = paths.tree.walk(node, '..', true, ROOT_USER);
    expect(typeof up !== 'number' && up.node).toBe(ROOT);
    paths.tree.release(node);
    expect(paths.tree.getStatus(node)).toBe(Errno.ENOENT);
  });

  it('refuses reading and writing of bytes', () => {
    const paths = tree();
    expect(paths.open('/', OpenFlags.write)).toBe(Errno.EISDIR);
    expect(paths.open('/', OpenFlags.read | OpenFlags.truncate)).toBe(Errno.EISDIR);
    expect(paths.truncate('/', 0)).toBe(Errno.EISDIR);
  });
});

describe('a walk', () => {
  it('stops at a symbolic link and tells where it stands', () => {
    const paths = tree();
    paths.mkdir('/d');
    paths.symlink('../x', '/d/l');
    const step = paths.tree.walk(ROOT, 'd/l/more/names', true, ROOT_USER);
    expect(step).toMatchObject({ outcome: WalkOutcome.symlink, target: '../x', rest: 'more/names', name: 'l' });
    expect(typeof step !== 'number' && step.parent).toBe(paths.node('/d'));
  });

  it('stops where `..` leaves the tree', () => {
    const step = tree().tree.walk(ROOT, '../a', true, ROOT_USER);
    expect(step).toMatchObject({ outcome: WalkOutcome.parent, node: ROOT, rest: 'a' });
  });

  it('tells the directory that lacks the last name, and which name it was', () => {
    const paths = tree();
    paths.mkdir('/d');
    const step = paths.tree.walk(ROOT, 'd/no/x', true, ROOT_USER);
    expect(step).toMatchObject({ outcome: WalkOutcome.missing, node: 0, name: 'no', rest: 'x' });
  });

  it('asks for the right to search before it looks at a name', () => {
    const paths = tree();
    paths.mkdir('/d', 0o600);
    paths.put('/d/f', '');
    paths.user = credentials(5);
    expect(paths.node('/d/f')).toBe(Errno.EACCES);
    expect(paths.node(`/d/${'x'.repeat(256)}`)).toBe(Errno.EACCES);
    expect(paths.node('/d/f/g')).toBe(Errno.EACCES);
  });
});

describe('a rename', () => {
  it('keeps an open file and its place in the tree right', () => {
    const paths = tree();
    paths.mkdir('/d');
    paths.put('/a', 'x');
    const node = paths.node('/a');
    paths.rename('/a', '/d/b');
    expect(paths.tree.getPath(node)).toBe('/d/b');
  });

  it('replaces nothing when it must not', () => {
    const paths = tree();
    paths.put('/a', 'a');
    paths.put('/b', 'b');
    expect(paths.rename('/a', '/b', RenameFlags.noReplace)).toBe(Errno.EEXIST);
    expect(paths.rename('/a', '/c', RenameFlags.noReplace)).toBe(0);
  });

  it('exchanges two names in one step', () => {
    const paths = tree();
    paths.mkdir('/d');
    paths.put('/d/f', 'file');
    paths.mkdir('/e');
    expect(paths.rename('/d/f', '/e', RenameFlags.exchange)).toBe(0);
    expect(paths.get('/e')).toBe('file');
    expect(paths.names('/d/f')).toEqual(['..:3', '.:3']);
    expect([links(paths, '/'), links(paths, '/d')]).toEqual([3, 3]);
    expect(paths.rename('/d', '/none', RenameFlags.exchange)).toBe(Errno.ENOENT);
  });

  it('between two names of one file does nothing', () => {
    const paths = tree();
    paths.put('/a', 'x');
    paths.link('/a', '/b');
    expect(paths.rename('/a', '/b')).toBe(0);
    expect(paths.names('/')).toEqual(['..:3', '.:3', 'a:5', 'b:5']);
  });
});
