/**
 * What one generated function knows while it is written: the arguments, which of them stand in constants already,
 * and where a refusal goes. Problems that only show here are reported at the row.
 */
import type { ArgumentType } from '../../load/argument-type.ts';
import { namesOf } from '../../load/expression.ts';
import type { Expression } from '../../load/expression.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Argument, Meaning, Personality, SystemCall } from '../../load/personality.ts';
import type { Path } from '../../load/source.ts';
import { NEUTRAL } from '../paths.ts';
import { camel, type TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';
import type { UnsupportedRows } from './unsupported.ts';

export interface CallContext {
  readonly file: TypeScriptFile;
  readonly neutral: NeutralModel;
  readonly personality: Personality;
  readonly abi: Abi;
  readonly call: SystemCall;
  readonly meaning: Meaning;
  readonly unsupported: UnsupportedRows;
}

/** Names that the body of a generated function uses itself. */
const TAKEN = new Set([
  'c',
  'result',
  'fault',
  'view',
  'Errno',
  'arguments',
  'eval',
  'default',
  'new',
  'in',
  'function',
  'switch',
  'case',
  'return',
  'delete',
  'import',
  'export',
  'break',
  'void',
  'with',
  'enum',
  'class',
  'const',
  'let',
  'var',
  'if',
  'else',
  'for',
  'while',
  'do',
  'try',
  'catch',
  'throw',
  'typeof',
  'instanceof',
  'this',
  'super',
  'null',
  'true',
  'false',
  'yield',
  'await',
  'static',
  'package',
  'private',
  'public',
  'protected',
  'interface',
  'implements',
  'debugger',
  'extends',
  'finally',
  'continue',
]);

/** A name that may stand in generated code. */
export function identifier(name: string): string {
  const word = camel(name.replace(/^_+/, ''));
  return TAKEN.has(word) || /^\d/.test(word) ? `${word}_` : word;
}

/** Words of TypeScript; the names that generated bodies use by habit are not among them. */
function isReserved(word: string): boolean {
  return TAKEN.has(word) && !['c', 'result', 'fault', 'view', 'out'].includes(word);
}

/** The name of a call's function. */
export function functionName(call: string): string {
  return TAKEN.has(call) ? `${call}_` : call;
}

export class CallScope {
  readonly context: CallContext;
  /** Neutral values that stand in constants, by argument. */
  readonly values = new Map<string, string>();
  /** Native values that stand in constants. */
  readonly natives = new Map<string, string>();
  /** Structure views that are held, and the addresses behind them. */
  readonly views = new Map<string, string>();
  readonly addresses = new Map<string, string>();
  /** Neutral structures that the method fills, by the argument they are copied out to. */
  readonly holders = new Map<string, string>();
  /** How many bytes or elements were written, by argument. */
  readonly counts = new Map<string, string>();
  /** The descriptor that must be open before anything else is refused. */
  guard: string | undefined;
  /** Whether the copy that is written next ends the function. */
  isLast = false;
  readonly #locals = new Set<string>();
  readonly #refused = new Set<string>();

  constructor(context: CallContext) {
    this.context = context;
    for (const { name } of context.meaning.args) this.#locals.add(identifier(name));
  }

  argument(name: string): Argument | undefined {
    return this.context.meaning.args.find((one) => one.name === name);
  }

  line(text: string): void {
    this.context.file.line(text);
  }

  /** Leaves the function with a named error; the same condition is not tested twice. */
  refuse(condition: string, errno: string): void {
    if (this.#refused.has(condition)) return;
    this.#refused.add(condition);
    this.line(`if (${condition}) return ${this.refusal(this.errno(errno))};`);
  }

  /** Leaves the function when a decoder answered an error. */
  refuseNegative(value: string): void {
    this.line(`if (${value} < 0) return ${this.refusal(value)};`);
  }

  /** Leaves the function when what should be an object or text is an error. */
  refuseNumber(value: string): void {
    this.line(`if (typeof ${value} === 'number') return ${this.refusal(value)};`);
  }

  refusal(error: string): string {
    return this.guard === undefined ? error : `c.descriptors.check(c.thread, ${this.guard}) || ${error}`;
  }

  errno(name: string): string {
    return `${this.context.file.use('Errno', NEUTRAL.errors)}.${name}`;
  }

  /** The part of the ground that has an interface's methods. */
  ground(name: string): string {
    // Call.space is the address space itself.
    return name === 'Space' ? 'spaceCalls' : camel(name);
  }

  /** A local name that nothing else in the function has. */
  local(base: string): string {
    const word = /^[a-z][A-Za-z]*$/.test(base) && !isReserved(base) ? base : identifier(base);
    let name = word;
    for (let count = 2; this.#locals.has(name); count++) name = `${word}${count}`;
    this.#locals.add(name);
    return name;
  }

  useFlags(name: string): string {
    return this.context.file.use(name, pathsOf(this.context.personality.name).flags);
  }

  useStruct(name: string): string {
    return this.context.file.use(name, pathsOf(this.context.personality.name).structs(this.context.abi.name));
  }

  report(path: Path, message: string): void {
    this.context.call.place.source.report('reference', path, message);
  }

  /** How often expressions of the row name an argument. */
  uses(name: string): number {
    return allExpressions(this.context)
      .flatMap(namesOf)
      .filter((one) => one === name).length;
  }
}

/** Results that are told in the register alone. */
const RESULT_WORDS: readonly string[] = ['none', 'count', 'fd', 'offset', 'pid', 'address', 'value'];

/** Whether a result is a word of the language rather than an argument's name. */
export function isResultWord(result: string): boolean {
  return RESULT_WORDS.includes(result);
}

/** Every expression of a meaning: mapping, checks, lengths, results. */
export function allExpressions({ meaning, neutral, call }: CallContext): Expression[] {
  const list: Expression[] = [];
  for (const mapping of [meaning.call, meaning.taken]) {
    if (mapping === undefined) continue;
    list.push(...mapping.args.values());
    const method = neutral.interfaces.get(mapping.interface)?.methods.get(mapping.method);
    // A neutral argument left out takes the row's of the same name.
    for (const { name } of method?.args ?? []) {
      if (!mapping.args.has(name) && meaning.args.some((one) => one.name === name)) list.push({ kind: 'name', name });
    }
  }
  for (const check of meaning.checks)
    list.push(check.that, ...(check.after === undefined ? [] : [{ kind: 'name' as const, name: check.after }]));
  if (typeof meaning.result !== 'string') {
    for (const [name, value] of meaning.result)
      list.push(value, ...(name === 'returns' ? [] : [{ kind: 'name' as const, name }]));
  } else if (!isResultWord(meaning.result) && meaning.args.some(({ name }) => name === meaning.result))
    list.push({ kind: 'name', name: meaning.result });
  if (meaning.result === 'bytes')
    list.push(
      ...meaning.args
        .filter(({ type }) => type.kind === 'records')
        .map(({ name }) => ({ kind: 'name' as const, name })),
    );
  if (call.select !== undefined && call.meaning === meaning) list.push(call.select);
  const used = new Set(list.flatMap(namesOf));
  for (const { name, type } of meaning.args) {
    const length = 'length' in type ? type.length : undefined;
    if (length !== undefined && used.has(name)) list.push(length);
  }
  return list;
}

/** Whether a pointer may be null. */
export function isNullable(type: ArgumentType): boolean {
  return 'nullable' in type && type.nullable;
}
