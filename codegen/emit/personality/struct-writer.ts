/** Writes the function that puts a neutral structure into native bytes: `writeStat(view, at, value)`. */
import { scalarSize } from '../../load/layout-type.ts';
import type { LayoutType } from '../../load/layout-type.ts';
import { underAbi } from '../../load/load-structs.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Personality, Struct, StructField } from '../../load/personality.ts';
import { pascal, type TypeScriptFile } from '../typescript-file.ts';
import { FlagPieces } from './flag-pieces.ts';
import { pathsOf } from './paths.ts';
import { signalsOf } from './signals.ts';
import { setter } from './scalars.ts';
import { memberType } from './struct-model.ts';

export interface StructContext {
  readonly file: TypeScriptFile;
  readonly neutral: NeutralModel;
  readonly personality: Personality;
  readonly abi: Abi;
  readonly struct: Struct;
  readonly model: string;
}

export class StructWriter {
  readonly #c: StructContext;

  constructor(context: StructContext) {
    this.#c = context;
  }

  emit(): void {
    const { file, struct, model } = this.#c;
    const name = pascal(struct.name);
    if (struct.row.record !== undefined) return this.#emitRecord(name);
    file.block(`export function write${name}(view: StructView, at: number, value: ${model}): void`, () => {
      for (const field of struct.fields) this.#field(field, this.#place(field));
    });
    file.line();
  }

  #emitRecord(name: string): void {
    const { file, struct, model, abi } = this.#c;
    const { record } = struct.row;
    if (record === undefined) return;
    const text = struct.fields.find(({ type }) => type.kind === 'rest');
    const member = text?.from[0] ?? 'name';
    const fixed = underAbi(record.fixed, abi) ?? 0;
    const align = underAbi(record.align, abi) ?? 1;
    file.doc('Bytes of a record, its text with a NUL and padding.');
    file.block(`export function sizeOf${name}(value: ${model}): number`, () =>
      file.line(`return (${fixed + 1 + struct.tail.length} + value.${member}.length + ${align - 1}) & -${align};`),
    );
    file.line();
    file.block(
      `export function write${name}(view: StructView, at: number, value: ${model}, length: number): void`,
      () => {
        for (const field of struct.fields) {
          if (field.name === record.length && field.type.kind === 'scalar')
            file.line(`view.${setter(field.type.name, abi.bits)}(${this.#place(field)}, length);`);
          else if (field.type.kind === 'rest')
            file.line(`view.setText(${this.#place(field)}, length - ${fixed}, value.${member});`);
          else this.#field(field, this.#place(field));
        }
        for (const [index, field] of struct.tail.entries())
          this.#field(field, `at + length - ${struct.tail.length - index}`);
      },
    );
    file.line();
  }

  /** The expression of a field's offset. */
  #place(field: StructField): string {
    const offset = this.#c.struct.layouts.get(this.#c.abi.name)?.offsets.get(field.name) ?? 0;
    return offset === 0 ? 'at' : `at + ${offset}`;
  }

  #field(field: StructField, place: string): void {
    const { file, personality } = this.#c;
    const { row, type, from, parts } = field;
    if (row.direction === 'in') return;
    if (row.const !== undefined) return this.#set(type, place, String(row.const));
    if (type.kind === 'union') return this.#union(field, place);
    if (row.flags !== undefined) return this.#set(type, place, this.#flags(row.flags, from[0], parts));
    const [first] = from;
    if (first === undefined) return;
    const value = `value.${first}`;
    if (row.enum !== undefined) return this.#set(type, place, `${this.#use(`encode${pascal(row.enum)}`)}(${value})`);
    if (row.as !== undefined) {
      if (personality.conversions.get(row.as)?.row.direction === 'in') return;
      file.use('toNative', pathsOf(personality.name).conversionFunctions);
      return this.#set(type, place, `toNative.${row.as}(${from.map((member) => `value.${member}`).join(', ')})`);
    }
    if (row.unlimited !== undefined) return this.#unlimited(type, place, value, row.unlimited);
    this.#plain(type, place, first);
  }

  /** A limit: from 2^53 on there is none, and the native value for that is written by its halves. */
  #unlimited(type: LayoutType, place: string, value: string, native: number | bigint): void {
    const { file, abi } = this.#c;
    // As many as the native value says are as good as none.
    if (type.kind === 'scalar' && scalarSize(type.name, abi.bits) === 4)
      return this.#set(type, place, `Math.min(${value}, ${hex(native)})`);
    const [high, low] = halves(native);
    file.line(`if (${value} >= 2 ** 53) view.setWords(${place}, ${high}, ${low});`);
    file.writer.write('else ');
    this.#set(type, place, value);
  }

  #plain(type: LayoutType, place: string, member: string): void {
    const { file, neutral, model } = this.#c;
    const neutralType = memberType(neutral, model, member);
    const value = `value.${member}`;
    if (type.kind === 'array' && neutralType?.kind === 'text')
      return file.line(`view.setText(${place}, ${type.length}, ${value}.slice(0, ${type.length - 1}));`);
    if (type.kind === 'array') {
      const size = type.of.kind === 'scalar' ? scalarSize(type.of.name, this.#c.abi.bits) : 1;
      return file.block(`for (let i = 0; i < ${type.length}; i++)`, () =>
        this.#set(type.of, `${place} + ${size} * i`, `${value}[i] ?? 0`),
      );
    }
    this.#set(type, place, neutralType?.kind === 'bool' ? `${value} ? 1 : 0` : value);
  }

  #set(type: LayoutType, place: string, value: string): void {
    const { file, abi, personality } = this.#c;
    if (type.kind === 'scalar') return file.line(`view.${setter(type.name, abi.bits)}(${place}, ${value});`);
    if (type.kind === 'struct') return file.line(`write${pascal(type.name)}(view, ${place}, ${value});`);
    if (type.kind === 'signalset') {
      const signals = signalsOf(personality, abi);
      return file.line(
        `${value}.write(view, ${place}, ${file.use('SIGNAL_SET_BYTES', signals)}, ${file.use('SIGNAL_SET_UNIT', signals)});`,
      );
    }
  }

  #union({ row, union }: StructField, place: string): void {
    const { file, personality } = this.#c;
    if (row.select === undefined || union === undefined) return;
    file.use('toNative', pathsOf(personality.name).conversionFunctions);
    file.block(
      `switch (toNative.${row.select.as}(${row.select.from.map((member) => `value.${member}`).join(', ')}))`,
      () => {
        for (const [name, type] of union) {
          if (type.kind === 'struct')
            file.line(`case '${name}': write${pascal(type.name)}(view, ${place}, value); break;`);
        }
      },
    );
  }

  #flags(set: string, whole: string | undefined, parts: ReadonlyMap<string, string> | undefined): string {
    const name = pascal(set);
    if (whole !== undefined) return `${this.#use(`encode${name}`)}(value.${whole})`;
    const row = this.#c.personality.flags.get(set);
    const terms: string[] = [];
    for (const [part, member] of parts ?? []) {
      const bit = row?.row.bits[part];
      if (part === 'bits') terms.push(`${this.#use(`encode${name}`)}(value.${member})`);
      else if (bit !== undefined) terms.push(`(value.${member} ? 0x${bit.value.toString(16)} : 0)`);
      else terms.push(`${this.#use(`encode${name}${pascal(part.toLowerCase())}`)}(value.${member})`);
    }
    const wide = row !== undefined && new FlagPieces(row).wide;
    return terms.length <= 1 ? (terms[0] ?? '0') : wide ? terms.join(' + ') : `(${terms.join(' | ')}) >>> 0`;
  }

  #use(name: string): string {
    return this.#c.file.use(name, pathsOf(this.#c.personality.name).flags);
  }
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** The words of a 64-bit pattern, as patterns of their own. */
export function halves(value: number | bigint): [high: string, low: string] {
  const bits = BigInt.asUintN(64, BigInt(value));
  return [`0x${(bits >> 32n).toString(16)}`, `0x${(bits & 0xffffffffn).toString(16)}`];
}
