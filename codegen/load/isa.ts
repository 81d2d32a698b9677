/**
 * Reads spec/isa/*.yaml into one checked model of the instruction set.
 * Errors are collected, each as `file:line:column: what is wrong`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { fieldFileSchema, instructionFileSchema } from '../schema/isa.ts';
import type { FieldRow, InstructionClass, InstructionRow } from '../schema/isa.ts';
import { parseConditions, parseEncoding, parseOperands } from './isa-encoding.ts';
import type { Condition, Operand } from './isa-encoding.ts';

export interface FieldLayout {
  readonly name: string;
  readonly kind: FieldRow['kind'];
  readonly pieces: readonly { readonly shift: number; readonly width: number; readonly at: number }[];
  readonly width: number;
  readonly signed: boolean;
  readonly scale: number;
}
export interface AliasModel {
  readonly mnemonic: string;
  readonly when: readonly Condition[];
  readonly operands: readonly Operand[];
}
export interface InstructionModel {
  readonly mnemonic: string;
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly FieldLayout[];
  readonly form: string;
  readonly level: InstructionRow['level'];
  readonly class: InstructionClass;
  readonly specialize: readonly string[];
  readonly privileged: boolean;
  readonly operands: readonly Operand[];
  readonly aliases: readonly AliasModel[];
  /** `file:line:column` of the row. */
  readonly position: string;
}
export interface IsaModel {
  readonly instructions: readonly InstructionModel[];
  readonly sources: readonly string[];
}
export type IsaResult = { readonly ok: true; readonly isa: IsaModel } | { readonly ok: false; readonly errors: readonly string[] };

/** Interpreter handlers are made for each value of these, unless a row says otherwise. */
const SPECIALIZED = ['OE', 'LK', 'AA', 'Rc'];
const SIGNED_KINDS = new Set(['signed', 'displacement', 'branch']);

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

/** Loads the tables of a folder; `root` is what file names in errors are relative to. */
export function loadIsa(folder: string, root: string): IsaResult {
  const errors: string[] = [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort();
  const fieldsFile = read(join(folder, 'fields.yaml'), root, fieldFileSchema, errors);
  if (fieldsFile === undefined) return { ok: false, errors };
  const instructions: InstructionModel[] = [];
  for (const name of names.filter((name) => name !== 'fields.yaml')) {
    const file = read(join(folder, name), root, instructionFileSchema, errors);
    file?.data.instructions.forEach((row, index) => {
      const report: Report = (path, message) => errors.push(`${file.position(['instructions', index, ...path])}: ${message}`);
      const model = check(row, file.data.class, fieldsFile.data.fields, file.position(['instructions', index]), report);
      if (model !== undefined) instructions.push(model);
    });
  }
  findClashes(instructions, errors);
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, isa: { instructions, sources: names.map((name) => relative(root, join(folder, name))) } };
}

interface Loaded<T> {
  readonly data: T;
  position(path: Path): string;
}

function read<S extends z.ZodType>(path: string, root: string, schema: S, errors: string[]): Loaded<z.infer<S>> | undefined {
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: counter });
  const name = relative(root, path);
  const at = (offset: number): string => {
    const { line, col } = counter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const position = (where: Path): string => at(offsetOf(document, where));
  for (const error of document.errors) errors.push(`${at(error.pos[0])}: ${error.message}`);
  if (document.errors.length > 0) return undefined;
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { data: parsed.data, position };
  for (const issue of parsed.error.issues) {
    const where = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    errors.push(`${position(where)}: ${issue.message}`);
  }
  return undefined;
}

/** The offset of the node at a path, or of the nearest one above it that exists. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function check(
  row: InstructionRow, fileClass: InstructionClass, known: Readonly<Record<string, FieldRow>>, position: string, report: Report,
): InstructionModel | undefined {
  const encoding = parseEncoding(row.encoding);
  if (typeof encoding === 'string') return void report(['encoding'], encoding);
  let mask = 0;
  let match = 0;
  for (const { shift, width, value } of encoding.constants) {
    mask |= ones(width) << shift;
    match |= value << shift;
  }
  const fields: FieldLayout[] = [];
  for (const name of new Set(encoding.fields.map((piece) => piece.name))) {
    const row = known[name];
    if (row === undefined) return void report(['encoding'], `there is no field ${name} in fields.yaml`);
    const pieces = encoding.fields.filter((piece) => piece.name === name).map(({ shift, width, at }) => ({ shift, width, at }));
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    const covered = pieces.reduce((bits, piece) => bits | (ones(piece.width) << piece.at), 0);
    if (covered !== ones(width)) return void report(['encoding'], `the pieces of ${name} do not make up one number`);
    fields.push({ name, kind: row.kind, pieces, width, signed: SIGNED_KINDS.has(row.kind), scale: row.shift ?? 0 });
  }
  const has = (name: string): boolean => fields.some((field) => field.name === name);

  const operands = parseOperands(row.operands);
  if (typeof operands === 'string') return void report(['operands'], operands);
  const missing = namesIn(operands).find((name) => !has(name));
  if (missing !== undefined) report(['operands'], `${missing} is not in the encoding`);

  const aliases: AliasModel[] = [];
  row.aliases?.forEach((alias, index) => {
    const when = alias.when === undefined ? [] : parseConditions(alias.when);
    const list = alias.operands === undefined ? operands : parseOperands(alias.operands);
    if (typeof when === 'string') return report(['aliases', index, 'when'], when);
    if (typeof list === 'string') return report(['aliases', index, 'operands'], list);
    const used = [...namesIn(list), ...when.flatMap(({ left, right }) => [left, ...right]).flatMap(({ terms }) => terms.map(({ name }) => name))];
    const unknown = used.find((name) => !has(name));
    if (unknown !== undefined) return report(['aliases', index], `${unknown} is not in the encoding`);
    aliases.push({ mnemonic: alias.mnemonic, when, operands: list });
  });

  return {
    mnemonic: row.mnemonic, mask: mask | 0, match: match | 0, fields, form: row.form, level: row.level,
    class: row.class ?? fileClass, specialize: row.specialize ?? specialized(fields, operands),
    privileged: row.privileged ?? false, operands, aliases, position,
  };
}

function specialized(fields: readonly FieldLayout[], operands: readonly Operand[]): string[] {
  const result = fields.filter(({ name, width }) => SPECIALIZED.includes(name) || (name === 'L' && width === 1)).map(({ name }) => name);
  for (const operand of operands.flatMap((operand) => [operand, operand.base ?? operand])) {
    const name = operand.value.terms[0]?.name;
    if (operand.zero && name !== undefined && !result.includes(`${name}0`)) result.push(`${name}0`);
  }
  return result;
}

function namesIn(operands: readonly Operand[]): string[] {
  return operands.flatMap(({ value, base }) => [...value.terms.map(({ name }) => name), ...(base === undefined ? [] : namesIn([base]))]);
}

function ones(width: number): number {
  return width >= 32 ? -1 : (1 << width) - 1;
}

/**
 * Two rows may match the same word only if one's fixed bits include the other's: it is a special case, tried first.
 */
function findClashes(instructions: readonly InstructionModel[], errors: string[]): void {
  const seen = new Map<string, InstructionModel>();
  for (const one of instructions) {
    const other = seen.get(one.mnemonic);
    if (other !== undefined) errors.push(`${one.position}: ${one.mnemonic} stands at ${other.position} already`);
    seen.set(one.mnemonic, one);
  }
  instructions.forEach((one, index) => {
    for (const other of instructions.slice(index + 1)) {
      const common = one.mask & other.mask;
      if ((one.match & common) !== (other.match & common)) continue;
      if (common === one.mask && common !== other.mask) continue;
      if (common === other.mask && common !== one.mask) continue;
      errors.push(`${other.position}: ${other.mnemonic} and ${one.mnemonic} (${one.position}) match the same words`);
    }
  });
}
