/**
 * Writes the function of one call: decode in the row's order, call the method, copy out, answer.
 * A call with variants gets a function for each, chosen by the native value.
 */
import { didYouMean } from '../../load/did-you-mean.ts';
import { namesOf } from '../../load/expression.ts';
import type { Expression } from '../../load/expression.ts';
import type { Argument, Meaning } from '../../load/personality.ts';
import { pascal } from '../typescript-file.ts';
import { decode, refuses } from './argument-decoder.ts';
import { allExpressions, CallScope, functionName, identifier } from './call-scope.ts';
import type { CallContext } from './call-scope.ts';
import { literal } from './flags.ts';
import { emitMethodCall } from './method-call.ts';
import { FlagPieces } from './flag-pieces.ts';
import { flagsReader, isPresence, nativeArgument, nativeExpression, negated, scalarReader } from './native-value.ts';
import { pathsOf } from './paths.ts';
import { emitCopies } from './result-writer.ts';
import { emitUnsupported } from './unsupported.ts';

export function emitCall(context: CallContext): void {
  const { file, call, meaning } = context;
  const signature = `${call.name}(${meaning.args.map(({ name }) => name).join(', ')})`;
  file.doc(meaning.doc === undefined ? signature : `${signature}: ${meaning.doc}`, [
    call.place.source.where(call.place.path),
  ]);
  file.block(`export function ${functionName(call.name)}(c: Call): number`, () => {
    if (call.variants.size === 0) emitBody(context, []);
    else emitChoice(context);
  });
  file.line();
  for (const [name, variant] of call.variants) {
    if ((name === 'default' && variant.errno !== undefined) || isConstant(variant)) continue;
    const names = meaning.args.map((argument) =>
      call.select !== undefined && namesOf(call.select).includes(argument.name) ? name : argument.name,
    );
    file.doc(`${call.name}(${names.join(', ')})${variant.doc === undefined ? '' : `: ${variant.doc}`}`);
    const guards = meaning.decode.filter((one) => isDescriptor(meaning.args.find((argument) => argument.name === one)));
    file.block(`function ${variantName(call.name, name)}(c: Call): number`, () =>
      emitBody({ ...context, meaning: variant }, guards, name),
    );
    file.line();
  }
}

/** `fcntlFDupfd`; a prefix that says the call's name again is left out: `futexWait`. */
function variantName(call: string, variant: string): string {
  const word = variant.toLowerCase();
  const short = word.startsWith(`${call}_`) ? word.slice(call.length + 1) : word;
  return `${functionName(call)}${pascal(short)}`;
}

/** A variant that is a number and nothing else needs no function. */
function isConstant({ answer, checks, result, decode }: Meaning): boolean {
  return answer !== undefined && typeof result === 'string' && checks.length === 0 && decode.length === 0;
}

function isDescriptor(argument: Argument | undefined): boolean {
  return argument?.type.kind === 'scalar' && argument.type.name === 'fd';
}

/** The switch over the variants; the call's own checks and refusals come before it. */
function emitChoice(context: CallContext): void {
  const { file, call, meaning } = context;
  const scope = new CallScope(context);
  const { select } = call;
  if (select === undefined) return scope.report([...meaning.path], 'variants need select: the argument that chooses');
  const values = selectable(scope, select);
  for (const name of meaning.decode) {
    const argument = scope.argument(name);
    if (isDescriptor(argument) && argument !== undefined) scope.guard = nativeArgument(scope, argument);
  }
  const selected = namesOf(select)[0];
  for (const argument of meaning.args) {
    // The chosen value itself is judged by the switch.
    if (argument.name === selected && argument.type.kind === 'enum') continue;
    if (argument.name === selected && refuses(scope, argument)) decode(scope, argument);
  }
  emitChecks(scope);
  const other = call.variants.get('default');
  file.block(
    `switch (${nativeExpression(scope, select, [...meaning.path, 'select']).replace(/^\((.*)\)$/, '$1')})`,
    () => {
      for (const [name, variant] of call.variants) {
        if (name === 'default') continue;
        const value = values.get(name);
        if (value === undefined)
          scope.report(
            variant.path,
            `"${name}" is no value that ${select.kind === 'name' ? select.name : 'the selected field'} can have${didYouMean(name, values.keys()) ?? ''}`,
          );
        const target = isConstant(variant) ? literal(variant.answer ?? 0) : `${variantName(call.name, name)}(c)`;
        file.line(`case ${literal(value ?? 0)}: return ${target}; // ${name}`);
      }
      if (other?.errno !== undefined || other === undefined)
        file.line(`default: return ${scope.refusal(scope.errno(other?.errno ?? 'EINVAL'))};`);
      else
        file.line(
          `default: return ${isConstant(other) ? literal(other.answer ?? 0) : `${variantName(call.name, 'default')}(c)`};`,
        );
    },
  );
}

/** The native values that a selector can have, by name. */
function selectable(scope: CallScope, select: Expression): Map<string, number> {
  const { personality, meaning } = scope.context;
  const path = [...meaning.path, 'select'];
  const argument = scope.argument(namesOf(select)[0] ?? '');
  if (argument?.type.kind === 'enum' && select.kind === 'name')
    return new Map(personality.enums.get(argument.type.name)?.values.map(({ name, value }) => [name, value]));
  if (argument?.type.kind === 'flags' && select.kind === 'member') {
    const field = personality.flags.get(argument.type.name)?.row.fields[select.member];
    if (field?.enum !== undefined)
      return new Map(personality.enums.get(field.enum)?.values.map(({ name, value }) => [name, value]));
    if (field?.values !== undefined)
      return new Map(Object.entries(field.values).map(([name, { value }]) => [name, value]));
  }
  scope.report(path, 'select names an enumeration argument, or a field of a flag set argument with named values');
  return new Map();
}

/** The body of a call without variants, or of one variant; `guards` are descriptors that the whole call looks at first. */
function emitBody(context: CallContext, guards: readonly string[], variant = ''): void {
  const { file, meaning, personality, call } = context;
  const scope = new CallScope(context);
  const { support } = meaning;
  if (typeof support === 'object' && 'absent' in support) {
    const { errno, why, matters } = support.absent;
    const guard = scope.argument(guards[0] ?? firstGuard(scope) ?? '');
    if (guard !== undefined) scope.guard = nativeArgument(scope, guard);
    emitUnsupported(scope, variant, errno, why, matters);
    return file.line(`return ${scope.refusal(scope.errno(errno))};`);
  }
  if (meaning.hook !== undefined)
    return file.line(`return ${file.use(meaning.hook, pathsOf(personality.name).hook(meaning.hook))}(c);`);
  if (meaning.call === undefined && meaning.answer === undefined && meaning.errno === undefined) {
    scope.report(
      meaning.path,
      `${call.name}${variant === '' ? '' : ` ${variant}`} has no call, answer or hook, and is not absent`,
    );
  }
  hoist(scope);
  if (guards.length > 0) {
    const guard = scope.argument(guards[0] ?? '');
    if (guard !== undefined) scope.guard = nativeArgument(scope, guard);
  }
  emitDecoding(scope);
  if (meaning.errno !== undefined) return file.line(`return ${scope.refusal(scope.errno(meaning.errno))};`);
  if (meaning.call !== undefined) return emitMethodCall(scope, meaning.call);
  if (meaning.answer !== undefined && support === 'full')
    scope.report(meaning.path, 'answer: a constant is not the whole of a call: say in support what is missing');
  const answer = { value: literal(meaning.answer ?? 0), type: { kind: 'number', name: 'i64' } as const };
  if (typeof meaning.result === 'string') return file.line(`return ${answer.value};`);
  emitCopies(scope, answer, [...meaning.path, 'result']);
}

/** Scalars that are looked at more than once stand in constants, at the top. */
function hoist(scope: CallScope): void {
  const { meaning, abi, personality } = scope.context;
  const lengths = meaning.args.flatMap(({ type }) =>
    'length' in type && type.length !== undefined && type.kind !== 'buffer' && type.kind !== 'iovec'
      ? namesOf(type.length)
      : [],
  );
  const expressions = allExpressions(scope.context);
  const guarding = firstGuard(scope);
  for (const argument of meaning.args) {
    const { type, name } = argument;
    const uses =
      expressions.flatMap(namesOf).filter((one) => one === name).length +
      (name === guarding ? 1 : 0) +
      lengths.filter((one) => one === name).length;
    if (uses === 0) continue;
    if (type.kind === 'scalar') {
      const twice = type.name === 'signal0' || type.name === 'signal' ? 2 : uses;
      if (twice < 2) continue;
      const plain = type.name !== 'signal' && type.name !== 'signal0';
      const local = plain ? identifier(name) : identifier(`${name}Native`);
      if (type.name === 'dirfd') scope.line(`const ${local} = c.directory(${argument.index});`);
      else if (type.name === 'mode') scope.line(`const ${local} = c.u32(${argument.index}) & 0o7777;`);
      else scope.line(`const ${local} = c.${scalarReader(type.name, abi.bits)}(${argument.index});`);
      scope.natives.set(name, local);
    } else if (type.kind === 'flags') {
      const set = personality.flags.get(type.name);
      const needsNative = uses > 1 || hasMembers(expressions, name);
      if (set === undefined || !needsNative) continue;
      const local = identifier(`${name}Bits`);
      scope.line(`const ${local} = c.${flagsReader(new FlagPieces(set).wide, abi.bits)}(${argument.index});`);
      scope.natives.set(name, local);
    }
  }
}

function hasMembers(expressions: readonly Expression[], name: string): boolean {
  const visit = (one: Expression): boolean => {
    switch (one.kind) {
      case 'member':
        return (one.of.kind === 'name' && one.of.name === name) || visit(one.of);
      case 'item':
        return visit(one.of);
      case 'convert':
        return one.values.some(visit);
      case 'binary':
        return visit(one.left) || visit(one.right);
      case 'list':
        return one.items.some(visit);
      case 'object':
        return [...one.fields.values()].some(visit);
      default:
        return false;
    }
  };
  return expressions.some(visit);
}

/** The descriptor that is named in `decode` before something that can be refused. */
function firstGuard(scope: CallScope): string | undefined {
  return scope.context.meaning.decode.find((name) => isDescriptor(scope.argument(name)));
}

/** Decodes: what the row lists, then refusable scalars, then everything else that needs statements, in the arguments' order. */
function emitDecoding(scope: CallScope): void {
  const { meaning } = scope.context;
  const used = new Set(allExpressions(scope.context).flatMap(namesOf));
  // What a variant was chosen by has been judged.
  const selected =
    scope.context.call.meaning === meaning || scope.context.call.select === undefined
      ? []
      : namesOf(scope.context.call.select);
  if (!meaning.decode.includes('checks')) emitChecks(scope);
  for (const name of meaning.decode) {
    if (name === 'checks') {
      emitChecks(scope);
      continue;
    }
    const argument = scope.argument(name);
    if (argument === undefined) continue;
    if (isDescriptor(argument)) scope.guard = nativeArgument(scope, argument);
    else if (!selected.includes(name)) decodeAndCheck(scope, argument);
  }
  for (const argument of meaning.args)
    if (refuses(scope, argument) && !selected.includes(argument.name)) decodeAndCheck(scope, argument);
  for (const argument of meaning.args) {
    const { type } = argument;
    // Buffers, and flags that cannot be refused, are written where they are used.
    if (used.has(argument.name) && !['scalar', 'flags', 'enum', 'buffer', 'records'].includes(type.kind))
      decodeAndCheck(scope, argument);
  }
}

/** Checks that look at a structure come right after it was read. */
function decodeAndCheck(scope: CallScope, argument: Argument): void {
  if (scope.values.has(argument.name)) return;
  decode(scope, argument);
  for (const check of scope.context.meaning.checks) {
    const structs = structuresOf(scope, check.that);
    if (structs.includes(argument.name) && structs.every((name) => scope.values.has(name)))
      scope.refuse(negated(scope, check.that, check.path), check.else);
  }
}

/** Checks over scalars. */
function emitChecks(scope: CallScope): void {
  for (const check of scope.context.meaning.checks) {
    if (structuresOf(scope, check.that).length > 0) continue;
    const before = scope.guard;
    const after = check.after === undefined ? undefined : scope.argument(check.after);
    if (after !== undefined) scope.guard = nativeArgument(scope, after);
    scope.refuse(negated(scope, check.that, check.path), check.else);
    scope.guard = before;
  }
}

/** The structures whose members an expression looks at; whether a pointer is there is known before. */
function structuresOf(scope: CallScope, expression: Expression): string[] {
  if (expression.kind === 'binary') {
    if (isPresence(expression)) return [];
    return [...structuresOf(scope, expression.left), ...structuresOf(scope, expression.right)];
  }
  return namesOf(expression).filter((name) => {
    const kind = scope.argument(name)?.type.kind;
    return kind !== undefined && !['scalar', 'flags', 'enum'].includes(kind);
  });
}
