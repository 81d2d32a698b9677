/**
 * Writes the statements that decode arguments: everything that can be refused, in the order the row wants.
 * Values that need no statement are written where they are used (neutral-value.ts).
 */
import type { ArgumentType } from '../../load/argument-type.ts';
import type { Argument } from '../../load/personality.ts';
import { NEUTRAL, RUNTIME } from '../paths.ts';
import { pascal } from '../typescript-file.ts';
import { identifier, isNullable } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { FlagPieces } from './flag-pieces.ts';
import { literal } from './flags.ts';
import { nativeArgument, nativeExpression, nativeFlags } from './native-value.ts';
import { pathsOf } from './paths.ts';
import { getter, setter } from './scalars.ts';
import { flagsRefuse, readRefuses } from './struct-model.ts';
import { emitUnsupported } from './unsupported.ts';

/** Most elements of an array argument: what a call would copy in beyond that is refused before memory is. */
const MOST_ELEMENTS = 0x100000;

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
        ? `c.string(${address}, 4096, ${scope.errno('EINVAL')})`
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

/** The address of an argument that is looked at more than once, in a constant. */
export function addressOf(scope: CallScope, argument: Argument): string {
  const known = scope.addresses.get(argument.name);
  if (known !== undefined) return known;
  const local = scope.local(`${identifier(argument.name)}At`);
  scope.line(`const ${local} = c.address(${argument.index});`);
  scope.addresses.set(argument.name, local);
  return local;
}

/** Runs `read` at once, or inside a test for null with the value declared before. */
function whenPresent(
  scope: CallScope,
  argument: Argument,
  local: string,
  typescript: string,
  read: (assign: string) => void,
): void {
  if (!isNullable(argument.type)) return read(`const ${local} =`);
  const address = addressOf(scope, argument);
  scope.line(`let ${local}: ${typescript} | undefined;`);
  scope.context.file.block(`if (${address} !== 0)`, () => read(`${local} =`));
}

/** Copies bytes in and answers the name of the view. */
function copyIn(scope: CallScope, argument: Argument, size: string): string {
  const view = scope.local(`${identifier(argument.name)}View`);
  const address =
    scope.addresses.get(argument.name) ??
    (argument.type.kind === 'struct' && argument.type.direction === 'inout'
      ? addressOf(scope, argument)
      : `c.address(${argument.index})`);
  scope.line(`const ${view} = c.structIn(${address}, ${size});`);
  scope.refuseNumber(view);
  scope.views.set(argument.name, view);
  return view;
}

function decodeStruct(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'struct' }): void {
  const { personality, abi, file } = scope.context;
  if (type.direction === 'out') return;
  const struct = personality.structs.get(type.name);
  const size = struct?.layouts.get(abi.name)?.size ?? 0;
  if (struct === undefined) return;
  const { model } = struct.row;
  const local = identifier(argument.name);
  if (type.length !== undefined) return decodeStructs(scope, argument, type, size, model);
  if (model === undefined) {
    if (isNullable(type))
      scope.report(
        argument.path,
        `struct ${type.name} has no model, so it cannot be left out: its members are named in expressions`,
      );
    copyIn(scope, argument, literal(size));
    scope.values.set(argument.name, local);
    return;
  }
  whenPresent(scope, argument, local, file.type(model, NEUTRAL.structs), (assign) => {
    // A structure that is written back keeps its bytes: only the fields that are told change.
    const view = copyIn(scope, argument, literal(size));
    const read = `${scope.useStruct(`read${pascal(type.name)}`)}(${view}, 0)`;
    if (!readRefuses(personality, struct)) return scope.line(`${assign} ${read};`);
    const value = isNullable(type) ? scope.local(argument.name) : local;
    scope.line(`const ${value} = ${read};`);
    scope.refuseNumber(value);
    if (value !== local) scope.line(`${local} = ${value};`);
  });
  scope.values.set(argument.name, local);
}

function decodeStructs(
  scope: CallScope,
  argument: Argument,
  type: ArgumentType & { kind: 'struct' },
  size: number,
  model: string | undefined,
): void {
  const { personality, file } = scope.context;
  const struct = personality.structs.get(type.name);
  if (type.length === undefined || struct === undefined) return;
  if (model === undefined) return scope.report(argument.path, `an array of struct ${type.name} needs a model`);
  const local = identifier(argument.name);
  const count = nativeExpression(scope, type.length, argument.path);
  scope.refuse(`${count} > ${literal(MOST_ELEMENTS)}`, 'EINVAL');
  if (type.direction === 'inout') addressOf(scope, argument);
  const view = copyIn(scope, argument, `${literal(size)} * ${count}`);
  scope.line(`const ${local}: ${file.type(model, NEUTRAL.structs)}[] = [];`);
  const read = `${scope.useStruct(`read${pascal(type.name)}`)}(${view}, ${literal(size)} * i)`;
  file.block(`for (let i = 0; i < ${count}; i++)`, () => {
    if (!readRefuses(personality, struct)) return scope.line(`${local}.push(${read});`);
    scope.line(`const item = ${read};`);
    scope.refuseNumber('item');
    scope.line(`${local}.push(item);`);
  });
  scope.values.set(argument.name, local);
}

/** The layout type that a scalar argument type has in memory. */
export function memoryScalar(name: string): Parameters<typeof getter>[0] {
  switch (name) {
    case 'int':
    case 'fd':
    case 'dirfd':
    case 'pid':
    case 'signal':
    case 'signal0':
    case 'bool':
    case 's32':
      return 'int';
    case 'uint':
    case 'uid':
    case 'gid':
    case 'mode':
    case 'dev':
    case 'u32':
      return 'uint';
    case 'long':
    case 'ssize':
      return 'long';
    case 'ulong':
    case 'size':
      return 'ulong';
    case 'off':
    case 's64':
      return 's64';
    case 'short':
      return 'short';
    case 'ushort':
      return 'ushort';
    case 'u64':
      return 'u64';
    default:
      return 'ptr';
  }
}

/** Bytes of a scalar in memory. */
export function scalarBytes(name: string, bits: number): number {
  return Number(/\d+$/.exec(setter(memoryScalar(name), bits))?.[0] ?? bits) / 8;
}

function decodeScalars(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'scalars' }): void {
  if (type.direction === 'out') return;
  const { abi } = scope.context;
  const local = identifier(argument.name);
  const size = scalarBytes(type.name, abi.bits);
  const read = (view: string, at: string): string => `${view}.${getter(memoryScalar(type.name), abi.bits)}(${at})`;
  if (type.length === undefined) {
    if (type.direction === 'inout') addressOf(scope, argument);
    whenPresent(scope, argument, local, 'number', (assign) =>
      scope.line(`${assign} ${read(copyIn(scope, argument, literal(size)), '0')};`),
    );
  } else {
    const count = nativeExpression(scope, type.length, argument.path);
    scope.refuse(`${count} < 0 || ${count} > ${literal(MOST_ELEMENTS)}`, 'EINVAL');
    const view = copyIn(scope, argument, `${size} * ${count}`);
    scope.line(`const ${local}: number[] = [];`);
    scope.line(`for (let i = 0; i < ${count}; i++) ${local}.push(${read(view, `${size} * i`)});`);
  }
  scope.values.set(argument.name, local);
}

function decodeSignalSet(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'signalset' }): void {
  const { personality, file, abi } = scope.context;
  if (type.direction === 'out') return;
  const signals = pathsOf(personality.name).signals;
  const bytes = file.use('SIGNAL_SET_BYTES', signals);
  const unit = file.use('SIGNAL_SET_UNIT', signals);
  const local = identifier(argument.name);
  const read = (view: string): string =>
    `${file.use('SignalSet', RUNTIME.signalSet)}.read(${view}, 0, ${bytes}, ${unit})`;
  if (type.length !== undefined)
    scope.refuse(`${nativeExpression(scope, type.length, argument.path)} !== ${bytes}`, 'EINVAL');
  whenPresent(scope, argument, local, 'SignalSet', (assign) => {
    if (!type.indirect) return scope.line(`${assign} ${read(copyIn(scope, argument, bytes))};`);
    // The argument points at { set, size }: pselect6's sixth (the registers hold six).
    const word = abi.bits / 8;
    const pair = copyIn(scope, argument, literal(2 * word));
    const pointer = scope.local(`${argument.name}Pointer`);
    scope.line(`const ${pointer} = ${pair}.${getter('ptr', abi.bits)}(0);`);
    file.block(`if (${pointer} !== 0)`, () => {
      scope.refuse(`${pair}.${getter('ulong', abi.bits)}(${word}) !== ${bytes}`, 'EINVAL');
      const view = scope.local(`${argument.name}View`);
      scope.line(`const ${view} = c.structIn(${pointer}, ${bytes});`);
      scope.refuseNumber(view);
      scope.line(`${assign} ${read(view)};`);
    });
  });
  scope.values.set(argument.name, local);
}

function decodeFdSet(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'fdset' }): void {
  const { file } = scope.context;
  const local = identifier(argument.name);
  const count = nativeExpression(scope, type.length, argument.path);
  scope.refuse(`${count} < 0`, 'EINVAL');
  addressOf(scope, argument);
  whenPresent(scope, argument, local, file.type('FdSet', RUNTIME.fdSet), (assign) => {
    const view = copyIn(
      scope,
      argument,
      `${file.use('fdSetBytes', RUNTIME.fdSet)}(${count}, ${scope.context.abi.bits})`,
    );
    scope.line(`${assign} ${file.use('readFdSet', RUNTIME.fdSet)}(${view}, ${scope.context.abi.bits});`);
  });
  scope.values.set(argument.name, local);
}

function decodeTextOfLength(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'text' }): void {
  if (type.direction === 'out') return;
  const local = identifier(argument.name);
  const length = nativeExpression(scope, type.length, argument.path);
  scope.refuse(`${length} < 0 || ${length} > ${literal(MOST_ELEMENTS)}`, 'EINVAL');
  const view = copyIn(scope, argument, length);
  scope.line(`const ${local} = ${view}.text(0, ${length});`);
  scope.values.set(argument.name, local);
}
