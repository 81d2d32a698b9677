/** Writes the statements that copy an answer out to where an argument points. A fault ends the call. */
import type { Expression } from '../../load/expression.ts';
import { typeText } from '../../load/neutral-type.ts';
import type { Argument } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { RUNTIME } from '../paths.ts';
import { pascal } from '../typescript-file.ts';
import { answerExpression, answerType } from './answer-value.ts';
import type { Answer } from './answer-value.ts';
import { identifier, isNullable } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { literal } from './flags.ts';
import { memoryScalar, scalarBytes } from './memory-scalar.ts';
import { nativeExpression } from './native-value.ts';
import { signalsOf } from './signals.ts';
import { addressOf } from './pointer-decoder.ts';
import { setter } from './scalars.ts';

export function structSize(scope: CallScope, struct: string): string {
  return literal(scope.context.personality.structs.get(struct)?.layouts.get(scope.context.abi.name)?.size ?? 0);
}

export function newView(scope: CallScope, size: string): string {
  const out = scope.local('out');
  scope.line(`const ${out} = c.structFor(${size});`);
  return out;
}

/** Copies a view out; a fault ends the call. The last copy of a call that answers 0 ends it either way. */
export function flush(scope: CallScope, address: string, whole: string, answer?: Answer, extent?: string): void {
  // As much of it as the caller knows.
  const view = extent === undefined ? whole : `${whole}, Math.min(${whole}.size, ${extent})`;
  settle(scope, `c.structOut(${address}, ${view})`, answer);
}

/** `copy` answers 0 or EFAULT. */
function settle(scope: CallScope, copy: string, answer?: Answer): void {
  const { undo, path } = scope.context.meaning;
  if (undo !== undefined && answer !== undefined) {
    const fault = scope.local('fault');
    const given = [...undo.args.values()].map((one) => answerExpression(scope, one, answer, [...path, 'undo']));
    scope.line(`const ${fault} = ${copy};`);
    scope.line(
      `if (${fault} !== 0) c.${scope.ground(undo.interface)}.${undo.method}(${['c.thread', ...given].join(', ')});`,
    );
    scope.line(scope.isLast ? `return ${fault};` : `if (${fault} !== 0) return ${fault};`);
    return;
  }
  if (scope.isLast) return scope.line(`return ${copy};`);
  const fault = scope.local('fault');
  scope.line(`const ${fault} = ${copy};`);
  scope.line(`if (${fault} !== 0) return ${fault};`);
}

export function copyOut(
  scope: CallScope,
  argument: Argument,
  expression: Expression,
  answer: Answer,
  path: Path,
): void {
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
      if (type.length !== undefined) {
        if (type.direction === 'out') return copyList(scope, argument, address, expression, answer, path);
        return copyStructs(scope, argument, address);
      }
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
      const extent = type.extent === undefined ? undefined : nativeExpression(scope, type.extent, argument.path);
      return flush(scope, address, view, answer, extent);
    }
    case 'scalars': {
      if (type.length !== undefined) return copyNumbers(scope, argument, address, expression, answer, path);
      const value = answerExpression(scope, expression, answer, path);
      const set = setter(memoryScalar(type.name), abi.bits);
      // Most are whole words, which need no view.
      if (set === 'setU32' || set === 'setU64') {
        return settle(scope, `c.${set === 'setU32' ? 'u32Out' : 'u64Out'}(${address}, ${value})`);
      }
      const view = newView(scope, literal(scalarBytes(type.name, abi.bits)));
      scope.line(`${view}.${set}(0, ${value});`);
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
      const signals = signalsOf(personality, abi);
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
        `const ${view}Out = c.structFor(c.fdSetBytes(${nativeExpression(scope, type.length, argument.path)}));`,
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

/** A list that the method answered, as long as that is: the method was told how much room there is. */
function copyList(
  scope: CallScope,
  argument: Argument,
  address: string,
  expression: Expression,
  answer: Answer,
  path: Path,
): void {
  const { type } = argument;
  if (type.kind !== 'struct') return;
  const { file, personality } = scope.context;
  const told = answerType(scope, expression, answer);
  const model = personality.structs.get(type.name)?.row.model;
  if (model === undefined || told?.kind !== 'list' || told.of.kind !== 'struct' || told.of.name !== model)
    scope.report(path, `${argument.name} is written from a list of ${model ?? 'structures'}`);
  const value = answerExpression(scope, expression, answer, path);
  const size = structSize(scope, type.name);
  const view = newView(scope, `${size} * ${value}.length`);
  const at = scope.local('at');
  scope.line(`let ${at} = 0;`);
  file.block(`for (const item of ${value})`, () => {
    scope.line(`${scope.useStruct(`write${pascal(type.name)}`)}(${view}, ${at}, item);`);
    scope.line(`${at} += ${size};`);
  });
  scope.counts.set(argument.name, `${value}.length`);
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
