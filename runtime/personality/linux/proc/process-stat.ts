/** /proc/PID/stat and statm: proc(5), fs/proc/array.c. */
import { Resource } from '../../../generated/enums.ts';
import type { ResourceUsage } from '../../../generated/structs.ts';
import { nanosecondsOf } from '../../../kernel/clock.ts';
import type { Thread } from '../../../kernel/thread.ts';
import { usageOf, usageOfThread } from '../../exit.ts';
import { NO_LIMIT } from '../../limits.ts';
import { toNative } from '../conversions.ts';
import { ticks } from './format.ts';
import { extentOf, residenceOf } from './space-figures.ts';
import { statusWord } from './exit-code.ts';
import { stateOf, type Subject } from './subject.ts';

/** PF_RANDOMIZE | PF_FORKNOEXEC are what tools meet; k42 says only that it is no kernel thread. */
const PLAIN_TASK = 0x0040_0000;
const UNLIMITED = '18446744073709551615';
const NORMAL_PRIORITY = 20;
const LOW_SIGNALS = 0x7fff_ffff;

/** One line for a process, or for one thread of it. */
export function statLine(subject: Subject, thread: Thread | undefined, whole: boolean): string | undefined {
  const known = subject.description();
  if (known === undefined) return undefined;
  const { guest } = subject;
  const terminal = subject.machine.terminal(known.session);
  const own = usage(subject, thread, whole) ?? known.usage;
  const children = known.childrenUsage;
  const image = guest?.image;
  const nice = known.nice;
  const sees = subject.admits() === 0;
  const address = (value: number | undefined): number =>
    sees ? (value ?? 0) : value === undefined || value === 0 ? 0 : 1;
  const limit = guest?.limits.current(Resource.residentSet) ?? NO_LIMIT;
  const signals = guest?.signals;
  const fields: (number | string)[] = [
    thread?.tid ?? subject.pid,
    `(${thread?.name ?? known.name})`,
    stateOf(subject, thread),
    known.parent,
    known.group,
    known.session,
    terminal === undefined ? 0 : toNative.dev(terminal.device),
    terminal?.foreground ?? -1,
    PLAIN_TASK,
    own.minorFaults,
    whole ? children.minorFaults : 0,
    own.majorFaults,
    whole ? children.majorFaults : 0,
    ticks(nanosecondsOf(own.userTime)),
    ticks(nanosecondsOf(own.systemTime)),
    ticks(nanosecondsOf(children.userTime)),
    ticks(nanosecondsOf(children.systemTime)),
    NORMAL_PRIORITY + nice,
    nice,
    guest?.threads.length ?? 0,
    0,
    ticks(known.started),
    guest?.space.mappedBytes ?? 0,
    guest === undefined ? 0 : Math.floor(guest.space.residentBytes / guest.space.pageSize),
    limit >= NO_LIMIT ? UNLIMITED : limit,
    address(image?.codeStart),
    address(image?.codeEnd),
    address(image?.stack),
    0,
    0,
    (thread?.signals.pending.set.words[0] ?? 0) & LOW_SIGNALS,
    (thread?.signals.mask.words[0] ?? 0) & LOW_SIGNALS,
    signals === undefined ? 0 : (signals.dispositions().ignored.words[0] ?? 0) & LOW_SIGNALS,
    signals === undefined ? 0 : (signals.dispositions().caught.words[0] ?? 0) & LOW_SIGNALS,
    stateOf(subject, thread) === 'R' || guest === undefined ? 0 : 1,
    0,
    0,
    toNative.signal(known.exitSignal),
    0,
    0,
    0,
    0,
    0,
    0,
    address(image?.dataStart),
    address(image?.dataEnd),
    address(guest?.space.breakStart),
    address(image?.argumentsStart),
    address(image?.argumentsEnd),
    address(image?.environmentStart),
    address(image?.environmentEnd),
    sees ? statusWord(known) : 0,
  ];
  return `${fields.join(' ')}\n`;
}

function usage(subject: Subject, thread: Thread | undefined, whole: boolean): ResourceUsage | undefined {
  const { guest } = subject;
  if (guest === undefined) return undefined;
  return whole || thread === undefined ? usageOf(guest) : usageOfThread(thread);
}

/** size resident shared text lib data dt, in pages of the process. */
export function statmLine({ guest }: Subject): string {
  if (guest === undefined) return '0 0 0 0 0 0 0\n';
  const { space, image } = guest;
  const pages = (bytes: number): number => Math.ceil(bytes / space.pageSize);
  const resident = residenceOf(space);
  const text = Math.max(0, (image?.codeEnd ?? 0) - (image?.codeStart ?? 0));
  const data = space.dataBytes + extentOf(space).stack;
  return `${[
    pages(space.mappedBytes),
    pages(space.residentBytes),
    pages(resident.file + resident.shared),
    pages(text),
    0,
    pages(data),
    0,
  ].join(' ')}\n`;
}
