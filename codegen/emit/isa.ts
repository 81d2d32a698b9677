/**
 * Writes emulator/generated/isa.ts (rows, fields, decoder) and emulator/generated/disassembly.ts
 * (operand order and extended mnemonics, wanted only where text is) from the checked instruction table.
 */
import type { AliasModel, FieldLayout, InstructionModel, IsaModel } from '../load/isa.ts';
import type { Condition, Operand, Sum } from '../load/isa-encoding.ts';
import { emitDecoder, hex } from './isa-decoder.ts';
import { emitProcessors } from './processors.ts';

/** The products, by path relative to the repository's root. */
export function emitIsa(isa: IsaModel): ReadonlyMap<string, string> {
  const processors = isa.processors === undefined ? [] : [emitProcessors(isa.processors, 'spec/isa/processors.yaml')];
  return new Map([
    ...processors.map((file) => [file.path, file.toString()] as const),
    ['emulator/generated/isa.ts', emitTable(isa)],
    ['emulator/generated/disassembly.ts', emitDisassembly(isa)],
    ['emulator/generated/prefixed.ts', emitPrefixed(isa)],
  ]);
}

function header(isa: IsaModel, purpose: string): string {
  return `/**\n * ${purpose}\n *\n * @generated from ${isa.sources[0]?.replace(/[^/]*$/, '') ?? ''}*.yaml by codegen/emit/isa.ts\n */\n`;
}

/** A constant for every layout of a field that occurs. */
class Layouts {
  readonly #names = new Map<string, string>();
  readonly constants: string[] = [];

  nameOf(field: FieldLayout, bits: 32 | 64): string {
    const text = emitField(field);
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    // Named by the ISA's bit numbers (0 = most significant) and widths: SH_16_5_30_1.
    const name = [field.name, ...field.pieces.map(({ shift, width }) => `${bits - shift - width}_${width}`)].join('_');
    this.#names.set(text, name);
    this.constants.push(`const ${name}: Field = ${text};\n`);
    return name;
  }
}

function emitTable(isa: IsaModel): string {
  const layouts = new Layouts();
  const rows = isa.instructions.map((row) =>
    emitRow(
      row,
      row.fields.map((field) => layouts.nameOf(field, 32)),
    ),
  );
  const names = new Set([...isa.instructions, ...isa.prefixed].flatMap(({ fields }) => fields.map(({ name }) => name)));
  return [
    header(isa, 'The instruction table and its decoder.'),
    "import type { Field, Instruction } from '../decode.ts';\n\n",
    `export type FieldName = ${[...names].toSorted().map(quote).join(' | ')};\n`,
    `export type Mnemonic = ${isa.instructions.map(({ mnemonic }) => quote(mnemonic)).join(' | ')};\n`,
    `export type PrefixedMnemonic = ${isa.prefixed.map(({ mnemonic }) => quote(mnemonic)).join(' | ')};\n\n`,
    ...layouts.constants,
    '\n',
    ROW,
    'export const INSTRUCTIONS: readonly Instruction[] = [\n',
    ...rows,
    '];\n\n',
    '/** The index in INSTRUCTIONS of the row that an instruction word belongs to, or -1. */\n',
    'export function decode(word: number): number {\n',
    emitDecoder(isa.instructions.map(({ mnemonic, mask, match }, index) => ({ mnemonic, mask, match, index }))),
    '}\n',
  ].join('');
}

function emitField({ name, kind, pieces, width, signed, scale }: FieldLayout): string {
  const list = pieces.map((piece) => `{ shift: ${piece.shift}, width: ${piece.width}, at: ${piece.at} }`).join(', ');
  return `{ name: ${quote(name)}, kind: ${quote(kind)}, pieces: [${list}], width: ${width}, signed: ${signed}, scale: ${scale} }`;
}

function emitRow(row: InstructionModel, fields: readonly string[]): string {
  const values = [
    quote(row.mnemonic),
    hex(row.mask),
    hex(row.match),
    `[${fields.join(', ')}]`,
    quote(row.form),
    quote(row.level),
    quote(row.class),
    `[${row.specialize.map(quote).join(', ')}]`,
    String(row.privileged),
  ];
  return `  row(${values.join(', ')}),\n`;
}

/** Rows are made by calls: the compiler gives up on a literal of a thousand objects. */
const ROW = `function row(
  mnemonic: Mnemonic, mask: number, match: number, fields: readonly Field[], form: string, level: string, kind: string,
  specialize: readonly string[], privileged: boolean,
): Instruction {
  return { mnemonic, mask, match, fields, form, level, class: kind, specialize, privileged };
}

`;

function emitDisassembly(isa: IsaModel): string {
  // As with ROW: each row is checked for itself, not against a thousand others.
  const rows = isa.instructions.map((row) => `  row(${emitSyntax(row)}), // ${row.mnemonic}\n`);
  return [
    header(isa, 'How each row of the instruction table is written in assembler, in the order of INSTRUCTIONS.'),
    "import type { Syntax } from '../disassembler.ts';\n\n",
    'const row = (syntax: Syntax): Syntax => syntax;\n\n',
    'export const SYNTAX: readonly Syntax[] = [\n',
    ...rows,
    '];\n',
  ].join('');
}

function emitPrefixed(isa: IsaModel): string {
  const layouts = new Layouts();
  const rows = isa.prefixed.map((row) => {
    const { mask, match } = row.prefix ?? { mask: 0, match: 0 };
    const fields = row.fields.map((field) => layouts.nameOf(field, 64)).join(', ');
    return (
      `  { mnemonic: ${quote(row.mnemonic)}, prefix: { mask: ${hex(mask)}, match: ${hex(match)} }, mask: ${hex(row.mask)}, match: ${hex(row.match)}, ` +
      `fields: [${fields}], form: ${quote(row.form)}, level: ${quote(row.level)}, class: ${quote(row.class)}, syntax: ${emitSyntax(row)} },\n`
    );
  });
  return [
    header(isa, 'Instructions of two words, for the disassembler. Bits 32 and up of a field are in the prefix.'),
    "import type { Field } from '../decode.ts';\n",
    "import type { PrefixedInstruction } from '../disassembler.ts';\n\n",
    ...layouts.constants,
    '\nexport const PREFIXED: readonly PrefixedInstruction[] = [\n',
    ...rows,
    '];\n',
  ].join('');
}

function emitSyntax({ operands, aliases }: InstructionModel): string {
  return `{ operands: ${emitOperands(operands)}, aliases: [${aliases.map(emitAlias).join('')}${aliases.length > 0 ? '\n  ' : ''}] }`;
}

function emitAlias({ mnemonic, when, operands }: AliasModel): string {
  return `\n    { mnemonic: ${quote(mnemonic)}, when: [${when.map(emitCondition).join(', ')}], operands: ${emitOperands(operands)} },`;
}

function emitCondition({ left, is, right }: Condition): string {
  return `{ left: ${emitSum(left)}, is: ${quote(is)}, right: [${right.map(emitSum).join(', ')}] }`;
}

function emitOperands(operands: readonly Operand[]): string {
  return `[${operands.map(emitOperand).join(', ')}]`;
}

function emitOperand({ value, base, zero, optional, view }: Operand): string {
  const parts = [`value: ${emitSum(value)}`];
  if (base !== undefined) parts.push(`base: ${emitOperand(base)}`);
  if (zero) parts.push('zero: true');
  if (optional) parts.push('optional: true');
  if (view !== undefined) parts.push(`view: ${quote(view)}`);
  return `{ ${parts.join(', ')} }`;
}

function emitSum({ constant, terms }: Sum): string {
  return `{ constant: ${constant}, terms: [${terms.map(({ name, sign }) => `{ name: ${quote(name)}, sign: ${sign} }`).join(', ')}] }`;
}

function quote(text: string): string {
  return `'${text}'`;
}
