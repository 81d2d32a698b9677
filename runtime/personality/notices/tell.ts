/** What the ground calls when it did something to a file. Each costs a comparison when nobody watches. */
import { FileType } from '../../generated/enums.ts';
import { NoticeEvents } from '../../generated/flags.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import type { MountTable, Place } from '../names/mount-table.ts';

/** Something happened to a file; answers `result`, and tells nothing when that is an error. */
export function noted(place: Place | undefined, events: number, result: number): number {
  if (result >= 0 && place?.mount.watched !== undefined) note(place, events);
  return result;
}

/** As `noted`, for an open description: of bytes that went through. */
export function notedBytes(description: OpenDescription, events: number, count: number): number {
  if (count > 0 && description.place?.mount.watched !== undefined) note(description.place, events, description.type);
  return count;
}

/** @param type the FileType when it is known */
export function note({ mount, node }: Place, events: number, type?: number): void {
  const { watched } = mount;
  if (watched === undefined) return;
  watched.happened(node, events | directoryBit({ mount, node }, type));
}

/** An entry of a directory was made. */
export function noteMade(parent: Place, name: string, isDirectory: boolean, result: number): number {
  if (result >= 0) {
    const events = NoticeEvents.create | (isDirectory ? NoticeEvents.isDirectory : 0);
    parent.mount.watched?.tell(parent.node, events, name);
  }
  return result;
}

/**
 * A file was opened.
 * @param parent the directory in which it was made, absent when it was there
 */
export function noteOpened(
  place: Place,
  parent: Place | undefined,
  name: string,
  emptied: boolean,
  type: number,
): void {
  const { watched } = place.mount;
  if (watched === undefined) return;
  if (parent !== undefined) watched.tell(parent.node, NoticeEvents.create, name);
  note(place, NoticeEvents.open, type);
  if (emptied && type === FileType.regular) watched.happened(place.node, NoticeEvents.modify);
}

/** The last descriptor of a description is gone. */
export function noteClosed({ place, writable, type, kind }: OpenDescription): void {
  if (place?.mount.watched === undefined || kind === 'path') return;
  note(place, writable ? NoticeEvents.closeWritten : NoticeEvents.closeOther, type);
}

/** A further name of a file was made. */
export function noteLinked(place: Place, parent: Place, name: string, result: number): number {
  if (result >= 0) place.mount.watched?.tell(place.node, NoticeEvents.attributes);
  return noteMade(parent, name, false, result);
}

/** Whether a watched node is about to lose its last name: asked before, because some trees know nothing of it afterwards. */
export function isLastName(place: Place | undefined): boolean {
  if (place?.mount.watched?.isWatched(place.node) !== true) return false;
  const status = place.mount.tree.getStatus(place.node);
  return typeof status === 'number' || status.type === FileType.directory || status.links <= 1;
}

/** A name was removed; `last` as isLastName said before. */
export function noteRemoved(found: End, place: Place, last: boolean, result: number): number {
  const { parent, name } = found;
  const { watched } = parent.mount;
  if (watched === undefined || result < 0) return result;
  const isDirectory = found.type === FileType.directory;
  loseName(place, isDirectory, last);
  watched.tell(parent.node, NoticeEvents.remove | (isDirectory ? NoticeEvents.isDirectory : 0), name);
  return result;
}

/** One end of a rename. */
export interface End {
  readonly parent: Place;
  readonly name: string;
  readonly place: Place | undefined;
  readonly type: number;
}

export function noteRenamed(
  from: End,
  to: End,
  exchange: boolean,
  last: boolean,
  mounts: MountTable,
  result: number,
): number {
  const { watched } = from.parent.mount;
  if (watched === undefined || result < 0) return result;
  watched.renamed();
  move(from, to, mounts.newCookie());
  if (exchange) move(to, from, mounts.newCookie());
  else if (to.place !== undefined) loseName(to.place, to.type === FileType.directory, last);
  if (from.place !== undefined) watched.tell(from.place.node, NoticeEvents.moveSelf);
  if (exchange && to.place !== undefined) watched.tell(to.place.node, NoticeEvents.moveSelf);
  return result;
}

function move(from: End, to: End, cookie: number): void {
  const directory = from.type === FileType.directory ? NoticeEvents.isDirectory : 0;
  const { watched } = from.parent.mount;
  watched?.tell(from.parent.node, NoticeEvents.movedFrom | directory, from.name, cookie);
  watched?.tell(to.parent.node, NoticeEvents.movedTo | directory, to.name, cookie);
}

/** A node has one name less. */
function loseName({ mount, node }: Place, isDirectory: boolean, last: boolean): void {
  if (!isDirectory) mount.watched?.tell(node, NoticeEvents.attributes);
  if (last) mount.watched?.gone(node);
}

function directoryBit({ mount, node }: Place, type: number | undefined): number {
  if (type !== undefined) return type === FileType.directory ? NoticeEvents.isDirectory : 0;
  const status = mount.tree.getStatus(node);
  return typeof status !== 'number' && status.type === FileType.directory ? NoticeEvents.isDirectory : 0;
}
