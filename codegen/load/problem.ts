/** What is wrong with a table, and where. Problems are collected, never thrown. */

export type ProblemCode =
  | 'syntax'
  | 'key'
  | 'type'
  | 'missing'
  | 'value'
  | 'reference'
  | 'duplicate'
  | 'layout'
  | 'octal'
  | 'precision'
  | 'format';

export interface Problem {
  readonly code: ProblemCode;
  /** Path relative to the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and what would be right. */
  readonly message: string;
}

/** `file:line:column: message`. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

export function comparePositions(a: Problem, b: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
