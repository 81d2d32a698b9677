/** Reports in three formats: an aligned table for people, JSON and CSV for programs. */
export type ReportFormat = 'table' | 'json' | 'csv' | 'markdown';
export const REPORT_FORMATS: readonly ReportFormat[] = ['table', 'json', 'csv', 'markdown'];

type Cell = string | number;
export type ReportRow = Readonly<Record<string, Cell>>;

/** The rows as text, columns in the order of the first row's keys. */
export function report(rows: readonly ReportRow[], format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(rows, undefined, 2)}\n`;
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  if (format === 'csv') return lines([columns, ...cells].map((line) => line.map(quote).join(',')));
  const numeric = columns.map((column) => rows.every((row) => typeof row[column] === 'number'));
  const width = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const pad = (text: string, i: number): string =>
    numeric[i] === true ? text.padStart(width[i] ?? 0) : text.padEnd(width[i] ?? 0);
  if (format === 'markdown') {
    const line = (list: readonly string[]): string =>
      `| ${list.map((text, i) => pad(text.replaceAll('|', '\\|'), i)).join(' | ')} |`;
    const rule = `|${width.map((n, i) => (numeric[i] === true ? `${'-'.repeat(n + 1)}:` : '-'.repeat(n + 2))).join('|')}|`;
    return lines([line(columns), rule, ...cells.map(line)]);
  }
  return lines([columns, ...cells].map((line) => line.map(pad).join('  ').trimEnd()));
}

function quote(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}
