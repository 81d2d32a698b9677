/** Files of a bind that are read again and again: the host opens them once, as long as nothing of them changes. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { OpenFlags } from '../../runtime/generated/flags.ts';
import type { HostFile, HostFolder } from '../../runtime/host/port.ts';
import { HostTree } from '../../runtime/servers/files/host-tree.ts';
import { credentials, host, Paths, readText, services } from './support.ts';

let folder: string;
/** What the host has opened and not closed, and how often it opened something. */
let open: number;
let opens: number;
/** What is to be called when a second is over. */
let later: (() => void)[];

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'k42-kept-'));
  fs.chmodSync(folder, 0o755);
  fs.writeFileSync(join(folder, 'page'), 'a page');
  fs.chmodSync(join(folder, 'page'), 0o755);
  open = opens = 0;
  later = [];
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function counted<Of extends object>(of: Of, key: keyof Of, count: (answer: unknown) => unknown): Of {
  return new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...given: unknown[]) => unknown;
      return name === key ? (...given: unknown[]) => count(call(...given)) : call;
    },
  });
}

function bind(): Paths {
  const given = host.openFolder?.(folder);
  if (given === undefined || typeof given === 'number') throw new Error('no folder');
  const counting = counted<HostFolder>(given, 'open', (answer) => {
    if (typeof answer === 'number') return answer;
    opens++;
    open++;
    return counted(answer as HostFile, 'close', () => open--);
  });
  const timers = {
    after: (_milliseconds: number, callback: () => void) => {
      later.push(callback);
      return { cancel: () => {} };
    },
  };
  const all = services();
  return new Paths(all.ipc, new HostTree(all, { folder: counting, timers }).handle);
}

describe('a file of a bind that is read again and again', () => {
  it('is opened once, and closed a second later', () => {
    const paths = bind();
    for (let turn = 0; turn < 5; turn++) expect(paths.get('/page')).toBe('a page');
    expect([opens, open, later.length]).toEqual([1, 1, 1]);
    for (const callback of later.splice(0)) callback();
    expect(open).toBe(0);
    expect(paths.get('/page')).toBe('a page');
    expect([opens, open, later.length]).toEqual([2, 1, 1]);
  });

  it('is opened for each of those who have it open at once', () => {
    const paths = bind();
    const both = [paths.file('/page', OpenFlags.read), paths.file('/page', OpenFlags.read)];
    expect(opens).toBe(2);
    expect(both.map((file) => readText(file, 0, 6))).toEqual(['a page', 'a page']);
    for (const file of both) file.close(0);
    expect(open).toBe(1);
  });

  it('is what the host has made of it', () => {
    const paths = bind();
    expect(paths.get('/page')).toBe('a page');
    fs.writeFileSync(join(folder, 'page'), 'another one');
    expect(paths.get('/page')).toBe('another one');
    fs.writeFileSync(join(folder, 'new'), 'a new file');
    fs.renameSync(join(folder, 'new'), join(folder, 'page'));
    expect(paths.get('/page')).toBe('a new file');
    fs.rmSync(join(folder, 'page'));
    expect(paths.get('/page')).toBe(Errno.ENOENT);
    fs.mkdirSync(join(folder, 'page'));
    expect(paths.get('/page')).toBe(Errno.EISDIR);
  });

  it('is read by those who may', () => {
    const paths = bind();
    paths.user = credentials(1000);
    expect(paths.get('/page')).toBe('a page');
    fs.chmodSync(join(folder, 'page'), 0o600);
    expect(paths.get('/page')).toBe(Errno.EACCES);
    fs.chmodSync(join(folder, 'page'), 0o644);
    expect(paths.get('/page')).toBe('a page');
  });

  it('takes no room on the host when its last name is gone', () => {
    const paths = bind();
    expect([paths.get('/page'), open]).toEqual(['a page', 1]);
    expect(paths.unlink('/page')).toBe(0);
    expect(open).toBe(0);
  });

  it('tells what it is by its open file', () => {
    const paths = bind();
    expect(paths.get('/page')).toBe('a page');
    fs.writeFileSync(join(folder, 'page'), 'longer than before');
    expect(paths.status('/page')).toMatchObject({ size: 18, permissions: 0o755, links: 1 });
    fs.linkSync(join(folder, 'page'), join(folder, 'other'));
    expect(paths.status('/page')).toMatchObject({ links: 2 });
    fs.rmSync(join(folder, 'page'));
    expect(paths.status('/page')).toBe(Errno.ENOENT);
    expect(paths.status('/other')).toMatchObject({ links: 1 });
  });

  it('is one of a few', () => {
    const paths = bind();
    for (let number = 0; number < 40; number++) {
      fs.writeFileSync(join(folder, `${number}`), 'one');
      expect(paths.get(`/${number}`)).toBe('one');
    }
    expect(open).toBe(16);
  });

  it('may be written and executed as before', () => {
    const paths = bind();
    expect(paths.get('/page')).toBe('a page');
    const writer = paths.file('/page', OpenFlags.write);
    expect(paths.open('/page', OpenFlags.exec)).toBe(Errno.ETXTBSY);
    writer.close(0);
    const program = paths.file('/page', OpenFlags.exec);
    expect(paths.open('/page', OpenFlags.write)).toBe(Errno.ETXTBSY);
    program.close(0);
    paths.file('/page', OpenFlags.write).close(0);
    expect(paths.get('/page')).toBe('a page');
  });
});
