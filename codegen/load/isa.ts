/** Builds the instruction set from the files of spec/isa: fields.yaml and the rows, by topic. */
import { basename } from 'node:path';
import { fieldFileSchema, instructionFileSchema } from '../schema/isa.ts';
import type { FieldRow, InstructionClass, InstructionRow } from '../schema/isa.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseConditions, parseEncoding, parseOperands } from './isa-encoding.ts';
import type { Condition, ConstantPiece, Operand } from './isa-encoding.ts';
import type { AliasModel, FieldLayout, InstructionModel, IsaModel } from './isa-model.ts';
import { parseTable } from './parse.ts';
import { loadProcessors } from './processors.ts';
import type { Path, Source } from './source.ts';

export type { AliasModel, FieldLayout, InstructionModel, IsaModel } from './isa-model.ts';

/** The interpreter makes handlers for each value of these, unless a row says otherwise. */
const SPECIALIZED = ['OE', 'LK', 'AA', 'Rc'];
const SIGNED_KINDS = new Set(['signed', 'displacement', 'branch']);

type Fields = Readonly<Record<string, FieldRow>>;

interface Placed {
  readonly model: InstructionModel;
  readonly source: Source;
  readonly path: Path;
}

/** Problems are left in the sources; the set then lacks the rows they concern. */
export function loadIsa(sources: readonly Source[]): IsaModel {
  const fields: Record<string, FieldRow> = {};
  for (const source of sources.filter(isFieldFile)) Object.assign(fields, parseTable(source, fieldFileSchema)?.fields);
  const tables = sources.filter((source) => !isFieldFile(source) && !isProcessorFile(source));
  const placed = tables.flatMap((source) => loadFile(source, fields));
  findClashes(placed);
  const models = placed.map(({ model }) => model);
  const instructions = models.filter(({ prefix }) => prefix === undefined);
  const prefixed = models.filter(({ prefix }) => prefix !== undefined);
  const processorFile = sources.find(isProcessorFile);
  const processors =
    processorFile === undefined
      ? undefined
      : loadProcessors(processorFile, new Set(instructions.map(({ mnemonic }) => mnemonic)));
  return { instructions, prefixed, processors, sources: sources.map(({ file }) => file) };
}

function isFieldFile(source: Source): boolean {
  return basename(source.file) === 'fields.yaml';
}

function isProcessorFile(source: Source): boolean {
  return basename(source.file) === 'processors.yaml';
}

function loadFile(source: Source, fields: Fields): Placed[] {
  const file = parseTable(source, instructionFileSchema);
  return (file?.instructions ?? []).flatMap((row, index) => {
    const path = ['instructions', index];
    const model = new RowLoader(source, path, fields).load(row, row.class ?? file?.class ?? 'fixed');
    return model === undefined ? [] : [{ model, source, path }];
  });
}

/** Turns one row into its model, or reports why not. */
class RowLoader {
  readonly #source: Source;
  readonly #path: Path;
  readonly #known: Fields;
  #fields: readonly FieldLayout[] = [];

  constructor(source: Source, path: Path, known: Fields) {
    this.#source = source;
    this.#path = path;
    this.#known = known;
  }

  load(row: InstructionRow, instructionClass: InstructionClass): InstructionModel | undefined {
    const encoding = parseEncoding(row.encoding);
    if (typeof encoding === 'string') return this.#report(['encoding'], encoding);
    const word = fixedBits(encoding.constants.filter(({ shift }) => shift < 32));
    const prefix = encoding.prefixed
      ? { prefix: fixedBits(encoding.constants.filter(({ shift }) => shift >= 32)) }
      : {};
    const names = [...new Set(encoding.fields.map((piece) => piece.name))];
    const unknown = names.find((name) => !(name in this.#known));
    if (unknown !== undefined)
      return this.#report(
        ['encoding'],
        `fields.yaml has no field "${unknown}"${didYouMean(unknown, Object.keys(this.#known)) ?? ''}`,
      );
    this.#fields = names.flatMap((name) => {
      const pieces = encoding.fields
        .filter((piece) => piece.name === name)
        .map(({ shift, width, at }) => ({ shift, width, at }));
      return this.#layout(name, pieces) ?? [];
    });

    const operands = this.#operands(['operands'], row.operands) ?? [];
    const aliases = (row.aliases ?? []).flatMap((alias, index): AliasModel[] => {
      const path = ['aliases', index];
      const when = alias.when === undefined ? [] : this.#conditions([...path, 'when'], alias.when);
      const list = alias.operands === undefined ? operands : this.#operands([...path, 'operands'], alias.operands);
      return when === undefined || list === undefined ? [] : [{ mnemonic: alias.mnemonic, when, operands: list }];
    });
    const { mnemonic, form, level, privileged = false } = row;
    const specialize = row.specialize ?? specialized(this.#fields, operands);
    const where = this.#source.where([...this.#path, 'mnemonic']);
    return {
      mnemonic,
      ...word,
      ...prefix,
      fields: this.#fields,
      form,
      level,
      class: instructionClass,
      specialize,
      privileged,
      operands,
      aliases,
      where,
    };
  }

  #layout(name: string, pieces: FieldLayout['pieces']): FieldLayout | undefined {
    const row = this.#known[name];
    if (row === undefined) return undefined;
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    const ends = pieces.toSorted((a, b) => a.at - b.at).map(({ at, width }) => [at, at + width] as const);
    const whole = ends.every(([at], index) => at === (index === 0 ? 0 : ends[index - 1]?.[1]));
    if (!whole)
      return this.#report(
        ['encoding'],
        `the pieces of ${name} do not make up one number; write ${name}@0:5 for its five low bits`,
      );
    return { name, kind: row.kind, pieces, width, signed: SIGNED_KINDS.has(row.kind), scale: row.shift ?? 0 };
  }

  #operands(path: Path, text: string): readonly Operand[] | undefined {
    const operands = parseOperands(text);
    if (typeof operands === 'string') return this.#report(path, operands);
    return this.#allPresent(path, namesIn(operands)) ? operands : undefined;
  }

  #conditions(path: Path, text: string): readonly Condition[] | undefined {
    const conditions = parseConditions(text);
    if (typeof conditions === 'string') return this.#report(path, conditions);
    const sums = conditions.flatMap(({ left, right }) => [left, ...right]);
    return this.#allPresent(
      path,
      sums.flatMap(({ terms }) => terms.map(({ name }) => name)),
    )
      ? conditions
      : undefined;
  }

  #allPresent(path: Path, names: readonly string[]): boolean {
    const present = this.#fields.map(({ name }) => name);
    const missing = names.find((name) => !present.includes(name));
    if (missing !== undefined) this.#report(path, `${missing} is not in the encoding, which has ${present.join(', ')}`);
    return missing === undefined;
  }

  #report(path: Path, message: string): undefined {
    this.#source.report('value', [...this.#path, ...path], message);
  }
}

function specialized(fields: readonly FieldLayout[], operands: readonly Operand[]): string[] {
  const result = fields
    .filter(({ name, width }) => SPECIALIZED.includes(name) || (name === 'L' && width === 1))
    .map(({ name }) => name);
  for (const operand of operands.flatMap((operand) => [operand, operand.base ?? operand])) {
    const name = operand.value.terms[0]?.name;
    if (operand.zero && name !== undefined && !result.includes(`${name}0`)) result.push(`${name}0`);
  }
  return result;
}

function namesIn(operands: readonly Operand[]): string[] {
  return operands.flatMap(({ value, base }) => [
    ...value.terms.map(({ name }) => name),
    ...(base === undefined ? [] : namesIn([base])),
  ]);
}

/** Bit 0 is the least significant of whichever word the pieces are in. */
function fixedBits(constants: readonly ConstantPiece[]): { mask: number; match: number } {
  let mask = 0;
  let match = 0;
  for (const { shift, width, value } of constants) {
    mask |= ones(width) << (shift % 32);
    match |= value << (shift % 32);
  }
  return { mask, match };
}

function ones(width: number): number {
  return width >= 32 ? -1 : (1 << width) - 1;
}

/** Two rows may match the same word only if one's fixed bits include the other's: it is a special case, tried first. */
function findClashes(rows: readonly Placed[]): void {
  const seen = new Map<string, InstructionModel>();
  for (const { model, source, path } of rows) {
    const other = seen.get(model.mnemonic);
    if (other !== undefined)
      source.report('duplicate', [...path, 'mnemonic'], `${model.mnemonic} is described at ${other.where} already`);
    seen.set(model.mnemonic, model);
  }
  rows.forEach(({ model: one, source, path }, index) => {
    for (const { model: other } of rows.slice(0, index)) {
      // A prefix tells apart by itself; without one, the suffix alone decides.
      if ((one.prefix === undefined) !== (other.prefix === undefined)) continue;
      const words = [
        [one, other],
        [one.prefix ?? one, other.prefix ?? other],
      ] as const;
      const overlap = words.every(([a, b]) => ((a.match ^ b.match) & a.mask & b.mask) === 0);
      const within = words.every(([a, b]) => (a.mask & b.mask) === a.mask);
      const around = words.every(([a, b]) => (a.mask & b.mask) === b.mask);
      if (overlap && within === around)
        source.report(
          'duplicate',
          [...path, 'encoding'],
          `${one.mnemonic} and ${other.mnemonic} (${other.where}) match the same words`,
        );
    }
  });
}
