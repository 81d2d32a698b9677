/** `k42 coverage`: what the tables describe, support and generate whole; by call, and weighted by what programs use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { personalities, targets, type SpecCall, type SpecPersonality } from '../../runtime/generated/spec.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { report, type ReportFormat, type ReportRow } from '../cli/report.ts';

/** A row a personality, and more when its ABIs differ. */
export function coverageRows(only?: string): ReportRow[] {
  const compared = recordedCalls();
  const groups = chosen(only).flatMap((personality) => {
    const shares = new Map(personality.abis.map(({ share }) => [JSON.stringify(share), share]));
    return [...shares].map(([text, share]) => ({
      ...personality,
      share,
      abis: personality.abis.filter((abi) => JSON.stringify(abi.share) === text),
    }));
  });
  return groups.map(({ name, title, abis, calls, share }) => {
    const supported = share.full + share.partial;
    return {
      system: title,
      abis: abis.map(({ name }) => name).join(' '),
      described: share.described,
      full: share.full,
      partial: share.partial,
      absent: share.absent,
      'generated whole': `${percent(share.whole, supported)} of ${supported}`,
      ...(compared === undefined
        ? {}
        : {
            'compared with recorded Linux':
              name === 'linux' && abis.some(({ bits }) => bits === 64) ? compared(calls) : '–',
          }),
    };
  });
}

/**
 * How many calls stand in the recordings of real Linux that every test run replays; undefined without them (they are in
 * the checkout, not in the package).
 */
function recordedCalls(): ((calls: readonly SpecCall[]) => number) | undefined {
  const folder = ['../test/recordings/', '../../test/recordings/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (folder === undefined) return undefined;
  const names = new Set<string>();
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.jsonl')))
    for (const [, name] of readFileSync(`${folder}${file}`, 'utf8').matchAll(/"call":"(\w+)"/g)) names.add(name ?? '');
  return (calls) => calls.filter((call) => isSupported(call) && names.has(call.name)).length;
}

/** A row a target: the share of the calls it makes that are supported, weighted by its applications. */
function targetRows(only?: string): ReportRow[] {
  return targets
    .filter(({ personality }) => only === undefined || personality === only)
    .map(({ name, personality, applications }) => {
      const calls = new Map(chosen(personality)[0]?.calls.map((call) => [call.name, call]));
      let weight = 0;
      let sum = 0;
      const missing = new Set<string>();
      for (const application of applications) {
        const good = application.calls.filter((one) => isSupported(calls.get(one)));
        for (const one of application.calls) if (!good.includes(one)) missing.add(one);
        weight += application.weight;
        sum += (application.weight * good.length) / Math.max(1, application.calls.length);
      }
      const list = [...missing];
      const shown = list.slice(0, 6).join(' ') + (list.length > 6 ? ` and ${list.length - 6} more` : '');
      return { target: name, system: personality, 'calls supported, weighted': percent(sum, weight), missing: shown };
    });
}

export function coverage(only: string | undefined, format: ReportFormat, calls: boolean): void {
  if (calls) {
    process.stdout.write(report(chosen(only).flatMap(callRows), format));
    return;
  }
  const rows = coverageRows(only);
  const wanted = targetRows(only);
  if (format === 'json') process.stdout.write(report([...rows, ...wanted], format));
  else process.stdout.write(`${report(rows, format)}${wanted.length === 0 ? '' : `\n${report(wanted, format)}`}`);
}

function callRows({ name, calls }: SpecPersonality): ReportRow[] {
  return calls.map((call) => ({
    system: name,
    call: call.name,
    support: call.support.level,
    'generated whole': call.support.level === 'absent' ? '' : call.whole ? 'yes' : 'no',
    missing: noteOf(call),
    row: call.source,
  }));
}

/** What a row says is missing. */
export function noteOf({ support }: Pick<SpecCall, 'support'>): string {
  if (support.level === 'absent') return `${support.errno ?? 'ENOSYS'}: ${support.why ?? ''}`;
  return Object.entries(support.missing)
    .map(([what, instead]) => `${what}: ${instead}`)
    .join('; ');
}

export function chosen(only: string | undefined): readonly SpecPersonality[] {
  const found = personalities.filter(({ name }) => only === undefined || name === only);
  if (found.length === 0)
    throw new Failure(
      `${only}: no such personality; there are ${personalities.map(({ name }) => name).join(', ')}`,
      ExitStatus.usage,
    );
  return found;
}

function isSupported(call: SpecCall | undefined): boolean {
  return call !== undefined && call.support.level !== 'absent';
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((1000 * part) / whole) / 10} %`;
}
