/**
 * A WebAssembly module in the binary format: at most one imported memory, imported constants and functions, own functions, exports,
 * and one table, which is imported or has all of its entries given. (V8 reaches table 0 by way of fewer loads than others.)
 *
 * Function indices are handed out when a function is declared, so bodies may call what is written
 * later. All imports come before the first own function.
 */
import { ByteWriter } from './bytes.ts';
import type { Code, Signature } from './code.ts';
import { TYPE_BYTE } from './node.ts';

interface GlobalImport {
  readonly module: string;
  readonly name: string;
}

interface FunctionImport extends GlobalImport {
  /** Index of its type. */
  readonly type: number;
}

interface TableImport extends GlobalImport {
  readonly table: true;
}

type Import = MemoryImport | TableImport | GlobalImport | FunctionImport;

export interface MemoryImport {
  readonly module: string;
  readonly name: string;
  /** Limits in 64 KiB pages; the memory is shared. */
  readonly minimum: number;
  readonly maximum: number;
}

const SECTION = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 };

export class ModuleBuilder {
  readonly #types: Signature[] = [];
  readonly #typeIndex = new Map<string, number>();
  readonly #imports: FunctionImport[] = [];
  readonly #functions: { type: number; code: Code | undefined }[] = [];
  readonly #exports: { name: string; kind: number; index: number }[] = [];
  readonly #customs: { name: string; data: Uint8Array }[] = [];
  readonly #globals: GlobalImport[] = [];
  #memory: MemoryImport | undefined;
  #importedTable: GlobalImport | undefined;
  #table: readonly number[] = [];

  typeOf(signature: Signature): number {
    const key = `${signature.parameters.join()}>${signature.results.join()}`;
    const known = this.#typeIndex.get(key);
    if (known !== undefined) return known;
    const index = this.#types.push(signature) - 1;
    this.#typeIndex.set(key, index);
    return index;
  }

  importMemory(memory: MemoryImport): void {
    this.#memory = memory;
  }

  /** A table of functions that the host gives, instead of an own one. */
  importTable(table: { readonly module: string; readonly name: string }): void {
    this.#importedTable = table;
  }

  /** A constant i32 that the host gives: global 0, 1 … in order. */
  importGlobal(global: { readonly module: string; readonly name: string }): void {
    this.#globals.push(global);
  }

  importFunction(module: string, name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    return this.#imports.push({ module, name, type: this.typeOf(signature) }) - 1;
  }

  /** Reserves an index for a function whose body follows with `define`. */
  declare(signature: Signature): number {
    return this.#imports.length + this.#functions.push({ type: this.typeOf(signature), code: undefined }) - 1;
  }

  define(index: number, code: Code): void {
    const entry = this.#functions[index - this.#imports.length];
    if (entry === undefined) throw new Error(`function ${index} was not declared`);
    entry.code = code;
  }

  add(code: Code): number {
    const index = this.declare(code.signature);
    this.define(index, code);
    return index;
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, kind: 0, index });
  }

  /** A table of the module's own, filled with these functions in this order. */
  table(functions: readonly number[]): void {
    this.#table = functions;
  }

  /** Data that the engine skips. */
  custom(name: string, data: Uint8Array): void {
    this.#customs.push({ name, data });
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter(1 << 16);
    out.raw([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    section(out, SECTION.type, this.#types, (to, { parameters, results }) => {
      to.byte(0x60);
      for (const types of [parameters, results]) {
        to.unsigned(types.length);
        for (const type of types) to.byte(TYPE_BYTE[type]);
      }
    });
    this.#writeImports(out);
    section(out, SECTION.function, this.#functions, (to, entry) => to.unsigned(entry.type));
    if (this.#table.length > 0)
      section(out, SECTION.table, [this.#table.length], (to, size) => {
        to.raw([0x70, 1]);
        to.unsigned(size);
        to.unsigned(size);
      });
    section(out, SECTION.export, this.#exports, (to, entry) => {
      to.name(entry.name);
      to.byte(entry.kind);
      to.unsigned(entry.index);
    });
    if (this.#table.length > 0)
      section(out, SECTION.element, [this.#table], (to, functions) => {
        to.raw([0, 0x41, 0, 0x0b]);
        to.unsigned(functions.length);
        for (const index of functions) to.unsigned(index);
      });
    this.#writeHints(out);
    section(out, SECTION.code, this.#functions, (to, entry) => {
      if (entry.code === undefined) throw new Error('a declared function has no body');
      entry.code.write(to);
    });
    for (const { name, data } of this.#customs) {
      const content = new ByteWriter(data.length + 64);
      content.name(name);
      content.raw(data);
      out.byte(0);
      out.sized(content.bytes());
    }
    return out.bytes().slice() as Uint8Array<ArrayBuffer>;
  }

  /** Branch hints: for each function the places of its unlikely ifs, from where its body begins. */
  #writeHints(out: ByteWriter): void {
    const hinted = this.#functions.flatMap(({ code }, index) =>
      code === undefined || code.unlikely.length === 0 ? [] : [{ index: this.#imports.length + index, code }],
    );
    if (hinted.length === 0) return;
    const content = new ByteWriter(1024);
    content.name('metadata.code.branch_hint');
    content.unsigned(hinted.length);
    for (const { index, code } of hinted) {
      const locals = new ByteWriter(64);
      code.writeLocals(locals);
      content.unsigned(index);
      content.unsigned(code.unlikely.length);
      for (const at of code.unlikely) {
        content.unsigned(locals.length + at);
        content.raw([1, 0]);
      }
    }
    out.byte(0);
    out.sized(content.bytes());
  }

  #writeImports(out: ByteWriter): void {
    const memory = this.#memory === undefined ? [] : [this.#memory];
    const table = this.#importedTable === undefined ? [] : [{ ...this.#importedTable, table: true as const }];
    const imports: readonly Import[] = [...memory, ...table, ...this.#globals, ...this.#imports];
    section(out, SECTION.import, imports, (to, entry) => {
      to.name(entry.module);
      to.name(entry.name);
      if ('maximum' in entry) {
        to.raw([2, 3]);
        to.unsigned(entry.minimum);
        to.unsigned(entry.maximum);
      } else if ('table' in entry) {
        to.raw([1, 0x70, 0, 1]);
      } else if ('type' in entry) {
        to.byte(0);
        to.unsigned(entry.type);
      } else to.raw([3, TYPE_BYTE.i32, 0]);
    });
  }
}

function section<T>(out: ByteWriter, id: number, items: readonly T[], write: (to: ByteWriter, item: T) => void): void {
  if (items.length === 0) return;
  const content = new ByteWriter(1024);
  content.unsigned(items.length);
  for (const item of items) write(content, item);
  out.byte(id);
  out.sized(content.bytes());
}
