/** The smaller files of a process: limits, io, scheduling, control groups, name spaces, adjustments. */
import { Resource } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { Thread } from '../../../kernel/thread.ts';
import { NO_LIMIT } from '../../limits.ts';
import type { Subject } from './subject.ts';

const LIMITS: readonly (readonly [name: string, resource: Resource, unit: string])[] = [
  ['Max cpu time', Resource.cpu, 'seconds'],
  ['Max file size', Resource.fileSize, 'bytes'],
  ['Max data size', Resource.data, 'bytes'],
  ['Max stack size', Resource.stack, 'bytes'],
  ['Max core file size', Resource.core, 'bytes'],
  ['Max resident set', Resource.residentSet, 'bytes'],
  ['Max processes', Resource.processes, 'processes'],
  ['Max open files', Resource.openFiles, 'files'],
  ['Max locked memory', Resource.lockedMemory, 'bytes'],
  ['Max address space', Resource.addressSpace, 'bytes'],
  ['Max file locks', Resource.locks, 'locks'],
  ['Max pending signals', Resource.pendingSignals, 'signals'],
  ['Max msgqueue size', Resource.messageQueues, 'bytes'],
  ['Max nice priority', Resource.nice, ''],
  ['Max realtime priority', Resource.realtimePriority, ''],
  ['Max realtime timeout', Resource.realtimeTime, 'us'],
];

const NAME = 25;
const VALUE = 20;
const UNIT = 10;

function limitLine(name: string, soft: string, hard: string, unit: string): string {
  return `${name.padEnd(NAME)} ${soft.padEnd(VALUE)} ${hard.padEnd(VALUE)} ${unit.padEnd(UNIT)}\n`;
}

export function limitsText({ guest }: Subject): string | Errno {
  if (guest === undefined) return Errno.ESRCH;
  const text = (value: number): string => (value >= NO_LIMIT ? 'unlimited' : String(value));
  const lines = LIMITS.map(([name, resource, unit]) => {
    const { current, maximum } = guest.limits.get(resource);
    return limitLine(name, text(current), text(maximum), unit);
  });
  return limitLine('Limit', 'Soft Limit', 'Hard Limit', 'Units') + lines.join('');
}

/** /proc/PID/io: task_io_accounting. */
export function ioText({ guest }: Subject): string {
  const io = guest?.io;
  return [
    ['rchar', io?.readBytes ?? 0],
    ['wchar', io?.writtenBytes ?? 0],
    ['syscr', io?.reads ?? 0],
    ['syscw', io?.writes ?? 0],
    ['read_bytes', 0],
    ['write_bytes', 0],
    ['cancelled_write_bytes', 0],
  ]
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** Nanoseconds on the processor, waiting for it, and how often it was given. */
export function scheduleStatistics(thread: Thread | undefined): string {
  if (thread === undefined) return '0 0 0\n';
  const { scheduler } = thread.processor;
  const times = thread.voluntarySwitches + thread.involuntarySwitches;
  return `${Math.floor(scheduler.timeOf(thread))} 0 ${times}\n`;
}

export function scheduleText(subject: Subject, thread: Thread | undefined): string {
  const known = subject.description();
  if (thread === undefined || known === undefined) return '';
  const { scheduler } = thread.processor;
  const milliseconds = (scheduler.timeOf(thread) / 1e6).toFixed(6);
  const { voluntarySwitches: voluntary, involuntarySwitches: involuntary } = thread;
  const line = (name: string, value: number | string): string => `${name.padEnd(45)}:${String(value).padStart(21)}\n`;
  return (
    `${thread.name} (${thread.tid}, #threads: ${subject.guest?.threads.length ?? 1})\n${'-'.repeat(67)}\n` +
    line('se.sum_exec_runtime', milliseconds) +
    line('nr_switches', voluntary + involuntary) +
    line('nr_voluntary_switches', voluntary) +
    line('nr_involuntary_switches', involuntary) +
    line('policy', 0) +
    line('prio', 120 + known.nice)
  );
}

/** A number that was written, with what white space surrounds it; undefined for anything else. */
function writtenNumber(text: string): number | undefined {
  const trimmed = text.replace(/\0.*$/su, '').trim();
  return /^[+-]?(?:0x[0-9a-f]+|[0-9]+)$/iu.test(trimmed) ? Number(trimmed) : undefined;
}

const LEAST_ADJUSTMENT = -1000;
const MOST_ADJUSTMENT = 1000;
const OLD_SCALE = 17;

/** oom_score_adj: lower than it ever was needs the right. */
export function setAdjustment(subject: Subject, text: string): number {
  const value = writtenNumber(text);
  const { guest } = subject;
  if (guest === undefined) return Errno.ESRCH;
  if (value === undefined || value < LEAST_ADJUSTMENT || value > MOST_ADJUSTMENT) return Errno.EINVAL;
  const privileged = subject.machine.caller()?.process.credentials.effectiveUser === 0;
  if (value < guest.memoryAdjustment && !privileged) return Errno.EACCES;
  guest.memoryAdjustment = value;
  return 0;
}

/** oom_adj, the scale before that: −17 to 15. */
export function oldAdjustment({ guest }: Subject): string {
  const value = guest?.memoryAdjustment ?? 0;
  const old = value === MOST_ADJUSTMENT ? 15 : Math.trunc((value * OLD_SCALE) / MOST_ADJUSTMENT);
  return `${old}\n`;
}

export function setOldAdjustment(subject: Subject, text: string): number {
  const value = writtenNumber(text);
  if (value === undefined || value < -OLD_SCALE || value > 15) return Errno.EINVAL;
  const scaled = value === 15 ? MOST_ADJUSTMENT : Math.trunc((value * MOST_ADJUSTMENT) / OLD_SCALE);
  return setAdjustment(subject, String(scaled));
}
