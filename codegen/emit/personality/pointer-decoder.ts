/** Writes the statements that read what pointer arguments name: structures, scalars, sets, text of a length. */
import type { ArgumentType } from '../../load/argument-type.ts';
import type { Argument } from '../../load/personality.ts';
import { NEUTRAL, RUNTIME } from '../paths.ts';
import { pascal } from '../typescript-file.ts';
import { identifier, isNullable } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { literal } from './flags.ts';
import { memoryScalar, scalarBytes } from './memory-scalar.ts';
import { nativeExpression } from './native-value.ts';
import { signalsOf } from './signals.ts';
import { getter } from './scalars.ts';
import { readRefuses } from './struct-model.ts';

/** Most elements of an array argument: what a call would copy in beyond that is refused before memory is. */
const MOST_ELEMENTS = 0x100000;

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

export function decodeStruct(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'struct' }): void {
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

export function decodeScalars(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'scalars' }): void {
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

export function decodeSignalSet(
  scope: CallScope,
  argument: Argument,
  type: ArgumentType & { kind: 'signalset' },
): void {
  const { personality, file, abi } = scope.context;
  if (type.direction === 'out') return;
  const signals = signalsOf(personality, abi);
  const bytes = file.use('SIGNAL_SET_BYTES', signals);
  const unit = file.use('SIGNAL_SET_UNIT', signals);
  const local = identifier(argument.name);
  const read = (view: string): string =>
    `${file.use('SignalSet', RUNTIME.signalSet)}.read(${view}, 0, ${bytes}, ${unit})`;
  whenPresent(scope, argument, local, 'SignalSet', (assign) => {
    // Of a set that is not there Linux does not look at the size (set_user_sigmask); calls that do check it in their row.
    if (type.length !== undefined)
      scope.refuse(`${nativeExpression(scope, type.length, argument.path)} !== ${bytes}`, 'EINVAL');
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

export function decodeFdSet(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'fdset' }): void {
  const { file } = scope.context;
  const local = identifier(argument.name);
  const count = nativeExpression(scope, type.length, argument.path);
  scope.refuse(`${count} < 0`, 'EINVAL');
  addressOf(scope, argument);
  whenPresent(scope, argument, local, file.type('FdSet', RUNTIME.fdSet), (assign) => {
    const view = copyIn(scope, argument, `c.fdSetBytes(${count})`);
    scope.line(`${assign} ${file.use('readFdSet', RUNTIME.fdSet)}(${view}, ${scope.context.abi.bits});`);
  });
  scope.values.set(argument.name, local);
}

export function decodeTextOfLength(scope: CallScope, argument: Argument, type: ArgumentType & { kind: 'text' }): void {
  if (type.direction === 'out') return;
  const local = identifier(argument.name);
  const length = nativeExpression(scope, type.length, argument.path);
  scope.refuse(`${length} < 0 || ${length} > ${literal(MOST_ELEMENTS)}`, 'EINVAL');
  const view = copyIn(scope, argument, length);
  scope.line(`const ${local} = ${view}.text(0, ${length});`);
  scope.values.set(argument.name, local);
}
