/**
 * The memory tree and the host tree against the host's real file system: random sequences of operations give the same
 * results and the same errors.
 */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { errorName } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { OpenFlags } from '../../runtime/generated/flags.ts';
import { HostTree } from '../../runtime/servers/files/host-tree.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { credentials, give, host, Paths, services } from './support.ts';

type Operation =
  | { op: 'mkdir' | 'rmdir' | 'unlink' | 'readlink' | 'list' | 'stat' | 'get'; path: string }
  | { op: 'rename' | 'link'; path: string; to: string }
  | { op: 'symlink'; path: string; target: string }
  | { op: 'write'; path: string; flags: number; at: number; text: string }
  | { op: 'truncate' | 'chmod'; path: string; value: number };

const { read, write, create, exclusive, truncate, nofollow, directory } = OpenFlags;

const LONG = 'x'.repeat(256);
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 3, arbitrary: fc.constantFrom('.', '..') },
  { weight: 1, arbitrary: fc.constant(LONG) },
);
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '', '/'))
  .map(([names, end]) => names.join('/') + end)
  // The host's folder lies deeper in its tree than the guest's root does.
  .filter((text) => !climbs(text));

function climbs(text: string): boolean {
  let depth = 0;
  for (const part of text.split('/')) {
    depth += part === '..' ? -1 : part === '.' || part === '' ? 0 : 1;
    if (depth < 0) return true;
  }
  return false;
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constantFrom('mkdir' as const), path }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constantFrom('rmdir', 'unlink', 'readlink', 'list', 'stat', 'get'), path }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('rename', 'link'), path, to: path }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('symlink'),
      path,
      target: fc.constantFrom('a', 'b', 'c/a', './b', 'd', 'nowhere', ''),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('write'),
      path,
      flags: fc.constantFrom(
        write | create,
        write | create | exclusive,
        write | create | truncate,
        read | write,
        write,
        write | nofollow,
        read | directory,
        write | truncate,
      ),
      at: fc.constantFrom(0, 0, 3, 5000, 70000),
      text: fc.string({ maxLength: 6 }).map((text) => text.replace(/[^ -~]/g, '.')),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom('truncate', 'chmod'),
      path,
      value: fc.constantFrom(0o755, 0o600, 0o1777, 0o4711, 2, 0),
    }),
  },
);

function asError(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
  throw thrown;
}

const TYPES = ['isFIFO', 'isCharacterDevice', 'isDirectory', 'isBlockDevice', 'isFile', 'isSymbolicLink'] as const;

/** On the host, by its own paths. */
function onHost(root: string, step: Operation): unknown {
  const at = (text: string): string => `${root}/${text}`;
  const where = at(step.path);
  const type = (entry: fs.Dirent | fs.Stats): number => TYPES.findIndex((is) => entry[is]()) + 1;
  try {
    switch (step.op) {
      case 'mkdir':
        fs.mkdirSync(where, 0o755);
        return 'done';
      case 'rmdir':
        fs.rmdirSync(where);
        return 'done';
      case 'unlink':
        fs.unlinkSync(where);
        return 'done';
      case 'readlink':
        return fs.readlinkSync(where);
      case 'list': {
        const entries = fs.readdirSync(where, { withFileTypes: true });
        return ['.:3', '..:3', ...entries.map((entry) => `${entry.name}:${type(entry)}`)].sort();
      }
      case 'stat': {
        const status = fs.lstatSync(where);
        const size = status.isDirectory() ? 0 : status.size;
        return { type: type(status), permissions: status.mode & 0o7777, links: status.nlink, size };
      }
      case 'get':
        return fs.readFileSync(where, 'latin1');
      case 'rename':
        fs.renameSync(where, at(step.to));
        return 'done';
      case 'link':
        fs.linkSync(where, at(step.to));
        return 'done';
      case 'symlink':
        fs.symlinkSync(step.target, where);
        return 'done';
      case 'truncate':
        fs.truncateSync(where, step.value);
        return 'done';
      case 'chmod':
        fs.chmodSync(where, step.value);
        return 'done';
      case 'write': {
        const c = fs.constants;
        const flags =
          ((step.flags & read) !== 0 ? ((step.flags & write) !== 0 ? c.O_RDWR : c.O_RDONLY) : c.O_WRONLY) |
          ((step.flags & create) !== 0 ? c.O_CREAT : 0) |
          ((step.flags & exclusive) !== 0 ? c.O_EXCL : 0) |
          ((step.flags & truncate) !== 0 ? c.O_TRUNC : 0) |
          ((step.flags & nofollow) !== 0 ? c.O_NOFOLLOW : 0) |
          ((step.flags & directory) !== 0 ? c.O_DIRECTORY : 0);
        const fd = fs.openSync(where, flags, 0o644);
        try {
          return fs.writeSync(fd, Buffer.from(step.text, 'latin1'), 0, step.text.length, step.at);
        } finally {
          fs.closeSync(fd);
        }
      }
    }
  } catch (thrown) {
    return asError(thrown);
  }
}

/** In a tree, by the guest's paths. */
function onTree(tree: Paths, step: Operation): unknown {
  const done = (result: number): unknown => (result < 0 ? errorName(result) : 'done');
  const value = (result: unknown): unknown => (typeof result === 'number' && result < 0 ? errorName(result) : result);
  switch (step.op) {
    case 'mkdir':
      return done(tree.mkdir(step.path));
    case 'rmdir':
      return done(tree.rmdir(step.path));
    case 'unlink':
      return done(tree.unlink(step.path));
    case 'readlink':
      return value(tree.readlink(step.path));
    case 'list':
      return value(tree.names(step.path));
    case 'stat': {
      const status = tree.status(step.path, false);
      if (typeof status === 'number') return errorName(status);
      const size = status.type === FileType.directory ? 0 : status.size;
      return { type: status.type, permissions: status.permissions, links: status.links, size };
    }
    case 'get':
      return value(tree.get(step.path));
    case 'rename':
      return done(tree.rename(step.path, step.to));
    case 'link':
      return done(tree.link(step.path, step.to));
    case 'symlink':
      return step.target === '' ? 'ENOENT' : done(tree.symlink(step.target, step.path));
    case 'truncate':
      return done(tree.truncate(step.path, step.value));
    case 'chmod':
      return done(tree.chmod(step.path, step.value));
    case 'write': {
      const file = tree.open(step.path, step.flags);
      if (typeof file === 'number') return errorName(file);
      const count = file.write(step.at, give(step.text));
      file.close(0);
      return value(count);
    }
  }
}

const root = fs.mkdtempSync(join(tmpdir(), 'k42-tree-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
let count = 0;

/** Removes a folder whatever the modes within it became. */
function clear(path: string): void {
  if (fs.lstatSync(path).isDirectory()) {
    fs.chmodSync(path, 0o700);
    for (const name of fs.readdirSync(path)) clear(join(path, name));
  }
  fs.rmSync(path, { recursive: true });
}

function folders(): { real: string; bound: string } {
  const real = join(root, `real${++count}`);
  const bound = join(root, `bound${count}`);
  for (const folder of [real, bound]) fs.mkdirSync(folder, 0o755);
  return { real, bound };
}

/** The guest's user is the one who runs the test, so that both are allowed the same: all, or what an owner may. */
const user = credentials(process.getuid?.() ?? 0, process.getgid?.() ?? 0, process.getgroups?.() ?? []);

/** The modes used here lose nothing to the usual umask; another shows on the host's side only, and a worker cannot set it. */
const umask = process.umask();
const comparable = (umask & 0o755) === 0;
if (!comparable)
  console.warn(`SKIPPED: trees are not compared with the host under umask 0${umask.toString(8)}; run with umask 022`);

describe('a tree answers what the host answers', () => {
  it.skipIf(!comparable)('for any sequence of operations', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 25 }), (steps) => {
        const { real, bound } = folders();
        const all = services();
        const memory = new Paths(all.ipc, new MemoryTree(all).handle);
        memory.chown('/', user.fileUser, user.fileGroup);
        memory.user = user;
        const folder = host.openFolder?.(bound);
        if (folder === undefined || typeof folder === 'number') throw new Error('no folder');
        const tree = new HostTree(all, { folder });
        const mounted = new Paths(all.ipc, tree.handle, user);
        for (const [index, step] of steps.entries()) {
          const wanted = onHost(real, step);
          const say = `step ${index} ${JSON.stringify(step)}`;
          expect(onTree(memory, step), `memory, ${say}`).toEqual(wanted);
          expect(onTree(mounted, step), `bind, ${say}`).toEqual(wanted);
        }
        folder.close();
        for (const used of [real, bound]) clear(used);
      }),
      { numRuns: 300 },
    );
  });
});
