/** Native values in generated code: registers by argument type, and the comparisons of `checks:` and lengths. */
import type { Scalar } from '../../load/argument-type.ts';
import type { Expression } from '../../load/expression.ts';
import type { Argument, StructField } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { didYouMean } from '../../load/did-you-mean.ts';
import type { CallScope } from './call-scope.ts';
import { literal } from './flags.ts';
import { getter } from './scalars.ts';

/** Which register reader a scalar takes: the type says how narrow values are extended. */
export function scalarReader(name: Scalar, bits: number): string {
  switch (name) {
    case 'int':
    case 's32':
    case 'fd':
    case 'dirfd':
    case 'pid':
    case 'signal':
    case 'signal0':
    case 'bool':
    case 'short':
      return 'i32';
    case 'uint':
    case 'u32':
    case 'uid':
    case 'gid':
    case 'mode':
    case 'dev':
    case 'ushort':
      return 'u32';
    case 'long':
    case 'ssize':
      return bits === 64 ? 'i64' : 'i32';
    case 's64':
    case 'off':
      return bits === 64 ? 'i64' : 'pairI64';
    case 'ulong':
    case 'size':
      return bits === 64 ? 'u64' : 'u32';
    case 'u64':
      return flagsReader(true, bits);
    case 'address':
    case 'pointer':
      return 'address';
  }
}

/** Which register reader a flag set takes. */
export function flagsReader(wide: boolean, bits: number): string {
  return wide ? (bits === 64 ? 'u64' : 'pairU64') : 'u32';
}

/** The native value of an argument: its register, or the constant it stands in already. */
export function nativeArgument(scope: CallScope, argument: Argument): string {
  const known = scope.natives.get(argument.name);
  if (known !== undefined) return known;
  const { type, index } = argument;
  const { personality, abi } = scope.context;
  if (type.kind === 'scalar') {
    const read = `c.${scalarReader(type.name, abi.bits)}(${index})`;
    return type.name === 'mode' ? `${read} & 0o7777` : read;
  }
  if (type.kind === 'flags') return `c.u32(${index})`;
  if (type.kind === 'enum') {
    const negative = personality.enums.get(type.name)?.values.some(({ value }) => value < 0) ?? false;
    return `c.${negative ? 'i32' : 'u32'}(${index})`;
  }
  return scope.addresses.get(argument.name) ?? `c.address(${index})`;
}

/** A flag set with bits beyond 32 is read as a whole register. */
export function nativeFlags(scope: CallScope, argument: Argument, wide: boolean): string {
  return scope.natives.get(argument.name) ?? `c.${flagsReader(wide, scope.context.abi.bits)}(${argument.index})`;
}

/** Whether it asks if a pointer is null: `param != absent`. */
export function isPresence(expression: Expression): boolean {
  return expression.kind === 'binary' && expression.left.kind === 'name' && expression.right.kind === 'absent';
}

/** An expression over native values: numbers, arguments, flag bits and fields, members of native structures, `page`. */
export function nativeExpression(scope: CallScope, expression: Expression, path: Path): string {
  const inner = (one: Expression): string => nativeExpression(scope, one, path);
  switch (expression.kind) {
    case 'number':
      return literal(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'absent':
      return '0';
    case 'binary': {
      const operator = { '==': '===', '!=': '!==' }[expression.operator] ?? expression.operator;
      return `${wrapped(inner(expression.left))} ${operator} ${wrapped(inner(expression.right))}`;
    }
    case 'name': {
      const argument = scope.argument(expression.name);
      if (argument !== undefined) return nativeArgument(scope, argument);
      if (expression.name === 'page') return literal(scope.context.abi.page);
      const value = namedValue(scope, expression.name);
      if (value !== undefined) return literal(value);
      break;
    }
    case 'convert': {
      const [only] = expression.values;
      if (expression.conversion !== 'pages' || only === undefined) break;
      return `Math.ceil(${inner(only)} / ${literal(scope.context.abi.page)})`;
    }
    case 'member':
      return nativeMember(scope, expression, path);
    default:
  }
  const names = scope.context.meaning.args.map(({ name }) => name);
  const word =
    expression.kind === 'name'
      ? expression.name
      : expression.kind === 'convert'
        ? expression.conversion
        : expression.kind;
  scope.report(path, `"${word}" is no argument, number or native value here${didYouMean(word, names) ?? ''}`);
  return '0';
}

function nativeMember(scope: CallScope, expression: Expression & { kind: 'member' }, path: Path): string {
  const argument = expression.of.kind === 'name' ? scope.argument(expression.of.name) : undefined;
  const { personality } = scope.context;
  if (argument?.type.kind === 'flags') {
    const row = personality.flags.get(argument.type.name)?.row;
    const field = row?.fields[expression.member];
    const bit = row?.bits[expression.member];
    if (field !== undefined || bit !== undefined)
      return `(${nativeArgument(scope, argument)} & ${literal(field?.mask ?? bit?.value ?? 0)})`;
    const known = [...Object.keys(row?.fields ?? {}), ...Object.keys(row?.bits ?? {})];
    scope.report(
      path,
      `${argument.type.name} has no field or bit "${expression.member}"${didYouMean(expression.member, known) ?? ''}`,
    );
    return '0';
  }
  if (argument?.type.kind === 'struct') {
    const found = structMember(scope, argument, expression.member, path);
    return found === undefined ? '0' : rawMember(scope, argument, found);
  }
  scope.report(path, `only flag sets and structures have members: "${expression.member}"`);
  return '0';
}

/** A field of an argument's structure, or a report that there is none such. */
export function structMember(
  scope: CallScope,
  argument: Argument,
  member: string,
  path: Path,
): StructField | undefined {
  const struct =
    argument.type.kind === 'struct' ? scope.context.personality.structs.get(argument.type.name) : undefined;
  const field = struct?.fields.find(({ name }) => name === member);
  if (struct === undefined) return undefined;
  const known = struct.fields.map(({ name }) => name);
  if (field === undefined)
    scope.report(
      path,
      `struct ${struct.name} has no member "${member}"${didYouMean(member, known) ?? `; it has ${known.join(', ')}`}`,
    );
  return field;
}

/** A member as it lies in memory; the structure has been read. */
export function rawMember(scope: CallScope, argument: Argument, field: StructField): string {
  const { abi, personality } = scope.context;
  const struct = argument.type.kind === 'struct' ? personality.structs.get(argument.type.name) : undefined;
  const offset = struct?.layouts.get(abi.name)?.offsets.get(field.name) ?? 0;
  const view = scope.views.get(argument.name) ?? 'view';
  return field.type.kind === 'scalar' ? `${view}.${getter(field.type.name, abi.bits)}(${offset})` : '0';
}

/** The number behind the name of a native flag or value. */
function namedValue(scope: CallScope, name: string): number | undefined {
  const { enums, flags } = scope.context.personality;
  for (const one of enums.values()) {
    const found = one.values.find((value) => value.name === name);
    if (found !== undefined) return found.value;
  }
  for (const one of flags.values()) {
    const found =
      one.row.bits[name]?.value ??
      Object.values(one.row.fields)
        .map(({ values }) => values?.[name]?.value)
        .find((value) => value !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const OPPOSITES: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The opposite of a condition, simplified where it is one comparison or a conjunction of them. */
export function negated(scope: CallScope, expression: Expression, path: Path): string {
  if (expression.kind === 'binary') {
    const opposite = OPPOSITES[expression.operator];
    if (opposite !== undefined) return nativeExpression(scope, { ...expression, operator: opposite }, path);
    if (expression.operator === '&&')
      return `${negated(scope, expression.left, path)} || ${negated(scope, expression.right, path)}`;
    if (expression.operator === '||')
      return `${orWrapped(negated(scope, expression.left, path))} && ${orWrapped(negated(scope, expression.right, path))}`;
  }
  return `!(${nativeExpression(scope, expression, path)})`;
}

function orWrapped(text: string): string {
  return text.includes(' || ') ? `(${text})` : text;
}

function wrapped(text: string): string {
  return / [^ ]+ /.test(text) && !text.startsWith('(') && !text.startsWith('Math') ? `(${text})` : text;
}
