/** Conversions to the model, and other decoders whose answer may be an error, in generated code. */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Path } from '../../load/source.ts';
import { decode } from './argument-decoder.ts';
import type { CallScope } from './call-scope.ts';
import { nativeArgument, nativeExpression } from './native-value.ts';
import { pathsOf } from './paths.ts';

/** A decoder's answer, refused when it may be an error. */
export function checked(scope: CallScope, decoder: string, native: string, name: string, refusing: boolean): string {
  const call = `${scope.useFlags(decoder)}(${native})`;
  if (!refusing) return call;
  const local = scope.local(name);
  scope.line(`const ${local} = ${call};`);
  scope.refuseNegative(local);
  return local;
}

export function convertedValue(
  scope: CallScope,
  expression: Expression & { kind: 'convert' },
  type: NeutralType,
  path: Path,
): string {
  if (expression.conversion === 'pages') return nativeExpression(scope, expression, path);
  const [only] = expression.values;
  const pointer = only?.kind === 'name' ? scope.argument(only.name) : undefined;
  if (pointer?.type.kind === 'scalars' && pointer.type.length === undefined) {
    decode(scope, pointer);
    const read = scope.values.get(pointer.name) ?? '0';
    const value = convert(scope, expression.conversion, [read], type, path);
    return pointer.type.nullable ? `${read} === undefined ? undefined : ${value}` : value;
  }
  const natives = expression.values.map((value) => {
    const argument = value.kind === 'name' ? scope.argument(value.name) : undefined;
    return argument === undefined ? nativeExpression(scope, value, path) : nativeArgument(scope, argument);
  });
  return convert(scope, expression.conversion, natives, type, path);
}

/** A conversion to the model; one that may refuse stands in a constant, tested. */
export function convert(
  scope: CallScope,
  name: string,
  natives: readonly string[],
  type: NeutralType,
  path: Path,
): string {
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
