/**
 * The text of one generated TypeScript file: header, imports gathered while the body is written, body.
 * Lines stay below 120 characters where the writer's caller breaks them; indentation is two spaces.
 */
import { posix } from 'node:path';
import { CodeBlockWriter } from 'ts-morph';

export interface FileHead {
  /** What the file is, in a sentence. */
  readonly purpose: string;
  /** The tables it follows from. */
  readonly sources: readonly string[];
}

export class TypeScriptFile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, useSingleQuote: true });
  readonly #head: FileHead;
  readonly #imports = new Map<string, Map<string, boolean>>();
  readonly #modules = new Map<string, string>();

  constructor(path: string, head: FileHead) {
    this.path = path;
    this.#head = head;
  }

  /** Imports a value of another file (named from the root, or a package) and answers its name. */
  use(name: string, from: string): string {
    return this.#import(name, from, false);
  }

  /** Imports a type. */
  type(name: string, from: string): string {
    return this.#import(name, from, true);
  }

  /** Imports a whole module under a name. */
  module(name: string, from: string): void {
    this.#modules.set(from, name);
  }

  /** A documentation comment; nothing when there is no text. */
  doc(text: string | undefined, more: readonly string[] = []): void {
    const lines = [...(text === undefined ? [] : wrap(text.trim(), 112)), ...more];
    if (lines.length === 0) return;
    if (lines.length === 1) this.writer.writeLine(`/** ${lines[0]} */`);
    else
      this.writer
        .writeLine('/**')
        .writeLine(lines.map((line) => ` * ${line}`.trimEnd()).join('\n'))
        .writeLine(' */');
  }

  line(text = ''): void {
    if (text === '') this.writer.newLine();
    else this.writer.writeLine(text);
  }

  /** Text that is laid out already. */
  raw(text: string): void {
    this.writer.write(text).newLine();
  }

  /** `head {`, what the body writes, `}`. */
  block(head: string, body: () => void, end = '}'): void {
    this.writer.writeLine(`${head} {`);
    this.writer.setIndentationLevel(this.writer.getIndentationLevel() + 1);
    body();
    this.writer.setIndentationLevel(this.writer.getIndentationLevel() - 1);
    this.writer.writeLine(end);
  }

  toString(): string {
    const sources = this.#head.sources.length > 3 ? folders(this.#head.sources) : this.#head.sources;
    const head = `/**\n * ${this.#head.purpose}\n *\n * @generated from ${sources.join(', ')}\n */\n`;
    const imports = this.#importLines();
    return `${head}${imports}${imports === '' ? '' : '\n'}${this.writer.toString().trimStart().trimEnd()}\n`;
  }

  #import(name: string, from: string, type: boolean): string {
    const names = this.#imports.get(from) ?? new Map<string, boolean>();
    names.set(name, type && (names.get(name) ?? true));
    this.#imports.set(from, names);
    return name;
  }

  #importLines(): string {
    let text = '';
    for (const [from, name] of [...this.#modules].toSorted(([a], [b]) => a.localeCompare(b)))
      text += `import * as ${name} from '${relative(this.path, from)}';\n`;
    for (const [from, names] of [...this.#imports].toSorted(([a], [b]) => a.localeCompare(b))) {
      if (from === this.path) continue;
      const specifier = from.endsWith('.ts') ? relative(this.path, from) : from;
      for (const type of [false, true]) {
        const list = [...names]
          .filter(([, isType]) => isType === type)
          .map(([name]) => name)
          .toSorted();
        if (list.length === 0) continue;
        const one = `import ${type ? 'type ' : ''}{ ${list.join(', ')} } from '${specifier}';\n`;
        text +=
          one.length <= 121
            ? one
            : `import ${type ? 'type ' : ''}{\n${wrap(list.join(', '), 114)
                .map((line) => `  ${line}\n`)
                .join('')
                .trimEnd()},\n} from '${specifier}';\n`;
      }
    }
    return text;
  }
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function folders(sources: readonly string[]): string[] {
  return [...new Set(sources.map((source) => `${posix.dirname(source)}/*.yaml`))];
}

/** Breaks text at spaces into lines of at most so many characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/)) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** A string literal. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}

/** A key of an object literal. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

/** `openFlags` for `OpenFlags`, `open_flags` or `open-flags`. */
export function camel(name: string): string {
  const joined = name.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** `OpenFlags` for `openFlags`, `open_flags` or `open-flags`. */
export function pascal(name: string): string {
  const joined = camel(name);
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}
