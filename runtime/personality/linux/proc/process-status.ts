/** /proc/PID/status: proc(5), fs/proc/array.c of Linux 6.1, line for line. */
import type { Thread } from '../../../kernel/thread.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import { Resource } from '../../../generated/enums.ts';
import { capabilitiesOf, type Words } from '../../capabilities.ts';
import { seenGroup, seenUser } from '../../users/view.ts';
import type { SignalSet } from '../../signal-set.ts';
import { SignalSet as Signals } from '../../signal-set.ts';
import { modeOf } from '../../filters/filters.ts';
import { hex, kilobytes } from './format.ts';
import { extentOf, residenceOf } from './space-figures.ts';
import { stateOf, stateText, type Subject } from './subject.ts';

/** CAP_LAST_CAP of Linux 6.1 is 40: root has all of them. */
const ALL_CAPABILITIES = '000001ffffffffff';
const NO_CAPABILITIES = '0000000000000000';
/** Slots that a table of descriptors begins with, and grows by (files_struct). */
const FIRST_SLOTS = 64;

type Line = readonly [label: string, value: string | number];

export function statusText(subject: Subject, thread: Thread | undefined): string | undefined {
  const known = subject.description();
  if (known === undefined) return undefined;
  const { guest } = subject;
  const { credentials } = known;
  const { user, effectiveUser, savedUser, fileUser, group, effectiveGroup, savedGroup, fileGroup } = credentials;
  const viewer = subject.machine.caller()?.process;
  const seen = (id: number): number => (viewer === undefined ? id : seenUser(viewer, id));
  const seenAsGroup = (id: number): number => (viewer === undefined ? id : seenGroup(viewer, id));
  const tid = thread?.tid ?? known.pid;
  const sets = guest === undefined ? undefined : capabilitiesOf(guest);
  const first = thread ?? guest?.threads[0];
  const lines: Line[] = [['Name', escapedName(thread?.name ?? known.name)]];
  if (guest !== undefined) lines.push(['Umask', `0${guest.names.umask.toString(8).padStart(3, '0')}`]);
  lines.push(
    ['State', stateText(stateOf(subject, thread))],
    ['Tgid', known.pid],
    ['Ngid', 0],
    ['Pid', tid],
    ['PPid', known.parent],
    ['TracerPid', thread?.trace?.tracer.pid ?? 0],
    ['Uid', [user, effectiveUser, savedUser, fileUser].map(seen).join('\t')],
    ['Gid', [group, effectiveGroup, savedGroup, fileGroup].map(seenAsGroup).join('\t')],
    ['FDSize', slots(subject)],
    [
      'Groups',
      `${credentials.groups.map((one) => `${seenAsGroup(one)} `).join('')}${credentials.groups.length === 0 ? ' ' : ''}`,
    ],
    ['NStgid', known.pid],
    ['NSpid', tid],
    ['NSpgid', known.group],
    ['NSsid', known.session],
    ...memoryLines(subject),
    ['Threads', guest?.threads.length ?? 1],
    ['SigQ', `${queued(subject)}/${guest?.limits.current(Resource.pendingSignals) ?? 0}`],
    ['SigPnd', mask(thread?.signals.pending.set)],
    ['ShdPnd', mask(guest?.signals.pending.set)],
    ['SigBlk', mask(thread?.signals.mask)],
    ['SigIgn', mask(guest?.signals.dispositions().ignored)],
    ['SigCgt', mask(guest?.signals.dispositions().caught)],
    ['CapInh', words(sets?.inheritable)],
    ['CapPrm', words(sets?.permitted)],
    ['CapEff', words(sets?.effective)],
    ['CapBnd', guest === undefined ? ALL_CAPABILITIES : words(guest.bounding)],
    ['CapAmb', NO_CAPABILITIES],
    ['NoNewPrivs', Number(first?.noNewPrivileges ?? false)],
    ['Seccomp', first === undefined ? 0 : modeOf(first)],
    ['Seccomp_filters', first?.confinement?.filter?.count ?? 0],
    ['Speculation_Store_Bypass', 'not vulnerable'],
    ['SpeculationIndirectBranch', 'not affected'],
    ['Cpus_allowed', '1'],
    ['Cpus_allowed_list', '0'],
    ['Mems_allowed', '1'],
    ['Mems_allowed_list', '0'],
    ['voluntary_ctxt_switches', thread?.voluntarySwitches ?? known.usage.voluntarySwitches],
    ['nonvoluntary_ctxt_switches', thread?.involuntarySwitches ?? known.usage.involuntarySwitches],
  );
  return lines.map(([label, value]) => `${label}:\t${value}\n`).join('');
}

function memoryLines({ guest }: Subject): Line[] {
  if (guest === undefined) return [];
  const { space, image } = guest;
  const resident = residenceOf(space);
  const { stack, code } = extentOf(space);
  const text = Math.max(0, (image?.codeEnd ?? 0) - (image?.codeStart ?? 0));
  const lines: readonly (readonly [label: string, bytes: number])[] = [
    ['VmPeak', Math.max(space.peakMapped, space.mappedBytes)],
    ['VmSize', space.mappedBytes],
    ['VmLck', space.lockedBytes],
    ['VmPin', 0],
    ['VmHWM', Math.max(space.peakResident * PAGE_SIZE, space.residentBytes)],
    ['VmRSS', space.residentBytes],
    ['RssAnon', resident.anonymous],
    ['RssFile', resident.file],
    ['RssShmem', resident.shared],
    ['VmData', space.dataBytes],
    ['VmStk', stack],
    ['VmExe', text],
    ['VmLib', Math.max(0, code - text)],
    ['VmPTE', space.table.bytes],
    ['VmSwap', 0],
    ['HugetlbPages', 0],
  ];
  return [...lines.map(([label, bytes]): Line => [label, kilobytes(bytes)]), ['CoreDumping', 0], ['THP_enabled', 1]];
}

/** A name with newlines and backslashes escaped. */
function escapedName(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function slots({ guest }: Subject): number {
  if (guest === undefined) return 0;
  let last = 0;
  for (const fd of guest.descriptors.table.numbers()) last = fd;
  let size = FIRST_SLOTS;
  while (size <= last) size *= 2;
  return size;
}

function queued({ guest }: Subject): number {
  if (guest === undefined) return 0;
  return guest.threads.reduce((sum, thread) => sum + thread.signals.pending.count, guest.signals.pending.count);
}

function words(set: Words | undefined): string {
  return set === undefined ? NO_CAPABILITIES : `${hex(set[1], 8)}${hex(set[0], 8)}`;
}

function mask(set: SignalSet | undefined): string {
  const { words } = set ?? NONE;
  return `${hex(words[1] ?? 0, 8)}${hex(words[0] ?? 0, 8)}`;
}

const NONE = new Signals();
