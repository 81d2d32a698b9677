/** Arguments, and members of arguments, as values of the model. What does not fit is reported at the row. */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import { typeText } from '../../load/neutral-type.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Argument } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { pascal } from '../typescript-file.ts';
import { decode } from './argument-decoder.ts';
import { identifier } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { checked, convert, useConversion } from './conversion-value.ts';
import { FlagPieces } from './flag-pieces.ts';
import { nativeArgument, nativeExpression, nativeFlags, rawMember, structMember } from './native-value.ts';
import { memberType } from './struct-model.ts';

/** An argument as a value of the model. */
export function argumentValue(
  scope: CallScope,
  argument: Argument,
  type: NeutralType,
  path: Path,
  optional = false,
): string {
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

export function memberValue(
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
