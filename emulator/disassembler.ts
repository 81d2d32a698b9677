/**
 * Instruction words as assembler text, in GNU objdump's manner: extended mnemonics, registers by name,
 * optional operands left out, branch targets as addresses.
 */
import { decode, extractField, extractPrefixedField, INSTRUCTIONS } from './decode.ts';
import type { Field, FieldName, PrefixedMnemonic } from './decode.ts';
import { SYNTAX } from './generated/disassembly.ts';
import { PREFIXED } from './generated/prefixed.ts';

/** A sum of fields and a constant. */
export interface Sum {
  readonly constant: number;
  readonly terms: readonly { readonly name: FieldName; readonly sign: 1 | -1 }[];
}
export interface Operand {
  readonly value: Sum;
  /** The displacement form, value(base). */
  readonly base?: Operand;
  /** Register 0 is written as 0. */
  readonly zero?: true;
  /** Left out when it and all optional operands after it are zero. */
  readonly optional?: true;
  /** Written as the CR field of a CR bit number, as the FPR or VR that a VSR number names. */
  readonly view?: 'crf' | 'fpr' | 'vr';
}
export interface Condition {
  readonly left: Sum;
  readonly is: '=' | '!=' | '<' | '>' | 'in';
  readonly right: readonly Sum[];
}
/** How a row is written: the first alias whose conditions hold, or its own mnemonic and operands. */
export interface Syntax {
  readonly operands: readonly Operand[];
  readonly aliases: readonly {
    readonly mnemonic: string;
    readonly when: readonly Condition[];
    readonly operands: readonly Operand[];
  }[];
}

/** An instruction of two words; its pieces' bits 32 and up are in the prefix. */
export interface PrefixedInstruction {
  readonly mnemonic: PrefixedMnemonic;
  readonly prefix: { readonly mask: number; readonly match: number };
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly Field[];
  readonly form: string;
  readonly level: string;
  readonly class: string;
  readonly syntax: Syntax;
}

/** The two-word instruction that starts with these words, if they are one. */
export function decodePrefixed(prefix: number, suffix: number): PrefixedInstruction | undefined {
  if (prefix >>> 26 !== 1) return undefined;
  return PREFIXED.find((row) => (prefix & row.prefix.mask) === row.prefix.match && (suffix & row.mask) === row.match);
}

/** The text of the instruction at an address; `.long 0x…` for what the table does not know. `next` is the word behind it. */
export function disassemble(word: number, address = 0, next = 0): string {
  const prefixed = decodePrefixed(word, next);
  if (prefixed !== undefined) {
    const values = new Map<string, number>(
      prefixed.fields.map((field) => [field.name, extractPrefixedField(word, next, field)]),
    );
    return new Writer(prefixed.fields, values, address).text(prefixed.mnemonic, prefixed.syntax);
  }
  const index = decode(word);
  const instruction = INSTRUCTIONS[index];
  const syntax = SYNTAX[index];
  if (instruction === undefined || syntax === undefined) return `.long 0x${(word >>> 0).toString(16)}`;
  const values = new Map<string, number>(instruction.fields.map((field) => [field.name, extractField(word, field)]));
  return new Writer(instruction.fields, values, address).text(instruction.mnemonic, syntax);
}

const CONDITIONS = ['lt', 'gt', 'eq', 'so'] as const;
const OPPOSITES = ['ge', 'le', 'ne', 'ns'] as const;
/** The suffixes that flag fields add, in their order. */
const SUFFIXES = [
  ['OE', 'o'],
  ['RO', 'o'],
  ['EX', 'x'],
  ['LK', 'l'],
  ['AA', 'a'],
  ['Rc', '.'],
] as const;

/** Writes one instruction from its fields' values. */
class Writer {
  readonly #fields: readonly Field[];
  readonly #values: ReadonlyMap<string, number>;
  readonly #address: number;

  constructor(fields: readonly Field[], values: ReadonlyMap<string, number>, address: number) {
    this.#fields = fields;
    this.#values = values;
    this.#address = address;
  }

  text(plain: string, syntax: Syntax): string {
    const alias = syntax.aliases.find(({ when }) => when.every((condition) => this.#holds(condition)));
    const mnemonic = this.#mnemonic(alias?.mnemonic ?? plain);
    const operands = this.#operands((alias ?? syntax).operands);
    return operands === '' ? mnemonic : `${mnemonic.padEnd(7)} ${operands}`;
  }

  /** Fills `{cond}` and `{hint}` in and adds the suffixes, before a hint. */
  #mnemonic(template: string): string {
    const suffix = SUFFIXES.map(([name, text]) => (this.#value(name) === 1 ? text : '')).join('');
    const BO = this.#value('BO');
    const cond = ((BO & 8) !== 0 ? CONDITIONS : OPPOSITES)[this.#value('BI') & 3] ?? '';
    const hint = this.#hint(BO);
    const text = template.replace('{cond}', cond).replace('{hint}', hint);
    const [, stem = text, end = ''] = /^(.*?)([+-]?)$/.exec(text) ?? [];
    return stem + suffix + end;
  }

  /** The two low bits of BO are hints since 2.00; before, the lowest one reversed what the displacement's sign says. */
  #hint(BO: number): string {
    const hinted = (BO & 16) === 0 ? (BO & 2) !== 0 : (BO & 8) !== 0;
    if (hinted) return (BO & 1) !== 0 ? '+' : '-';
    return (BO & 1) !== 0 && this.#field('BD') === undefined ? '+' : '';
  }

  #holds({ left, is, right }: Condition): boolean {
    const value = this.#sum(left);
    return right.some((sum) => {
      const other = this.#sum(sum);
      switch (is) {
        case '!=':
          return value !== other;
        case '<':
          return value < other;
        case '>':
          return value > other;
        default:
          return value === other;
      }
    });
  }

  #operands(list: readonly Operand[]): string {
    const texts: string[] = [];
    for (const [index, operand] of list.entries()) {
      const rest = list.slice(index).filter(({ optional }) => optional);
      if (operand.optional && rest.every((item) => this.#isDefault(item))) continue;
      texts.push(this.#operand(operand));
    }
    return texts.join(',');
  }

  #isDefault({ value, view }: Operand): boolean {
    return (view === 'crf' ? this.#sum(value) >> 2 : this.#sum(value)) === 0;
  }

  #operand(operand: Operand): string {
    const value = this.#sum(operand.value);
    if (operand.base !== undefined) return `${value}(${this.#operand(operand.base)})`;
    if (operand.view === 'crf') return `cr${value >> 2}`;
    if (operand.view === 'fpr') return `f${value}`;
    if (operand.view === 'vr') return `v${value - 32}`;
    if (operand.zero && value === 0) return '0';
    const only = operand.value.terms[0];
    const field =
      only === undefined || operand.value.terms.length > 1 || operand.value.constant !== 0
        ? undefined
        : this.#field(only.name);
    switch (field?.kind) {
      case 'gpr':
        return `r${value}`;
      case 'fpr':
        return `f${value}`;
      case 'vr':
        return `v${value}`;
      case 'vsr':
        return `vs${value}`;
      case 'cr-field':
        return `cr${value}`;
      case 'cr-bit':
        return value < 4 ? (CONDITIONS[value] ?? '') : `4*cr${value >> 2}+${CONDITIONS[value & 3] ?? ''}`;
      case 'branch':
        return this.#target(value);
      default:
        return String(value);
    }
  }

  #target(displacement: number): string {
    if (this.#value('AA') === 1) return `0x${(displacement >>> 0).toString(16)}`;
    const target = this.#address + displacement;
    return target < 0 ? `0x${BigInt.asUintN(64, BigInt(target)).toString(16)}` : `0x${target.toString(16)}`;
  }

  #sum({ constant, terms }: Sum): number {
    return terms.reduce((sum, { name, sign }) => sum + sign * this.#value(name), constant);
  }

  /** A field's value; 0 where the instruction has no such field. */
  #value(name: string): number {
    return this.#values.get(name) ?? 0;
  }

  #field(name: string): Field | undefined {
    return this.#fields.find((field) => field.name === name);
  }
}
