/** Who may do what: mode bits, sticky and set-group directories, owners. */
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { AccessMode, OpenFlags } from '../../runtime/generated/flags.ts';
import { ROOT } from '../../runtime/servers/files/memory-nodes.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { credentials, give, Paths, ROOT_USER, services } from './support.ts';

const { read, write } = OpenFlags;
const UNCHANGED = 2 ** 32 - 1;

function tree(): Paths {
  const all = services();
  const paths = new Paths(all.ipc, new MemoryTree(all, { permissions: 0o777 }).handle);
  return paths;
}

function mode(paths: Paths, path: string): number {
  const status = paths.status(path, false);
  return typeof status === 'number' ? status : status.permissions;
}

describe('permission', () => {
  it('is the owner’s, else the group’s, else everybody’s, and only that', () => {
    const paths = tree();
    paths.put('/a', 'x', 0o604);
    paths.chown('/a', 5, 6);
    paths.user = credentials(5);
    expect(typeof paths.open('/a', read | write)).toBe('object');
    paths.user = credentials(7, 6);
    expect(paths.open('/a', read)).toBe(Errno.EACCES);
    paths.user = credentials(7, 7, [6]);
    expect(paths.open('/a', read)).toBe(Errno.EACCES);
    paths.user = credentials(7);
    expect(typeof paths.open('/a', read)).toBe('object');
  });

  it('is everything for user 0, but to execute what nobody may execute', () => {
    const paths = tree();
    paths.put('/a', 'x', 0o000);
    const node = paths.node('/a');
    expect(paths.tree.access(node, AccessMode.read | AccessMode.write, ROOT_USER)).toBe(0);
    expect(paths.tree.access(node, AccessMode.execute, ROOT_USER)).toBe(Errno.EACCES);
    paths.chmod('/a', 0o001);
    expect(paths.tree.access(node, AccessMode.execute, ROOT_USER)).toBe(0);
  });

  it('to remove a name is the directory’s, and in a sticky one its owner’s or the file’s', () => {
    const paths = tree();
    paths.mkdir('/tmp', 0o755);
    paths.chmod('/tmp', 0o1777);
    paths.user = credentials(5);
    paths.put('/tmp/a', '');
    paths.user = credentials(6);
    expect(paths.unlink('/tmp/a')).toBe(Errno.EPERM);
    expect(paths.rename('/tmp/a', '/tmp/b')).toBe(Errno.EPERM);
    paths.put('/tmp/mine', '');
    expect(paths.rename('/tmp/mine', '/tmp/a')).toBe(Errno.EPERM);
    paths.user = credentials(5);
    expect(paths.unlink('/tmp/a')).toBe(0);
  });

  it('to add a name says that it exists before it says that one may not', () => {
    const paths = tree();
    paths.mkdir('/d');
    paths.put('/d/a', '');
    paths.user = credentials(5);
    expect(paths.mkdir('/d/a')).toBe(Errno.EEXIST);
    expect(paths.mkdir('/d/b')).toBe(Errno.EACCES);
    expect(paths.unlink('/d/a')).toBe(Errno.EACCES);
    expect(paths.rmdir('/d/b')).toBe(Errno.ENOENT);
  });

  it('to move a directory elsewhere needs the right to write it', () => {
    const paths = tree();
    paths.mkdir('/to', 0o777);
    paths.mkdir('/d', 0o555);
    paths.user = credentials(5);
    expect(paths.rename('/d', '/e')).toBe(0);
    expect(paths.rename('/e', '/to/d')).toBe(Errno.EACCES);
  });

  it('to link a file of another needs the right to read and write it', () => {
    const paths = tree();
    paths.put('/a', '', 0o644);
    paths.user = credentials(5);
    expect(paths.link('/a', '/b')).toBe(Errno.EPERM);
    paths.user = ROOT_USER;
    paths.chmod('/a', 0o666);
    paths.user = credentials(5);
    expect(paths.link('/a', '/b')).toBe(0);
  });
});

describe('a set-group directory', () => {
  it('gives its group to what is made in it, and its bit to directories', () => {
    const paths = tree();
    paths.mkdir('/d');
    paths.chown('/d', 0, 42);
    paths.chmod('/d', 0o2777);
    paths.user = credentials(5);
    paths.put('/d/f', '');
    paths.mkdir('/d/e', 0o755);
    expect(paths.status('/d/f')).toMatchObject({ owner: 5, group: 42, permissions: 0o644 });
    expect(paths.status('/d/e')).toMatchObject({ group: 42, permissions: 0o2755 });
    paths.put('/d/program', '', 0o2755);
    expect(mode(paths, '/d/program')).toBe(0o755);
  });
});

describe('owner and mode', () => {
  it('are the owner’s to change; a group only to one of its own', () => {
    const paths = tree();
    paths.put('/a', '');
    paths.chown('/a', 5, 5);
    paths.user = credentials(6);
    expect(paths.chmod('/a', 0o600)).toBe(Errno.EPERM);
    expect(paths.chown('/a', 6, UNCHANGED)).toBe(Errno.EPERM);
    paths.user = credentials(5, 5, [7]);
    expect(paths.chmod('/a', 0o4755)).toBe(0);
    expect(paths.chown('/a', 6, UNCHANGED)).toBe(Errno.EPERM);
    expect(paths.chown('/a', UNCHANGED, 8)).toBe(Errno.EPERM);
    expect(paths.chown('/a', UNCHANGED, 7)).toBe(0);
    expect(paths.status('/a')).toMatchObject({ owner: 5, group: 7, permissions: 0o755 });
  });

  it('lose the set-id bits when another than user 0 writes', () => {
    const paths = tree();
    paths.put('/a', '', 0o6777);
    paths.file('/a', write).write(0, give('x'));
    expect(mode(paths, '/a')).toBe(0o6777);
    paths.user = credentials(5);
    paths.file('/a', write).write(0, give('x'));
    expect(mode(paths, '/a')).toBe(0o777);
  });

  it('of a symbolic link cannot be changed by chmod', () => {
    const paths = tree();
    paths.symlink('x', '/l');
    expect(paths.tree.setMode(paths.node('/l', false), 0o600, ROOT_USER)).toBe(Errno.EOPNOTSUPP);
  });
});

describe('a device', () => {
  it('is made by user 0 only, a fifo by anybody', () => {
    const paths = tree();
    const other = credentials(5);
    expect(paths.tree.makeNode(ROOT, 'n', FileType.character, 0o666, 1048579, other)).toBe(Errno.EPERM);
    expect(paths.tree.makeNode(ROOT, 'p', FileType.fifo, 0o666, 0, other)).toBe(0);
    expect(paths.tree.makeNode(ROOT, 'p', FileType.character, 0o666, 0, other)).toBe(Errno.EEXIST);
    expect(paths.tree.makeNode(ROOT, 'd', FileType.directory, 0o666, 0, ROOT_USER)).toBe(Errno.EINVAL);
  });
});
