/** The types of server arguments and neutral structures: `u64`, `struct Walk`, `flags OpenFlags`, `u32[]`, `fd?`, `lease out` … */

export const NUMBER_TYPES = ['u8', 'u16', 'u32', 'i32', 'u64', 'i64', 'f64', 'address', 'pid', 'fd', 'signal'] as const;
export const TEXT_TYPES = ['text', 'name', 'path'] as const;
const REFERENCES = ['flags', 'enum', 'struct', 'handle'] as const;

export type NeutralType =
  | { readonly kind: 'number'; readonly name: (typeof NUMBER_TYPES)[number] }
  | { readonly kind: 'text'; readonly name: (typeof TEXT_TYPES)[number] }
  | { readonly kind: 'bool' | 'signalset' | 'fdset' | 'registers' | 'none' }
  | { readonly kind: (typeof REFERENCES)[number]; readonly name: string }
  | { readonly kind: 'out'; readonly name: string }
  | { readonly kind: 'lease'; readonly direction: 'in' | 'out' }
  | { readonly kind: 'list' | 'optional'; readonly of: NeutralType };

const WORDS = [...NUMBER_TYPES, ...TEXT_TYPES, 'bool', 'signalset', 'fdset', 'registers', 'none'];

/** The words a type may begin with, for suggestions. */
export const NEUTRAL_TYPE_WORDS = [
  ...WORDS,
  'flags NAME',
  'enum NAME',
  'struct NAME',
  'handle NAME',
  'lease in',
  'lease out',
  'out struct NAME',
];

/** Parses a type; undefined when it is none. References are not looked up. */
export function parseNeutralType(text: string): NeutralType | undefined {
  if (text.endsWith('?')) return wrap('optional', text.slice(0, -1));
  if (text.endsWith('[]')) return wrap('list', text.slice(0, -2));
  const [first = '', second, third, ...more] = text.split(/\s+/);
  if (more.length > 0) return undefined;
  if (first === 'out' && second === 'struct' && third !== undefined) return { kind: 'out', name: third };
  if (third !== undefined) return undefined;
  if (first === 'lease') return second === 'in' || second === 'out' ? { kind: 'lease', direction: second } : undefined;
  const reference = REFERENCES.find((word) => word === first);
  if (reference !== undefined) return second === undefined ? undefined : { kind: reference, name: second };
  if (second !== undefined) return undefined;
  const number = NUMBER_TYPES.find((word) => word === first);
  if (number !== undefined) return { kind: 'number', name: number };
  const string = TEXT_TYPES.find((word) => word === first);
  if (string !== undefined) return { kind: 'text', name: string };
  if (first === 'bool' || first === 'signalset' || first === 'fdset' || first === 'registers' || first === 'none')
    return { kind: first };
  return undefined;
}

function wrap(kind: 'optional' | 'list', text: string): NeutralType | undefined {
  const of = parseNeutralType(text.trim());
  return of === undefined ? undefined : { kind, of };
}

/** What the type refers to by name, if anything. */
export function referenceOf(
  type: NeutralType,
): { readonly kind: 'flags' | 'enum' | 'struct' | 'handle'; readonly name: string } | undefined {
  if (type.kind === 'list' || type.kind === 'optional') return referenceOf(type.of);
  if (type.kind === 'out') return { kind: 'struct', name: type.name };
  if (type.kind === 'flags' || type.kind === 'enum' || type.kind === 'struct' || type.kind === 'handle') return type;
  return undefined;
}

/** A type of the model, as a table writes it. */
export function typeText(type: NeutralType): string {
  switch (type.kind) {
    case 'optional':
      return `${typeText(type.of)}?`;
    case 'list':
      return `${typeText(type.of)}[]`;
    case 'lease':
      return `lease ${type.direction}`;
    case 'out':
      return `out struct ${type.name}`;
    case 'flags':
    case 'enum':
    case 'struct':
    case 'handle':
      return `${type.kind} ${type.name}`;
    case 'number':
    case 'text':
      return type.name;
    default:
      return type.kind;
  }
}
