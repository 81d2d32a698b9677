/** Reads system call rows: parses types and expressions, resolves `like`, checks what can be checked without emitting. */
import type { CallRow, SyscallsFile, VariantRow } from '../schema/syscalls.ts';
import { lengthOf, parseArgumentType } from './argument-type.ts';
import type { ArgumentType } from './argument-type.ts';
import { didYouMean } from './did-you-mean.ts';
import { namesOf, parseExpression, parseMethodCall } from './expression.ts';
import type { Expression, MethodCall } from './expression.ts';
import { checkErrno } from './load-flags.ts';
import type { NeutralModel } from './neutral.ts';
import type { Abi, Argument, EnumSet, FlagSet, Meaning, Struct, SystemCall } from './personality.ts';
import { lookUp } from './reporter.ts';
import type { Path, Source } from './source.ts';

export interface CallContext {
  readonly neutral: NeutralModel;
  readonly abis: ReadonlyMap<string, Abi>;
  readonly otherAbis: readonly string[];
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

/** Reads one row. Keys that the row takes over from another (`like`) are read, and reported, at their own place. */
class CallReader {
  readonly #source: Source;
  readonly #row: CallRow;
  readonly #path: Path;
  readonly #base: Located | undefined;
  readonly #inherited: boolean;
  readonly #context: CallContext;

  constructor({ source, row, path, inherited }: Located, rows: ReadonlyMap<string, Located>, context: CallContext) {
    this.#inherited = inherited;
    this.#source = source;
    this.#row = row;
    this.#path = path;
    this.#context = context;
    const base = row.like === undefined ? undefined : lookUp(source, [...path, 'like'], 'call', row.like, rows);
    this.#base = base?.row.like === undefined ? base : rows.get(base.row.like);
  }

  read(): SystemCall {
    const row = this.#row;
    const base = this.#base?.row;
    const meaning = this.#meaning(row, this.#path, base, []);
    const own = row.variants !== undefined ? this.#path : (this.#base?.path ?? this.#path);
    const variants = new Map<string, Meaning>();
    for (const [name, variant] of Object.entries(row.variants ?? base?.variants ?? {})) {
      variants.set(
        name,
        this.#meaning({ ...variant, doc: variant.doc }, [...own, 'variants', name], undefined, meaning.args),
      );
    }
    const selectText = row.select ?? base?.select;
    const select = selectText === undefined ? undefined : this.#expression([...this.#path, 'select'], selectText);
    const { select: _, variants: __, ...rest } = row;
    return {
      name: row.name,
      numbers: this.#numbers(),
      meaning,
      select,
      variants,
      since: rest.since,
      until: rest.until,
      groups: row.groups ?? base?.groups ?? [],
      aliases: row.alias ?? [],
      topic: (this.#source.file.split('/').at(-1) ?? '').replace(/\.yaml$/, ''),
      place: { source: this.#source, path: this.#path },
    };
  }

  #numbers(): Map<string, number> {
    const { number, numbers } = this.#row;
    const { abis, otherAbis } = this.#context;
    const known = [...abis.keys(), ...otherAbis];
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

  #meaning(row: VariantRow, path: Path, base: VariantRow | undefined, inherited: readonly Argument[]): Meaning {
    const merged: VariantRow = { ...base, ...row };
    /** Where a key stands: in the row itself, or in the one it is like. */
    const at = (key: string): Path =>
      base !== undefined && !(key in row) ? [...(this.#base?.path ?? []), key] : [...path, key];
    const args = this.#arguments(at('args'), merged.args ?? {}, inherited);
    if (typeof merged.support === 'object' && 'absent' in merged.support)
      this.#errno([...at('support'), 'absent', 'errno'], merged.support.absent.errno);
    if (
      merged.support === undefined &&
      inherited.length === 0 &&
      (this.#row.like === undefined || base !== undefined) &&
      merged.errno === undefined
    ) {
      this.#report('missing', path, `${this.#row.name} says nothing of its support (full, partial or absent)`);
    }
    if (merged.errno !== undefined) this.#errno(at('errno'), merged.errno);
    if (merged.tooSmall !== undefined) this.#errno(at('tooSmall'), merged.tooSmall);
    merged.errors?.forEach((error, index) => this.#errno([...at('errors'), index], error));
    merged.decode?.forEach(
      (name, index) => name === 'checks' || this.#argumentName([...at('decode'), index], name, args),
    );
    const checks = (merged.checks ?? []).map((check, index) => {
      this.#errno([...at('checks'), index, 'else'], check.else);
      const place = [...at('checks'), index, 'that'];
      const that = this.#expression(place, check.that);
      if (check.after !== undefined) this.#argumentName([...at('checks'), index, 'after'], check.after, args);
      return { that, text: check.that, else: check.else, after: check.after, path: place };
    });
    return {
      doc: row.doc ?? base?.doc,
      args,
      checks,
      decode: merged.decode ?? [],
      call: merged.call === undefined ? undefined : this.#call(at('call'), merged.call),
      answer: merged.answer,
      hook: merged.hook,
      result: this.#result(at('result'), merged.result, args),
      tooSmall: merged.tooSmall,
      onlyWith: new Map(
        Object.entries(merged.onlyWith ?? {}).map(([name, pointer]) => {
          this.#argumentName([...at('onlyWith'), name], name, args, 'key');
          this.#argumentName([...at('onlyWith'), name], pointer, args);
          return [name, pointer];
        }),
      ),
      tell: new Map(
        Object.entries(merged.tell ?? {}).map(([name, text]) => {
          this.#argumentName([...at('tell'), name], name, args, 'key');
          return [name, this.#expression([...at('tell'), name], text)];
        }),
      ),
      taken: merged.taken === undefined ? undefined : this.#call(at('taken'), merged.taken),
      undo: merged.undo === undefined ? undefined : this.#call(at('undo'), merged.undo),
      errors: merged.errors ?? [],
      support: merged.support ?? 'full',
      errno: merged.errno,
      path,
    };
  }

  #arguments(path: Path, rows: Readonly<Record<string, string>>, inherited: readonly Argument[]): Argument[] {
    if (inherited.length > 0) {
      for (const name of Object.keys(rows)) this.#argumentName([...path, name], name, inherited, 'key');
      return inherited.map((one) =>
        rows[one.name] === undefined
          ? one
          : this.#argument([...path, one.name], one.name, one.index, rows[one.name] ?? ''),
      );
    }
    const args = Object.entries(rows).map(([name, text], index) => this.#argument([...path, name], name, index, text));
    const names = args.map(({ name }) => name);
    for (const { path: place, type } of args) {
      const length = lengthOf(type);
      for (const name of length === undefined ? [] : namesOf(length)) {
        if (!names.includes(name))
          this.#report(
            'reference',
            place,
            `there is no argument "${name}" for the length${didYouMean(name, names) ?? `; there are ${names.join(', ')}`}`,
          );
      }
    }
    return args;
  }

  #argument(path: Path, name: string, index: number, text: string): Argument {
    const type = parseArgumentType(text);
    if (typeof type === 'string') {
      this.#report('type', path, type);
      return { name, index, type: { kind: 'scalar', name: 'ulong' }, path };
    }
    this.#checkReference(path, type);
    return { name, index, type, path };
  }

  #checkReference(path: Path, type: ArgumentType): void {
    const { flags, enums, structs } = this.#context;
    if (type.kind === 'flags') lookUp(this.#source, path, 'flag set', type.name, flags);
    if (type.kind === 'enum') lookUp(this.#source, path, 'enumeration', type.name, enums);
    if (type.kind === 'struct' || type.kind === 'records') lookUp(this.#source, path, 'structure', type.name, structs);
  }

  #call(path: Path, text: string): MethodCall | undefined {
    const call = parseMethodCall(text);
    if (typeof call === 'string') {
      this.#report('format', path, call);
      return undefined;
    }
    const one = lookUp(this.#source, path, 'interface', call.interface, this.#context.neutral.interfaces);
    if (one === undefined) return undefined;
    const method = one.methods.get(call.method);
    if (method === undefined) {
      this.#report(
        'reference',
        path,
        `${one.name} has no method "${call.method}"${didYouMean(call.method, one.methods.keys()) ?? ''}`,
      );
      return undefined;
    }
    const names = method.args.map(({ name }) => name);
    for (const name of call.args.keys()) {
      if (!names.includes(name))
        this.#report(
          'reference',
          path,
          `${one.name}.${method.name} has no argument "${name}"${didYouMean(name, names) ?? `; it takes ${names.join(', ') || 'none'}`}`,
        );
    }
    return call;
  }

  #result(path: Path, row: VariantRow['result'], args: readonly Argument[]): Meaning['result'] {
    if (row === undefined) return 'none';
    if (typeof row === 'string') return row;
    const result = new Map<string, Expression>();
    for (const [name, text] of Object.entries(row)) {
      if (name !== 'returns' && name !== 'when') this.#argumentName([...path, name], name, args, 'key');
      result.set(name, this.#expression([...path, name], String(text)));
    }
    return result;
  }

  #expression(path: Path, text: string): Expression {
    const expression = parseExpression(text);
    if (typeof expression !== 'string') return expression;
    this.#report('format', path, expression);
    return { kind: 'number', value: 0 };
  }

  #argumentName(path: Path, name: string, args: readonly Argument[], at: 'key' | 'value' = 'value'): void {
    const names = args.map((one) => one.name);
    if (!names.includes(name))
      this.#report(
        'reference',
        path,
        `there is no argument "${name}"${didYouMean(name, names) ?? `; there are ${names.join(', ') || 'none'}`}`,
        at,
      );
  }

  #errno(path: Path, name: string): void {
    checkErrno(this.#source, path, name, this.#context.neutral);
  }

  #report(code: Parameters<Source['report']>[0], path: Path, message: string, at: 'key' | 'value' = 'value'): void {
    this.#source.report(code, path, message, at);
  }
}
