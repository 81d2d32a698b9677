/** Reports of what is not supported: one constant each, so that nothing is allocated when a program asks. */
import { RUNTIME } from '../paths.ts';
import { quote, type TypeScriptFile } from '../typescript-file.ts';
import type { CallScope } from './call-scope.ts';

export interface UnsupportedRow {
  readonly call: string;
  readonly what: string;
  readonly got: string;
  readonly why: string;
  readonly matters: string;
}

/** The reports that the functions of one file need; written at its end. */
export class UnsupportedRows {
  readonly #rows = new Map<string, UnsupportedRow>();

  /** The name of the constant. */
  add(row: UnsupportedRow): string {
    const name = `UNSUPPORTED_${row.call}${row.what === '' ? '' : `_${row.what}`}`.replace(/\W/g, '_').toUpperCase();
    this.#rows.set(name, row);
    return name;
  }

  get rows(): ReadonlyMap<string, UnsupportedRow> {
    return this.#rows;
  }
}

/** Writes the report of a flag, value or whole call (`what` empty). */
export function emitUnsupported(
  scope: CallScope,
  what: string,
  got: string,
  why: string | undefined,
  matters = 'rarely',
): void {
  const { unsupported, call } = scope.context;
  const name = unsupported.add({ call: call.name, what, got, why: why ?? '', matters });
  scope.line(`c.unsupported(${name});`);
}

/** Writes the constants of a file's reports. */
export function emitUnsupportedRows(file: TypeScriptFile, personality: string, { rows }: UnsupportedRows): void {
  for (const [name, row] of rows) {
    file.line(`const ${name}: ${file.type('Unsupported', RUNTIME.call)} = {`);
    file.line(
      `  personality: ${quote(personality)}, call: ${quote(row.call)}, what: ${quote(row.what)}, got: ${quote(row.got)},`,
    );
    file.line(`  why: ${quote(row.why)}, matters: ${quote(row.matters)},`);
    file.line('};');
  }
}
