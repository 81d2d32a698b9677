/**
 * Writes a bundle as packs: scripts that tools/launch.cjs loads at once, each with a code cache of its own. What a run does not use costs it
 * nothing: V8 reads neither its text nor its cache.
 *
 * esbuild splits a bundle where something is imported when it is needed, into many chunks. Those that are needed together are
 * put into one pack. A chunk becomes a function that answers what it exports; its imports are constants, not live bindings: there are no circles.
 */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { build, type BuildOptions, type Metafile } from 'esbuild';

type Chunk = Metafile['outputs'][string];

interface Pack {
  readonly chunks: string[];
  /** Packs that must be there before. */
  readonly needs: Set<string>;
}

/**
 * What a pack calls to get a chunk or a module, now and later. Letters that the minifier gives to nothing, in one byte of latin1; short,
 * because what they replace is.
 */
const GET = '\u00b5';
const LATER = '\u00aa';
/** Bytes. */
const LITTLE = 8192;

/** Builds the entry of `options` into `folder` as NAME.cjs and further packs, which are named NAME-…; answers their names. */
export async function buildPacks(
  name: string,
  entry: string,
  folder: string,
  options: BuildOptions,
): Promise<string[]> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { [name]: entry },
    outdir: folder,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    define: { ...options.define, 'import.meta.dirname': '$p.folder', 'performance.now': '$p.now' },
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const chunks = new Map<string, Chunk>();
  for (const [path, chunk] of Object.entries(metafile.outputs))
    if (texts.has(basename(path)) && path.endsWith('.js')) chunks.set(basename(path), chunk);

  const places = placesOf(name, chunks);
  const packs = new Map<string, Pack>();
  for (const chunk of inOrder(chunks)) {
    const place = places.get(chunk) ?? name;
    const pack = packs.get(place) ?? { chunks: [], needs: new Set() };
    packs.set(place, pack);
    pack.chunks.push(chunk);
    for (const needed of statics(chunks, chunk)) {
      const other = places.get(needed) ?? name;
      if (other !== place && other !== name) pack.needs.add(other);
    }
  }
  // What the launcher loads, and in which order, when a chunk is asked for.
  const index: Record<string, string[]> = {};
  for (const [chunk, { entryPoint }] of chunks)
    if (entryPoint !== undefined) index[`./${chunk}`] = withNeeds(packs, places.get(chunk) ?? name);
  const imports = new Map([...chunks].map(([path, chunk]) => [path, namesOf(chunk)]));
  for (const [place, pack] of packs) write(folder, place, pack, texts, imports, place === name ? index : undefined);
  return [...packs.keys()];
}

/** The pack of each chunk: of what the entry needs the first one, of the others what those that need it have in common. */
function placesOf(name: string, chunks: ReadonlyMap<string, Chunk>): Map<string, string> {
  const users = new Map<string, string[][]>();
  const visit = (chunk: string, user: string[], seen: Set<string>): void => {
    if (seen.has(chunk)) return;
    seen.add(chunk);
    users.set(chunk, [...(users.get(chunk) ?? []), user]);
    for (const needed of statics(chunks, chunk)) visit(needed, user, seen);
  };
  for (const [chunk, { entryPoint }] of chunks)
    if (entryPoint !== undefined) visit(chunk, chunk === `${name}.js` ? [] : groupOf(entryPoint), new Set());
  const common = (a: readonly string[], b: readonly string[]): string[] => {
    const end = a.findIndex((part, at) => part !== b[at]);
    return end < 0 ? [...a] : a.slice(0, end);
  };
  const places = new Map<string, string>();
  for (const chunk of inOrder(chunks)) {
    const groups = users.get(chunk) ?? [[]];
    const shared = groups.reduce(common);
    // What things that have nothing in common need is in the first pack if it is little, and needs nothing of others.
    const isLittle =
      (chunks.get(chunk)?.bytes ?? 0) < LITTLE && statics(chunks, chunk).every((one) => places.get(one) === name);
    const isFirst = groups.some((group) => group.length === 0);
    places.set(chunk, [name, ...(shared.length > 0 || isFirst || isLittle ? shared : ['shared'])].join('-'));
  }
  return places;
}

/** The modules of an ABI are loaded together, but for those that only a trace needs. */
function groupOf(entryPoint: string): string[] {
  const [, abi, file] = /runtime\/generated\/(.*)\/(\w+)\.ts$/.exec(entryPoint) ?? [];
  if (abi === undefined) return entryPoint.replace(/\.ts$/, '').split('/');
  return [...(file === 'trace' ? ['trace'] : []), ...abi.split('/')];
}

/** What a chunk imports of the others at its start. */
function statics(chunks: ReadonlyMap<string, Chunk>, chunk: string): string[] {
  const imports = chunks.get(chunk)?.imports ?? [];
  return imports
    .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
    .map(({ path }) => basename(path));
}

/** All of them, each behind what it imports. */
function inOrder(chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const order = new Set<string>();
  const add = (chunk: string): void => {
    if (order.has(chunk)) return;
    for (const needed of statics(chunks, chunk)) add(needed);
    order.add(chunk);
  };
  for (const chunk of chunks.keys()) add(chunk);
  return order;
}

function withNeeds(packs: ReadonlyMap<string, Pack>, place: string): string[] {
  const needs = [...(packs.get(place)?.needs ?? [])].flatMap((needed) => withNeeds(packs, needed));
  return [...new Set([...needs, place])];
}

function write(
  folder: string,
  place: string,
  { chunks }: Pack,
  texts: ReadonlyMap<string, string>,
  imports: ReadonlyMap<string, ReadonlySet<string>>,
  index: Readonly<Record<string, string[]>> | undefined,
): void {
  const lines = [`(function($p,${GET},${LATER},require){"use strict";`];
  const sections: { offset: { line: number; column: number }; map: unknown }[] = [];
  if (index !== undefined) lines.push(`$p.index=${JSON.stringify(index)};`);
  for (const chunk of chunks) {
    lines.push(`$p.chunks[${JSON.stringify(`./${chunk}`)}]=(function(){`);
    sections.push({ offset: { line: lines.length, column: 0 }, map: JSON.parse(texts.get(`${chunk}.map`) ?? 'null') });
    lines.push(...asFunction(chunk, texts.get(chunk) ?? '', imports.get(chunk) ?? new Set()).split('\n'), '})();');
  }
  lines.push('})', `//# sourceMappingURL=${place}.cjs.map`, '');
  writeFileSync(join(folder, `${place}.cjs`), lines.join('\n'), 'latin1');
  writeFileSync(join(folder, `${place}.cjs.map`), JSON.stringify({ version: 3, sections }));
}

/**
 * A module's text as the body of a function. Everything stays at its column, so that the source map holds. The text is minified: its
 * statements have one form each. Only what is imported is looked for: strings may look like an import of something else.
 */
function asFunction(chunk: string, text: string, imports: ReadonlySet<string>): string {
  const replaced = (all: string, from: string, by: string): string => {
    if (!imports.has(JSON.parse(from) as string)) return all;
    return by.padEnd(all.length);
  };
  const body = text
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
    .replace(/\bimport\{([\w$, ]*)\}from("[^"]+");/g, (all, names: string, from: string) =>
      replaced(all, from, `const{${names.replaceAll(' as ', ':')}}=${GET}(${from});`),
    )
    .replace(/\bimport(?:\*as | )([\w$]+) from("[^"]+");/g, (all, local: string, from: string) =>
      replaced(all, from, `const ${local}=${GET}(${from});`),
    )
    .replace(/\bimport("[^"]+");/g, (all, from: string) => replaced(all, from, `${GET}(${from});`))
    .replace(/\bimport\(("[^"]+")\)/g, (all, from: string) => replaced(all, from, `${LATER}(${from})`))
    .replace(
      /\bexport\{([\w$, ]*)\};\s*$/,
      (_, names: string) => `return{${names.replace(/([\w$]+) as ([\w$]+)/g, '$2:$1')}};`,
    );
  // Whatever was not understood is no script.
  new Script(`(function(){${body}\n})`, { filename: chunk });
  return body;
}

/** What a chunk imports, as its text names it. */
function namesOf({ imports }: Chunk): Set<string> {
  return new Set(imports.map(({ path, external }) => (external === true ? path : `./${basename(path)}`)));
}
