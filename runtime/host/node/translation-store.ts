/**
 * Translations in files of the user's cache, one for each program: `TranslationStore` of emulator/jit/kept.ts.
 *
 * A file is the length of a line of JSON, this line, which says what follows, then the regions of all modules, then their WebAssembly and machine code. It is written
 * whole beside its place and renamed, so that runs at the same time do not disturb each other: the last one's stays. Nothing
 * that goes wrong here is worth more than the time that the file would have saved.
 */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Keepable, ModuleFacts, StoredModule, TranslationStore } from '../../../emulator/jit/kept.ts';
import { fusesMultiplyAdd } from '../../../emulator/jit/fused.ts';
import { countOptimized, loadCompiled, machineCode } from './compiled-module.ts';

/** Bytes of a program's file at most, and of all files of a folder. */
const LARGEST = 256 * 2 ** 20;
const ALL = 1024 * 2 ** 20;
/** Digits of the length of the first line. */
const LENGTH = 12;
/** Modules of whose instructions a smaller part is of use are not kept: a few functions that are hot all the same come anew, and alone. */
const USED = 1 / 5;
/** Folders of versions that stay, by their names. */
const VERSIONS = 3;
const VERSION = /^v\d+\.\d+\.\d+-\w+-/;
/** It is written again when this part of it was compiled now, or so many more of its functions are optimized. */
const WORTHWHILE = { compiled: 1 / 128, optimized: 1 / 16 };

interface Entry extends ModuleFacts {
  readonly regions: number;
  readonly instructions: number;
  readonly optimized: number;
  /** Made for a host that rounds a multiplication and addition once. */
  readonly fused: boolean;
  /** Bytes. Where V8 had not optimized anything there is no machine code. */
  readonly bytes: number;
  readonly code: number;
  readonly sum: number;
}

class FileModule implements StoredModule {
  readonly entry: Entry;
  readonly regions: Int32Array;
  module: WebAssembly.Module | undefined;
  readonly #file: number;
  readonly #at: number;
  readonly #fuses: () => boolean;

  constructor(entry: Entry, regions: Int32Array, file: number, at: number, fuses: () => boolean) {
    this.entry = entry;
    this.regions = regions;
    this.#file = file;
    this.#at = at;
    this.#fuses = fuses;
  }

  get order() {
    return this.entry.order;
  }

  get bits() {
    return this.entry.bits;
  }

  get imports() {
    return this.entry.imports;
  }

  get first() {
    return this.entry.first;
  }

  get count() {
    return this.entry.count;
  }

  make(): WebAssembly.Module | undefined {
    const read = this.read();
    if (read === undefined) return undefined;
    const { bytes, code } = read;
    try {
      const compiled = code.length === 0 ? undefined : loadCompiled(code.buffer, bytes);
      // V8 compares the processor; of the WebAssembly alone it matters how that multiplies and adds.
      if (compiled === undefined && this.entry.fused !== this.#fuses()) return undefined;
      this.module = compiled ?? new WebAssembly.Module(bytes);
    } catch {
      return undefined;
    }
    return this.module;
  }

  /** Its parts; undefined when they are not what was written. */
  read(): { bytes: Uint8Array<ArrayBuffer>; code: Uint8Array<ArrayBuffer> } | undefined {
    const bytes = new Uint8Array(this.entry.bytes);
    const code = new Uint8Array(this.entry.code);
    try {
      if (fs.readSync(this.#file, bytes, 0, bytes.length, this.#at) !== bytes.length) return undefined;
      if (fs.readSync(this.#file, code, 0, code.length, this.#at + bytes.length) !== code.length) return undefined;
    } catch {
      return undefined;
    }
    return (sumOf(bytes) ^ sumOf(code)) === this.entry.sum ? { bytes, code } : undefined;
  }
}

export class NodeTranslationStore implements TranslationStore {
  readonly #parent: string;
  readonly #folder: string;
  #fusing: boolean | undefined;
  readonly #fuses = (): boolean => (this.#fusing ??= fusesMultiplyAdd());

  /**
   * @param folder is made when something is kept
   * @param version of everything that translations depend on besides the version of Node and its processor
   */
  constructor(folder: string, version: string) {
    this.#parent = folder;
    this.#folder = join(folder, `${process.version}-${process.arch}-${version}`);
  }

  load(program: string): readonly StoredModule[] {
    let file: number | undefined;
    try {
      file = fs.openSync(this.#path(program), 'r');
      const status = fs.fstatSync(file);
      const modules = isOurs(status) ? readModules(file, status.size, this.#fuses) : undefined;
      if (modules !== undefined) {
        // What is used is not the oldest.
        const now = Date.now() / 1000;
        fs.futimesSync(file, now, now);
        return modules;
      }
    } catch {
      // There is none, or it is of no use.
    }
    if (file !== undefined) fs.closeSync(file);
    return [];
  }

  save(program: string, modules: readonly Keepable[]): void {
    try {
      this.#save(program, modules);
    } catch {
      // Not kept.
    }
  }

  #save(program: string, modules: readonly Keepable[]): void {
    const ranked = modules.toSorted((a, b) => rank(a) - rank(b));
    if (!isWorthwhile(ranked)) return;
    makeFolder(this.#folder);
    const entries: Entry[] = [];
    const regions: Int32Array[] = [];
    const parts: Uint8Array[] = [];
    let total = 0;
    for (const one of ranked) {
      if (one.module instanceof FileModule && one.instructions < one.module.entry.instructions * USED) continue;
      const written = partsOf(one, this.#fuses);
      if (written === undefined) continue;
      const { entry, bytes, code } = written;
      total += one.regions.byteLength + bytes.length + code.length;
      if (total > LARGEST) break;
      entries.push(entry);
      regions.push(one.regions);
      parts.push(bytes, code);
    }
    if (entries.length === 0) return;
    const line = Buffer.from(`${JSON.stringify(entries)}\n`);
    const head = Buffer.concat([Buffer.from(String(line.length).padStart(LENGTH)), line]);
    const packed = regions.map((words) => new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
    const beside = join(this.#folder, `.${process.pid}-${Date.now()}.new`);
    try {
      writeNew(beside, [head, ...packed, ...parts]);
      fs.renameSync(beside, this.#path(program));
    } catch (error) {
      fs.rmSync(beside, { force: true });
      throw error;
    }
    this.#tidy();
  }

  #path(program: string): string {
    return join(this.#folder, program);
  }

  /** The oldest go when there is too much. */
  #tidy(): void {
    const files = newestFirst(this.#folder);
    let total = 0;
    for (const { path, size } of files) {
      total += size;
      if (total > ALL) fs.rmSync(path);
    }
    const versions = newestFirst(this.#parent).filter(({ path }) => VERSION.test(basename(path)));
    for (const { path } of versions.slice(VERSIONS)) {
      // Whatever else somebody put there stays, and so does the folder.
      for (const name of fs.readdirSync(path)) fs.rmSync(join(path, name));
      fs.rmdirSync(path);
    }
  }
}

/** A file that is not there yet; throws when there is no room for it. */
function writeNew(path: string, parts: readonly Uint8Array[]): void {
  const file = fs.openSync(path, 'wx', 0o600);
  try {
    for (const part of parts) for (let at = 0; at < part.length; ) at += fs.writeSync(file, part, at, part.length - at);
  } finally {
    fs.closeSync(file);
  }
}

/** With those above it. Node's own way never ends where a file system refuses all names. */
function makeFolder(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !fs.existsSync(parent)) makeFolder(parent);
  if (!fs.existsSync(path)) fs.mkdirSync(path, { mode: 0o700 });
}

function newestFirst(folder: string): { path: string; size: number; modified: number }[] {
  return fs
    .readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, status: fs.statSync(path) }))
    .map(({ path, status }) => ({ path, size: status.size, modified: status.mtimeMs }))
    .sort((a, b) => b.modified - a.modified);
}

/** Machine code is executed as it is: it must be from nobody else. */
function isOurs({ uid, mode }: fs.Stats): boolean {
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

/** What was compiled now first, then what was used, then the rest: it may be too much. */
function rank({ module, functions }: Keepable): number {
  return module instanceof FileModule ? (functions.length > 0 ? 1 : 2) : 0;
}

function isWorthwhile(modules: readonly Keepable[]): boolean {
  let [all, compiled, before, now] = [0, 0, 0, 0];
  for (const { module, instructions, functions } of modules) {
    all += instructions;
    if (!(module instanceof FileModule)) compiled += instructions;
    else {
      const { optimized } = module.entry;
      before += optimized;
      now += functions.length === 0 ? optimized : countOptimized(functions);
    }
  }
  return compiled > all * WORTHWHILE.compiled || now > before * (1 + WORTHWHILE.optimized);
}

function readModules(file: number, size: number, fuses: () => boolean): FileModule[] | undefined {
  const start = Buffer.alloc(LENGTH);
  fs.readSync(file, start, 0, LENGTH, 0);
  const end = LENGTH + Number(start.toString('latin1'));
  if (!(end > LENGTH && end < size)) return undefined;
  const line = Buffer.alloc(end - LENGTH);
  fs.readSync(file, line, 0, line.length, LENGTH);
  const entries = JSON.parse(line.toString()) as readonly Entry[];
  const words = entries.reduce((sum, { regions }) => sum + regions, 0);
  const content = entries.reduce((sum, { bytes, code }) => sum + bytes + code, 0);
  if (end + 4 * words + content !== size) return undefined;
  const regions = new Int32Array(words);
  fs.readSync(file, new Uint8Array(regions.buffer), 0, 4 * words, end);
  let from = 0;
  let at = end + 4 * words;
  return entries.map((entry) => {
    const module = new FileModule(entry, regions.subarray(from, from + entry.regions), file, at, fuses);
    from += entry.regions;
    at += entry.bytes + entry.code;
    return module;
  });
}

/** What is written of a module; undefined when it cannot be read any more. */
function partsOf(
  one: Keepable,
  fuses: () => boolean,
): { entry: Entry; bytes: Uint8Array; code: Uint8Array } | undefined {
  const { module, regions, functions } = one;
  const optimized = countOptimized(functions);
  if (module instanceof FileModule && (module.module === undefined || optimized <= module.entry.optimized)) {
    const read = module.read();
    return read === undefined ? undefined : { entry: { ...module.entry, regions: regions.length }, ...read };
  }
  const bytes = module instanceof FileModule ? module.read()?.bytes : 'bytes' in module ? module.bytes : undefined;
  const compiled = 'module' in module ? module.module : undefined;
  if (bytes === undefined || compiled === undefined) return undefined;
  const { order, bits, imports, first, count } = module;
  const code = optimized === 0 ? new Uint8Array() : machineCode(compiled);
  const instructions = module instanceof FileModule ? module.entry.instructions : one.instructions;
  const lengths = { regions: regions.length, bytes: bytes.length, code: code.length };
  const sum = sumOf(bytes) ^ sumOf(code);
  const facts = { order, bits, imports, first, count, fused: fuses() };
  return { entry: { ...facts, ...lengths, instructions, optimized, sum }, bytes, code };
}

/** A checksum: V8 believes what it reads. */
function sumOf(bytes: Uint8Array): number {
  const whole = bytes.length >>> 2;
  const words =
    bytes.byteOffset % 4 === 0
      ? new Int32Array(bytes.buffer, bytes.byteOffset, whole)
      : new Int32Array(bytes.slice().buffer, 0, whole);
  let sum = bytes.length;
  for (const word of words) sum = Math.imul(sum ^ word, 0x0100_0193) + (sum >>> 15);
  for (let at = whole * 4; at < bytes.length; at++) sum = Math.imul(sum ^ (bytes[at] as number), 0x0100_0193);
  return sum | 0;
}
