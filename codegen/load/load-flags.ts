/** Checks flag sets and enumerations against the neutral model. */
import type { FlagsFile, FlagSetRow } from '../schema/flags.ts';
import { didYouMean } from './did-you-mean.ts';
import type { NeutralModel } from './neutral.ts';
import type { EnumSet, FlagSet } from './personality.ts';
import { lookUp, UsedNumbers } from './reporter.ts';
import type { Path, Source } from './source.ts';

type Neutral = Pick<NeutralModel, 'flags' | 'enums' | 'errors'>;

export function loadFlagSet(source: Source, name: string, row: FlagSetRow, neutral: Neutral): FlagSet {
  const path = ['flags', name];
  const known =
    row.model === undefined
      ? undefined
      : lookUp(source, [...path, 'model'], 'neutral flag set', row.model, neutral.flags);
  const checkFlag = (at: Path, flag: string): void => {
    if (known === undefined) {
      if (row.model === undefined) source.report('reference', at, `the set has no model: ${flag}`);
    } else if (!known.bits.includes(flag)) {
      source.report(
        'reference',
        at,
        `${known.name} has no flag "${flag}"${didYouMean(flag, known.bits) ?? `; it has ${known.bits.join(', ')}`}`,
      );
    }
  };
  checkErrno(source, [...path, 'unknown'], row.unknown, neutral, ['ignore']);
  const bits = new UsedNumbers();
  for (const [bit, value] of Object.entries(row.bits)) {
    const at = [...path, 'bits', bit];
    bits.add(source, [...at, 'value'], value.value, bit, 'value');
    if (value.value <= 0)
      source.report('value', [...at, 'value'], `a flag is a positive number; 0 is named by zero: ${bit}`);
    if (value.absent !== undefined) checkErrno(source, [...at, 'absent'], value.absent, neutral);
    const words = [value.is, value.plain, value.ignored, value.absent].filter((word) => word !== undefined);
    if (words.length !== 1) source.report('missing', at, 'a flag says one of is, plain, ignored and absent', 'key');
    [value.is ?? []]
      .flat()
      .forEach((flag, index) => checkFlag(Array.isArray(value.is) ? [...at, 'is', index] : [...at, 'is'], flag));
  }
  for (const [field, value] of Object.entries(row.fields)) {
    const at = [...path, 'fields', field];
    const words = [value.values, value.enum, value.type, value.number, value.ignored, value.plain].filter(
      (word) => word !== undefined,
    );
    if (words.length !== 1)
      source.report('missing', at, 'a field says one of values, enum, type, number, plain and ignored', 'key');
    if (value.unknown !== undefined) checkErrno(source, [...at, 'unknown'], value.unknown, neutral, ['ignore']);
    const numbers = new UsedNumbers();
    for (const [one, meaning] of Object.entries(value.values ?? {})) {
      const place = [...at, 'values', one];
      numbers.add(source, [...place, 'value'], meaning.value, one, 'value');
      if (!within(meaning.value, value.mask))
        source.report(
          'value',
          [...place, 'value'],
          `${hex(meaning.value)} does not lie within the mask ${hex(value.mask)}`,
        );
      meaning.sets?.forEach((flag, index) => checkFlag([...place, 'sets', index], flag));
      if (typeof meaning.is === 'string') checkFlag([...place, 'is'], meaning.is);
      if (meaning.absent !== undefined) checkErrno(source, [...place, 'absent'], meaning.absent, neutral);
    }
  }
  return { name, row, place: { source, path } };
}

export function loadEnum(source: Source, name: string, row: FlagsFile['enums'][string], neutral: Neutral): EnumSet {
  const path = ['enums', name];
  const known =
    row.model === undefined
      ? undefined
      : lookUp(source, [...path, 'model'], 'neutral enumeration', row.model, neutral.enums);
  checkErrno(source, [...path, 'unknown'], row.unknown, neutral, ['ignore']);
  const numbers = new UsedNumbers();
  const values = Object.entries(row.values).map(([one, value]) => {
    const at = [...path, 'values', one];
    const meaning = typeof value === 'number' ? { value } : value;
    numbers.add(source, typeof value === 'number' ? at : [...at, 'value'], meaning.value, one, 'value');
    if (meaning.is !== undefined && known !== undefined && !known.values.includes(meaning.is)) {
      source.report(
        'reference',
        [...at, 'is'],
        `${known.name} has no value "${meaning.is}"${didYouMean(meaning.is, known.values) ?? `; it has ${known.values.join(', ')}`}`,
      );
    }
    if (known !== undefined && meaning.is === undefined && meaning.absent === undefined)
      source.report('missing', at, `is: which ${known.name} is ${one}? (or absent: ERRNO)`, 'key');
    if (meaning.absent !== undefined) checkErrno(source, [...at, 'absent'], meaning.absent, neutral);
    return { name: one, value: meaning.value, is: meaning.is, absent: meaning.absent };
  });
  return { name, row, values, place: { source, path } };
}

/** Reports a word that is neither a neutral error nor one of the others allowed. */
export function checkErrno(
  source: Source,
  path: Path,
  name: string,
  { errors }: Pick<NeutralModel, 'errors'>,
  also: readonly string[] = [],
): void {
  if (errors.has(name) || also.includes(name)) return;
  source.report('reference', path, `there is no error "${name}"${didYouMean(name, [...also, ...errors.keys()]) ?? ''}`);
}

function within(value: number, mask: number): boolean {
  return (BigInt(value) & ~BigInt(mask)) === 0n;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
