/**
 * One YAML file with the positions of everything in it.
 * Finds what YAML itself lets pass: octal written as 0644, numbers that lose precision.
 */
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Problem, ProblemCode } from './problem.ts';

export type Path = readonly (string | number)[];

export class Source {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** Plain data; whole numbers beyond 2^53 are BigInt. */
  readonly data: unknown;
  readonly #counter = new LineCounter();
  readonly #document: Document.Parsed;

  /** `file` is the name that problems carry. */
  constructor(file: string, text: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#counter, intAsBigInt: true, prettyErrors: false });
    for (const error of this.#document.errors) {
      const duplicate = error.code === 'DUPLICATE_KEY';
      this.#add(duplicate ? 'duplicate' : 'syntax', error.pos[0], this.#wordSyntax(error.code, error.message));
    }
    visit(this.#document, { Scalar: (_, scalar) => this.#checkNumber(scalar) });
    this.data = this.problems.some(({ code }) => code === 'syntax') ? undefined : normalize(this.#document.toJS());
  }

  /** Reports at the value of a path, or at its key. */
  report(code: ProblemCode, path: Path, message: string, at: 'value' | 'key' = 'value'): void {
    this.#add(code, this.#offset(path, at), message);
  }

  /** Whether something is said of the value at a path already. */
  isReported(path: Path): boolean {
    const { line, col } = this.#counter.linePos(this.#offset(path, 'value'));
    return this.problems.some((one) => one.line === line && one.column === col);
  }

  /** `file:line` of the key of a path, for generated code to name its source. */
  where(path: Path): string {
    return `${this.file}:${this.line(path)}`;
  }

  line(path: Path): number {
    return this.#counter.linePos(this.#offset(path, 'key')).line;
  }

  #add(code: ProblemCode, offset: number, message: string): void {
    const { line, col } = this.#counter.linePos(offset);
    // Rows that share a piece (`like:`, ABIs of one width) would report it again and again.
    if (this.problems.some((one) => one.line === line && one.column === col && one.message === message)) return;
    this.problems.push({ code, file: this.file, line, column: col, message });
  }

  #wordSyntax(code: string, message: string): string {
    if (code === 'DUPLICATE_KEY') return 'the key stands twice in this mapping';
    if (message.startsWith('Nested mappings are not allowed'))
      return 'plain text cannot contain ": "; put it in quotes';
    return message;
  }

  #checkNumber(scalar: {
    value: unknown;
    source?: string | undefined;
    range?: readonly number[] | null | undefined;
    type?: unknown;
  }): void {
    const { value, source } = scalar;
    if (source === undefined || (typeof value !== 'bigint' && typeof value !== 'number')) return;
    const offset = scalar.range?.[0] ?? 0;
    if (/^[-+]?0[0-9]+$/.test(source)) {
      const right = /^[-+]?[0-7]+$/.test(source)
        ? `0o${source.replace(/^([-+]?)0+/, '$1')}`
        : source.replace(/^([-+]?)0+/, '$1');
      this.#add('octal', offset, `${source} is decimal in YAML; an octal number is written ${right}`);
    }
    if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      this.#add(
        'precision',
        offset,
        `${source} lost precision as a floating-point number; write all its digits, or hexadecimal`,
      );
    }
  }

  /** The offset of the node (or key) at a path, or of the nearest one above it that exists. */
  #offset(path: Path, at: 'value' | 'key'): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [depth, part] of path.entries()) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const last = depth === path.length - 1;
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
        if (!isPair(pair)) return offset;
        offset = startOf(last && at === 'value' ? (pair.value ?? pair.key) : pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(part)];
        offset = startOf(node) ?? offset;
      } else return offset;
    }
    return offset;
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

/** Numbers where they are exact, BigInt where they would not be. */
function normalize(value: unknown): unknown {
  if (typeof value === 'bigint') return BigInt.asIntN(54, value) === value ? Number(value) : value;
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalize(inner)]));
}
