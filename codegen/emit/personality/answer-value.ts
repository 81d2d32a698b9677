/** Expressions over the answer of a method: `result`, its members and items, conversions to native values. */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import { typeText } from '../../load/neutral-type.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Path } from '../../load/source.ts';
import { quote } from '../typescript-file.ts';
import type { CallScope } from './call-scope.ts';
import { useConversion } from './conversion-value.ts';
import { literal } from './flags.ts';
import { nativeExpression, OPPOSITES } from './native-value.ts';
import { memberType } from './struct-model.ts';

/** The answer of the method (or the constant of `answer:`), as the result's expressions see it. */
export interface Answer {
  /** JavaScript expression of a repeatable value. */
  readonly value: string;
  readonly type: NeutralType;
}

/** The opposite of a comparison over the answer. */
export function negatedAnswer(scope: CallScope, expression: Expression, answer: Answer, path: Path): string {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (operator === '&&')
      return `${negatedAnswer(scope, left, answer, path)} || ${negatedAnswer(scope, right, answer, path)}`;
    const opposite = OPPOSITES[operator];
    if (opposite !== undefined) return answerExpression(scope, { ...expression, operator: opposite }, answer, path);
  }
  return `!(${answerExpression(scope, expression, answer, path)})`;
}

export function answerType(scope: CallScope, expression: Expression, answer: Answer): NeutralType | undefined {
  if (expression.kind === 'name' && expression.name === 'result') return answer.type;
  if (expression.kind === 'member') {
    const of = answerType(scope, expression.of, answer);
    return of?.kind === 'struct' ? memberType(scope.context.neutral, of.name, expression.member) : undefined;
  }
  return undefined;
}

/** An expression over the answer: `result`, its members and items, conversions to native values, numbers, arguments. */
export function answerExpression(scope: CallScope, expression: Expression, answer: Answer, path: Path): string {
  const inner = (one: Expression): string => answerExpression(scope, one, answer, path);
  switch (expression.kind) {
    case 'number':
      return literal(expression.value);
    case 'boolean':
      return expression.value ? '1' : '0';
    case 'text':
      return quote(expression.value);
    case 'name': {
      if (expression.name === 'result') return answer.value;
      const argument = scope.argument(expression.name);
      if (argument !== undefined) return scope.values.get(argument.name) ?? nativeExpression(scope, expression, path);
      return nativeExpression(scope, expression, path);
    }
    case 'member': {
      const of = answerType(scope, expression.of, answer);
      if (of === undefined) return nativeExpression(scope, expression, path);
      const type = of.kind === 'struct' ? memberType(scope.context.neutral, of.name, expression.member) : undefined;
      if (type === undefined) scope.report(path, `${typeText(of)} has no member "${expression.member}"`);
      return type?.kind === 'bool'
        ? `(${inner(expression.of)}.${expression.member} ? 1 : 0)`
        : `${inner(expression.of)}.${expression.member}`;
    }
    case 'item':
      return `(${inner(expression.of)}[${expression.index}] ?? 0)`;
    case 'binary':
      return `${inner(expression.left)} ${{ '==': '===', '!=': '!==' }[expression.operator] ?? expression.operator} ${inner(expression.right)}`;
    case 'convert': {
      const conversion = scope.context.personality.conversions.get(expression.conversion);
      if (conversion === undefined) {
        scope.report(
          path,
          `there is no conversion "${expression.conversion}"${didYouMean(expression.conversion, scope.context.personality.conversions.keys()) ?? ''}`,
        );
        return '0';
      }
      if (conversion.row.direction === 'in')
        scope.report(
          path,
          `the conversion ${expression.conversion} goes from the native value to the neutral model only`,
        );
      if (conversion.row.neutral.length !== expression.values.length)
        scope.report(path, `${expression.conversion} takes ${conversion.row.neutral.join(', ')}`);
      return `${useConversion(scope, 'toNative')}.${expression.conversion}(${expression.values.map(inner).join(', ')})`;
    }
    default:
      scope.report(path, 'this cannot be a result');
      return '0';
  }
}
