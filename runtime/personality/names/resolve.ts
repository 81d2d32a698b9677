/**
 * Resolution of names: path_resolution(7). A tree walks as many names as it can in one call; this loop follows symbolic
 * links, crosses mounts and stops at the process's root. Nothing here is known to a server.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType, WalkOutcome } from '../../generated/enums.ts';
import { ResolveFlags } from '../../generated/flags.ts';
import type { Credentials } from '../../generated/structs.ts';
import { ROOT_USER } from '../../servers/files/root-user.ts';
import { type Mount, type MountTable, type Place, ROOT_NODE } from './mount-table.ts';

/** Most symbolic links that one resolution follows (Linux: MAXSYMLINKS). */
const MOST_LINKS = 40;
/** Longest path with its terminating zero (Linux: PATH_MAX). */
const LONGEST_PATH = 4096;

/** Refuse links to objects: as links, or because they lead out of where a name must stay (nd_jump_link). */
const NO_JUMPS = ResolveFlags.noMagicLinks | ResolveFlags.noSymlinks;
const SCOPED = ResolveFlags.beneath | ResolveFlags.inRoot;

const SLASH = 47;

/** What a resolution needs to know of its process. */
export interface NameSpace {
  readonly mounts: MountTable;
  readonly root: Place;
  readonly credentials: Credentials;
  /** ResolveFlags: what the name may not lead through (openat2). */
  readonly within?: number;
}

/**
 * A symbolic link at the end of a path: followed; or kept, unless a slash stands behind it; or, for what makes or removes
 * the name itself, always kept, and the caller looks at the slash.
 */
export type Last = 'follow' | 'keep' | 'entry';

/** A resolved name: a place, or the directory that lacks its last name. */
export interface Resolved {
  /** The object; undefined when only its last name is missing. */
  readonly place: Place | undefined;
  readonly type: number;
  /** The directory that holds, or would hold, the last name. */
  readonly parent: Place;
  /** The last name; empty, `.` or `..` when the path ends so. */
  readonly name: string;
  /** The path ended in a slash: it must be a directory. */
  readonly directory: boolean;
}

/** The name up to the first slash run, and what follows it. */
function split(path: string): [first: string, rest: string] {
  const slash = path.indexOf('/');
  if (slash < 0) return [path, ''];
  let next = slash;
  while (path.charCodeAt(next) === SLASH) next++;
  return [path.slice(0, slash), path.slice(next)];
}

/** The longest beginning of a path that has no `..`, and the rest. */
function untilParent(path: string): [segment: string, rest: string] {
  if (!path.includes('..')) return [path, ''];
  const at = path.search(/(?:^|\/)\.\.(?:\/|$)/);
  if (at < 0) return [path, ''];
  return [path.slice(0, at), path.slice(at).replace(/^\/+/, '')];
}

/**
 * Resolves a path.
 * @param start where a relative path begins
 * @param last what becomes of a symbolic link at the end
 */
export function resolve(space: NameSpace, start: Place, path: string, last: Last): Resolved | number {
  if (path === '') return Errno.ENOENT;
  if (path.length >= LONGEST_PATH) return Errno.ENAMETOOLONG;
  const { mounts, credentials, within = 0 } = space;
  // In a root of its own a name begins and ends at the start.
  const root = (within & ResolveFlags.inRoot) !== 0 ? start : space.root;
  const beneath = (within & ResolveFlags.beneath) !== 0;
  const sameMount = (within & ResolveFlags.sameMount) !== 0;
  if (beneath && path.startsWith('/')) return Errno.EXDEV;
  let here = start;
  let rest = path;
  let links = 0;
  let parent = start;
  let name = '';
  let type: number = FileType.directory;
  let directory = false;

  const begin = (text: string): void => {
    if (text.startsWith('/')) {
      here = root;
      parent = root;
      name = '';
      type = FileType.directory;
    }
    let from = 0;
    let to = text.length;
    while (text.charCodeAt(from) === SLASH) from++;
    while (to > from && text.charCodeAt(to - 1) === SLASH) to--;
    directory ||= text.endsWith('/');
    rest = text.slice(from, to);
  };
  begin(path);

  while (rest !== '') {
    const [first, after] = split(rest);
    if (first === '..' || first === '.') {
      if (type !== FileType.directory) return Errno.ENOTDIR;
      if (first === '..') {
        if (beneath && here.mount === start.mount && here.node === start.node) return Errno.EXDEV;
        const up = stepUp(mounts, root, credentials, here);
        if (typeof up === 'number') return up;
        if (sameMount && up.mount !== here.mount) return Errno.EXDEV;
        here = up;
      } else {
        // Even `.` asks for the right to search.
        const step = here.mount.tree.walk(here.node, '.', true, credentials);
        if (typeof step === 'number') return step;
      }
      parent = here;
      name = first;
      rest = after;
      continue;
    }
    let segment = first;
    let remaining = after;
    if (!here.mount.crossings.has(here.node)) [segment, remaining] = untilParent(rest);
    const follow = remaining !== '' || last === 'follow' || (directory && last === 'keep');
    const step = here.mount.tree.walk(here.node, segment, follow, credentials);
    if (typeof step === 'number') return step;
    parent = { mount: here.mount, node: step.parent };
    name = step.name;
    if (step.outcome === WalkOutcome.found) {
      const over = mounts.over(here.mount, step.node);
      if (sameMount && over.mount !== here.mount) return Errno.EXDEV;
      type = over.mount === here.mount ? step.type : over.mount.rootType;
      here = over;
      rest = remaining;
      if (rest !== '' && type !== FileType.directory) return Errno.ENOTDIR;
    } else if (step.outcome === WalkOutcome.missing) {
      if (step.rest !== '' || remaining !== '') return Errno.ENOENT;
      return { place: undefined, type: FileType.none, parent, name, directory };
    } else if (step.outcome === WalkOutcome.symlink) {
      if (++links > MOST_LINKS || (within & ResolveFlags.noSymlinks) !== 0) return Errno.ELOOP;
      if (step.target === '') return Errno.ENOENT;
      if (step.target.startsWith('/') && (beneath || (sameMount && root.mount !== here.mount))) return Errno.EXDEV;
      here = parent;
      type = FileType.directory;
      const tail = [step.rest, remaining].filter((part) => part !== '').join('/');
      begin(tail === '' ? step.target : `${step.target}/${tail}`);
    } else if (step.outcome === WalkOutcome.jump) {
      // A link to an object whatever its name: it goes there at once, through no other directory.
      if (++links > MOST_LINKS || (within & NO_JUMPS) !== 0) return Errno.ELOOP;
      if ((within & SCOPED) !== 0) return Errno.EXDEV;
      const mount = mounts.numbered(step.mount);
      if (mount === undefined) return Errno.ENOENT;
      if (sameMount && mount !== here.mount) return Errno.EXDEV;
      here = { mount, node: step.node };
      type = step.type;
      rest = [step.rest, remaining].filter((part) => part !== '').join('/');
      if (rest !== '' && type !== FileType.directory) return Errno.ENOTDIR;
    } else {
      throw new Error(`a walk of '${segment}' ended as ${step.outcome}`);
    }
  }
  if (directory && type !== FileType.directory && last !== 'entry') return Errno.ENOTDIR;
  return { place: here, type, parent, name, directory };
}

/** The directory above, across mounts, but never above the process's root. */
function stepUp(mounts: MountTable, root: Place, credentials: Credentials, place: Place): Place | number {
  let { mount, node } = place;
  for (;;) {
    if (mount === root.mount && node === root.node) return mounts.over(mount, node);
    if (node !== mount.root) break;
    const { point } = mount;
    if (point === undefined) return mounts.over(mount, node);
    ({ mount, node } = point);
  }
  // What is covered is not searched.
  const step = mount.tree.walk(node, '..', true, mount === place.mount ? credentials : ROOT_USER);
  if (typeof step === 'number') return step;
  return mounts.over(mount, step.node);
}

/** The absolute name of a place as the process sees it; ENOENT when it was removed or lies outside its root. */
export function nameOf(root: Place, place: Place): string | number {
  let text = '';
  let { mount, node } = place;
  while (mount !== root.mount) {
    const part = nameWithin(mount, mount.root, node);
    if (typeof part === 'number') return part;
    text = join(part, text);
    const { point } = mount;
    if (point === undefined) return Errno.ENOENT;
    ({ mount, node } = point);
  }
  const part = nameWithin(mount, root.node, node);
  return typeof part === 'number' ? part : join(part, text) || '/';
}

/** The name of a node from a directory above it. */
export function nameWithin({ tree }: Mount, base: number, node: number): string | number {
  const whole = tree.getPath(node);
  const above = base === ROOT_NODE ? '/' : tree.getPath(base);
  if (typeof whole === 'number' || above === '/') return whole;
  if (typeof above === 'number') return above;
  if (whole === above) return '/';
  return whole.startsWith(`${above}/`) ? whole.slice(above.length) : Errno.ENOENT;
}

/** Joins two absolute names, of which each may be the root. */
function join(above: string, below: string): string {
  return (above === '/' ? '' : above) + (below === '/' ? '' : below);
}
