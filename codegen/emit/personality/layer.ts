/** runtime/generated/<p>/<abi>/layer.ts: what the machine loads of a personality and ABI. */
import type { Abi, Personality } from '../../load/personality.ts';
import { NEUTRAL, RUNTIME } from '../paths.ts';
import { camel, TypeScriptFile } from '../typescript-file.ts';
import { functionName } from './call-scope.ts';
import { callsByTopic } from './calls.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

/** Numbers up to here stand in an array; what lies beyond is looked up in a map. */
const DENSE = 1024;

export function emitLayer(personality: Personality, abi: Abi): TypeScriptFile {
  const paths = pathsOf(personality.name);
  const file = new TypeScriptFile(paths.layer(abi.name), {
    purpose: `The translation layer of ${personality.row.title} under ${abi.name}: the function behind each call number.`,
    sources: sourcesOf(personality, 'personality', 'syscalls'),
  });
  file.type('CallFunction', 'runtime/personality/abi.ts');
  const indirect = Object.values(personality.row.convention.indirect ?? {}).map((number) => ({
    number,
    target: 'indirect',
  }));
  const direct = [...callsByTopic(personality, abi)].flatMap(([topic, calls]) => {
    const module = `${camel(topic)}Calls`;
    file.module(module, paths.calls(abi.name, topic));
    return calls.map((call) => ({
      number: call.numbers.get(abi.name) ?? 0,
      target: `${module}.${functionName(call.name)}`,
    }));
  });
  const rows = [...direct, ...indirect].toSorted((a, b) => a.number - b.number);
  const dense = rows.filter(({ number }) => number < DENSE);
  const sparse = rows.filter(({ number }) => number >= DENSE);
  file.doc('By number; holes are numbers that the system does not have.');
  file.line(`export const calls: readonly (CallFunction | undefined)[] = layer(${(dense.at(-1)?.number ?? -1) + 1}, [`);
  for (const { number, target } of dense) file.line(`  [${number}, ${target}],`);
  file.line(']);');
  file.line();
  if (sparse.length > 0) {
    file.line('const others: ReadonlyMap<number, CallFunction> = new Map([');
    for (const { number, target } of sparse) file.line(`  [${number}, ${target}],`);
    file.line(']);');
    file.line();
  }
  file.doc('The function behind a number.');
  file.block('export function lookup(number: number): CallFunction | undefined', () =>
    file.line(sparse.length > 0 ? 'return calls[number] ?? others.get(number);' : 'return calls[number];'),
  );
  file.line();
  file.block(
    'function layer(size: number, rows: readonly (readonly [number, CallFunction])[]): (CallFunction | undefined)[]',
    () => {
      file.line('const table = new Array<CallFunction | undefined>(size).fill(undefined);');
      file.line('for (const [number, call] of rows) table[number] = call;');
      file.line('return table;');
    },
  );
  file.line();
  if (indirect.length > 0) emitIndirect(file, personality);
  return file;
}

/** syscall(2) of the BSDs: the first argument is the number that is meant. */
function emitIndirect(file: TypeScriptFile, personality: Personality): void {
  const names = Object.keys(personality.row.convention.indirect ?? {}).join(', ');
  file.doc(`${names}: the first argument is the number of the call, the others follow.`);
  file.block(`function indirect(c: ${file.type('Call', RUNTIME.call)}): number`, () => {
    file.line('const call = lookup(c.i32(0));');
    file.line('// Naming itself again would shift for ever.');
    file.line(
      `if (call === undefined || call === indirect) return ${file.use('Errno', NEUTRAL.errors)}.${personality.row.unsupportedCall};`,
    );
    file.line('c.shift();');
    file.line('return call(c);');
  });
  file.line();
}
