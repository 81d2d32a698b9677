/**
 * Writes emulator/generated/isa.ts (rows, fields, decoder) and emulator/generated/disassembly.ts
 * (operand order and extended mnemonics, wanted only where text is) from the checked instruction table.
 */
import type { AliasModel, FieldLayout, InstructionModel, IsaModel } from '../load/isa.ts';
import type { Condition, Operand, Sum } from '../load/isa-encoding.ts';
import { emitDecoder, hex } from './isa-decoder.ts';

/** The products, by path relative to the repository's root. */
export function emitIsa(isa: IsaModel): ReadonlyMap<string, string> {
  return new Map([
    ['emulator/generated/isa.ts', emitTable(isa)],
    ['emulator/generated/disassembly.ts', emitDisassembly(isa)],
  ]);
}

function header(isa: IsaModel, purpose: string): string {
  return `/**\n * ${purpose}\n *\n * @generated from ${isa.sources[0]?.replace(/[^/]*$/, '') ?? ''}*.yaml by codegen/emit/isa.ts\n */\n`;
}

function emitTable(isa: IsaModel): string {
  const layouts = new Map<string, string>();
  const names = new Set<string>();
  const constants: string[] = [];
  const nameOf = (field: FieldLayout): string => {
    const text = emitField(field);
    const known = layouts.get(text);
    if (known !== undefined) return known;
    names.add(field.name);
    // Named by the ISA's bit numbers (0 = most significant) and widths: SH_16_5_30_1.
    const name = [field.name, ...field.pieces.map(({ shift, width }) => `${32 - shift - width}_${width}`)].join('_');
    layouts.set(text, name);
    constants.push(`const ${name}: Field = ${text};\n`);
    return name;
  };
  const rows = isa.instructions.map((row) => emitRow(row, row.fields.map(nameOf)));
  return [
    header(isa, 'The instruction table and its decoder.'),
    "import type { Field, Instruction } from '../decode.ts';\n\n",
    `export type FieldName = ${[...names].toSorted().map(quote).join(' | ')};\n`,
    `export type Mnemonic = ${isa.instructions.map(({ mnemonic }) => quote(mnemonic)).join(' | ')};\n\n`,
    ...constants,
    '\n', ROW, 'export const INSTRUCTIONS: readonly Instruction[] = [\n', ...rows, '];\n\n',
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
    quote(row.mnemonic), hex(row.mask), hex(row.match), `[${fields.join(', ')}]`, quote(row.form), quote(row.level), quote(row.class),
    `[${row.specialize.map(quote).join(', ')}]`, String(row.privileged),
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
  const rows = isa.instructions.map((row) =>
    `  { operands: ${emitOperands(row.operands)}, aliases: [${row.aliases.map(emitAlias).join('')}${row.aliases.length > 0 ? '\n  ' : ''}] }, // ${row.mnemonic}\n`);
  return [
    header(isa, 'How each row of the instruction table is written in assembler, in the order of INSTRUCTIONS.'),
    "import type { Syntax } from '../disassembler.ts';\n\n",
    'export const SYNTAX: readonly Syntax[] = [\n', ...rows, '];\n',
  ].join('');
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
