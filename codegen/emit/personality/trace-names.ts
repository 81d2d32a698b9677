/** runtime/generated/<p>/trace-names.ts: the names of flags and values, for tracers. */
import type { EnumSet, FlagSet, Personality } from '../../load/personality.ts';
import { camel, quote, TypeScriptFile } from '../typescript-file.ts';
import { literal } from './flags.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

/** The shapes that a tracer's tables have. */
export const TYPES = 'runtime/trace/types.ts';

export function emitTraceNames(personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).traceNames, {
    purpose: `Names of the flags and values of ${personality.row.title}, for tracers.`,
    sources: sourcesOf(personality, 'flags'),
  });
  const flagNames = file.type('FlagNames', TYPES);
  const valueNames = file.type('ValueNames', TYPES);
  for (const one of personality.enums.values()) {
    file.line(`export const ${enumConstant(one.name)}: ${valueNames} = new Map([`);
    for (const { name, value } of one.values) file.line(`  [${literal(value)}, ${quote(name)}],`);
    file.line(']);');
    file.line();
  }
  for (const set of personality.flags.values()) {
    file.block(
      `export const ${flagsConstant(set.name)}: ${flagNames} =`,
      () => {
        if (set.row.zero !== undefined) file.line(`zero: ${quote(set.row.zero)},`);
        file.line(`prefix: ${quote(prefixOf(set))},`);
        file.line('bits: [');
        for (const [name, { value }] of Object.entries(set.row.bits))
          file.line(`  [0x${value.toString(16)}, ${quote(name)}],`);
        file.line('],');
        file.line('fields: [');
        for (const { mask, values, enum: one, type, number, ignored } of Object.values(set.row.fields)) {
          const mine =
            one !== undefined
              ? `values: ${enumConstant(one)}`
              : type === 'signal'
                ? "as: 'signal'"
                : number === true
                  ? "as: 'octal'"
                  : values === undefined || ignored === true
                    ? undefined
                    : `values: new Map([${Object.entries(values)
                        .map(([name, { value }]) => `[${literal(value)}, ${quote(name)}]`)
                        .join(', ')}])`;
          if (mine !== undefined) file.line(`  { mask: 0x${mask.toString(16)}, ${mine} },`);
        }
        file.line('],');
      },
      '};',
    );
    file.line();
  }
  return file;
}

/** What the names of a set have in common: `O_`. */
function prefixOf(set: FlagSet): string {
  const names = Object.keys(set.row.bits);
  const first = names[0] ?? '';
  const cut = first.indexOf('_') + 1;
  return first.slice(0, cut);
}

export function enumPrefix(one: EnumSet): string {
  const first = one.values[0]?.name ?? '';
  return first.slice(0, first.indexOf('_') + 1);
}

export function flagsConstant(name: string): string {
  return `${camel(name)}Flags`;
}

export function enumConstant(name: string): string {
  return `${camel(name)}Values`;
}
