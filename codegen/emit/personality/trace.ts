/** runtime/generated/<p>/<abi>/trace.ts: calls and structures as the decoder in runtime/trace/ reads them. */
import type { ArgumentType, Scalar } from '../../load/argument-type.ts';
import { namesOf } from '../../load/expression.ts';
import type { Expression } from '../../load/expression.ts';
import type { LayoutType } from '../../load/layout-type.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Argument, Meaning, Personality, Struct, StructField, SystemCall } from '../../load/personality.ts';
import { camel, quote, TypeScriptFile } from '../typescript-file.ts';
import { memoryScalar } from './memory-scalar.ts';
import { CallScope } from './call-scope.ts';
import { literal } from './flags.ts';
import { FlagPieces } from './flag-pieces.ts';
import { flagsReader, nativeExpression, scalarReader } from './native-value.ts';
import { signalsOf } from './signals.ts';
import { pathsOf } from './paths.ts';
import { getter } from './scalars.ts';
import { sourcesOf } from './sources.ts';
import { UnsupportedRows } from './unsupported.ts';
import { enumConstant, enumPrefix, flagsConstant, TYPES } from './trace-names.ts';

export function emitTrace(neutral: NeutralModel, personality: Personality, abi: Abi): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).abiTrace(abi.name), {
    purpose: `System calls of ${personality.row.title} under ${abi.name}, for tracers.`,
    sources: sourcesOf(personality, 'syscalls', 'structs'),
  });
  new TraceEmitter(file, neutral, personality, abi).emit();
  return file;
}

class TraceEmitter {
  readonly #file: TypeScriptFile;
  readonly #neutral: NeutralModel;
  readonly #personality: Personality;
  readonly #abi: Abi;

  constructor(file: TypeScriptFile, neutral: NeutralModel, personality: Personality, abi: Abi) {
    this.#file = file;
    this.#neutral = neutral;
    this.#personality = personality;
    this.#abi = abi;
  }

  emit(): void {
    const file = this.#file;
    const done = new Set<string>();
    for (const struct of this.#personality.structs.values())
      if (struct.layouts.has(this.#abi.name)) this.#struct(struct, done);
    const call = file.type('TraceCall', TYPES);
    file.line(`const calls: ReadonlyMap<number, ${call}> = new Map<number, ${call}>([`);
    for (const one of this.#personality.calls.values()) {
      const number = one.numbers.get(this.#abi.name);
      if (number !== undefined) this.#call(one, number);
    }
    file.line(']);');
    file.line();
    const signals = signalsOf(this.#personality, this.#abi);
    file.block(
      `export const trace: ${file.type('TraceTable', TYPES)} =`,
      () => {
        file.line(`bits: ${this.#abi.bits},`);
        file.line(`order: ${quote(this.#abi.order)},`);
        file.line('calls,');
        file.line(`signalSetBytes: ${file.use('SIGNAL_SET_BYTES', signals)},`);
        file.line(`signalSetUnit: ${file.use('SIGNAL_SET_UNIT', signals)},`);
        file.line(`signalName: ${file.use('nativeSignalName', signals)},`);
      },
      '};',
    );
  }

  #call(call: SystemCall, number: number): void {
    const file = this.#file;
    const scope = this.#scope(call, call.meaning);
    const groups = call.groups.map(quote).join(', ');
    file.block(
      `[${number},`,
      () => {
        file.line(`name: ${quote(call.name)},`);
        file.line(`groups: [${groups}],`);
        this.#shape(scope, call.meaning);
        if (call.select === undefined) return;
        file.line(`select: (r) => ${this.#expression(scope, call.select)},`);
        const values = this.#values(call);
        file.line(`variants: new Map<number, ${file.type('TraceVariant', TYPES)}>([`);
        for (const [name, variant] of call.variants) {
          const value = values.get(name);
          if (value === undefined) continue;
          file.block(`  [${literal(value)},`, () => this.#shape(this.#scope(call, variant), variant), '}],');
        }
        file.line(']),');
      },
      '}],',
    );
  }

  #shape(scope: CallScope, meaning: Meaning): void {
    const file = this.#file;
    file.line('args: [');
    for (const [position, argument] of this.#told(scope, meaning).entries()) {
      const register = argument.index === position ? '' : `, register: ${argument.index}`;
      const condition = meaning.tell.get(argument.name);
      const when = condition === undefined ? '' : `, when: (r) => ${this.#expression(scope, condition)}`;
      file.line(`  { name: ${quote(argument.name)}, type: ${this.#argument(scope, argument)}${register}${when} },`);
    }
    file.line('],');
    file.line(`result: ${this.#result(meaning)},`);
  }

  /** A variant's arguments up to the last one that it has a use for. */
  #told(scope: CallScope, meaning: Meaning): readonly Argument[] {
    const { call } = scope.context;
    if (meaning === call.meaning) return meaning.args;
    const selector = call.select === undefined ? [] : namesOf(call.select);
    const last = meaning.args.findLastIndex(
      ({ name, overridden }) => overridden || selector.includes(name) || scope.uses(name) > 0,
    );
    return meaning.args.slice(0, last + 1);
  }

  #result({ result }: Meaning): string {
    if (result === 'address') return "{ kind: 'address' }";
    const flags = typeof result === 'string' ? /^flags\s+(\w+)$/.exec(result)?.[1] : undefined;
    if (flags !== undefined && this.#personality.flags.has(flags))
      return `{ kind: 'flags', names: ${this.#names(flagsConstant(flags))} }`;
    return "{ kind: 'number' }";
  }

  /** The native values of a selector, by the variants' names. */
  #values(call: SystemCall): Map<string, number> {
    const { select, meaning } = call;
    const name =
      select?.kind === 'name'
        ? select.name
        : select?.kind === 'member' && select.of.kind === 'name'
          ? select.of.name
          : '';
    const type = meaning.args.find((one) => one.name === name)?.type;
    const field =
      type?.kind === 'flags' && select?.kind === 'member'
        ? this.#personality.flags.get(type.name)?.row.fields[select.member]
        : undefined;
    const one = this.#personality.enums.get(type?.kind === 'enum' ? type.name : (field?.enum ?? ''));
    if (one !== undefined) return new Map(one.values.map((value) => [value.name, value.value]));
    return new Map(Object.entries(field?.values ?? {}).map(([value, row]) => [value, row.value]));
  }

  #argument(scope: CallScope, { type }: Argument): string {
    const { bits } = this.#abi;
    switch (type.kind) {
      case 'scalar':
        return `{ kind: 'number', read: ${quote(scalarReader(type.name, bits))}, as: ${quote(told(type.name))} }`;
      case 'flags': {
        const set = this.#personality.flags.get(type.name);
        const wide = set !== undefined && new FlagPieces(set).wide;
        return `{ kind: 'flags', read: '${flagsReader(wide, bits)}', names: ${this.#names(flagsConstant(type.name))} }`;
      }
      case 'enum': {
        const one = this.#personality.enums.get(type.name);
        const negative = one?.values.some(({ value }) => value < 0) ?? false;
        return `{ kind: 'enum', read: '${negative ? 'i32' : 'u32'}', names: ${this.#names(enumConstant(type.name))}, prefix: ${quote(one === undefined ? '' : enumPrefix(one))} }`;
      }
      case 'path':
      case 'string':
        return "{ kind: 'path' }";
      case 'strings':
        return "{ kind: 'strings' }";
      case 'struct':
        return `{ kind: 'struct', direction: ${quote(type.direction)}, struct: ${structConstant(type.name)}${this.#length(scope, type)} }`;
      case 'scalars':
        return `{ kind: 'scalars', direction: ${quote(type.direction)}, scalar: ${quote(getter(memoryScalar(type.name), bits))}, as: ${quote(told(type.name))}${this.#length(scope, type)} }`;
      case 'signalset':
        return `{ kind: 'signalset', direction: ${quote(type.direction)}${type.indirect ? ', indirect: true' : ''} }`;
      case 'cstring':
        return `{ kind: 'text', direction: 'out'${this.#length(scope, type)} }`;
      case 'records':
        return `{ kind: 'records', direction: 'out'${this.#length(scope, type)} }`;
      case 'text':
        return `{ kind: '${type.direction === 'in' ? 'buffer' : 'text'}', direction: ${quote(type.direction)}${this.#length(scope, type)} }`;
      default:
        return `{ kind: ${quote(type.kind)}, direction: ${quote(type.direction)}${this.#length(scope, type)} }`;
    }
  }

  #length(scope: CallScope, type: ArgumentType): string {
    const length = 'length' in type ? type.length : undefined;
    return length === undefined ? '' : `, length: (r) => ${this.#expression(scope, length)}`;
  }

  /** An expression over registers: the generated functions read them from `c`, these from `r`. */
  #expression(scope: CallScope, expression: Expression): string {
    return nativeExpression(scope, expression, []).replace(/\bc\./g, 'r.');
  }

  #scope(call: SystemCall, meaning: Meaning): CallScope {
    return new CallScope({
      file: this.#file,
      neutral: this.#neutral,
      personality: this.#personality,
      abi: this.#abi,
      call,
      meaning,
      unsupported: new UnsupportedRows(),
    });
  }

  #names(constant: string): string {
    return this.#file.use(constant, pathsOf(this.#personality.name).traceNames);
  }

  /** Structures inside others stand before them. */
  #struct(struct: Struct, done: Set<string>): void {
    if (done.has(struct.name)) return;
    done.add(struct.name);
    const file = this.#file;
    for (const field of struct.fields) {
      const inner = innerStruct(field.type);
      const found = inner === undefined ? undefined : this.#personality.structs.get(inner);
      if (found !== undefined) this.#struct(found, done);
    }
    const layout = struct.layouts.get(this.#abi.name);
    file.block(
      `const ${structConstant(struct.name)}: ${file.type('TraceStruct', TYPES)} =`,
      () => {
        file.line(`name: ${quote(struct.name)},`);
        file.line(`size: ${layout?.size ?? 0},`);
        if (struct.row.brief !== undefined) file.line(`brief: [${struct.row.brief.map(quote).join(', ')}],`);
        if (struct.row.list === true) file.line('list: true,');
        file.line('fields: [');
        for (const field of struct.fields) {
          // Padding says nothing: what carries no member of a neutral structure is left out of it.
          const silent = struct.row.model !== undefined && field.from.length === 0 && field.parts === undefined;
          const type = silent ? undefined : this.#field(field.type, field);
          if (type !== undefined)
            file.line(
              `  { name: ${quote(field.name)}, offset: ${layout?.offsets.get(field.name) ?? 0}, type: ${type} },`,
            );
        }
        file.line('],');
      },
      '};',
    );
    file.line();
  }

  #field(type: LayoutType, { row }: StructField): string | undefined {
    const { bits } = this.#abi;
    if (type.kind === 'scalar') {
      const scalar = quote(getter(type.name, bits));
      if (row.flags !== undefined)
        return `{ kind: 'flags', scalar: ${scalar}, names: ${this.#names(flagsConstant(row.flags))} }`;
      if (row.enum !== undefined)
        return `{ kind: 'enum', scalar: ${scalar}, names: ${this.#names(enumConstant(row.enum))} }`;
      const as =
        type.name === 'ptr' ? 'address' : row.as === 'signal' ? 'signal' : row.as === 'dev' ? 'dev' : 'decimal';
      const named = Object.entries(row.names ?? {}).map(([name, value]) => `[${Number(value)}, ${quote(name)}]`);
      const names = named.length === 0 ? '' : `, names: new Map([${named.join(', ')}])`;
      return `{ kind: 'scalar', scalar: ${scalar}, as: '${as}'${names} }`;
    }
    if (type.kind === 'struct') return `{ kind: 'struct', struct: ${structConstant(type.name)} }`;
    if (type.kind === 'signalset') return "{ kind: 'signalset' }";
    if (type.kind !== 'array') return undefined;
    if (type.of.kind === 'scalar' && type.of.name === 'char') return `{ kind: 'text', size: ${type.length} }`;
    const of = this.#field(type.of, { row } as StructField);
    const size =
      type.of.kind === 'scalar'
        ? Number(/\d+$/.exec(getter(type.of.name, bits))?.[0] ?? bits) / 8
        : type.of.kind === 'struct'
          ? (this.#personality.structs.get(type.of.name)?.layouts.get(this.#abi.name)?.size ?? 0)
          : 0;
    return of === undefined ? undefined : `{ kind: 'array', of: ${of}, size: ${size}, length: ${type.length} }`;
  }
}

function innerStruct(type: LayoutType): string | undefined {
  if (type.kind === 'array') return innerStruct(type.of);
  return type.kind === 'struct' ? type.name : undefined;
}

function structConstant(name: string): string {
  return `${camel(name)}Struct`;
}

/** How a scalar argument is told. */
function told(name: Scalar): string {
  switch (name) {
    case 'fd':
    case 'dirfd':
    case 'bool':
    case 'dev':
      return name;
    case 'mode':
      return 'octal';
    case 'signal':
    case 'signal0':
      return 'signal';
    case 'address':
    case 'pointer':
      return 'address';
    default:
      return 'decimal';
  }
}
