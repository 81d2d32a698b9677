/** Folders of the host: what they can do, and that they lead nowhere else. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { OpenFlags } from '../../runtime/generated/flags.ts';
import { emptyFileStatus, emptyTimespec } from '../../runtime/generated/structs.ts';
import { nodeHost } from '../../runtime/host/node/index.ts';
import type { HostFile, HostFolder } from '../../runtime/host/port.ts';

const host = nodeHost();
let outside: string;
let folder: HostFolder;

function given<T>(result: T | number | undefined): T {
  if (result === undefined || typeof result === 'number') throw new Error(`refused: ${String(result)}`);
  return result;
}

beforeEach(() => {
  outside = fs.mkdtempSync(join(tmpdir(), 'k42-host-'));
  fs.mkdirSync(join(outside, 'in/dir'), { recursive: true });
  fs.writeFileSync(join(outside, 'in/file'), 'hello');
  fs.writeFileSync(join(outside, 'secret'), 'secret');
  folder = given<HostFolder>(host.openFolder?.(join(outside, 'in')));
});
afterEach(() => {
  folder.close();
  fs.rmSync(outside, { recursive: true, force: true });
});

describe('a folder', () => {
  it('takes names only: no paths, no dots, nothing empty', () => {
    for (const name of ['../secret', '..', '.', '', 'dir/..', '/etc', 'a\0b']) {
      expect(folder.statusOf(name, emptyFileStatus()), name).toBe(Errno.EINVAL);
      expect(folder.open(name, OpenFlags.read, 0), name).toBe(Errno.EINVAL);
      expect(folder.folder(name), name).toBe(Errno.EINVAL);
      expect(folder.remove(name), name).toBe(Errno.EINVAL);
      expect(folder.rename('file', folder, name), name).toBe(Errno.EINVAL);
      expect(folder.makeLink('file', folder, name), name).toBe(Errno.EINVAL);
    }
  });

  it('follows no symbolic link', () => {
    folder.makeSymlink('link', '../secret');
    folder.makeSymlink('up', '..');
    const status = emptyFileStatus();
    expect(folder.statusOf('link', status)).toBe(0);
    expect(status.type).toBe(FileType.symlink);
    expect(folder.open('link', OpenFlags.read | OpenFlags.write | OpenFlags.truncate, 0)).toBe(Errno.ELOOP);
    expect(folder.folder('up')).toBe(Errno.ENOTDIR);
    expect(folder.setMode('link', 0o777)).toBe(Errno.EOPNOTSUPP);
    expect(folder.setOwner('link', 2 ** 32 - 1, 2 ** 32 - 1)).toBe(0);
    expect(folder.setTimes('link', emptyTimespec(), emptyTimespec())).toBe(0);
    expect(fs.statSync(join(outside, 'secret')).mtimeMs).toBeGreaterThan(0);
    expect(fs.readFileSync(join(outside, 'secret'), 'latin1')).toBe('secret');
  });

  it('stays the same one when it is renamed and a link takes its name', () => {
    const inner = given(folder.folder('dir'));
    fs.renameSync(join(outside, 'in/dir'), join(outside, 'in/moved'));
    fs.symlinkSync('..', join(outside, 'in/dir'));
    const file = given<HostFile>(inner.open('new', OpenFlags.write | OpenFlags.create, 0o600));
    file.close();
    expect(fs.readdirSync(join(outside, 'in/moved'))).toEqual(['new']);
    inner.close();
  });

  it('gives the mode that was asked for, whatever the caller’s umask is', () => {
    given<HostFile>(folder.open('open', OpenFlags.write | OpenFlags.create, 0o666)).close();
    folder.makeFolder('wide', 0o777);
    expect(fs.statSync(join(outside, 'in/open')).mode & 0o777).toBe(0o666);
    expect(fs.statSync(join(outside, 'in/wide')).mode & 0o777).toBe(0o777);
  });

  it('opens nothing but regular files', () => {
    expect(folder.open('dir', OpenFlags.read, 0)).toBe(Errno.EISDIR);
    expect(folder.folder('file')).toBe(Errno.ENOTDIR);
  });

  it('names its errors', () => {
    expect(folder.statusOf('none', emptyFileStatus())).toBe(Errno.ENOENT);
    expect(folder.remove('none')).toBe(Errno.ENOENT);
    expect(folder.removeFolder('file')).toBe(Errno.ENOTDIR);
    expect(folder.makeFolder('dir', 0o755)).toBe(Errno.EEXIST);
    expect(folder.readSymlink('file')).toBe(Errno.EINVAL);
    expect(folder.rename('dir', given(folder.folder('dir')), 'x')).toBe(Errno.EINVAL);
    expect(host.openFolder?.(join(outside, 'none'))).toBe(Errno.ENOENT);
    expect(host.openFolder?.(join(outside, 'secret'))).toBe(Errno.ENOTDIR);
  });

  it('tells times to the nanosecond and sets them to the microsecond', () => {
    const time = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };
    folder.setTimes('file', time, time);
    const status = emptyFileStatus();
    folder.statusOf('file', status);
    expect(status.modified.seconds).toBe(time.seconds);
    expect(status.modified.nanoseconds).toBe(123_456_000);
  });
});

describe('a file', () => {
  it('reads and writes at offsets and appends in one step', () => {
    const file = given<HostFile>(folder.open('file', OpenFlags.read | OpenFlags.write, 0));
    const bytes = Buffer.from('HE');
    expect(file.write(0, bytes, 0, 2)).toBe(2);
    expect(file.append(bytes, 1, 2)).toBe(1);
    const into = Buffer.alloc(10);
    expect(file.read(0, into, 2, 10)).toBe(6);
    expect(into.toString('latin1', 2, 8)).toBe('HElloE');
    expect(file.length()).toBe(6);
    file.close();
  });
});

describe('the clock', () => {
  it('goes on, and agrees with the host’s', () => {
    const now = emptyTimespec();
    host.clock.realtime(now);
    expect(Math.abs(now.seconds * 1000 + now.nanoseconds / 1e6 - Date.now())).toBeLessThan(50);
    const before = host.clock.monotonic();
    expect(host.clock.monotonic()).toBeGreaterThanOrEqual(before);
    expect(host.clock.processor()).toBeGreaterThan(0);
  });
});
