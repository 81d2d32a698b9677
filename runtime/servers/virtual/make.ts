/** Shorthands for the entities that most virtual trees are made of. */
import { FileType } from '../../generated/enums.ts';
import { type Accept, type Render, TextContent } from './content.ts';
import type { Listed, VirtualDirectory, VirtualEntity, VirtualFile, VirtualLink } from './entity.ts';

/** A file whose text is made when it is read. */
export function textFile(permissions: number, render: Render, accept?: Accept): VirtualFile {
  return { kind: 'file', permissions, open: () => new TextContent(render, accept) };
}

export function link(target: VirtualLink['target']): VirtualLink {
  return { kind: 'link', permissions: 0o777, target };
}

/** Makes an entity when its name is first looked up. */
export type Maker = () => VirtualEntity;

/** The types of entities, so that a list need not make them. */
export interface NamedMaker {
  readonly type: FileType;
  readonly make: Maker;
}

export const file = (make: () => VirtualFile): NamedMaker => ({ type: FileType.regular, make });
export const directory = (make: () => VirtualDirectory): NamedMaker => ({ type: FileType.directory, make });
export const symlink = (make: () => VirtualLink): NamedMaker => ({ type: FileType.symlink, make });

/** A directory of a fixed set of names, made at its first use. */
export function fixedDirectory(
  entries: () => Readonly<Record<string, NamedMaker>>,
  permissions = 0o555,
): VirtualDirectory {
  let known: Readonly<Record<string, NamedMaker>> | undefined;
  let listed: readonly Listed[] | undefined;
  return {
    kind: 'directory',
    permissions,
    lookup: (name) => {
      known ??= entries();
      return Object.hasOwn(known, name) ? known[name]?.make() : undefined;
    },
    list: () => {
      known ??= entries();
      listed ??= Object.entries(known).map(([name, { type }]) => ({ name, type }));
      return listed;
    },
  };
}

/** A part of directories that are alike: made for the one that it was looked up in. */
export interface PartOf<Shown> {
  readonly type: FileType;
  readonly make: (shown: Shown) => VirtualEntity;
}

/** One of many directories with the same names: it costs what is looked up in it. */
export function sharedDirectory<Shown>(
  parts: Readonly<Record<string, PartOf<Shown>>>,
  shown: Shown,
  permissions = 0o555,
): VirtualDirectory {
  return {
    kind: 'directory',
    permissions,
    lookup: (name) => (Object.hasOwn(parts, name) ? parts[name]?.make(shown) : undefined),
    list: () => Object.entries(parts).map(([name, { type }]) => ({ name, type })),
  };
}

/** A directory that is made when it is first looked into. */
export function lazyDirectory(make: () => VirtualDirectory, permissions = 0o555): VirtualDirectory {
  let made: VirtualDirectory | undefined;
  return {
    kind: 'directory',
    permissions,
    lookup: (name) => (made ??= make()).lookup(name),
    list: () => (made ??= make()).list(),
  };
}
