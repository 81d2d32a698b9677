/**
 * Neutral values in generated code: what an expression of a mapping gives for a type of the model.
 * Conversions that may refuse are written as statements before.
 */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import { typeText } from '../../load/neutral-type.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Path } from '../../load/source.ts';
import { NEUTRAL } from '../paths.ts';
import { quote } from '../typescript-file.ts';
import { argumentValue, memberValue } from './argument-value.ts';
import type { CallScope } from './call-scope.ts';
import { convertedValue } from './conversion-value.ts';
import { literal } from './flags.ts';
import { nativeExpression } from './native-value.ts';

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
