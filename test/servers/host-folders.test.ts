/** Folders of the host in the guest: overlays that never change them, binds that never lead out of them. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { OpenFlags, RenameFlags } from '../../runtime/generated/flags.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import type { FileStatus } from '../../runtime/generated/structs.ts';
import type { HostFolder, HostFolderState } from '../../runtime/host/port.ts';
import { HostTree } from '../../runtime/servers/files/host-tree.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { bytes, credentials, give, host, Paths, readText, ROOT_USER, services } from './support.ts';

const { read, write, create, truncate } = OpenFlags;

let outside: string;
let folder: string;

beforeEach(() => {
  outside = fs.mkdtempSync(join(tmpdir(), 'k42-bind-'));
  folder = join(outside, 'bound');
  fs.mkdirSync(join(folder, 'etc'), { recursive: true });
  fs.writeFileSync(join(folder, 'etc/hosts'), 'localhost');
  fs.mkdirSync(join(outside, 'secret'));
  fs.writeFileSync(join(outside, 'secret/passwd'), 'root');
});
afterEach(() => fs.rmSync(outside, { recursive: true, force: true }));

function opened(path: string): HostFolder {
  const given = host.openFolder?.(path);
  if (given === undefined || typeof given === 'number') throw new Error(`no folder ${path}`);
  return given;
}

function bind(options: Partial<ConstructorParameters<typeof HostTree>[1]> = {}): Paths {
  const all = services();
  return new Paths(all.ipc, new HostTree(all, { folder: opened(folder), ...options }).handle);
}

/** A folder whose changes all count as long past; `asked` gets every name that the host is asked for. */
function settled(given: HostFolder, asked: string[]): HostFolder {
  return new Proxy(given, {
    get(target, key: keyof HostFolder) {
      if (key === 'state')
        return (into: HostFolderState) => {
          const failed = target.state(into);
          into.settled = true;
          return failed;
        };
      if (key === 'folder')
        return (name: string) => {
          const inner = target.folder(name);
          return typeof inner === 'number' ? inner : settled(inner, asked);
        };
      if (key === 'statusOf')
        return (name: string, into: FileStatus) => {
          asked.push(name);
          return target.statusOf(name, into);
        };
      const value: unknown = target[key];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function overlay(): Paths {
  const all = services();
  return new Paths(all.ipc, new MemoryTree(all, { lower: opened(folder) }).handle);
}

/** Everything in the folder, as text. */
function picture(): string {
  const lines: string[] = [];
  const walk = (path: string): void => {
    for (const name of fs.readdirSync(path).sort()) {
      const inner = join(path, name);
      const status = fs.lstatSync(inner);
      const contents = status.isFile() ? fs.readFileSync(inner, 'latin1') : '';
      lines.push(`${inner} ${status.mode} ${status.uid} ${status.mtimeMs} ${contents}`);
      if (status.isDirectory()) walk(inner);
    }
  };
  walk(outside);
  return lines.join('\n');
}

describe('an overlay', () => {
  it('shows the folder below until something is written', () => {
    const paths = overlay();
    expect(paths.get('/etc/hosts')).toBe('localhost');
    expect(paths.names('/etc')).toEqual(['..:3', '.:3', 'hosts:5']);
    expect(paths.status('/etc/hosts')).toMatchObject({ type: FileType.regular, size: 9 });
  });

  it('keeps no more names than the folder below has, however many were asked for', () => {
    const paths = overlay();
    for (let n = 0; n < 5000; n++) expect(paths.get(`/etc/${n}`)).toBe(Errno.ENOENT);
    expect(paths.names('/etc')).toEqual(['..:3', '.:3', 'hosts:5']);
    paths.put('/etc/17', 'new');
    expect([paths.get('/etc/17'), paths.get('/etc/hosts')]).toEqual(['new', 'localhost']);
  });

  it('leaves the folder below as it was, whatever is done', () => {
    const before = picture();
    const paths = overlay();
    const file = paths.file('/etc/hosts', read | write);
    expect(file.write(9, give(' gate'))).toBe(5);
    expect(readText(file, 0, 99)).toBe('localhost gate');
    expect(paths.chmod('/etc', 0o700)).toBe(0);
    expect(paths.chown('/etc/hosts', 5, 5)).toBe(0);
    paths.mkdir('/new');
    expect(paths.rename('/etc', '/new/etc')).toBe(0);
    expect(paths.get('/new/etc/hosts')).toBe('localhost gate');
    expect(paths.unlink('/new/etc/hosts')).toBe(0);
    expect(paths.rmdir('/new/etc')).toBe(0);
    expect(paths.names('/')).toEqual(['..:3', '.:3', 'new:3']);
    expect(picture()).toBe(before);
  });

  it('does not bring back what was removed', () => {
    const paths = overlay();
    paths.unlink('/etc/hosts');
    expect(paths.get('/etc/hosts')).toBe(Errno.ENOENT);
    paths.put('/etc/hosts', '');
    expect(paths.get('/etc/hosts')).toBe('');
    paths.unlink('/etc/hosts');
    paths.rmdir('/etc');
    paths.mkdir('/etc');
    expect(paths.names('/etc')).toEqual(['..:3', '.:3']);
  });

  it('knows a directory that was listed and one that was only looked up alike', () => {
    for (const listed of [true, false]) {
      const paths = overlay();
      if (listed) paths.names('/etc');
      expect(paths.rmdir('/etc')).toBe(Errno.ENOTEMPTY);
      expect(paths.unlink('/etc/none')).toBe(Errno.ENOENT);
      expect(paths.status('/etc/hosts')).toMatchObject({ links: 1, size: 9 });
    }
  });

  it('truncates a lower file without reading it', () => {
    const paths = overlay();
    const file = paths.file('/etc/hosts', write | truncate);
    expect(file.getLength()).toBe(0);
    expect(paths.get('/etc/hosts')).toBe('');
    expect(fs.readFileSync(join(folder, 'etc/hosts'), 'latin1')).toBe('localhost');
  });

  it('reads lower links as links and does not follow them on the host', () => {
    fs.symlinkSync(join(outside, 'secret'), join(folder, 'out'));
    const paths = overlay();
    expect(paths.readlink('/out')).toBe(join(outside, 'secret'));
    expect(paths.get('/out/passwd')).toBe(Errno.ENOENT);
  });
});

describe('a bind', () => {
  it('writes through to the host', () => {
    const paths = bind();
    paths.put('/etc/motd', 'hello', 0o640);
    expect(fs.readFileSync(join(folder, 'etc/motd'), 'latin1')).toBe('hello');
    expect(fs.statSync(join(folder, 'etc/motd')).mode & 0o777).toBe(0o640);
    const file = paths.file('/etc/motd', write);
    expect(file.append(give('!'))).toEqual({ count: 1, position: 5 });
    expect(fs.readFileSync(join(folder, 'etc/motd'), 'latin1')).toBe('hello!');
  });

  it('sees at once what the host changes', () => {
    const paths = bind();
    expect(paths.get('/new')).toBe(Errno.ENOENT);
    fs.writeFileSync(join(folder, 'new'), 'host');
    expect(paths.get('/new')).toBe('host');
    fs.renameSync(join(folder, 'etc'), join(folder, 'moved'));
    expect(paths.get('/moved/hosts')).toBe('localhost');
    expect(paths.get('/etc/hosts')).toBe(Errno.ENOENT);
  });

  it('keeps an unlinked file readable while it is open', () => {
    const paths = bind();
    const file = paths.file('/etc/hosts', read);
    paths.unlink('/etc/hosts');
    expect(readText(file, 0, 99)).toBe('localhost');
    expect(file.getStatus()).toMatchObject({ links: 0, size: 9 });
  });

  it('follows no link out of the folder, relative or absolute, at the end or on the way', () => {
    const before = fs.readFileSync(join(outside, 'secret/passwd'), 'latin1');
    const paths = bind();
    expect(paths.symlink('../secret', '/relative')).toBe(0);
    expect(paths.symlink(join(outside, 'secret'), '/absolute')).toBe(0);
    expect(paths.symlink('../../../../../../secret/passwd', '/etc/file')).toBe(0);
    for (const path of ['/relative/passwd', '/absolute/passwd', '/etc/file']) {
      expect(paths.get(path), path).toBe(Errno.ENOENT);
      expect(paths.truncate(path, 0), path).toBe(Errno.ENOENT);
      expect(paths.chmod(path, 0o777), path).toBe(Errno.ENOENT);
      expect(paths.rename(path, '/stolen'), path).toBe(path === '/etc/file' ? 0 : Errno.ENOENT);
    }
    expect(fs.readFileSync(join(outside, 'secret/passwd'), 'latin1')).toBe(before);
    expect(fs.lstatSync(join(outside, 'secret/passwd')).mode & 0o777).toBe(0o644);
  });

  it('does not let a name be a path', () => {
    const paths = bind();
    const all = ROOT_USER;
    for (const name of ['../secret/passwd', '..', '.', 'etc/../../secret', '']) {
      expect(paths.tree.create(1, name, 0o644, read | write | create, all), name).toBeLessThan(0);
      expect(paths.tree.unlink(1, name, all), name).toBeLessThan(0);
      expect(paths.tree.rename(1, 'etc', 1, name, 0, all), name).toBeLessThan(0);
      expect(paths.tree.makeSymlink(1, name, 'x', all), name).toBeLessThan(0);
    }
    expect(fs.readdirSync(outside).sort()).toEqual(['bound', 'secret']);
  });

  it('stays in its folder although another bind turns a directory of it into a link', () => {
    const upper = bind();
    fs.mkdirSync(join(folder, 'sub'));
    fs.writeFileSync(join(folder, 'sub/passwd'), 'inner');
    const all = services();
    const lower = new Paths(all.ipc, new HostTree(all, { folder: opened(join(folder, 'sub')) }).handle);
    lower.mkdir('/deep');
    lower.put('/deep/passwd', 'deep');
    expect(lower.get('/deep/passwd')).toBe('deep');
    const directory = lower.node('/deep');
    expect(upper.rename('/sub/deep', '/sub/gone')).toBe(0);
    expect(upper.symlink('../../secret', '/sub/deep')).toBe(0);
    expect(upper.rename('/sub', '/moved')).toBe(0);
    expect(upper.symlink('../secret', '/sub')).toBe(0);
    // The second bind still stands on the folder it was given, wherever that is now.
    expect(lower.get('/passwd')).toBe('inner');
    expect(lower.get('/deep/passwd')).toBe(Errno.ENOENT);
    const opening = lower.tree.create(directory, 'planted', 0o644, write | create, ROOT_USER);
    if (typeof opening !== 'number') expect(fs.existsSync(join(folder, 'moved/gone/planted'))).toBe(true);
    expect(fs.readdirSync(join(outside, 'secret'))).toEqual(['passwd']);
  });

  it('that is read-only changes nothing', () => {
    const before = picture();
    const paths = bind({ readOnly: true });
    expect(paths.get('/etc/hosts')).toBe('localhost');
    expect(paths.open('/etc/hosts', write)).toBe(Errno.EROFS);
    expect(paths.open('/etc/new', write | create)).toBe(Errno.EROFS);
    for (const result of [
      paths.mkdir('/x'),
      paths.unlink('/etc/hosts'),
      paths.rename('/etc', '/x'),
      paths.symlink('a', '/x'),
      paths.link('/etc/hosts', '/x'),
      paths.chmod('/etc', 0o700),
      paths.truncate('/etc/hosts', 0),
    ]) {
      expect(result).toBe(Errno.EROFS);
    }
    expect(picture()).toBe(before);
  });

  it('shows the caller’s files as the guest user’s', () => {
    const hostUser = process.getuid?.() ?? 0;
    const hostGroup = process.getgid?.() ?? 0;
    const paths = bind({ identity: { hostUser, hostGroup, user: 1234, group: 2345 } });
    expect(paths.status('/etc/hosts')).toMatchObject({ owner: 1234, group: 2345 });
    paths.user = credentials(1234, 2345);
    paths.put('/mine', 'x');
    expect(paths.status('/mine')).toMatchObject({ owner: 1234, group: 2345 });
    expect(fs.statSync(join(folder, 'mine')).uid).toBe(hostUser);
    expect(paths.chmod('/mine', 0o600)).toBe(0);
    paths.user = credentials(77);
    expect(paths.open('/mine', read)).toBe(Errno.EACCES);
  });

  it('keeps fifos as empty files on the host, and gives them their bytes itself', () => {
    const paths = bind();
    expect(paths.mkfifo('/p')).toBe(0);
    expect(fs.statSync(join(folder, 'p')).isFile()).toBe(true);
    expect(paths.names('/')).toContain('p:1');
    const both = paths.opened('/p', OpenFlags.read | OpenFlags.write);
    if (typeof both === 'number') throw new Error('not opened');
    const fifo = new StreamStub(paths.ipc, both.object);
    expect(fifo.send(give('inside'), 0)).toBe(6);
    expect(fifo.pending()).toBe(6);
    fifo.close(0);
    expect(fs.statSync(join(folder, 'p')).size).toBe(0);
    expect(paths.rename('/p', '/q')).toBe(0);
    expect(paths.names('/')).toContain('q:1');
    expect(paths.unlink('/q')).toBe(0);
    paths.put('/p', '');
    expect(paths.names('/')).toContain('p:5');
  });

  it('lets two names change places', () => {
    const paths = bind();
    paths.put('/one', '1');
    paths.put('/two', '2');
    expect(paths.rename('/one', '/two', RenameFlags.exchange)).toBe(0);
    expect([paths.get('/one'), paths.get('/two')]).toEqual(['2', '1']);
    expect(paths.rename('/one', '/none', RenameFlags.exchange)).toBe(Errno.ENOENT);
    expect(fs.readdirSync(folder).sort()).toEqual(['etc', 'one', 'two']);
  });

  it('keeps names that are no UTF-8 byte for byte', () => {
    const paths = bind();
    const name = '/\xff\xfe name\x01';
    paths.put(name, 'bytes');
    expect(paths.get(name)).toBe('bytes');
    const raw = fs.readdirSync(folder, { encoding: 'buffer' }).map((entry) => entry.toString('latin1'));
    expect(raw).toContain(name.slice(1));
  });

  it('opens more directories than it keeps open', () => {
    const open = (): number => fs.readdirSync('/proc/self/fd').length;
    const paths = bind();
    const before = open();
    for (let i = 0; i < 300; i++) {
      paths.mkdir(`/d${i}`);
      paths.put(`/d${i}/f`, `${i}`);
    }
    for (let i = 0; i < 300; i++) expect(paths.get(`/d${i}/f`)).toBe(`${i}`);
    expect(open() - before).toBeLessThan(220);
  });

  it('gives its pages to mappings, and takes them back', () => {
    const paths = bind();
    const file = paths.file('/etc/hosts', read | write);
    const handle = file.getFrames(true, true);
    if (typeof handle === 'number') throw new Error('no frames');
    const source = paths.ipc.local(handle) as { file: import('../../runtime/kernel/frame-source.ts').FileFrames };
    const page = new Uint8Array(4096);
    expect(source.file.readPages(0, page)).toBe(0);
    expect(String.fromCharCode(...page.subarray(0, 11))).toBe('localhost\0\0');
    source.file.retain();
    file.close(0);
    page.set(bytes('LOCAL'));
    expect(source.file.writePage(0, page, source.file.getLength())).toBe(0);
    expect(fs.readFileSync(join(folder, 'etc/hosts'), 'latin1')).toBe('LOCALhost');
    source.file.release();
  });
});

describe('names of a bind that were looked up', () => {
  it('are not asked for again, there or missing', () => {
    const asked: string[] = [];
    const paths = bind({ folder: settled(opened(folder), asked) });
    expect(paths.get('/etc/hosts')).toBe('localhost');
    expect(paths.get('/etc/none')).toBe(Errno.ENOENT);
    expect(asked).toEqual(['etc', 'hosts', 'none']);
    expect(paths.get('/etc/hosts')).toBe('localhost');
    expect(paths.get('/etc/none')).toBe(Errno.ENOENT);
    expect(asked).toEqual(['etc', 'hosts', 'none']);
  });

  it('are what the host makes of them', async () => {
    const paths = bind({ folder: settled(opened(folder), []) });
    // Longer than any clock of a file system takes for a step.
    const step = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 30));
    expect([paths.get('/etc/hosts'), paths.get('/etc/none')]).toEqual(['localhost', Errno.ENOENT]);
    await step();
    fs.writeFileSync(join(folder, 'etc/none'), 'now');
    fs.renameSync(join(folder, 'etc/hosts'), join(folder, 'etc/other'));
    expect([paths.get('/etc/hosts'), paths.get('/etc/none')]).toEqual([Errno.ENOENT, 'now']);
    await step();
    fs.renameSync(join(folder, 'etc/other'), join(folder, 'etc/none'));
    expect([paths.get('/etc/other'), paths.get('/etc/none')]).toEqual([Errno.ENOENT, 'localhost']);
    await step();
    fs.renameSync(join(folder, 'etc'), join(folder, 'old'));
    fs.symlinkSync('../secret', join(folder, 'etc'));
    expect(paths.get('/etc/passwd')).toBe(Errno.ENOENT);
    await step();
    fs.rmSync(join(folder, 'etc'));
    fs.mkdirSync(join(folder, 'etc'));
    fs.writeFileSync(join(folder, 'etc/none'), 'another');
    expect([paths.get('/old/none'), paths.get('/etc/none')]).toEqual(['localhost', 'another']);
  });

  it('are searched for by those who may', () => {
    const paths = bind({ folder: settled(opened(folder), []) });
    paths.user = credentials(1000);
    expect(paths.get('/etc/hosts')).toBe('localhost');
    fs.chmodSync(join(folder, 'etc'), 0o700);
    expect(paths.get('/etc/hosts')).toBe(Errno.EACCES);
    fs.chmodSync(join(folder, 'etc'), 0o755);
    fs.chmodSync(join(folder, 'etc/hosts'), 0o600);
    expect(paths.get('/etc/hosts')).toBe(Errno.EACCES);
  });
});
