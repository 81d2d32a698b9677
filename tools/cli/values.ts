/** Reads the values of options: sizes, spans, users, binds. Each throws a Failure that says what would be right. */
import { PROCESSORS } from '../../emulator/generated/processors.ts';
import { processorNamed } from '../../emulator/processor.ts';
import type { Engine } from '../../runtime/index.ts';
import { ExitStatus, Failure } from './exit.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
const SPANS: Readonly<Record<string, number>> = { ms: 1, '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** Refuses a value and says what would be right. */
export function wrong(option: string, value: string, right: string): never {
  throw new Failure(`${option} ${value}: ${right}`, ExitStatus.usage);
}

/** Bytes, with K, M or G behind the number. */
export function bytes(value: string): number {
  const [, number, unit] = /^(\d+)([KMG]?)$/i.exec(value) ?? [];
  const scale = UNITS[(unit ?? '').toUpperCase()];
  if (number === undefined || scale === undefined) wrong('--memory', value, 'a number of bytes, such as 512M or 2G');
  return Number(number) * scale;
}

/** Milliseconds; a bare number is seconds. */
export function span(value: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) ?? [];
  const scale = SPANS[unit ?? ''];
  if (number === undefined || scale === undefined) wrong('--timeout', value, 'a span, such as 10s, 1.5m or 500ms');
  return Number(number) * scale;
}

/** A user and group by number. */
export function user(value: string): { readonly user: number; readonly group: number } {
  const [, id, group] = /^(\d+)(?::(\d+))?$/.exec(value) ?? [];
  if (id === undefined) wrong('--user', value, 'numbers, as UID or UID:GID');
  return { user: Number(id), group: Number(group ?? id) };
}

/** A whole number. */
export function whole(value: string): number {
  if (!/^\d+$/.test(value)) throw new Failure(`${value}: a whole number is wanted`, ExitStatus.usage);
  return Number(value);
}

export interface Bind {
  readonly host: string;
  readonly guest: string;
  readonly readOnly: boolean;
}

/** HOST:GUEST[:ro]; the guest's path is absolute. */
export function bind(value: string): Bind {
  const [, host, guest, mode] = /^(.+?):(\/[^:]*)(?::(ro|rw))?$/.exec(value) ?? [];
  if (host === undefined || guest === undefined)
    wrong('--bind', value, 'HOST:GUEST or HOST:GUEST:ro, GUEST an absolute path');
  return { host, guest, readOnly: mode === 'ro' };
}

/** K=V of -E. */
export function assignment(value: string): readonly [string, string] {
  const at = value.indexOf('=');
  if (at <= 0) wrong('-E', value, 'NAME=VALUE');
  return [value.slice(0, at), value.slice(at + 1)];
}

/** The name of a processor model. */
export function cpu(value: string): string {
  const found = processorNamed(value);
  if (found === undefined) wrong('--cpu', value, `one of ${PROCESSORS.map(({ name }) => name).join(', ')}`);
  return found.name;
}

export function engine(value: string): Engine {
  return value === 'interp' || value === 'jit' ? value : wrong('--engine', value, 'interp or jit');
}
