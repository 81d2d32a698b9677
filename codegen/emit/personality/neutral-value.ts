/**
 * Neutral values in generated code: what an expression of a mapping gives for a type of the model.
 * Conversions that may refuse are written as statements before.
 */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Argument } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { NEUTRAL } from '../paths.ts';
import { pascal, quote } from '../typescript-file.ts';
import { decode } from './argument-decoder.ts';
import { identifier } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { FlagPieces } from './flag-pieces.ts';
import { literal } from './flags.ts';
import { nativeArgument, nativeExpression, nativeFlags, rawMember, structMember } from './native-value.ts';
import { pathsOf } from './paths.ts';
import { memberType } from './struct-model.ts';

/** The value that an expression gives where `type` is wanted. */
export function neutralValue(scope: CallScope, expression: Expression, type: NeutralType, path: Path): string {
  if (type.kind === 'optional') {
    const argument = expression.kind === 'name' ? scope.argument(expression.name) : undefined;
    if (argument !== undefined) return argumentValue(scope, argument, type.of, path, true);
    return expression.kind === 'absent' ? 'undefined' : neutralValue(scope, expression, type.of, path);
  }
  switch (expression.kind) {
    case 'absent':
      scope.report(path, `absent is no ${typeText(type)}: the method needs one`);
      return 'undefined';
    case 'number':
      return type.kind === 'bool' ? String(expression.value !== 0) : literal(expression.value);
    case 'boolean':
      return type.kind === 'bool' ? String(expression.value) : expression.value ? '1' : '0';
    case 'text':
      return quote(expression.value);
    case 'name':
      return namedValue(scope, expression.name, type, path);
    case 'member':
      return memberValue(scope, expression, type, path);
    case 'convert':
      return convertedValue(scope, expression, type, path);
    case 'list':
      return flagList(scope, expression.items, type, path);
    case 'object':
      return structure(scope, expression.fields, type, path);
    case 'binary': {
      if (type.kind === 'flags')
        return `${neutralValue(scope, expression.left, type, path)} | ${neutralValue(scope, expression.right, type, path)}`;
      return nativeExpression(scope, expression, path);
    }
    case 'item':
      scope.report(path, 'only an answer has items');
      return '0';
  }
}

function namedValue(scope: CallScope, name: string, type: NeutralType, path: Path): string {
  const { file, neutral } = scope.context;
  const argument = scope.argument(name);
  if (argument !== undefined) return argumentValue(scope, argument, type, path);
  if (type.kind === 'enum') {
    const values = neutral.enums.get(type.name)?.values ?? [];
    if (values.includes(name)) return `${file.use(type.name, NEUTRAL.enums)}.${name}`;
    scope.report(
      path,
      `"${name}" is no argument and no ${type.name}${didYouMean(name, values) ?? `; it has ${values.join(', ')}`}`,
    );
    return '0';
  }
  if (type.kind === 'number' && neutral.signals.some((signal) => signal.name === name))
    return `${file.use('Signal', NEUTRAL.signals)}.${name}`;
  const names = scope.context.meaning.args.map((one) => one.name);
  scope.report(
    path,
    `there is no argument "${name}"${didYouMean(name, names) ?? `; there are ${names.join(', ') || 'none'}`}`,
  );
  return '0';
}

/** An argument as a value of the model. */
function argumentValue(scope: CallScope, argument: Argument, type: NeutralType, path: Path, optional = false): string {
  decode(scope, argument);
  const known = scope.values.get(argument.name);
  const { type: own, index } = argument;
  const { personality } = scope.context;
  const mismatch = (what: string): string => {
    scope.report(path, `${argument.name} is ${what}, and ${typeText(type)} is wanted`);
    return '0';
  };
  switch (own.kind) {
    case 'scalar': {
      if (type.kind === 'enum') {
        scope.report(
          path,
          `${argument.name} is a plain ${own.name}, and ${typeText(type)} is wanted: give the argument an enumeration of it`,
        );
        return '0';
      }
      if (type.kind === 'bool') return known ?? `${nativeArgument(scope, argument)} !== 0`;
      if (type.kind !== 'number' && type.kind !== 'flags') return mismatch(`a number (${own.name})`);
      if (own.name === 'dirfd' && type.kind === 'number' && type.name === 'fd')
        return known ?? scope.natives.get(argument.name) ?? `c.directory(${index})`;
      if (own.name === 'dev' && personality.conversions.has('dev'))
        return `${useConversion(scope, 'toNeutral')}.dev(${nativeArgument(scope, argument)})`;
      if (own.name === 'signal0' && optional) return `${known ?? '0'} || undefined`;
      if (own.name === 'bool') return `${nativeArgument(scope, argument)} !== 0 ? 1 : 0`;
      return known ?? nativeArgument(scope, argument);
    }
    case 'flags': {
      const set = personality.flags.get(own.name);
      if (type.kind === 'flags' && set?.row.model !== type.name)
        return mismatch(`flags of ${set?.row.model ?? 'no model'}`);
      if (type.kind !== 'flags' && type.kind !== 'number') return mismatch(`a flag set (${own.name})`);
      if (set === undefined) return '0';
      return (
        known ??
        `${scope.useFlags(`decode${pascal(own.name)}`)}(${nativeFlags(scope, argument, new FlagPieces(set).wide)})`
      );
    }
    case 'enum': {
      const one = personality.enums.get(own.name);
      if (type.kind === 'enum' && one?.row.model !== type.name)
        return mismatch(`a value of ${one?.row.model ?? 'no model'}`);
      if (type.kind !== 'enum' && type.kind !== 'number') return mismatch(`an enumeration (${own.name})`);
      return known ?? nativeArgument(scope, argument);
    }
    case 'buffer':
      if (type.kind !== 'lease' || type.direction !== own.direction) return mismatch(`a buffer (${own.direction})`);
      return `c.lease(c.address(${index}), ${nativeExpression(scope, own.length, argument.path)})`;
    case 'iovec':
      if (type.kind !== 'lease' || type.direction !== own.direction) return mismatch(`an iovec (${own.direction})`);
      return known ?? '0';
    case 'path':
    case 'string':
      return type.kind === 'text' ? (known ?? '') : mismatch(`a ${own.kind}`);
    case 'text':
      return type.kind === 'text' && own.direction === 'in' ? (known ?? '') : mismatch('a text');
    case 'strings':
      return type.kind === 'list' && type.of.kind === 'text' ? (known ?? '[]') : mismatch('a list of strings');
    case 'struct': {
      const model = personality.structs.get(own.name)?.row.model;
      const wanted = type.kind === 'list' ? type.of : type;
      if (wanted.kind !== 'struct' || wanted.name !== model || (type.kind === 'list') !== (own.length !== undefined))
        return mismatch(`a struct ${own.name} (${model ?? 'without model'})`);
      return known ?? mismatch(`an out struct ${own.name}`);
    }
    case 'scalars': {
      const list = own.length !== undefined;
      if (list !== (type.kind === 'list') || (!list && type.kind !== 'number'))
        return mismatch(`a pointer to ${own.name}`);
      return known ?? mismatch('only written');
    }
    case 'signalset':
      return type.kind === 'signalset' ? (known ?? '') : mismatch('a signal set');
    case 'fdset':
      return type.kind === 'fdset' ? (known ?? '') : mismatch('a descriptor set');
    default:
      return mismatch(`a ${own.kind}`);
  }
}

function memberValue(
  scope: CallScope,
  expression: Expression & { kind: 'member' },
  type: NeutralType,
  path: Path,
): string {
  const argument = expression.of.kind === 'name' ? scope.argument(expression.of.name) : undefined;
  const { personality, neutral } = scope.context;
  const { member } = expression;
  if (argument?.type.kind === 'flags') {
    const set = personality.flags.get(argument.type.name);
    const field = set?.row.fields[member];
    const bit = set?.row.bits[member];
    if (set === undefined) return '0';
    const native = nativeFlags(scope, argument, new FlagPieces(set).wide);
    if (bit !== undefined)
      return type.kind === 'bool'
        ? new FlagPieces(set).isSet(native, bit.value)
        : `(${new FlagPieces(set).isSet(native, bit.value)} ? 1 : 0)`;
    if (field === undefined) return nativeExpression(scope, expression, path);
    const enumeration = field.enum === undefined ? undefined : personality.enums.get(field.enum);
    const decoded = `${scope.useFlags(`decode${pascal(argument.type.name)}${pascal(member.toLowerCase())}`)}(${native})`;
    if (enumeration === undefined || enumeration.row.unknown === 'ignore') return decoded;
    const local = scope.local(member.toLowerCase());
    scope.line(`const ${local} = ${decoded};`);
    scope.refuseNegative(local);
    return local;
  }
  if (argument?.type.kind === 'struct') {
    decode(scope, argument);
    const struct = personality.structs.get(argument.type.name);
    const model = struct?.row.model;
    if (model !== undefined) {
      if (memberType(neutral, model, member) === undefined) {
        scope.report(
          path,
          `${model} has no member "${member}"${didYouMean(member, neutral.structs.get(model)?.fields.map(({ name }) => name) ?? []) ?? ''}`,
        );
      }
      return `${scope.values.get(argument.name) ?? identifier(argument.name)}.${member}`;
    }
    const field = structMember(scope, argument, member, path);
    if (field === undefined) return '0';
    const raw = rawMember(scope, argument, field);
    if (field.row.as !== undefined) return convert(scope, field.row.as, [raw], type, path);
    if (field.row.enum !== undefined)
      return checked(
        scope,
        `decode${pascal(field.row.enum)}`,
        raw,
        member,
        personality.enums.get(field.row.enum)?.row.unknown !== 'ignore',
      );
    if (field.row.flags !== undefined)
      return checked(
        scope,
        `decode${pascal(field.row.flags)}`,
        raw,
        member,
        personality.flags.get(field.row.flags)?.row.unknown !== 'ignore',
      );
    if (type.kind === 'bool') return `${raw} !== 0`;
    if (type.kind !== 'number')
      scope.report(
        path,
        `${argument.name}.${member} is a plain number, and ${typeText(type)} is wanted: give the field flags, enum or as`,
      );
    return raw;
  }
  scope.report(path, `only flag sets and structures have members: "${member}"`);
  return '0';
}

/** A decoder's answer, refused when it may be an error. */
function checked(scope: CallScope, decoder: string, native: string, name: string, refusing: boolean): string {
  const call = `${scope.useFlags(decoder)}(${native})`;
  if (!refusing) return call;
  const local = scope.local(name);
  scope.line(`const ${local} = ${call};`);
  scope.refuseNegative(local);
  return local;
}

function convertedValue(
  scope: CallScope,
  expression: Expression & { kind: 'convert' },
  type: NeutralType,
  path: Path,
): string {
  if (expression.conversion === 'pages') return nativeExpression(scope, expression, path);
  const natives = expression.values.map((value) => {
    const argument = value.kind === 'name' ? scope.argument(value.name) : undefined;
    return argument === undefined ? nativeExpression(scope, value, path) : nativeArgument(scope, argument);
  });
  return convert(scope, expression.conversion, natives, type, path);
}

/** A conversion to the model; one that may refuse stands in a constant, tested. */
function convert(scope: CallScope, name: string, natives: readonly string[], type: NeutralType, path: Path): string {
  const conversion = scope.context.personality.conversions.get(name);
  if (conversion === undefined) {
    scope.report(
      path,
      `there is no conversion "${name}"${didYouMean(name, scope.context.personality.conversions.keys()) ?? ''}`,
    );
    return '0';
  }
  if (conversion.row.direction === 'out')
    scope.report(path, `the conversion ${name} goes from the neutral model to the native value only`);
  const call = `${useConversion(scope, 'toNeutral')}.${name}(${natives.join(', ')})`;
  if (conversion.row.refuses === undefined) return call;
  const local = scope.local(name);
  scope.line(`const ${local} = ${call};`);
  const plain = type.kind === 'number' || type.kind === 'enum' || type.kind === 'flags';
  if (plain) scope.refuseNegative(local);
  else scope.refuseNumber(local);
  return local;
}

/** Imports the hand-written conversions of the personality. */
export function useConversion(scope: CallScope, direction: 'toNeutral' | 'toNative'): string {
  return scope.context.file.use(direction, pathsOf(scope.context.personality.name).conversionFunctions);
}

function flagList(scope: CallScope, items: readonly Expression[], type: NeutralType, path: Path): string {
  const { file, neutral } = scope.context;
  if (type.kind !== 'flags') {
    scope.report(path, `a list of flags stands where ${typeText(type)} is wanted`);
    return '0';
  }
  const bits = neutral.flags.get(type.name)?.bits ?? [];
  const names = items.map((item) => (item.kind === 'name' ? item.name : ''));
  for (const name of names) {
    if (!bits.includes(name))
      scope.report(
        path,
        `${type.name} has no flag "${name}"${didYouMean(name, bits) ?? `; it has ${bits.join(', ')}`}`,
      );
  }
  return names.length === 0 ? '0' : names.map((name) => `${file.use(type.name, NEUTRAL.flags)}.${name}`).join(' | ');
}

function structure(scope: CallScope, fields: ReadonlyMap<string, Expression>, type: NeutralType, path: Path): string {
  const struct = type.kind === 'struct' ? scope.context.neutral.structs.get(type.name) : undefined;
  if (struct === undefined) {
    scope.report(path, `a structure stands where ${typeText(type)} is wanted`);
    return '{}';
  }
  const known = struct.fields.map(({ name }) => name);
  for (const name of fields.keys()) {
    if (!known.includes(name))
      scope.report(
        path,
        `${struct.name} has no member "${name}"${didYouMean(name, known) ?? `; it has ${known.join(', ')}`}`,
      );
  }
  const members = struct.fields.map((field) => {
    const value = fields.get(field.name);
    if (value !== undefined) {
      const text = neutralValue(scope, value, field.type, path);
      return text === field.name ? text : `${field.name}: ${text}`;
    }
    const empty = emptyValue(field.type);
    if (empty === undefined) scope.report(path, `${struct.name} needs "${field.name}"`);
    return `${field.name}: ${empty ?? '0'}`;
  });
  return `{ ${members.join(', ')} }`;
}

/** What a member that a row leaves out is; structures and enumerations have no such value. */
function emptyValue(type: NeutralType): string | undefined {
  switch (type.kind) {
    case 'number':
    case 'flags':
      return '0';
    case 'bool':
      return 'false';
    case 'text':
      return "''";
    case 'optional':
      return 'undefined';
    default:
      return undefined;
  }
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
