/** /dev: a memory tree with the usual nodes and links, and a directory for shared memory. */
import { FileType } from '../../generated/enums.ts';
import { deviceNumber } from '../streams/drivers.ts';
import { ROOT } from './memory-nodes.ts';
import { MemoryTree } from './memory-tree.ts';
import { ROOT_USER } from './root-user.ts';
import type { FileServices } from './services.ts';

const NODES: readonly (readonly [name: string, major: number, minor: number, mode: number])[] = [
  ['null', 1, 3, 0o666],
  ['zero', 1, 5, 0o666],
  ['full', 1, 7, 0o666],
  ['random', 1, 8, 0o666],
  ['urandom', 1, 9, 0o666],
  ['tty', 5, 0, 0o666],
  ['console', 5, 1, 0o600],
  ['ptmx', 5, 2, 0o666],
];

const LINKS: readonly (readonly [name: string, target: string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
];

export function deviceTree(services: FileServices): MemoryTree {
  const tree = new MemoryTree(services, { type: 'devtmpfs', source: 'devtmpfs' });
  for (const [name, major, minor, mode] of NODES) {
    tree.makeNode(ROOT, name, FileType.character, mode, deviceNumber(major, minor), ROOT_USER);
  }
  for (const [name, target] of LINKS) tree.makeSymlink(ROOT, name, target, ROOT_USER);
  tree.makeDirectory(ROOT, 'shm', 0o1777, ROOT_USER);
  return tree;
}
