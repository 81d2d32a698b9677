/**
 * Writes what happens after the method answered: copying out (only after success), and what the register gets.
 */
import { didYouMean } from '../../load/did-you-mean.ts';
import { typeText } from '../../load/neutral-type.ts';
import type { NeutralType } from '../../load/neutral-type.ts';
import type { Argument } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { isNumeric } from '../neutral-typescript.ts';
import { pascal } from '../typescript-file.ts';
import { answerExpression, negatedAnswer } from './answer-value.ts';
import type { Answer } from './answer-value.ts';
import { isNullable, isResultWord } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { copyOut, flush, newView, structSize } from './copy-out.ts';
import { emitRecords } from './records.ts';

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
    meaning.answers.length === 0 &&
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
  // The method has looked at the descriptor.
  if (meaning.answers.length > 0) scope.guard = undefined;
  for (const { that, else: errno, path: place } of meaning.answers)
    scope.refuse(negatedAnswer(scope, that, answer, place), errno);
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

function countOf(scope: CallScope, answer: Answer, path: Path): string {
  const counts = [...scope.counts.values()];
  if (counts.length === 1) return counts[0] ?? '0';
  if (answer.type.kind === 'list' || answer.type.kind === 'text') return `${answer.value}.length`;
  scope.report(path, 'count is the length of the one text or list that is written; there is none');
  return '0';
}
