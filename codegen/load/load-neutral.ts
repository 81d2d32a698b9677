/** Builds the neutral model from the files of spec/model and spec/servers, and checks every reference in it. */
import { modelSchema } from '../schema/model.ts';
import { serverSchema } from '../schema/server.ts';
import type { ServerFile } from '../schema/server.ts';
import { didYouMean } from './did-you-mean.ts';
import { NEUTRAL_TYPE_WORDS, parseNeutralType, referenceOf } from './neutral-type.ts';
import type { NeutralType } from './neutral-type.ts';
import type {
  Interface,
  Method,
  NeutralEnum,
  NeutralField,
  NeutralFlags,
  NeutralModel,
  NeutralSignal,
  NeutralStruct,
} from './neutral.ts';
import { parseTable } from './parse.ts';
import type { Path, Source } from './source.ts';

/** Problems are left in the sources; the model then lacks what they concern. */
export function loadNeutral(models: readonly Source[], servers: readonly Source[]): NeutralModel {
  const loader = new Loader();
  for (const source of models) loader.addModel(source);
  for (const source of servers) loader.addServer(source);
  loader.checkReferences();
  return { ...loader, sources: [...models, ...servers].map(({ file }) => file) };
}

class Loader {
  readonly structs = new Map<string, NeutralStruct>();
  readonly flags = new Map<string, NeutralFlags>();
  readonly enums = new Map<string, NeutralEnum>();
  readonly errors = new Map<string, string>();
  readonly signals: NeutralSignal[] = [];
  realtime: NeutralModel['realtime'] = { first: 'RT0', count: 0, default: 'terminate' };
  readonly interfaces = new Map<string, Interface>();
  readonly #later: (() => void)[] = [];

  addModel(source: Source): void {
    const file = parseTable(source, modelSchema);
    if (file === undefined) return;
    for (const [name, row] of Object.entries(file.structs ?? {})) {
      const path = ['structs', name];
      const fields = this.#fields(source, [...path, 'fields'], row.fields);
      this.#define(source, path, this.structs, name, { name, doc: row.doc, fields, where: source.where(path) });
    }
    for (const [name, row] of Object.entries(file.flags ?? {})) {
      const path = ['flags', name];
      this.#unique(source, [...path, 'bits'], row.bits);
      this.#define(source, path, this.flags, name, { name, doc: row.doc, bits: row.bits, where: source.where(path) });
    }
    for (const [name, values] of Object.entries(file.enums ?? {})) {
      const path = ['enums', name];
      this.#unique(source, path, values);
      this.#define(source, path, this.enums, name, { name, values, where: source.where(path) });
    }
    for (const [name, text] of Object.entries(file.errors ?? {}))
      this.#define(source, ['errors', name], this.errors, name, text);
    for (const [name, row] of Object.entries(file.signals ?? {})) this.signals.push({ name, ...row });
    if (file.realtime !== undefined) this.realtime = file.realtime;
  }

  addServer(source: Source): void {
    const file = parseTable(source, serverSchema);
    if (file === undefined) return;
    const methods = new Map(Object.entries(file.methods).map(([name, row]) => [name, this.#method(source, name, row)]));
    const { interface: name, side, doc } = file;
    this.#define(source, ['interface'], this.interfaces, name, {
      name,
      side,
      extends: file.extends,
      doc,
      methods,
      file: source.file,
    });
    this.#later.push(() => {
      if (file.extends !== undefined) this.#known(source, ['extends'], 'interface', file.extends, this.interfaces);
    });
  }

  checkReferences(): void {
    for (const check of this.#later) check();
  }

  #method(source: Source, name: string, row: ServerFile['methods'][string]): Method {
    const path: Path = ['methods', name];
    this.#later.push(() => {
      for (const error of Object.keys(row.errors))
        this.#known(source, [...path, 'errors', error], 'error', error, this.errors, 'key');
      for (const [index, server] of row.servers.entries())
        this.#checkServer(source, [...path, 'servers', index], server);
    });
    return {
      name,
      doc: row.doc,
      where: source.where(path),
      args: this.#fields(source, [...path, 'args'], row.args),
      result: this.#type(source, [...path, 'result'], row.result),
      errors: new Map(Object.entries(row.errors)),
      wouldBlock: row.wouldBlock,
      blocks: row.blocks ?? false,
      servers: row.servers,
      asynchronous: row.asynchronous ?? false,
    };
  }

  #checkServer(source: Source, path: Path, reference: string): void {
    const [name = '', method = ''] = reference.split('.');
    const one = this.#known(source, path, 'interface', name, this.interfaces);
    if (one === undefined) return;
    const base = one.extends === undefined ? undefined : this.interfaces.get(one.extends);
    const known = [...one.methods.keys(), ...(base?.methods.keys() ?? [])];
    if (!known.includes(method))
      source.report('reference', path, `${name} has no method "${method}"${didYouMean(method, known) ?? ''}`);
  }

  #fields(source: Source, path: Path, rows: Readonly<Record<string, string>>): NeutralField[] {
    return Object.entries(rows).map(([name, text]) => ({ name, type: this.#type(source, [...path, name], text) }));
  }

  #type(source: Source, path: Path, text: string): NeutralType {
    const type = parseNeutralType(text);
    if (type === undefined) {
      const hint =
        didYouMean(text, NEUTRAL_TYPE_WORDS) ??
        `; types are ${NEUTRAL_TYPE_WORDS.join(', ')}, each with [] or ? after it`;
      source.report('type', path, `"${text}" is no type${hint}`);
      return { kind: 'none' };
    }
    const reference = referenceOf(type);
    if (reference !== undefined) {
      this.#later.push(() => {
        if (reference.kind === 'flags') this.#known(source, path, 'flag set', reference.name, this.flags);
        if (reference.kind === 'enum') this.#known(source, path, 'enumeration', reference.name, this.enums);
        if (reference.kind === 'struct') this.#known(source, path, 'structure', reference.name, this.structs);
      });
    }
    return type;
  }

  #known<T>(
    source: Source,
    path: Path,
    what: string,
    name: string,
    among: ReadonlyMap<string, T>,
    at: 'key' | 'value' = 'value',
  ): T | undefined {
    const found = among.get(name);
    if (found === undefined)
      source.report('reference', path, `there is no ${what} "${name}"${didYouMean(name, among.keys()) ?? ''}`, at);
    return found;
  }

  #define<T>(source: Source, path: Path, into: Map<string, T>, name: string, value: T): void {
    if (into.has(name)) source.report('duplicate', path, `"${name}" is described already`, 'key');
    else into.set(name, value);
  }

  #unique(source: Source, path: Path, names: readonly string[]): void {
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        source.report('duplicate', [...path, index], `"${name}" stands twice in this list`);
    });
  }
}
