/** `k42 cpu [MODEL]`: which instructions have a meaning here, by level and class of the table; what a model is. */
import { INSTRUCTIONS, type Instruction } from '../../emulator/decode.ts';
import { PREFIXED } from '../../emulator/generated/prefixed.ts';
import { LEVELS, PROCESSORS } from '../../emulator/generated/processors.ts';
import {
  DEFAULT_PROCESSOR,
  executes,
  type Capabilities,
  type Processor,
  processorNamed,
} from '../../emulator/processor.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { ExitStatus, Failure } from '../cli/exit.ts';
import { report, type ReportFormat, type ReportRow } from '../cli/report.ts';

interface Row extends Pick<Instruction, 'level' | 'class'> {
  readonly mnemonic: string;
  readonly implemented: boolean;
}

export interface CpuValues {
  readonly list?: boolean;
  readonly missing?: boolean;
}

export function cpu(name: string | undefined, values: CpuValues, format: ReportFormat): void {
  const model = name === undefined ? undefined : modelNamed(name);
  const rows = rowsOf(model);
  process.stdout.write(
    values.list === true || values.missing === true
      ? instructions(values.missing === true ? rows.filter(({ implemented }) => !implemented) : rows, format)
      : model === undefined
        ? overview(rows, format)
        : description(model, rows, format),
  );
}

function modelNamed(name: string): Processor {
  const found = processorNamed(name);
  if (found === undefined)
    throw new Failure(
      `${name}: no such processor; there are ${PROCESSORS.map((one) => one.name).join(', ')}`,
      ExitStatus.usage,
    );
  return found;
}

/** What user programs may execute, of a model or of all; instructions of two words are in no model. */
function rowsOf(model: Processor | undefined): Row[] {
  const plain = INSTRUCTIONS.filter((one) => !one.privileged && (model === undefined || executes(model, one)));
  const prefixed = model === undefined ? PREFIXED : [];
  return [
    ...plain.map((one) => ({ ...pick(one), implemented: SEMANTICS[one.mnemonic] !== undefined })),
    ...prefixed.map((one) => ({ ...pick(one), implemented: false })),
  ].toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

function pick({ mnemonic, level, class: kind }: Pick<Row, 'mnemonic' | 'level' | 'class'>): Omit<Row, 'implemented'> {
  return { mnemonic, level, class: kind };
}

/** `done` of `all`, by level and class. */
function overview(rows: readonly Row[], format: ReportFormat): string {
  const classes = [...new Set(rows.map((row) => row.class))];
  const levels = [...new Set(rows.map(({ level }) => level))];
  const of = (level: string | undefined, kind: string | undefined): Row[] =>
    rows.filter((row) => (level ?? row.level) === row.level && (kind ?? row.class) === row.class);
  if (format !== 'table' && format !== 'markdown')
    return report(
      levels.flatMap((level) =>
        classes.flatMap((kind) => {
          const these = of(level, kind);
          return these.length === 0
            ? []
            : [{ level, class: kind, implemented: done(these), instructions: these.length }];
        }),
      ),
      format,
    );
  const line = (level: string | undefined): ReportRow => ({
    level: level ?? 'all',
    ...Object.fromEntries(classes.map((kind) => [kind, share(of(level, kind))])),
    all: share(of(level, undefined)),
  });
  const table = report([...levels.map(line), line(undefined)], format);
  const models = PROCESSORS.map(({ name }) => (name === DEFAULT_PROCESSOR ? `${name} (default)` : name)).join(', ');
  return `${table}\nImplemented of what user programs may execute, by the level that brought it and by class; --missing names the rest.\nProcessors for --cpu: ${models}; k42 cpu NAME describes one.\n`;
}

function description(model: Processor, rows: readonly Row[], format: ReportFormat): string {
  const { name, aliases, title, pvr, bits, level, platform, caches } = model;
  const exceptions = Object.entries(model.classes).map(([kind, at]) =>
    at === 'none' ? `no ${kind}` : `${kind} of ${at}`,
  );
  const lacks = model.bits === 64 && model.lacks.length > 0 ? [`without ${model.lacks.join(' ')}`] : [];
  const withheld = [...model.hwcap.withheld, ...model.hwcap2.withheld];
  const cache = (at: number, label: string): string[] => {
    const one = caches[at];
    return one === undefined
      ? []
      : [`${label} ${one[0] >= 2 ** 20 ? `${one[0] / 2 ** 20}M` : `${one[0] / 2 ** 10}K`} ${one[1]}-way`];
  };
  const facts: readonly (readonly [string, string])[] = [
    ['name', [name, ...aliases].join(', ')],
    ['title', title],
    ['PVR', hex(pvr)],
    ['levels', [`up to ${level}`, `${bits}-bit`, ...exceptions, ...lacks].join(', ')],
    ['instructions', `${rows.length}, ${done(rows)} of them implemented`],
    ['AT_HWCAP', capabilities(model.hwcap)],
    ['AT_HWCAP2', capabilities(model.hwcap2)],
    ['not announced', withheld.length === 0 ? 'nothing' : withheld.join(' ')],
    ['AT_PLATFORM', platform],
    ['AT_BASE_PLATFORM', platform],
    ['caches', [...cache(0, 'L1I'), ...cache(1, 'L1D'), ...cache(2, 'L2'), ...cache(3, 'L3')].join(', ')],
  ];
  if (format === 'json') return report([Object.fromEntries(facts)], format);
  if (format !== 'table')
    return report(
      facts.map(([fact, value]) => ({ fact, value })),
      format,
    );
  const width = Math.max(...facts.map(([fact]) => fact.length));
  return facts.map(([fact, value]) => `${fact.padEnd(width)}  ${value}\n`).join('');
}

/** A line a level and class, or a row an instruction. */
function instructions(rows: readonly Row[], format: ReportFormat): string {
  if (format !== 'table')
    return report(
      rows.map(({ mnemonic, level, class: kind, implemented }) => ({
        mnemonic,
        level,
        class: kind,
        implemented: implemented ? 'yes' : 'no',
      })),
      format,
    );
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const group = `${row.level} ${row.class}`;
    groups.set(group, [...(groups.get(group) ?? []), row.mnemonic]);
  }
  return [...groups].map(([group, names]) => `${group}: ${names.join(' ')}\n`).join('');
}

function capabilities({ bits, names }: Capabilities): string {
  return [hex(bits), ...names].join(' ');
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function done(rows: readonly Row[]): number {
  return rows.filter(({ implemented }) => implemented).length;
}

function share(rows: readonly Row[]): string {
  return rows.length === 0 ? '' : `${done(rows)}/${rows.length}`;
}
