/** The results for people and programs: what there is, what is not well, and what differs from another run. */
import { report, type ReportFormat, type ReportRow } from '../cli/report.ts';
import type { Difference } from './compare.ts';
import { OUTCOMES, type Outcome, type Result } from './result.ts';

const BAD: ReadonlySet<Outcome> = new Set(['fail', 'brok', 'crash', 'timeout']);

export function isBad({ outcome }: Result): boolean {
  return BAD.has(outcome);
}

/** For people a count and the tests that are not well; for programs a row a test. */
export function showResults(results: readonly Result[], format: ReportFormat): string {
  if (format === 'json' || format === 'csv') return report(results.map(row), format);
  const bad = results.filter(isBad).map(({ test, outcome, status, line }) => ({
    test,
    outcome,
    status,
    line: line ?? '',
  }));
  const overview = report([counts(results)], format);
  return bad.length === 0 ? overview : `${report(bad, format)}\n${overview}`;
}

/** For people what differs, and both counts; for programs a row a test. */
export function showDifferences(differences: readonly Difference[], format: ReportFormat): string {
  const rows = differences.map(({ test, change, ours, theirs }) => ({
    test,
    change,
    [ours.system]: ours.outcome,
    // Two runs of k42 may be compared.
    [theirs.system === ours.system ? `${theirs.system} before` : theirs.system]: theirs.outcome,
    milliseconds: ours.milliseconds,
    theirs: theirs.milliseconds,
    line: (isBad(ours) ? ours.line : theirs.line) ?? '',
  }));
  if (format === 'json' || format === 'csv') return report(rows, format);
  const different = rows.filter(({ change }) => change !== 'same');
  const overview = [differences.map(({ ours }) => ours), differences.map(({ theirs }) => theirs)].map(counts);
  const total = (change: string): number => rows.filter((one) => one.change === change).length;
  const sum = `${total('better')} better, ${total('worse')} worse, ${total('same')} the same`;
  const table = different.length === 0 ? '' : `${report(different, format)}\n`;
  return `${table}${report(overview, format)}\n${sum}\n`;
}

function counts(results: readonly Result[]): ReportRow {
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  return {
    system: results[0]?.system ?? 'none',
    tests: results.length,
    ...Object.fromEntries(OUTCOMES.map((one) => [one, results.filter(({ outcome }) => outcome === one).length])),
    seconds: Math.round(seconds),
  };
}

function row({ test, system, outcome, status, counts, line, milliseconds }: Result): ReportRow {
  const { pass, fail, conf, brok } = counts;
  return { test, system, outcome, status, pass, fail, conf, brok, milliseconds, line: line ?? '' };
}
