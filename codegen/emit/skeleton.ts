/** The receiving side of a stub: takes a call's arguments out of a message, calls the object, puts the answer in. */
import type { Interface, Method } from '../load/neutral.ts';
import { safe } from './method-signature.ts';
import { put, take } from './message-codec.ts';
import { isNumeric } from './neutral-typescript.ts';
import { RUNTIME } from './paths.ts';
import { quote, type TypeScriptFile } from './typescript-file.ts';

export function emitSkeleton(file: TypeScriptFile, one: Interface, methods: readonly Method[]): void {
  file.doc('By the number that a message carries.');
  file.line(`export const ${methodNames(one)} = [${methods.map(({ name }) => quote(name)).join(', ')}] as const;`);
  file.line();
  const message = file.type('Message', RUNTIME.message);
  file.doc(
    'Makes the call that a message carries and leaves the answer in it: a number, and where that is 0 what else is answered.',
  );
  file.block(
    `export function dispatch${one.name}(object: ${one.name}, method: number, message: ${message}): void`,
    () => {
      file.block('switch (method)', () => {
        methods.forEach((method, index) => {
          const filled = method.args.filter(({ type }) => type.kind === 'out');
          const values = method.args.map(({ name, type }) => (filled.length > 0 ? safe(name) : take(file, type)));
          file.block(`case ${index}:`, () => {
            // Structures that the object fills are sent back, so they need a name.
            if (filled.length > 0)
              for (const { name, type } of method.args) file.line(`const ${safe(name)} = ${take(file, type)};`);
            file.line(`const answer = object.${method.name}(${values.join(', ')});`);
            file.line('message.clear();');
            for (const { name, type } of filled) put(file, type, safe(name));
            if (isNumeric(method.result)) file.line('message.putNumber(answer);');
            else {
              file.line("message.putNumber(typeof answer === 'number' ? answer : 0);");
              file.block("if (typeof answer !== 'number')", () => put(file, method.result, 'answer'));
            }
            file.line('return;');
          });
        });
        file.line(`default: throw new Error(\`${one.name} has no method \${method}\`);`);
      });
    },
  );
}

function methodNames(one: Interface): string {
  return `${one.name.charAt(0).toLowerCase()}${one.name.slice(1)}Methods`;
}
