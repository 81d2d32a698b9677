/**
 * runtime/generated/<p>/arbitraries.ts: fast-check arbitraries of call arguments, by their types. For tests only: nothing of
 * the runtime imports it. The arbitraries themselves are made of these shapes by test/codegen/arbitraries.ts.
 */
import type { Scalar } from '../../load/argument-type.ts';
import type { Argument, Meaning, Personality } from '../../load/personality.ts';
import { key, quote, TypeScriptFile } from '../typescript-file.ts';
import { literal } from './flags.ts';
import { layoutsOf } from './describe.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

const TYPES = 'runtime/spec/arbitrary.ts';

export function emitArbitraries(personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).arbitraries, {
    purpose: `Argument types of ${personality.row.title}'s calls, for random calls in tests.`,
    sources: sourcesOf(personality, 'syscalls', 'flags'),
  });
  const shape = file.type('ArgumentShape', TYPES);
  file.block(
    `export const callShapes: Readonly<Record<string, readonly ${shape}[]>> =`,
    () => {
      for (const call of personality.calls.values()) {
        file.line(`${key(call.name)}: [`);
        for (const argument of call.meaning.args) file.line(`  ${shapeOf(personality, call.meaning, argument)},`);
        file.line('],');
      }
    },
    '};',
  );
  return file;
}

function shapeOf(personality: Personality, meaning: Meaning, { name, type }: Argument): string {
  const label = `name: ${quote(name)}`;
  switch (type.kind) {
    case 'scalar':
      return `{ ${label}, kind: ${quote(scalarKind(type.name))} }`;
    case 'enum':
      return `{ ${label}, kind: 'enum', values: [${(personality.enums.get(type.name)?.values ?? []).map(({ value }) => literal(value)).join(', ')}] }`;
    case 'flags': {
      const row = personality.flags.get(type.name)?.row;
      const bits = Object.values(row?.bits ?? {}).map(({ value }) => `0x${value.toString(16)}`);
      const fields = Object.values(row?.fields ?? {}).map(({ values, enum: one, mask }) => {
        const known =
          values === undefined
            ? personality.enums.get(one ?? '')?.values.map(({ value }) => value)
            : Object.values(values).map(({ value }) => value);
        return `[${(known ?? [mask]).map(literal).join(', ')}]`;
      });
      return `{ ${label}, kind: 'flags', bits: [${bits.join(', ')}], fields: [${fields.join(', ')}] }`;
    }
    case 'path':
    case 'string':
      return `{ ${label}, kind: 'path', nullable: ${type.nullable} }`;
    case 'struct': {
      const size = layoutsOf(personality, type.name)[0]?.[1].size ?? 0;
      return `{ ${label}, kind: 'memory', direction: ${quote(type.direction)}, bytes: ${size}, nullable: ${type.nullable} }`;
    }
    case 'scalars':
      return `{ ${label}, kind: 'memory', direction: ${quote(type.direction)}, bytes: 8, nullable: ${type.nullable} }`;
    case 'buffer':
    case 'text':
      return `{ ${label}, kind: 'buffer', direction: ${quote(type.direction)}, length: ${lengthName(type.length, meaning)} }`;
    case 'cstring':
    case 'records':
      return `{ ${label}, kind: 'buffer', direction: 'out', length: ${lengthName(type.length, meaning)} }`;
    default:
      return `{ ${label}, kind: 'pointer' }`;
  }
}

/** The argument that holds a length, when the length is one. */
function lengthName(length: { readonly kind: string; readonly name?: string }, meaning: Meaning): string {
  return length.kind === 'name' && meaning.args.some(({ name }) => name === length.name)
    ? quote(length.name ?? '')
    : 'undefined';
}

function scalarKind(name: Scalar): string {
  switch (name) {
    case 'fd':
    case 'dirfd':
    case 'pid':
    case 'mode':
    case 'dev':
    case 'bool':
      return name;
    case 'signal':
    case 'signal0':
      return 'signal';
    case 'uid':
    case 'gid':
      return 'id';
    case 'size':
    case 'ulong':
    case 'u64':
      return 'length';
    case 'off':
    case 'long':
    case 'ssize':
    case 's64':
      return 'offset';
    case 'address':
    case 'pointer':
      return 'pointer';
    default:
      return 'int';
  }
}
