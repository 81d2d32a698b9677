/** What the host's kernel says of a process. */
import { readFileSync } from 'node:fs';

const TICKS = 100;
const MB = 1024;

/** Resident memory in MB, and how much of it is anonymous (the rest is files and shared memory). */
export function memory(pid: number): { readonly resident: number; readonly anonymous: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / MB;
  return { resident: field('VmRSS'), anonymous: field('RssAnon') };
}

/** Seconds of processor time since it began, of all its threads. */
export function processor(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
