/**
 * Writes what happens after the method answered: copying out (only after success), and what the register gets.
 */
import { didYouMean } from '../../load/did-you-mean.ts';
import type { Expression } from '../../load/expression.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Argument } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { isNumeric } from '../neutral-typescript.ts';
import { RUNTIME } from '../paths.ts';
import { pascal, quote } from '../typescript-file.ts';
import { addressOf, memoryScalar, scalarBytes } from './argument-decoder.ts';
import { identifier, isNullable, isResultWord } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { literal } from './flags.ts';
import { nativeExpression } from './native-value.ts';
import { typeText, useConversion } from './neutral-value.ts';
import { pathsOf } from './paths.ts';
import { emitRecords } from './records.ts';
import { setter } from './scalars.ts';
import { memberType } from './struct-model.ts';

/** The answer of the method (or the constant of `answer:`), as the result's expressions see it. */
export interface Answer {
  /** JavaScript expression of a repeatable value. */
  readonly value: string;
  readonly type: NeutralType;
}

/** Writes the end of a function: `call` is the expression of the method call. */
export function emitResult(scope: CallScope, call: string, type: NeutralType): void {
  const { meaning, file, personality } = scope.context;
  const { result } = meaning;
  const path = [...meaning.path, 'result'];
  const simple = typeof result === 'string' ? result : undefined;
  const copies = implicitCopies(scope);
  const encoder = simple === undefined ? undefined : /^(?:flags|enum)\s+(\w+)$/.exec(simple)?.[1];
  const plain = simple !== undefined && isResultWord(simple);
  if (plain && simple !== 'none' && !isNumeric(type)) {
    scope.report(
      path,
      `the method answers ${typeText(type)}: name the argument that it goes to, or result: { returns: …, argument: … }`,
    );
  }
  if (
    plain &&
    copies.length === 0 &&
    scope.holders.size === 0 &&
    isNumeric(type) &&
    (simple !== 'none' || type.kind === 'none' || type.kind === 'registers')
  ) {
    return file.line(`return ${call};`);
  }
  file.line(`const result = ${call};`);
  emitHolders(scope);
  file.line(isNumeric(type) ? 'if (result < 0) return result;' : "if (typeof result === 'number') return result;");
  const answer = { value: 'result', type };
  for (const argument of copies) copyOut(scope, argument, { kind: 'name', name: argument.name }, answer, path);
  if (plain) return file.line(simple === 'none' ? 'return 0;' : 'return result;');
  if (encoder !== undefined) {
    if (type.kind !== 'flags' && type.kind !== 'enum')
      scope.report(path, `the method answers ${typeText(type)}, which is no flag set or enumeration`);
    if (!personality.flags.has(encoder) && !personality.enums.has(encoder))
      scope.report(
        path,
        `there is no flag set or enumeration "${encoder}"${didYouMean(encoder, [...personality.flags.keys(), ...personality.enums.keys()]) ?? ''}`,
      );
    return file.line(`return ${scope.useFlags(`encode${pascal(encoder)}`)}(result);`);
  }
  emitCopies(scope, answer, path);
}

/** Copies out and returns what the row's result says: an argument's name, `bytes`, or a mapping. */
export function emitCopies(scope: CallScope, answer: Answer, path: Path): void {
  const { meaning, file } = scope.context;
  const { result } = meaning;
  if (typeof result === 'string') {
    if (result === 'bytes') return emitRecords(scope, answer, path);
    const argument = scope.argument(result);
    if (argument === undefined) {
      const words = [
        'none',
        'count',
        'fd',
        'offset',
        'pid',
        'address',
        'value',
        'bytes',
        'flags NAME',
        'enum NAME',
        ...meaning.args.map(({ name }) => name),
      ];
      scope.report(
        path,
        `"${result}" is no result${didYouMean(result, words) ?? `: write one of ${words.join(', ')}`}`,
      );
      return file.line('return 0;');
    }
    scope.isLast = !isNullable(argument.type);
    copyOut(scope, argument, { kind: 'name', name: 'result' }, answer, path);
    return scope.isLast ? undefined : file.line('return 0;');
  }
  let returns = '0';
  const names = [...result.keys()].filter((name) => name !== 'returns' && name !== 'when');
  const body = (): void => {
    for (const name of names) {
      const argument = scope.argument(name);
      const expression = result.get(name) ?? { kind: 'absent' };
      scope.isLast =
        argument !== undefined &&
        name === names.at(-1) &&
        names.length === result.size &&
        !isNullable(argument.type) &&
        !isCounted(argument);
      if (argument !== undefined) copyOut(scope, argument, expression, answer, [...path, name]);
    }
  };
  const when = result.get('when');
  if (when === undefined) body();
  else file.block(`if (${answerExpression(scope, when, answer, [...path, 'when'])})`, body);
  const told = result.get('returns');
  if (told?.kind === 'name' && told.name === 'count') returns = countOf(scope, answer, [...path, 'returns']);
  else if (told?.kind === 'name' && told.name === 'bytes') return emitRecords(scope, answer, path);
  else if (told !== undefined) returns = answerExpression(scope, told, answer, [...path, 'returns']);
  if (!scope.isLast) file.line(`return ${returns};`);
}

/** A list of numbers is copied under a condition of its own. */
function isCounted({ type }: Argument): boolean {
  return type.kind === 'scalars' && type.length !== undefined;
}

/** Arrays and sets that are read and written go back after success whatever the result says. */
function implicitCopies(scope: CallScope): Argument[] {
  const { meaning } = scope.context;
  const named = typeof meaning.result === 'string' ? [meaning.result] : [...meaning.result.keys()];
  return meaning.args.filter(
    ({ name, type }) =>
      !named.includes(name) &&
      scope.values.has(name) &&
      (type.kind === 'fdset' || (type.kind === 'struct' && type.length !== undefined && type.direction === 'inout')),
  );
}

/** An argument that the method fills (`remaining`): told when its seconds are no longer -1, whatever the call answered. */
function emitHolders(scope: CallScope): void {
  const { file } = scope.context;
  for (const [name, holder] of scope.holders) {
    const argument = scope.argument(name);
    if (argument?.type.kind !== 'struct') continue;
    const address = scope.addresses.get(name) ?? 'c.address(0)';
    const type = argument.type.name;
    file.block(`if (${holder}.seconds >= 0${isNullable(argument.type) ? ` && ${address} !== 0` : ''})`, () => {
      const out = newView(scope, structSize(scope, type));
      file.line(`${scope.useStruct(`write${pascal(type)}`)}(${out}, 0, ${holder});`);
      flush(scope, address, out);
    });
  }
}

function structSize(scope: CallScope, struct: string): string {
  return literal(scope.context.personality.structs.get(struct)?.layouts.get(scope.context.abi.name)?.size ?? 0);
}

function newView(scope: CallScope, size: string): string {
  const out = scope.local('out');
  scope.line(`const ${out} = c.structFor(${size});`);
  return out;
}

/** Copies a view out; a fault ends the call. The last copy of a call that answers 0 ends it either way. */
function flush(scope: CallScope, address: string, view: string): void {
  if (scope.isLast) return scope.line(`return c.structOut(${address}, ${view});`);
  const fault = scope.local('fault');
  scope.line(`const ${fault} = c.structOut(${address}, ${view});`);
  scope.line(`if (${fault} !== 0) return ${fault};`);
}

function copyOut(scope: CallScope, argument: Argument, expression: Expression, answer: Answer, path: Path): void {
  const { file } = scope.context;
  if (!isNullable(argument.type))
    return copyValue(
      scope,
      argument,
      scope.addresses.get(argument.name) ?? `c.address(${argument.index})`,
      expression,
      answer,
      path,
    );
  const address = addressOf(scope, argument);
  // A value that was read is there when the pointer was not null.
  const read = scope.values.get(argument.name);
  file.block(read === undefined ? `if (${address} !== 0)` : `if (${read} !== undefined)`, () =>
    copyValue(scope, argument, address, expression, answer, path),
  );
}

function copyValue(
  scope: CallScope,
  argument: Argument,
  address: string,
  expression: Expression,
  answer: Answer,
  path: Path,
): void {
  const { type } = argument;
  const { file, personality, abi } = scope.context;
  switch (type.kind) {
    case 'struct': {
      if (type.length !== undefined) return copyStructs(scope, argument, address);
      const model = personality.structs.get(type.name)?.row.model;
      const view =
        type.direction === 'inout'
          ? (scope.views.get(argument.name) ?? newView(scope, structSize(scope, type.name)))
          : newView(scope, structSize(scope, type.name));
      const isZero = expression.kind === 'name' && expression.name === 'zero';
      if (!isZero) {
        const value = structValue(scope, expression, answer, model, path);
        scope.line(`${scope.useStruct(`write${pascal(type.name)}`)}(${view}, 0, ${value});`);
      }
      return flush(scope, address, view);
    }
    case 'scalars': {
      if (type.length !== undefined) return copyNumbers(scope, argument, address, expression, answer, path);
      const view = newView(scope, literal(scalarBytes(type.name, abi.bits)));
      scope.line(
        `${view}.${setter(memoryScalar(type.name), abi.bits)}(0, ${answerExpression(scope, expression, answer, path)});`,
      );
      return flush(scope, address, view);
    }
    case 'text':
    case 'cstring': {
      const value = answerExpression(scope, expression, answer, path);
      const size = nativeExpression(scope, type.length, argument.path);
      if (type.kind === 'cstring')
        scope.refuse(`${value}.length >= ${size}`, scope.context.meaning.tooSmall ?? 'ERANGE');
      const length = type.kind === 'cstring' ? `${value}.length + 1` : `Math.min(${value}.length, ${size})`;
      const count = identifier(`${argument.name}Length`);
      scope.line(`const ${count} = ${length};`);
      scope.counts.set(argument.name, count);
      const view = newView(scope, count);
      scope.line(`${view}.setText(0, ${count}, ${value});`);
      return flush(scope, address, view);
    }
    case 'signalset': {
      const signals = pathsOf(personality.name).signals;
      const bytes = file.use('SIGNAL_SET_BYTES', signals);
      const view = newView(scope, bytes);
      scope.line(
        `${answerExpression(scope, expression, answer, path)}.write(${view}, 0, ${bytes}, ${file.use('SIGNAL_SET_UNIT', signals)});`,
      );
      return flush(scope, address, view);
    }
    case 'fdset': {
      const view = scope.views.get(argument.name) ?? 'view';
      const set = scope.values.get(argument.name) ?? '';
      scope.line(
        `const ${view}Out = c.structFor(${file.use('fdSetBytes', RUNTIME.fdSet)}(${nativeExpression(scope, type.length, argument.path)}, ${abi.bits}));`,
      );
      scope.line(`${file.use('writeFdSet', RUNTIME.fdSet)}(${view}Out, ${set}, ${abi.bits});`);
      return flush(scope, address, `${view}Out`);
    }
    default:
      scope.report(path, `${argument.name} is nothing that can be written`);
  }
}

function copyStructs(scope: CallScope, argument: Argument, address: string): void {
  const { type } = argument;
  if (type.kind !== 'struct') return;
  const { file } = scope.context;
  const items = scope.values.get(argument.name) ?? '[]';
  const view = scope.views.get(argument.name) ?? 'view';
  const size = structSize(scope, type.name);
  file.line(
    `${items}.forEach((item, i) => ${scope.useStruct(`write${pascal(type.name)}`)}(${view}, ${size} * i, item));`,
  );
  flush(scope, address, view);
}

/** A list of numbers: too long is EINVAL, room for none asks only for the count (getgroups). */
function copyNumbers(
  scope: CallScope,
  argument: Argument,
  address: string,
  expression: Expression,
  answer: Answer,
  path: Path,
): void {
  const { type } = argument;
  if (type.kind !== 'scalars' || type.length === undefined) return;
  const { file, abi } = scope.context;
  const value = answerExpression(scope, expression, answer, path);
  const count = nativeExpression(scope, type.length, argument.path);
  const size = scalarBytes(type.name, abi.bits);
  scope.counts.set(argument.name, `${value}.length`);
  file.block(`if (${count} !== 0)`, () => {
    scope.refuse(`${value}.length > ${count}`, 'EINVAL');
    const view = newView(scope, `${size} * ${value}.length`);
    scope.line(
      `${value}.forEach((number, i) => ${view}.${setter(memoryScalar(type.name), abi.bits)}(${size} * i, number));`,
    );
    flush(scope, address, view);
  });
}

function structValue(
  scope: CallScope,
  expression: Expression,
  answer: Answer,
  model: string | undefined,
  path: Path,
): string {
  const type = answerType(scope, expression, answer);
  if (model === undefined || type?.kind !== 'struct' || type.name !== model) {
    scope.report(
      path,
      `${type === undefined ? 'this' : typeText(type)} cannot be written as a ${model === undefined ? 'structure without model' : `struct ${model}`}`,
    );
  }
  return answerExpression(scope, expression, answer, path);
}

function answerType(scope: CallScope, expression: Expression, answer: Answer): NeutralType | undefined {
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

function countOf(scope: CallScope, answer: Answer, path: Path): string {
  const counts = [...scope.counts.values()];
  if (counts.length === 1) return counts[0] ?? '0';
  if (answer.type.kind === 'list' || answer.type.kind === 'text') return `${answer.value}.length`;
  scope.report(path, 'count is the length of the one text or list that is written; there is none');
  return '0';
}
