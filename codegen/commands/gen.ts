/** `k42 gen [--check]`: writes everything that follows from spec/, or compares it with what stands on disk. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emitAll } from '../emit/all.ts';
import { emitJsonSchemas } from '../emit/json-schema.ts';
import { sharesOf } from '../emit/personality/describe.ts';
import type { SpecShare } from '../../runtime/spec/types.ts';
import { loadSpec } from '../load/spec.ts';
import { comparePositions } from '../load/problem.ts';
import type { Problem } from '../load/problem.ts';

export interface GenerateOptions {
  /** The repository's root. */
  readonly root: string;
  /** Only compare. */
  readonly check?: boolean;
}
export interface GenerateResult {
  readonly code: 0 | 1;
  readonly problems: readonly Problem[];
  /** How many files follow from the tables. */
  readonly files: number;
  /** Those that differed from what stood on disk: written, or with check only named. */
  readonly changed: readonly string[];
  /** Rows described, supported, generated whole, by personality. */
  readonly shares: ReadonlyMap<string, SpecShare>;
  readonly milliseconds: number;
}

const GENERATED_FOLDERS = ['runtime/generated', 'emulator/generated'];

export function generate({ root, check = false }: GenerateOptions): GenerateResult {
  const start = performance.now();
  const spec = loadSpec(root);
  const files = emitAll(spec);
  const problems = spec.problems().toSorted(comparePositions);
  // What follows from sound tables is written even when others are wrong: people edit tables side by side.
  const changed = [...files].filter(([path, text]) => read(join(root, path)) !== text).map(([path]) => path);
  const stale = problems.length > 0 ? [] : staleFiles(root, files);
  if (!check) {
    // They follow from codegen/schema, not from the tables: written, never compared.
    for (const [path, text] of emitJsonSchemas()) write(join(root, path), text);
    for (const path of changed) write(join(root, path), files.get(path) ?? '');
    for (const path of stale) rmSync(join(root, path));
  }
  const different = [...changed, ...stale];
  const code = problems.length > 0 || (check && different.length > 0) ? 1 : 0;
  return {
    code,
    problems,
    files: files.size,
    changed: different,
    shares: sharesOf(spec),
    milliseconds: performance.now() - start,
  };
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Generated files that no table gives any more. */
function staleFiles(root: string, files: ReadonlyMap<string, string>): string[] {
  return GENERATED_FOLDERS.flatMap((folder) => list(root, folder)).filter(
    (path) => path.endsWith('.ts') && !files.has(path),
  );
}

function list(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replace(/^\/+/, ''));
}
