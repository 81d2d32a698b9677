/** Writes the function that makes a neutral structure of native bytes: `readTimespec(view, at)`. */
import { scalarSize } from '../../load/layout-type.ts';
import type { LayoutType } from '../../load/layout-type.ts';
import type { Conversion, StructField } from '../../load/personality.ts';
import { NEUTRAL, RUNTIME } from '../paths.ts';
import { pascal } from '../typescript-file.ts';
import { FlagPieces } from './flag-pieces.ts';
import { pathsOf } from './paths.ts';
import { signalsOf } from './signals.ts';
import { getter } from './scalars.ts';
import { flagsRefuse, memberType, readRefuses } from './struct-model.ts';
import { halves, hex } from './struct-writer.ts';
import type { StructContext } from './struct-writer.ts';

export class StructReader {
  readonly #c: StructContext;
  #names = 0;

  constructor(context: StructContext) {
    this.#c = context;
  }

  emit(): void {
    const { file, struct, model, personality } = this.#c;
    const refuses = readRefuses(personality, struct);
    const answer = refuses ? `${model} | ${file.type('Errno', NEUTRAL.errors)}` : model;
    const empty = file.use(`empty${model}`, NEUTRAL.structs);
    file.block(
      `export function read${pascal(struct.name)}(view: StructView, at: number, value: ${model} = ${empty}()): ${answer}`,
      () => {
        for (const field of struct.fields) this.#field(field);
        file.line('return value;');
      },
    );
    file.line();
  }

  #field(field: StructField): void {
    const { file, struct, abi, personality } = this.#c;
    const { row, type, from, parts } = field;
    if (row.direction === 'out' || row.const !== undefined) return;
    const offset = struct.layouts.get(abi.name)?.offsets.get(field.name) ?? 0;
    const place = offset === 0 ? 'at' : `at + ${offset}`;
    if (type.kind === 'union') return this.#union(field, place);
    const native = type.kind === 'scalar' ? `view.${getter(type.name, abi.bits)}(${place})` : '';
    if (row.flags !== undefined) {
      const set = personality.flags.get(row.flags);
      // A number would be rounded where a program fills the high half (an int of flags, with its sign); nothing there counts.
      const low = set?.row.unknown === 'ignore' && !new FlagPieces(set).wide && native.startsWith('view.u64(');
      return this.#flags(row.flags, low ? `view.u64Low(${place}) >>> 0` : native, from[0], parts);
    }
    const [first] = from;
    if (first === undefined) return;
    if (row.enum !== undefined) {
      const pure = personality.enums.get(row.enum)?.row.unknown === 'ignore';
      return this.#assign(first, `${this.#use(`decode${pascal(row.enum)}`)}(${native})`, !pure);
    }
    const conversion = row.as === undefined ? undefined : personality.conversions.get(row.as);
    if (conversion !== undefined) return this.#convert(conversion, native, from);
    if (type.kind === 'struct') {
      const inner = personality.structs.get(type.name);
      const refuses = inner !== undefined && readRefuses(personality, inner);
      const call = `read${pascal(type.name)}(view, ${place}, value.${first})`;
      if (!refuses) return file.line(`${call};`);
      const name = this.#name(first);
      file.line(`const ${name} = ${call};`);
      return file.line(`if (typeof ${name} === 'number') return ${name};`);
    }
    if (row.unlimited !== undefined && type.kind === 'scalar' && scalarSize(type.name, abi.bits) === 4)
      return file.line(`value.${first} = ${native} === ${hex(row.unlimited)} ? 2 ** 53 : ${native};`);
    if (row.unlimited !== undefined) {
      const [high, low] = halves(row.unlimited);
      const none = `(view.u64High(${place}) >>> 0) === ${high} && (view.u64Low(${place}) >>> 0) === ${low}`;
      return file.line(`value.${first} = ${none} ? 2 ** 53 : Math.min(${native}, 2 ** 53 - 1);`);
    }
    file.line(`value.${first} = ${this.#plain(type, place, first, native)};`);
  }

  #plain(type: LayoutType, place: string, member: string, native: string): string {
    const { file, neutral, model, abi, personality } = this.#c;
    const neutralType = memberType(neutral, model, member);
    if (type.kind === 'signalset') {
      const signals = signalsOf(personality, abi);
      return `${file.use('SignalSet', RUNTIME.signalSet)}.read(view, ${place}, ${file.use('SIGNAL_SET_BYTES', signals)}, ${file.use('SIGNAL_SET_UNIT', signals)})`;
    }
    if (type.kind === 'array' && neutralType?.kind === 'text') return `view.text(${place}, ${type.length})`;
    if (type.kind === 'array' && type.of.kind === 'scalar') {
      const size = scalarSize(type.of.name, abi.bits);
      return `Array.from({ length: ${type.length} }, (_, i) => view.${getter(type.of.name, abi.bits)}(${place} + ${size} * i))`;
    }
    return neutralType?.kind === 'bool' ? `${native} !== 0` : native;
  }

  #assign(member: string, expression: string, refuses: boolean): void {
    const { file } = this.#c;
    if (!refuses) return file.line(`value.${member} = ${expression};`);
    const name = this.#name(member);
    file.line(`const ${name} = ${expression};`);
    file.line(`if (${name} < 0) return ${name};`);
    file.line(`value.${member} = ${name};`);
  }

  #convert({ name, row, types }: Conversion, native: string, from: readonly string[]): void {
    const { file, personality } = this.#c;
    if (row.direction === 'out') return;
    file.use('toNeutral', pathsOf(personality.name).conversionFunctions);
    const call = `toNeutral.${name}(${native})`;
    const [only] = from;
    if (from.length === 1 && only !== undefined) {
      const numeric = types[0]?.kind === 'number' || types[0]?.kind === 'enum' || types[0]?.kind === 'flags';
      if (numeric || row.refuses === undefined) return this.#assign(only, call, row.refuses !== undefined);
    }
    const local = this.#name(name);
    file.line(`const ${local} = ${call};`);
    if (row.refuses !== undefined) file.line(`if (typeof ${local} === 'number') return ${local};`);
    if (from.length === 1 && only !== undefined) return file.line(`value.${only} = ${local};`);
    from.forEach((member, index) => file.line(`value.${member} = ${local}.${row.neutral[index] ?? member};`));
  }

  #flags(set: string, native: string, whole: string | undefined, parts: ReadonlyMap<string, string> | undefined): void {
    const { file, personality } = this.#c;
    const name = pascal(set);
    const refuses = flagsRefuse(personality, set);
    if (whole !== undefined) return this.#assign(whole, `${this.#use(`decode${name}`)}(${native})`, refuses);
    const row = personality.flags.get(set);
    if (row === undefined) return;
    const local = this.#name(set);
    file.line(`const ${local} = ${native};`);
    if (refuses && !parts?.has('bits')) {
      const checked = this.#name(`${set}Checked`);
      file.line(`const ${checked} = ${this.#use(`decode${name}`)}(${local});`);
      file.line(`if (${checked} < 0) return ${checked};`);
    }
    for (const [part, member] of parts ?? []) {
      const bit = row.row.bits[part];
      const field = row.row.fields[part];
      if (part === 'bits') this.#assign(member, `${this.#use(`decode${name}`)}(${local})`, refuses);
      else if (bit !== undefined) file.line(`value.${member} = ${new FlagPieces(row).isSet(local, bit.value)};`);
      else {
        const enumRefuses = field?.enum !== undefined && personality.enums.get(field.enum)?.row.unknown !== 'ignore';
        this.#assign(member, `${this.#use(`decode${name}${pascal(part.toLowerCase())}`)}(${local})`, enumRefuses);
      }
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
            file.line(`case '${name}': read${pascal(type.name)}(view, ${place}, value); break;`);
        }
      },
    );
  }

  #use(name: string): string {
    return this.#c.file.use(name, pathsOf(this.#c.personality.name).flags);
  }

  /** A local name that nothing else in the function has. */
  #name(base: string): string {
    this.#names++;
    const word = base
      .replace(/\W(\w)/g, (_, letter: string) => letter.toUpperCase())
      .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return `${word}${this.#names}`;
  }
}
