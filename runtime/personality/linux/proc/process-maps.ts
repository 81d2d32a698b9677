/** /proc/PID/maps, smaps and smaps_rollup: proc(5), fs/proc/task_mmu.c. */
import { Protection } from '../../../generated/flags.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import type { Region } from '../../../kernel/region.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import { nameOf } from '../../names/resolve.ts';
import type { MountTable, Place } from '../../names/mount-table.ts';
import { deviceText, escaped, hex, kilobytes } from './format.ts';
import { addResidence, emptyResidence, type Residence } from './space-figures.ts';

/** Where names begin: the width of the fields before them in a 64-bit kernel, whatever the process is. */
const NAME_COLUMN = 73;
/** Shared anonymous memory is a file that no name was ever given to. */
const SHARED_NAME = '/dev/zero (deleted)';

/** What a process's regions are shown with: the names of the caller. */
export interface MapsView {
  readonly space: AddressSpace;
  readonly mounts: MountTable;
  readonly root: Place;
}

/** Ranges that are kept free are no mappings. */
function shown(space: AddressSpace): Region[] {
  return [...space.regions].filter(({ kind }) => !kind.guard);
}

export function mapsText(view: MapsView): string {
  return shown(view.space)
    .map((one) => header(view, one))
    .join('');
}

export function smapsText(view: MapsView): string {
  return shown(view.space)
    .map((one) => header(view, one) + details(view.space, one))
    .join('');
}

export function rollupText(view: MapsView): string {
  const { space } = view;
  const all = emptyResidence();
  let locked = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const region of shown(space)) {
    first = Math.min(first, region.start);
    last = region.end;
    const before = all.proportional;
    addResidence(space, region, all);
    if (region.kind.locked) locked += all.proportional - before;
  }
  const range = `${hex(Number.isFinite(first) ? first : 0, 8)}-${hex(last, 8)}`;
  const head = `${range} ---p 00000000 00:00 0 `.padEnd(NAME_COLUMN);
  return `${head}[rollup]\n${residenceLines(all, true)}${lockedLine(locked)}`;
}

function header(view: MapsView, region: Region): string {
  const { kind, start, end } = region;
  const source = kind.cache?.file?.identity;
  const rights = [
    (kind.protection & Protection.read) !== 0 ? 'r' : '-',
    (kind.protection & Protection.write) !== 0 ? 'w' : '-',
    (kind.protection & Protection.execute) !== 0 ? 'x' : '-',
    kind.shared ? 's' : 'p',
  ].join('');
  const offset = kind.cache === undefined ? 0 : region.offset * PAGE_SIZE;
  const line = `${hex(start, 8)}-${hex(end, 8)} ${rights} ${hex(offset, 8)} ${deviceText(source?.device ?? 0)} ${source?.inode ?? 0} `;
  const name = nameOfRegion(view, region);
  return name === '' ? `${line}\n` : `${line.padEnd(NAME_COLUMN)}${name}\n`;
}

/** A file's name now, or what the kernel calls the region. */
export function nameOfRegion({ mounts, root }: MapsView, { kind }: Region): string {
  const { cache } = kind;
  if (cache === undefined) return kind.name ?? '';
  const identity = cache.file?.identity;
  if (cache.file === undefined) return kind.name ?? SHARED_NAME;
  if (identity === undefined) return escaped(kind.name ?? '', '\n');
  const mount = mounts.ofDevice(identity.device);
  if (mount === undefined) return escaped(kind.name ?? '', '\n');
  const place = { mount, node: identity.node };
  const name = nameOf(root, place);
  if (typeof name === 'string') return escaped(name, '\n');
  const old = mount.tree.getOldPath(identity.node);
  return typeof old === 'string' ? `${escaped(old, '\n')} (deleted)` : escaped(kind.name ?? '', '\n');
}

function details(space: AddressSpace, region: Region): string {
  const here = addResidence(space, region, emptyResidence());
  const locked = region.kind.locked ? here.proportional : 0;
  const lines: readonly (readonly [label: string, bytes: number])[] = [
    ['Size', region.length],
    ['KernelPageSize', space.pageSize],
    ['MMUPageSize', space.pageSize],
  ];
  const head = lines.map(([label, bytes]) => field(label, bytes)).join('');
  return `${head}${residenceLines(here, false)}${lockedLine(locked)}THPeligible:    0\nVmFlags: ${flagsOf(region)}\n`;
}

function residenceLines(here: Residence, rollup: boolean): string {
  const total = here.anonymous + here.file + here.shared;
  const own = total - here.others;
  const clean = Math.min(own, here.file);
  const lines: (readonly [label: string, bytes: number])[] = [
    ['Rss', total],
    ['Pss', here.proportional],
    ['Pss_Dirty', total === 0 ? 0 : (here.proportional * (total - here.file)) / total],
  ];
  if (rollup) {
    lines.push(
      ['Pss_Anon', total === 0 ? 0 : (here.proportional * here.anonymous) / total],
      ['Pss_File', total === 0 ? 0 : (here.proportional * here.file) / total],
      ['Pss_Shmem', total === 0 ? 0 : (here.proportional * here.shared) / total],
    );
  }
  lines.push(
    ['Shared_Clean', here.file === 0 ? 0 : here.others],
    ['Shared_Dirty', here.file === 0 ? here.others : 0],
    ['Private_Clean', clean],
    ['Private_Dirty', own - clean],
    ['Referenced', total],
    ['Anonymous', here.anonymous],
    ['LazyFree', 0],
    ['AnonHugePages', 0],
    ['ShmemPmdMapped', 0],
    ['FilePmdMapped', 0],
    ['Shared_Hugetlb', 0],
    ['Private_Hugetlb', 0],
    ['Swap', 0],
    ['SwapPss', 0],
  );
  return lines.map(([label, bytes]) => field(label, bytes)).join('');
}

function lockedLine(bytes: number): string {
  return field('Locked', bytes);
}

function field(label: string, bytes: number): string {
  return `${`${label}:`.padEnd(16)}${kilobytes(bytes)}\n`;
}

/** Two letters a flag (show_smap_vma_flags), as far as k42 has them. */
function flagsOf({ kind }: Region): string {
  const { protection, allowed } = kind;
  const flags: readonly (readonly [text: string, on: boolean])[] = [
    ['rd', (protection & Protection.read) !== 0],
    ['wr', (protection & Protection.write) !== 0],
    ['ex', (protection & Protection.execute) !== 0],
    ['sh', kind.shared],
    ['mr', (allowed & Protection.read) !== 0],
    ['mw', (allowed & Protection.write) !== 0],
    ['me', (allowed & Protection.execute) !== 0],
    ['ms', kind.shared],
    ['gd', kind.growsDown],
    ['lo', kind.locked],
    ['dc', kind.dontFork],
    ['ac', kind.reserve && !kind.shared && (protection & Protection.write) !== 0],
    ['nr', !kind.reserve],
    ['wf', kind.wipeOnFork],
  ];
  return flags.map(([text, on]) => (on ? `${text} ` : '')).join('');
}
