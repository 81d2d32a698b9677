/**
 * `k42 spec fmt`: the canonical form of a table. Comments, quotes, block and flow style, and the base of numbers stay;
 * indentation, spacing and the columns of trailing comments are made the same everywhere. Formatting twice changes nothing.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Lexer, parseDocument } from 'yaml';
import type { Problem } from '../load/problem.ts';
import { Source } from '../load/source.ts';

export interface FormatOptions {
  readonly root: string;
  /** Tables to format; all of spec/ when left out. */
  readonly files?: readonly string[];
  /** Only say which would change. */
  readonly check?: boolean;
}
export interface FormatResult {
  /** 1: with check, some would change; or some cannot be read. */
  readonly code: 0 | 1;
  readonly changed: readonly string[];
  readonly problems: readonly Problem[];
}

export function formatTables({ root, files, check = false }: FormatOptions): FormatResult {
  const changed: string[] = [];
  const problems: Problem[] = [];
  for (const path of files ?? tables(root)) {
    const full = join(root, path);
    if (!existsSync(full)) {
      problems.push({ code: 'syntax', file: path, line: 1, column: 1, message: 'there is no such file' });
      continue;
    }
    const text = readFileSync(full, 'utf8');
    const source = new Source(path, text);
    const unreadable = source.problems.filter(({ code }) => code === 'syntax' || code === 'duplicate');
    problems.push(...unreadable);
    if (unreadable.length > 0) continue;
    const formatted = formatTable(text);
    if (formatted === text) continue;
    changed.push(path);
    if (!check) writeFileSync(full, formatted);
  }
  return { code: problems.length > 0 || (check && changed.length > 0) ? 1 : 0, changed, problems };
}

/** Every table of spec/, relative to the root. */
export function tables(root: string): string[] {
  return readdirSync(join(root, 'spec'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The canonical text of a table. */
export function formatTable(text: string): string {
  const document = parseDocument(text, { intAsBigInt: true });
  return alignComments(tighten(document.toString({ lineWidth: 0, flowCollectionPadding: true })));
}

/** `[a, b]` without the spaces that `{ a: b }` has. */
function tighten(text: string): string {
  const tokens = [...new Lexer().lex(text)];
  return tokens
    .filter((token, index) => {
      if (!/^ +$/.test(token)) return true;
      const before = tokens[index - 1];
      const after = tokens[index + 1];
      return before !== '[' && !(after === ']' && before !== undefined && !before.endsWith('\n'));
    })
    .filter(isText)
    .join('');
}

/** The lexer's own marks (start of a document, of a scalar) are no text. */
function isText(token: string): boolean {
  return token !== '\u0002' && token !== '\u0018' && token !== '\u001f' && token !== '\ufeff';
}

interface Line {
  readonly code: string;
  /** Behind code on the same line. */
  readonly comment: string | undefined;
}

/** Comments behind the code of neighbouring lines start in one column. */
function alignComments(text: string): string {
  const lines = splitComments(text);
  const widest = (from: number, step: number): number => {
    let width = 0;
    for (let at = from; lines[at]?.comment !== undefined; at += step)
      width = Math.max(width, lines[at]?.code.length ?? 0);
    return width;
  };
  return lines
    .map(({ code, comment }, index) => {
      if (comment === undefined) return code;
      return `${code.padEnd(Math.max(widest(index, -1), widest(index, 1)))} ${comment}`;
    })
    .join('\n');
}

function splitComments(text: string): Line[] {
  const lines: Line[] = [];
  let code = '';
  let comment: string | undefined;
  for (const token of [...new Lexer().lex(text)].filter(isText)) {
    if (token.startsWith('#') && code.trim() !== '') {
      comment = token;
      continue;
    }
    const pieces = token.split('\n');
    pieces.forEach((piece, index) => {
      code += piece;
      if (index === pieces.length - 1) return;
      lines.push({ code: code.trimEnd(), comment });
      code = '';
      comment = undefined;
    });
  }
  if (code !== '' || comment !== undefined) lines.push({ code, comment });
  else lines.push({ code: '', comment: undefined });
  return lines;
}
