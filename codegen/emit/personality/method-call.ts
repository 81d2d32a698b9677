/** Writes the call of the ground's method: its arguments from the mapping, then the result. */
import type { MethodCall } from '../../load/expression.ts';
import type { NeutralField } from '../../load/neutral.ts';
import { addressOf } from './pointer-decoder.ts';
import { identifier } from './call-scope.ts';
import type { CallScope } from './call-scope.ts';
import { FlagPieces } from './flag-pieces.ts';
import { nativeFlags } from './native-value.ts';
import { typeText } from '../../load/neutral-type.ts';
import { neutralValue } from './neutral-value.ts';
import { emitResult } from './result-writer.ts';
import { emitUnsupported } from './unsupported.ts';

export function emitMethodCall(scope: CallScope, mapping: MethodCall): void {
  const { neutral, meaning } = scope.context;
  const one = neutral.interfaces.get(mapping.interface);
  const method = one?.methods.get(mapping.method);
  if (one === undefined || method === undefined) return;
  const path = [...meaning.path, 'call'];
  if (one.side !== 'client')
    scope.report(
      path,
      `${one.name} is a server: a call goes to the ground (${[...neutral.interfaces.values()]
        .filter(({ side }) => side === 'client')
        .map(({ name }) => name)
        .join(', ')})`,
    );
  for (const argument of meaning.args) {
    // Addresses that are tested after the call are read before it: the call may change the registers.
    if (
      argument.type.kind === 'struct' &&
      argument.type.direction !== 'in' &&
      isHeld(mapping, method.args, argument.name)
    )
      addressOf(scope, argument);
  }
  const values = method.args.map((field) => argumentOf(scope, mapping, field, path));
  while (values.at(-1) === 'undefined' && method.args[values.length - 1]?.type.kind === 'optional') values.pop();
  emitPartial(scope);
  const call = `c.${scope.ground(one.name)}.${method.name}(${['c.thread', ...values].join(', ')})`;
  emitResult(scope, call, method.result);
}

function isHeld(mapping: MethodCall, args: readonly NeutralField[], name: string): boolean {
  return args.some(
    (field) =>
      field.type.kind === 'out' &&
      mapping.args.get(field.name)?.kind === 'name' &&
      (mapping.args.get(field.name) as { name: string }).name === name,
  );
}

function argumentOf(
  scope: CallScope,
  mapping: MethodCall,
  field: NeutralField,
  path: readonly (string | number)[],
): string {
  const { meaning } = scope.context;
  const given =
    mapping.args.get(field.name) ??
    (scope.argument(field.name) === undefined ? undefined : { kind: 'name' as const, name: field.name });
  if (field.type.kind === 'out') return holder(scope, given?.kind === 'name' ? given.name : undefined, field, path);
  if (given !== undefined) return neutralValue(scope, given, field.type, path);
  if (field.type.kind === 'optional') return 'undefined';
  scope.report(
    path,
    `${mapping.interface}.${mapping.method} needs "${field.name}" (${typeText(field.type)}), and no argument of ${meaning.args.map(({ name }) => name).join(', ') || 'this call'} is named so`,
  );
  return '0';
}

/** A structure for the method to fill; its seconds are -1 until it does. */
function holder(
  scope: CallScope,
  name: string | undefined,
  field: NeutralField,
  path: readonly (string | number)[],
): string {
  const local = identifier(field.name);
  if (field.type.kind !== 'out' || field.type.name !== 'Timespec') {
    scope.report(path, `${field.name}: only a Timespec can be filled by a method`);
    return '0';
  }
  scope.line(`const ${local} = { seconds: -1, nanoseconds: 0 };`);
  if (name !== undefined) {
    const argument = scope.argument(name);
    if (argument?.type.kind !== 'struct' || argument.type.direction === 'in')
      scope.report(path, `${name} is no structure that is written`);
    scope.holders.set(name, local);
  }
  return local;
}

/** Flags that the row says are missing are reported when a program gives them. */
function emitPartial(scope: CallScope): void {
  const { meaning, personality, file } = scope.context;
  const { support } = meaning;
  if (typeof support !== 'object' || !('partial' in support)) return;
  for (const [what, text] of Object.entries(support.partial)) {
    for (const argument of meaning.args) {
      const set = argument.type.kind === 'flags' ? personality.flags.get(argument.type.name) : undefined;
      const bit = set?.row.bits[what];
      if (set === undefined || bit === undefined) continue;
      const errno = /\b(?:gives|refused with|answers)\s+(E[A-Z0-9]+)\b/.exec(text)?.[1];
      const pieces = new FlagPieces(set);
      file.block(`if (${pieces.isSet(nativeFlags(scope, argument, pieces.wide), bit.value)})`, () => {
        emitUnsupported(scope, what, errno ?? 'ignored', text);
        if (errno !== undefined) scope.line(`return ${scope.refusal(scope.errno(errno))};`);
      });
    }
  }
}
