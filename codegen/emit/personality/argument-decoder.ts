/**
 * Writes the statements that decode arguments: everything that can be refused, in the order the row wants.
 * Values that need no statement are written where they are used (neutral-value.ts).
 */
import type { ArgumentType } from '../../load/argument-type.ts';
import type { Argument } from '../../load/personality.ts';
import { NEUTRAL } from '../paths.ts';
import { pascal } from '../typescript-file.ts';
import { identifier, isNullable } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { FlagPieces } from './flag-pieces.ts';
import { literal } from './flags.ts';
import { nativeArgument, nativeExpression, nativeFlags } from './native-value.ts';
import { pathsOf } from './paths.ts';
import {
  addressOf,
  decodeFdSet,
  decodeScalars,
  decodeSignalSet,
  decodeStruct,
  decodeTextOfLength,
} from './pointer-decoder.ts';
import { flagsRefuse } from './struct-model.ts';
import { emitUnsupported } from './unsupported.ts';

/** Whether decoding can be refused whatever the argument is used for. */
export function refuses(scope: CallScope, { type }: Argument): boolean {
  const { personality } = scope.context;
  if (type.kind === 'flags') {
    const row = personality.flags.get(type.name)?.row;
    return (
      flagsRefuse(personality, type.name) || Object.values(row?.bits ?? {}).some(({ absent }) => absent !== undefined)
    );
  }
  if (type.kind === 'enum') {
    const one = personality.enums.get(type.name);
    return (
      one !== undefined && (one.row.unknown !== 'ignore' || one.row.model !== undefined) && !isOpen(scope, type.name)
    );
  }
  return type.kind === 'scalar' && (type.name === 'signal' || type.name === 'signal0');
}

/** An enumeration without a model and with negative values is not checked: see emitEnum. */
function isOpen(scope: CallScope, name: string): boolean {
  const one = scope.context.personality.enums.get(name);
  return one === undefined || (one.row.model === undefined && one.values.some(({ value }) => value < 0));
}

/** Decodes one argument into constants; nothing when it stands in one already or needs none. */
export function decode(scope: CallScope, argument: Argument): void {
  if (scope.values.has(argument.name)) return;
  const { type } = argument;
  switch (type.kind) {
    case 'scalar':
      return decodeSignal(scope, argument, type.name);
    case 'flags':
      return decodeFlags(scope, argument, type.name);
    case 'enum':
      return decodeEnum(scope, argument, type.name);
    case 'path':
    case 'string':
    case 'strings':
      return decodeText(scope, argument, type);
    case 'iovec':
      return decodeVector(scope, argument, type);
    case 'struct':
      return decodeStruct(scope, argument, type);
    case 'scalars':
      return decodeScalars(scope, argument, type);
    case 'signalset':
      return decodeSignalSet(scope, argument, type);
    case 'fdset':
      return decodeFdSet(scope, argument, type);
    case 'text':
      return decodeTextOfLength(scope, argument, type);
    default:
  }
}

function decodeSignal(scope: CallScope, argument: Argument, name: string): void {
  if (name !== 'signal' && name !== 'signal0') return;
  const { file, personality } = scope.context;
  const native = nativeArgument(scope, argument);
  const local = identifier(argument.name);
  const neutral = `${file.use('neutralSignal', pathsOf(personality.name).signals)}(${native})`;
  if (name === 'signal0') {
    // Signal 0 is none: it only asks. A number that is none such is refused by who knows whether the target exists (ESRCH first).
    file.line(`const ${local} = ${native} === 0 ? 0 : ${neutral} || ${file.use('SIGNAL_LIMIT', NEUTRAL.signals)};`);
  } else {
    file.line(`const ${local} = ${neutral};`);
    scope.refuse(`${local} === 0`, 'EINVAL');
  }
  scope.values.set(argument.name, local);
}

function decodeFlags(scope: CallScope, argument: Argument, name: string): void {
  const { personality } = scope.context;
  const set = personality.flags.get(name);
  if (set === undefined) return;
  const native = nativeFlags(scope, argument, new FlagPieces(set).wide);
  for (const [bit, row] of Object.entries(set.row.bits)) {
    if (row.absent === undefined) continue;
    scope.context.file.block(`if (${new FlagPieces(set).isSet(native, row.value)})`, () => {
      emitUnsupported(scope, bit, row.absent ?? 'EINVAL', row.doc);
      scope.line(`return ${scope.refusal(scope.errno(row.absent ?? 'EINVAL'))};`);
    });
  }
  if (!flagsRefuse(personality, name)) return;
  const local = identifier(argument.name);
  scope.line(`const ${local} = ${onlyWith(scope, argument)}${scope.useFlags(`decode${pascal(name)}`)}(${native});`);
  scope.refuseNegative(local);
  scope.values.set(argument.name, local);
}

function decodeEnum(scope: CallScope, argument: Argument, name: string): void {
  if (isOpen(scope, name)) return;
  const one = scope.context.personality.enums.get(name);
  const native = nativeArgument(scope, argument);
  for (const value of one?.values ?? []) {
    if (value.absent === undefined) continue;
    scope.context.file.block(`if (${native} === ${literal(value.value)})`, () => {
      emitUnsupported(scope, value.name, value.absent ?? 'EINVAL', undefined);
      scope.line(`return ${scope.refusal(scope.errno(value.absent ?? 'EINVAL'))};`);
    });
  }
  const local = identifier(argument.name);
  scope.line(`const ${local} = ${onlyWith(scope, argument)}${scope.useFlags(`decode${pascal(name)}`)}(${native});`);
  scope.refuseNegative(local);
  scope.values.set(argument.name, local);
}

/** The test for a pointer without which a value is not looked at. */
function onlyWith(scope: CallScope, { name }: Argument): string {
  const pointer = scope.argument(scope.context.meaning.onlyWith.get(name) ?? '');
  return pointer === undefined ? '' : `${addressOf(scope, pointer)} === 0 ? 0 : `;
}

function decodeText(
  scope: CallScope,
  argument: Argument,
  type: ArgumentType & { kind: 'path' | 'string' | 'strings' },
): void {
  const local = identifier(argument.name);
  const address = `c.address(${argument.index})`;
  const read =
    type.kind === 'path'
      ? `c.path(${argument.index})`
      : type.kind === 'string'
        ? `c.string(${address}, ${literal(type.most ?? 4096)}, ${scope.errno(type.most === undefined ? 'EINVAL' : (scope.context.meaning.tooSmall ?? 'EINVAL'))})`
        : `c.strings(${address})`;
  // A null vector is an empty one.
  if (isNullable(type) && type.kind !== 'strings')
    scope.line(`const ${local} = ${address} === 0 ? undefined : ${read};`);
  else scope.line(`const ${local} = ${read};`);
  scope.refuseNumber(local);
  scope.values.set(argument.name, local);
}

function decodeVector(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'buffer' | 'iovec' }): void {
  const local = identifier(argument.name);
  scope.line(
    `const ${local} = c.vector(c.address(${argument.index}), ${nativeExpression(scope, type.length, argument.path)});`,
  );
  scope.refuseNumber(local);
  scope.values.set(argument.name, local);
}
