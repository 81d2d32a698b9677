/** runtime/generated/<p>/flags.ts: native flag sets and enumerations, decoded to the neutral model and encoded from it. */
import type { EnumSet, FlagSet, Personality } from '../../load/personality.ts';
import { NEUTRAL } from '../paths.ts';
import { pascal, TypeScriptFile } from '../typescript-file.ts';
import { FlagPieces } from './flag-pieces.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

export function emitPersonalityFlags(personality: Personality): TypeScriptFile {
  const file = new TypeScriptFile(pathsOf(personality.name).flags, {
    purpose: `Flag sets and enumerations of ${personality.row.title}, to and from the neutral model.`,
    sources: sourcesOf(personality, 'flags'),
  });
  for (const set of personality.flags.values()) emitFlagSet(file, personality, set);
  for (const one of personality.enums.values()) emitEnum(file, personality, one);
  return file;
}

function emitFlagSet(file: TypeScriptFile, personality: Personality, set: FlagSet): void {
  const pieces = new FlagPieces(set);
  const { model, unknown, doc } = set.row;
  const name = pascal(set.name);
  file.doc(`${doc ?? `${set.name}.`}${unknown === 'ignore' ? '' : ` Unknown bits give ${unknown}.`}`, [
    set.place.source.where(set.place.path),
  ]);
  file.block(`export function decode${name}(native: number): number`, () => {
    if (unknown !== 'ignore')
      file.line(`if (${pieces.outside('native')}) return ${file.use('Errno', NEUTRAL.errors)}.${unknown};`);
    if (model === undefined) return file.line('return native;');
    file.use(model, NEUTRAL.flags);
    file.line('let flags = 0;');
    for (const field of pieces.setFields()) {
      file.block(`switch (${pieces.piece('native', field.mask)})`, () => {
        for (const value of field.values) {
          const sets = value.sets.map((flag) => `${model}.${flag}`).join(' | ');
          file.line(`case ${literal(value.value)}:${sets === '' ? '' : ` flags = ${sets};`} break; // ${value.name}`);
        }
        if (field.unknown !== undefined && field.unknown !== 'ignore')
          file.line(`default: return ${file.use('Errno', NEUTRAL.errors)}.${field.unknown};`);
      });
    }
    for (const bit of pieces.meaningBits()) {
      file.line(
        `if (${pieces.isSet('native', bit.value)}) flags |= ${bit.is.map((flag) => `${model}.${flag}`).join(' | ')}; // ${bit.name}`,
      );
    }
    file.line('return flags;');
  });
  file.line();
  if (model !== undefined) {
    file.block(`export function encode${name}(flags: number): number`, () => {
      file.line('let native = 0;');
      for (const field of pieces.setFields()) {
        // The value that says most comes first.
        const values = field.values
          .filter(({ sets }) => sets.length > 0)
          .toSorted((a, b) => b.sets.length - a.sets.length);
        values.forEach((value, index) =>
          file.line(
            `${index === 0 ? '' : 'else '}if (${allOf(
              'flags',
              value.sets.map((flag) => `${model}.${flag}`),
            )}) native = ${literal(value.value)};`,
          ),
        );
      }
      for (const bit of pieces.meaningBits())
        file.line(
          `if (${allOf(
            'flags',
            bit.is.map((flag) => `${model}.${flag}`),
          )}) native ${pieces.add(bit.value)};`,
        );
      file.line(pieces.wide ? 'return native;' : 'return native >>> 0;');
    });
    file.line();
  }
  emitNumberFields(file, personality, set);
}

/** Fields that hold a number or an enumeration get functions of their own. */
function emitNumberFields(file: TypeScriptFile, personality: Personality, set: FlagSet): void {
  for (const field of new FlagPieces(set).numberFields()) {
    const name = `${pascal(set.name)}${pascal(field.name.toLowerCase())}`;
    file.doc(
      `The ${field.name} part of ${set.name}${field.enum === undefined ? '' : `, a ${personality.enums.get(field.enum)?.row.model ?? field.enum}`}.`,
    );
    file.block(`export function decode${name}(native: number): number`, () => {
      const piece = `native & ${literal(field.mask)}`;
      if (field.enum !== undefined) return file.line(`return decode${pascal(field.enum)}(${piece});`);
      if (field.kind === 'signal')
        return file.line(`return ${file.use('neutralSignal', pathsOf(personality.name).signals)}(${piece});`);
      if (field.kind === 'number') return file.line(`return ${piece};`);
      file.block(`switch (${piece})`, () => {
        for (const value of field.values)
          file.line(`case ${literal(value.value)}: return ${value.is}; // ${value.name}`);
        file.line('default: return 0;');
      });
    });
    file.line();
    file.block(`export function encode${name}(value: number): number`, () => {
      if (field.enum !== undefined) return file.line(`return encode${pascal(field.enum)}(value);`);
      if (field.kind === 'signal')
        return file.line(`return ${file.use('nativeSignal', pathsOf(personality.name).signals)}(value);`);
      if (field.kind === 'number') return file.line(`return value & ${literal(field.mask)};`);
      file.block('switch (value)', () => {
        for (const value of field.values)
          file.line(`case ${value.is}: return ${literal(value.value)}; // ${value.name}`);
        file.line(`default: return ${literal(field.otherwise ?? 0)};`);
      });
    });
    file.line();
  }
}

function emitEnum(file: TypeScriptFile, personality: Personality, { name, row, values, place }: EnumSet): void {
  const { model, unknown, doc, beyond } = row;
  // A system that counts up from a negative value has no room for an error beside it.
  const pure = values.every(({ value }) => value >= 0) || model !== undefined;
  if (pure) {
    file.doc(`${doc ?? `${name}.`}${unknown === 'ignore' ? '' : ` An unknown value gives ${unknown}.`}`, [
      place.source.where(place.path),
    ]);
    file.block(`export function decode${pascal(name)}(native: number): number`, () => {
      file.block('switch (native)', () => {
        // Refused values come first: the others fall through to the answer.
        for (const value of values.toSorted(
          (a, b) => Number(b.absent !== undefined) - Number(a.absent !== undefined),
        )) {
          if (value.absent !== undefined)
            file.line(
              `case ${literal(value.value)}: return ${file.use('Errno', NEUTRAL.errors)}.${value.absent}; // ${value.name}`,
            );
          else if (model === undefined || value.is === undefined)
            file.line(`case ${literal(value.value)}: // ${value.name}`);
          else
            file.line(
              `case ${literal(value.value)}: return ${file.use(model, NEUTRAL.enums)}.${value.is}; // ${value.name}`,
            );
        }
        if (model === undefined) file.line('  return native;');
        file.line(
          beyond !== undefined
            ? `default: return ${file.use('toNeutral', pathsOf(personality.name).conversionFunctions)}.${beyond}(native);`
            : unknown === 'ignore'
              ? 'default: return 0;'
              : `default: return ${file.use('Errno', NEUTRAL.errors)}.${unknown};`,
        );
      });
    });
    file.line();
  }
  if (model === undefined) return;
  file.block(`export function encode${pascal(name)}(value: number): number`, () => {
    const seen = new Set<string>();
    file.block('switch (value)', () => {
      for (const value of values) {
        if (value.is === undefined || seen.has(value.is)) continue;
        seen.add(value.is);
        file.line(
          `case ${file.use(model, NEUTRAL.enums)}.${value.is}: return ${literal(value.value)}; // ${value.name}`,
        );
      }
      file.line(`default: return ${literal(row.otherwise ?? 0)};`);
    });
  });
  file.line();
}

/** `(value & (a | b)) === (a | b)`, or simpler for one flag. */
function allOf(value: string, flags: readonly string[]): string {
  const all = flags.join(' | ');
  return flags.length === 1 ? `(${value} & ${all}) !== 0` : `(${value} & (${all})) === (${all})`;
}

/** A number as people write it: small ones decimal, patterns hexadecimal. */
export function literal(value: number): string {
  return value < 0x1000 ? String(value) : `0x${value.toString(16)}`;
}
