/** Writes the packing of variable-length records (directory entries) into the caller's buffer. */
import type { Path } from '../../load/source.ts';
import { literal } from './flags.ts';
import { pascal } from '../typescript-file.ts';
import type { CallScope } from './call-scope.ts';
import { nativeExpression } from './native-value.ts';
import { typeText } from '../../load/neutral-type.ts';
import { neutralValue } from './neutral-value.ts';
import type { Answer } from './answer-value.ts';

/** Most bytes that one call fills: a larger buffer is filled by several calls. */
const MOST_BYTES = 0x10000;

/** As many records as fit; none fits of some is EINVAL. Then the method of `taken:` is told how far it went. */
export function emitRecords(scope: CallScope, answer: Answer, path: Path): void {
  const { meaning, file, personality, neutral } = scope.context;
  const argument = meaning.args.find(({ type }) => type.kind === 'records');
  if (argument?.type.kind !== 'records')
    return scope.report(path, 'bytes is the result of an out records argument; there is none');
  const struct = personality.structs.get(argument.type.name);
  const { model, record } = struct?.row ?? {};
  if (record === undefined || model === undefined)
    return scope.report(argument.path, `struct ${argument.type.name} is no record: it needs record: and model:`);
  if (answer.type.kind !== 'list' || answer.type.of.kind !== 'struct' || answer.type.of.name !== model) {
    scope.report(path, `the method answers ${typeText(answer.type)}, and records of ${model} are wanted`);
  }
  const name = pascal(argument.type.name);
  const room = nativeExpression(scope, argument.type.length, argument.path);
  file.line(`const out = c.structFor(Math.min(${room}, ${literal(MOST_BYTES)}));`);
  file.line('let end = 0;');
  file.line('let cookie = 0;');
  file.block(`for (const item of ${answer.value})`, () => {
    file.line(`const length = ${scope.useStruct(`sizeOf${name}`)}(item);`);
    file.line('if (end + length > out.size) break;');
    file.line(`${scope.useStruct(`write${name}`)}(out, end, item, length);`);
    file.line('end += length;');
    file.line(`cookie = item.${record.cookie};`);
  });
  file.line(`if (end === 0) return ${answer.value}.length === 0 ? 0 : ${scope.errno('EINVAL')};`);
  file.line(`const fault = c.structOut(c.address(${argument.index}), out, end);`);
  file.line('if (fault !== 0) return fault;');
  const { taken } = meaning;
  if (taken !== undefined) {
    const method = neutral.interfaces.get(taken.interface)?.methods.get(taken.method);
    const values = (method?.args ?? []).map(({ name: one, type }) => {
      const given = taken.args.get(one);
      if (given !== undefined) return neutralValue(scope, given, type, [...meaning.path, 'taken']);
      return one === record.cookie
        ? 'cookie'
        : neutralValue(scope, { kind: 'name', name: one }, type, [...meaning.path, 'taken']);
    });
    file.line(`c.${scope.ground(taken.interface)}.${taken.method}(${['c.thread', ...values].join(', ')});`);
  }
  file.line('return end;');
}
