/**
 * The two little languages of an instruction row: encodings and conditions with operand expressions.
 * Errors are returned as text; the caller adds the position in the table.
 */
export interface EncodingPiece {
  /** Least significant bit of the piece in the word; 32 and up are in the prefix. */
  readonly shift: number;
  readonly width: number;
}
export interface ConstantPiece extends EncodingPiece {
  readonly value: number;
}
export interface FieldPiece extends EncodingPiece {
  readonly name: string;
  /** Where the piece stands in the field's value. */
  readonly at: number;
}
export interface Encoding {
  /** Two words: a prefix and a suffix. */
  readonly prefixed: boolean;
  readonly constants: readonly ConstantPiece[];
  readonly fields: readonly FieldPiece[];
}

const PIECE = /^(?:(?<constant>\d+)|(?<reserved>[/-])|(?<name>[A-Z][A-Za-z]*[1-9]?)(?:@(?<at>\d+))?):(?<width>\d+)$/;

/** Parses `31:6 RT:5 RA:5 RB:5 OE:1 266:9 Rc:1`; reserved bits must be zero in a word (`/:1`) or do not matter (`-:1`). */
export function parseEncoding(text: string): Encoding | string {
  const constants: ConstantPiece[] = [];
  const fields: FieldPiece[] = [];
  const parts = text.trim().split(/\s+/);
  const total = parts.reduce((sum, part) => sum + Number(/:(\d+)$/.exec(part)?.[1] ?? 0), 0);
  let bit = total > 32 ? 64 : 32;
  for (const part of parts) {
    const groups = PIECE.exec(part)?.groups;
    if (groups === undefined)
      return `"${part}" is not an encoding piece; write value:width, FIELD:width, FIELD@bit:width, /:width or -:width`;
    const width = Number(groups['width']);
    const shift = bit - width;
    if (shift < 32 && bit > 32) return `"${part}" lies in both words`;
    bit = shift;
    const name = groups['name'];
    if (name === undefined) {
      const value = Number(groups['constant'] ?? 0);
      if (value >= 2 ** width) return `${value} does not fit in ${width} bits`;
      if (groups['reserved'] !== '-') constants.push({ shift, width, value });
    } else {
      fields.push({ shift, width, name, at: Number(groups['at'] ?? 0) });
    }
  }
  if (bit !== 0) return `the pieces take ${total} bits; an instruction has 32, or 64 with a prefix`;
  return { prefixed: total > 32, constants, fields };
}

/** A sum of fields and a constant: `63-SH`. */
export interface Sum {
  readonly constant: number;
  readonly terms: readonly { readonly name: string; readonly sign: 1 | -1 }[];
}

const TERM = /([+-]?)(?:(\d+)|([A-Z][A-Za-z]*[1-9]?))/gy;

export function parseSum(text: string): Sum | string {
  const terms: { name: string; sign: 1 | -1 }[] = [];
  let constant = 0;
  let end = 0;
  for (const match of text.matchAll(TERM)) {
    const sign = match[1] === '-' ? -1 : 1;
    if (match[2] !== undefined) constant += sign * Number(match[2]);
    else terms.push({ name: match[3] ?? '', sign });
    end = match.index + match[0].length;
  }
  if (end !== text.length || end === 0) return `"${text}" is not a sum of fields and numbers`;
  return { constant, terms };
}

export type Comparison = '=' | '!=' | '<' | '>' | 'in';
export interface Condition {
  readonly left: Sum;
  readonly is: Comparison;
  readonly right: readonly Sum[];
}

/** Parses `RA=0, SH=31-ME, BO in 4 6 7`. */
export function parseConditions(text: string): readonly Condition[] | string {
  const conditions: Condition[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\S+?)\s*(!=|=|<|>|\sin\s)\s*(.+?)\s*$/.exec(part);
    if (match === null) return `"${part.trim()}" is not a condition; write FIELD=value, !=, <, > or FIELD in a b c`;
    const left = parseSum(match[1] ?? '');
    if (typeof left === 'string') return left;
    const right: Sum[] = [];
    for (const item of (match[3] ?? '').split(/\s+/)) {
      const sum = parseSum(item);
      if (typeof sum === 'string') return sum;
      right.push(sum);
    }
    conditions.push({ left, is: (match[2] ?? '').trim() as Comparison, right });
  }
  return conditions;
}

export type View = (typeof VIEWS)[number];
const VIEWS = ['crf', 'fpr', 'vr'] as const;

export interface Operand {
  readonly value: Sum;
  /** The displacement form: `value(base)`. */
  readonly base?: Operand;
  /** Register 0 is written, and reads, as the number 0. */
  readonly zero: boolean;
  /** Left out when it and all optional operands after it are zero. */
  readonly optional: boolean;
  /** Written as another register: the CR field of a CR bit, the FPR or VR that a VSR number names. */
  readonly view?: View;
}

/** Parses `RT,D(RA0)`, `BF?,RA,SI`, `RA,RS,32-SH`, `crf(BI)?,BD`. */
export function parseOperands(text: string): readonly Operand[] | string {
  const operands: Operand[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const operand = parseOperand(part);
    if (typeof operand === 'string') return operand;
    operands.push(operand);
  }
  return operands;
}

function parseOperand(text: string): Operand | string {
  const optional = text.endsWith('?');
  const body = optional ? text.slice(0, -1) : text;
  const outer = /^([\w+-]+)\((\w+)\)$/.exec(body);
  const view = VIEWS.find((name) => name === outer?.[1]);
  if (view !== undefined) {
    const value = parseSum(outer?.[2] ?? '');
    return typeof value === 'string' ? value : { value, optional, zero: false, view };
  }
  const zero = /^[A-Z]+0$/.test(body);
  const value = parseSum(outer?.[1] ?? (zero ? body.slice(0, -1) : body));
  if (typeof value === 'string') return value;
  if (outer === null) return { value, optional, zero };
  const base = parseOperand(outer[2] ?? '');
  return typeof base === 'string' ? base : { value, base, optional, zero: false };
}
