/** Reads system call rows: parses types and expressions, resolves `like`, checks what can be checked without emitting. */
import type { CallRow, SyscallsFile } from '../schema/syscalls.ts';
import { lengthOf, parseArgumentType } from './argument-type.ts';
import type { ArgumentType } from './argument-type.ts';
import { ArgumentRegisters } from './argument-registers.ts';
import { didYouMean } from './did-you-mean.ts';
import { namesOf, parseExpression, parseMethodCall } from './expression.ts';
import type { Expression, MethodCall } from './expression.ts';
import { Layers } from './layers.ts';
import type { Row } from './layers.ts';
import { checkErrno } from './load-flags.ts';
import type { NeutralModel } from './neutral.ts';
import type { Abi, Argument, EnumSet, FlagSet, Meaning, Place, Struct, SystemCall } from './personality.ts';
import { lookUp } from './reporter.ts';
import type { Path, Source } from './source.ts';

export interface CallContext {
  readonly neutral: NeutralModel;
  /** All ABIs of the personality: rows name their numbers. */
  readonly abis: ReadonlyMap<string, Abi>;
  /** The rows are read as ABIs of this width have them. */
  readonly bits: 32 | 64;
  /** How many registers hold arguments. */
  readonly registers: number;
  readonly pairsAligned: boolean;
  readonly flags: ReadonlyMap<string, FlagSet>;
  readonly enums: ReadonlyMap<string, EnumSet>;
  readonly structs: ReadonlyMap<string, Struct>;
}

interface Located {
  readonly source: Source;
  readonly row: CallRow;
  readonly path: Path;
  /** A row of the personality that this one extends. */
  readonly inherited: boolean;
}

export interface CallFile {
  readonly source: Source;
  readonly file: SyscallsFile;
  readonly inherited: boolean;
}

/** All calls of a personality; a row of the same name replaces an inherited one and is reported after its own. */
export function loadCalls(files: readonly CallFile[], context: CallContext): SystemCall[] {
  const rows = new Map<string, Located>();
  for (const { source, file, inherited } of files) {
    file.calls.forEach((row, index) => {
      const before = rows.get(row.name);
      const path = ['calls', index];
      if (before === undefined || (before.inherited && !inherited))
        rows.set(row.name, { source, row, path, inherited });
      else
        source.report(
          'duplicate',
          [...path, 'name'],
          `"${row.name}" is described already at ${before.source.where(before.path)}`,
        );
    });
  }
  return [...rows.values()].map((located) => new CallReader(located, rows, context).read());
}

/** Reads one row under ABIs of one width. What it takes over from another row (`like`) is reported where it stands there. */
class CallReader {
  readonly #source: Source;
  readonly #row: CallRow;
  readonly #path: Path;
  readonly #layers: Layers;
  /** Whether the row that this one is like is missing. */
  readonly #isAlone: boolean;
  readonly #inherited: boolean;
  readonly #context: CallContext;
  readonly #replaced = new Set<string>();

  constructor({ source, row, path, inherited }: Located, rows: ReadonlyMap<string, Located>, context: CallContext) {
    this.#inherited = inherited;
    this.#source = source;
    this.#row = row;
    this.#path = path;
    this.#context = context;
    const like = row.like === undefined ? undefined : lookUp(source, [...path, 'like'], 'call', row.like, rows);
    const base = like?.row.like === undefined ? like : rows.get(like.row.like);
    this.#isAlone = row.like !== undefined && base === undefined;
    this.#layers = new Layers([
      ...(base === undefined ? [] : Layers.of(base, base.row, context.bits)),
      ...Layers.of({ source, path }, row, context.bits),
    ]);
  }

  read(): SystemCall {
    const row = this.#row;
    const { merged } = this.#layers;
    const meaning = this.#meaning(this.#layers, this.#path, undefined);
    const variants = new Map<string, Meaning>();
    for (const [name, layers] of this.#layers.variants(this.#context.bits))
      variants.set(name, this.#meaning(layers, this.#ownPath(layers.top), meaning.args));
    this.#checkReplacements();
    return {
      name: row.name,
      numbers: this.#numbers(),
      meaning,
      select: merged.select === undefined ? undefined : this.#expression(this.#layers.at('select'), merged.select),
      variants,
      since: row.since,
      until: row.until,
      groups: merged.groups ?? [],
      aliases: row.alias ?? [],
      topic: (this.#source.file.split('/').at(-1) ?? '').replace(/\.yaml$/, ''),
      place: { source: this.#source, path: this.#path },
    };
  }

  #numbers(): Map<string, number> {
    const { number, numbers } = this.#row;
    const known = [...this.#context.abis.keys()];
    if (number === undefined && numbers === undefined)
      this.#source.report('missing', this.#path, `${this.#row.name} says no number (number: none when it has none)`);
    if (typeof number === 'number') return new Map(known.map((abi) => [abi, number]));
    for (const abi of Object.keys(numbers ?? {})) {
      // A base names its own ABIs.
      if (!known.includes(abi) && !this.#inherited)
        this.#source.report(
          'reference',
          [...this.#path, 'numbers', abi],
          `there is no ABI "${abi}"${didYouMean(abi, known) ?? `; there are ${known.join(', ')}`}`,
          'key',
        );
    }
    return new Map(Object.entries(numbers ?? {}));
  }

  /** `of` are the arguments of the call whose variant this is. */
  #meaning(layers: Layers, path: Path, of: readonly Argument[] | undefined): Meaning {
    const { merged } = layers;
    const args = of === undefined ? this.#arguments(layers) : this.#overridden(layers, of);
    if (typeof merged.support === 'object' && 'absent' in merged.support)
      this.#errno(layers.at('support', 'absent', 'errno'), merged.support.absent.errno);
    if (merged.support === undefined && of === undefined && merged.errno === undefined && !this.#isAlone)
      this.#report('missing', layers.top, `${this.#row.name} says nothing of its support (full, partial or absent)`);
    if (merged.errno !== undefined) this.#errno(layers.at('errno'), merged.errno);
    if (merged.tooSmall !== undefined) this.#errno(layers.at('tooSmall'), merged.tooSmall);
    merged.errors?.forEach((error, index) => this.#errno(layers.at('errors', index), error));
    merged.decode?.forEach(
      (name, index) => name === 'checks' || this.#argumentName(layers.at('decode', index), name, args),
    );
    return {
      doc: merged.doc,
      args,
      checks: this.#checks(layers, args),
      answers: (merged.answers ?? []).map((check, index) => {
        this.#errno(layers.at('answers', index, 'else'), check.else);
        const place = layers.at('answers', index, 'that');
        return { ...check, text: check.that, that: this.#expression(place, check.that), path: this.#ownPath(place) };
      }),
      decode: merged.decode ?? [],
      call: merged.call === undefined ? undefined : this.#call(layers.at('call'), merged.call),
      answer: merged.answer,
      hook: merged.hook,
      result: this.#result(layers, args),
      tooSmall: merged.tooSmall,
      onlyWith: new Map(
        Object.entries(merged.onlyWith ?? {}).map(([name, pointer]) => {
          this.#argumentName(layers.at('onlyWith', name), name, args, 'key');
          this.#argumentName(layers.at('onlyWith', name), pointer, args);
          return [name, pointer];
        }),
      ),
      tell: new Map(
        Object.entries(merged.tell ?? {}).map(([name, text]) => {
          this.#argumentName(layers.at('tell', name), name, args, 'key');
          return [name, this.#expression(layers.at('tell', name), text)];
        }),
      ),
      taken: merged.taken === undefined ? undefined : this.#call(layers.at('taken'), merged.taken),
      undo: merged.undo === undefined ? undefined : this.#call(layers.at('undo'), merged.undo),
      errors: merged.errors ?? [],
      support: merged.support ?? 'full',
      errno: merged.errno,
      path,
    };
  }

  #checks(layers: Layers, args: readonly Argument[]): Meaning['checks'] {
    return (layers.merged.checks ?? []).map((check, index) => {
      this.#errno(layers.at('checks', index, 'else'), check.else);
      const place = layers.at('checks', index, 'that');
      const that = this.#expression(place, check.that);
      if (check.after !== undefined) this.#argumentName(layers.at('checks', index, 'after'), check.after, args);
      return { that, text: check.that, else: check.else, after: check.after, path: this.#ownPath(place) };
    });
  }

  #arguments(layers: Layers): Argument[] {
    const registers = new ArgumentRegisters(this.#context);
    const args = Object.entries(layers.merged.args ?? {}).map(([name, text]) => {
      const { type, ...argument } = this.#argument(layers.at('args', name), name, text);
      return { ...argument, type, index: registers.take(type), overridden: false };
    });
    const names = args.map(({ name }) => name);
    if (registers.beyond)
      this.#report('value', layers.at('args'), `the arguments need more than ${this.#context.registers} registers`);
    for (const { name: owner, type } of args) {
      const length = lengthOf(type);
      for (const name of length === undefined ? [] : namesOf(length)) {
        if (!names.includes(name))
          this.#report(
            'reference',
            layers.at('args', owner),
            `there is no argument "${name}" for the length${didYouMean(name, names) ?? `; there are ${names.join(', ')}`}`,
          );
      }
    }
    return args;
  }

  /** A variant names the arguments that it takes otherwise. */
  #overridden(layers: Layers, of: readonly Argument[]): Argument[] {
    const rows = layers.merged.args ?? {};
    for (const name of Object.keys(rows)) this.#argumentName(layers.at('args', name), name, of, 'key');
    return of.map((one) => {
      const text = rows[one.name];
      return text === undefined
        ? one
        : { ...this.#argument(layers.at('args', one.name), one.name, text), index: one.index, overridden: true };
    });
  }

  #argument(place: Place, name: string, written: string): Omit<Argument, 'index' | 'overridden'> {
    const path = this.#ownPath(place);
    const text = this.#replace(written);
    const type = parseArgumentType(text);
    if (typeof type === 'string') {
      this.#report('type', place, type);
      return { name, text, type: { kind: 'scalar', name: 'ulong' }, path };
    }
    this.#checkReference(place, type);
    return { name, text, type, path };
  }

  /** `with:` puts other structures in the place of those that the row has from the one it is like. */
  #replace(text: string): string {
    return text.replace(/\b(struct|records) (\w+)/, (all, word: string, name: string) => {
      const other = this.#row.with?.[name];
      if (other === undefined) return all;
      this.#replaced.add(name);
      // One that there is not is told where the row names it.
      return this.#context.structs.has(other) ? `${word} ${other}` : all;
    });
  }

  #checkReplacements(): void {
    const { structs } = this.#context;
    for (const [name, other] of Object.entries(this.#row.with ?? {})) {
      const path = [...this.#path, 'with', name];
      lookUp(this.#source, path, 'structure', other, structs);
      if (!this.#replaced.has(name))
        this.#source.report(
          'reference',
          path,
          `no argument is a struct ${name}${didYouMean(name, structs.keys()) ?? ''}`,
          'key',
        );
    }
  }

  #checkReference({ source, path }: Place, type: ArgumentType): void {
    const { flags, enums, structs } = this.#context;
    if (type.kind === 'flags') lookUp(source, path, 'flag set', type.name, flags);
    if (type.kind === 'enum') lookUp(source, path, 'enumeration', type.name, enums);
    if (type.kind === 'struct' || type.kind === 'records') lookUp(source, path, 'structure', type.name, structs);
  }

  #call(place: Place, text: string): MethodCall | undefined {
    const call = parseMethodCall(text);
    if (typeof call === 'string') {
      this.#report('format', place, call);
      return undefined;
    }
    const one = lookUp(place.source, place.path, 'interface', call.interface, this.#context.neutral.interfaces);
    if (one === undefined) return undefined;
    const method = one.methods.get(call.method);
    if (method === undefined) {
      this.#report(
        'reference',
        place,
        `${one.name} has no method "${call.method}"${didYouMean(call.method, one.methods.keys()) ?? ''}`,
      );
      return undefined;
    }
    const names = method.args.map(({ name }) => name);
    for (const name of call.args.keys()) {
      if (!names.includes(name))
        this.#report(
          'reference',
          place,
          `${one.name}.${method.name} has no argument "${name}"${didYouMean(name, names) ?? `; it takes ${names.join(', ') || 'none'}`}`,
        );
    }
    return call;
  }

  #result(layers: Layers, args: readonly Argument[]): Meaning['result'] {
    const row: Row['result'] = layers.merged.result;
    if (row === undefined) return 'none';
    if (typeof row === 'string') return row;
    const result = new Map<string, Expression>();
    for (const [name, text] of Object.entries(row)) {
      if (name !== 'returns' && name !== 'when') this.#argumentName(layers.at('result', name), name, args, 'key');
      result.set(name, this.#expression(layers.at('result', name), String(text)));
    }
    return result;
  }

  #expression(place: Place, text: string): Expression {
    const expression = parseExpression(text);
    if (typeof expression !== 'string') return expression;
    this.#report('format', place, expression);
    return { kind: 'number', value: 0 };
  }

  #argumentName(place: Place, name: string, args: readonly Argument[], at: 'key' | 'value' = 'value'): void {
    const names = args.map((one) => one.name);
    if (!names.includes(name))
      this.#report(
        'reference',
        place,
        `there is no argument "${name}"${didYouMean(name, names) ?? `; there are ${names.join(', ') || 'none'}`}`,
        at,
      );
  }

  #errno({ source, path }: Place, name: string): void {
    checkErrno(source, path, name, this.#context.neutral);
  }

  /** What is found when code is written is reported in the row itself: at a place, or at the row that it is like. */
  #ownPath({ source, path }: Place): Path {
    return source === this.#source ? path : [...this.#path, 'like'];
  }

  #report(
    code: Parameters<Source['report']>[0],
    { source, path }: Place,
    message: string,
    at: 'key' | 'value' = 'value',
  ): void {
    source.report(code, path, message, at);
  }
}
