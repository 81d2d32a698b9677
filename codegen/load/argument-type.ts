/** The types of system call arguments: `[in|out|inout] WORD [NAME] [length] ?`. */
import { didYouMean } from './did-you-mean.ts';
import { parseExpression } from './expression.ts';
import type { Expression } from './expression.ts';

export const SCALARS = [
  'int',
  'uint',
  'long',
  'ulong',
  'short',
  'ushort',
  'size',
  'ssize',
  'u32',
  's32',
  'u64',
  's64',
  'off',
  'fd',
  'dirfd',
  'pid',
  'uid',
  'gid',
  'mode',
  'dev',
  'signal',
  'signal0',
  'address',
  'pointer',
  'bool',
] as const;
export type Scalar = (typeof SCALARS)[number];
export type Direction = 'in' | 'out' | 'inout';

export type ArgumentType =
  | { readonly kind: 'scalar'; readonly name: Scalar }
  | { readonly kind: 'flags' | 'enum'; readonly name: string }
  | { readonly kind: 'path' | 'strings'; readonly nullable: boolean }
  /** `most`: its longest form with the zero behind it. */
  | { readonly kind: 'string'; readonly nullable: boolean; readonly most: number | undefined }
  | {
      readonly kind: 'buffer' | 'iovec';
      readonly direction: 'in' | 'out';
      readonly length: Expression;
      readonly nullable: boolean;
    }
  | { readonly kind: 'text'; readonly direction: 'in' | 'out'; readonly length: Expression; readonly nullable: boolean }
  | { readonly kind: 'cstring'; readonly length: Expression; readonly nullable: boolean }
  | {
      readonly kind: 'struct';
      readonly direction: Direction;
      readonly name: string;
      readonly length: Expression | undefined;
      /** How many bytes of the structure the caller knows, when it grew over the years. */
      readonly extent?: Expression;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'scalars';
      readonly direction: Direction;
      readonly name: Scalar;
      readonly length: Expression | undefined;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'signalset';
      readonly direction: Direction;
      readonly length: Expression | undefined;
      readonly indirect: boolean;
      readonly nullable: boolean;
    }
  | { readonly kind: 'fdset'; readonly direction: Direction; readonly length: Expression; readonly nullable: boolean }
  | { readonly kind: 'records'; readonly name: string; readonly length: Expression };

const WORDS = [
  ...SCALARS,
  'path',
  'string',
  'string[most]',
  'flags NAME',
  'enum NAME',
  'in strings',
  'in buffer[n]',
  'out buffer[n]',
  'in iovec[n]',
  'out iovec[n]',
  'in struct NAME',
  'out struct NAME',
  'inout struct NAME',
  'in sized struct NAME[size]',
  'out sized struct NAME[size]',
  'in signalset[n]',
  'out signalset[n]',
  'in int',
  'out int',
  'out u32[n]',
  'in text[n]',
  'out text[n]',
  'out string[n]',
  'inout fdset[n]',
  'out records NAME[n]',
];

/** The type, or what is wrong with the text. */
export function parseArgumentType(text: string): ArgumentType | string {
  const match = /^(?:(in|out|inout)\s+)?(indirect\s+|sized\s+)?(\w+)(?:\s+(\w+))?\s*(?:\[([^\]]+)\])?\s*(\?)?$/.exec(
    text.trim(),
  );
  const wrong = `"${text}" is no argument type${didYouMean(text, WORDS) ?? `; types are ${WORDS.join(', ')}, pointers with ? when they may be null`}`;
  if (match === null) return wrong;
  const [, directionText, how, word = '', name, lengthText, mark] = match;
  const indirect = how?.startsWith('indirect') === true ? how : undefined;
  const sized = how?.startsWith('sized') === true;
  const nullable = mark !== undefined;
  const length = lengthText === undefined ? undefined : parseExpression(lengthText);
  if (typeof length === 'string') return length;
  const direction = directionText as Direction | undefined;
  const scalar = SCALARS.find((one) => one === word);
  if (word === 'struct' && name !== undefined && direction !== undefined)
    return sized
      ? length === undefined
        ? wrong
        : { kind: 'struct', direction, name, length: undefined, extent: length, nullable }
      : { kind: 'struct', direction, name, length, nullable };
  if (word === 'records' && name !== undefined && direction === 'out' && length !== undefined)
    return { kind: 'records', name, length };
  if ((word === 'flags' || word === 'enum') && name !== undefined && direction === undefined && !nullable)
    return { kind: word, name };
  if (name !== undefined) return wrong;
  if (scalar !== undefined && direction !== undefined)
    return { kind: 'scalars', direction, name: scalar, length, nullable };
  if (scalar !== undefined) return length === undefined && !nullable ? { kind: 'scalar', name: scalar } : wrong;
  if (word === 'signalset' && direction !== undefined)
    return {
      kind: 'signalset',
      direction,
      length,
      indirect: indirect !== undefined,
      nullable: nullable || indirect !== undefined,
    };
  if (word === 'strings' && direction !== 'out' && length === undefined) return { kind: 'strings', nullable };
  if (word === 'path' && direction !== 'out' && length === undefined) return { kind: word, nullable };
  if (word === 'string' && direction !== 'out' && (length === undefined || length.kind === 'number'))
    return { kind: word, nullable, most: length?.value };
  if (length === undefined || direction === undefined) return needsMore(word) ?? wrong;
  if ((word === 'buffer' || word === 'iovec') && direction !== 'inout')
    return { kind: word, direction, length, nullable };
  if (word === 'fdset') return { kind: 'fdset', direction, length, nullable };
  if (word === 'text' && direction !== 'inout') return { kind: 'text', direction, length, nullable };
  if (word === 'string' && direction === 'out') return { kind: 'cstring', length, nullable };
  return wrong;
}

function needsMore(word: string): string | undefined {
  if (!['buffer', 'iovec', 'fdset', 'text', 'records'].includes(word)) return undefined;
  return `${word} needs a direction and a length: in ${word}[count] or out ${word}[count]`;
}

/** The length relation of a type, if it has one. */
export function lengthOf(type: ArgumentType): Expression | undefined {
  return 'length' in type ? type.length : undefined;
}
