/** `k42 explain NAME`: a structure or call in every personality side by side. */
import { personalities, structs, type SpecCall, type StructLayout } from '../../runtime/generated/spec.ts';
import { report, type ReportRow } from '../cli/report.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { noteOf } from './coverage.ts';

export function explain(name: string): void {
  const parts = [...explainStruct(name), ...explainCall(name)];
  if (parts.length === 0) {
    const near = [
      ...structs.map((one) => one.name),
      ...personalities.flatMap(({ calls }) => calls.map((call) => call.name)),
    ];
    const like = [...new Set(near.filter((one) => one.includes(name)))].slice(0, 8);
    const hint = like.length === 0 ? 'k42 syscalls lists the calls' : `there are ${like.join(', ')}`;
    throw new Failure(`${name}: no structure or call of that name; ${hint}`, ExitStatus.findings);
  }
  process.stdout.write(parts.join('\n'));
}

interface Column {
  readonly title: string;
  readonly layout: StructLayout;
}

/** Layouts side by side, the fields that carry the same neutral member in one line. */
function explainStruct(name: string): string[] {
  const found = structs.filter((one) => one.name === name);
  if (found.length === 0) return [];
  const columns = merged(
    found.flatMap(({ personality, layouts }) =>
      Object.entries(layouts).map(([abi, layout]) => ({ title: `${personality} ${abi}`, layout })),
    ),
  );
  const model = found.find((one) => one.model !== undefined)?.model;
  const keys: string[] = [];
  const cells = new Map<string, Map<string, string>>();
  for (const { title, layout } of columns) {
    for (const field of layout.fields) {
      const key = field.carries.length > 0 ? field.carries.join(' + ') : `(${field.name})`;
      if (!cells.has(key)) {
        keys.push(key);
        cells.set(key, new Map());
      }
      const place = `${String(field.offset).padStart(4)} +${String(field.size).padEnd(3)} ${field.name}: ${field.type}`;
      cells.get(key)?.set(title, place);
    }
  }
  const rows: ReportRow[] = keys.map((key) => ({
    [model === undefined ? 'member' : model]: key,
    ...Object.fromEntries(columns.map(({ title }) => [title, cells.get(key)?.get(title) ?? ''])),
  }));
  const sizes = columns
    .map(({ title, layout }) => `${title}: ${layout.size} bytes, aligned to ${layout.align}`)
    .join('\n');
  const sources = found.map(({ personality, source }) => `${personality}: ${source}`).join('\n');
  return [`struct ${name}\n\n${report(rows, 'table')}\n${sizes}\n${sources}\n`];
}

/** Columns that say the same become one, named by all their ABIs. */
function merged(columns: readonly Column[]): Column[] {
  const result: Column[] = [];
  for (const column of columns) {
    const same = result.findIndex(({ layout }) => JSON.stringify(layout) === JSON.stringify(column.layout));
    const twin = result[same];
    if (twin === undefined) result.push(column);
    else result[same] = { title: `${twin.title}, ${column.title.split(' ')[1] ?? ''}`, layout: twin.layout };
  }
  return result;
}

function explainCall(name: string): string[] {
  return personalities.flatMap(({ title, calls }) =>
    calls.filter((call) => call.name === name).map((call) => callText(title, call)),
  );
}

function callText(title: string, call: SpecCall): string {
  const numbers = Object.entries(call.numbers)
    .map(([abi, number]) => `${number} on ${abi}`)
    .join(', ');
  const lines = [
    `${title} ${call.name}(${call.args.map((argument) => argument.name).join(', ')})`,
    ...(call.doc === undefined ? [] : [`  ${call.doc}`]),
    `  number   ${numbers === '' ? 'none' : numbers}`,
    ...call.args.map((argument) => `  ${argument.name.padEnd(8)} ${argument.type}`),
    ...(call.method === undefined ? [] : [`  means    ${call.method}`]),
    `  result   ${call.result}`,
    `  support  ${call.support.level}${noteOf(call) === '' ? '' : ` (${noteOf(call)})`}`,
    ...call.variants.map(
      (variant) =>
        `  ${variant.name}: ${variant.support.level}${variant.support.why === undefined ? '' : ` (${variant.support.why})`}`,
    ),
    ...Object.entries(call.errors).map(([error, reason]) => `  ${error.padEnd(12)} ${reason}`),
    `  row      ${call.source}`,
  ];
  return `${lines.join('\n')}\n`;
}
