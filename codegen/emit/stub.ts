/**
 * The client stub of a server object: location transparent. A local object is called directly and no message is sent;
 * any other gets the arguments in a message, made of values, handles and lease tokens only.
 */
import type { Interface, Method } from '../load/neutral.ts';
import { parameters, safe } from './method-signature.ts';
import { put, take } from './message-codec.ts';
import { isNumeric, typescriptResult } from './neutral-typescript.ts';
import { RUNTIME } from './paths.ts';
import type { TypeScriptFile } from './typescript-file.ts';

export function emitStub(file: TypeScriptFile, one: Interface, methods: readonly Method[]): void {
  const handle = file.type('ObjectHandle', RUNTIME.handle);
  const ipc = file.type('Ipc', RUNTIME.ipc);
  file.doc(`Calls a ${one.name}, here or elsewhere.`);
  file.block(`export class ${one.name}Stub implements ${one.name}`, () => {
    file.line(`readonly handle: ${handle};`);
    file.line(`readonly #ipc: ${ipc};`);
    file.line(`readonly #local: ${one.name} | undefined;`);
    file.line();
    file.block(`constructor(ipc: ${ipc}, handle: ${handle})`, () => {
      file.line('this.handle = handle;');
      file.line('this.#ipc = ipc;');
      file.line('// A handle carries no type; whoever hands one out says what it is a handle of.');
      file.line(`this.#local = ipc.local(handle) as ${one.name} | undefined;`);
    });
    methods.forEach((method, index) => {
      file.line();
      file.block(`${method.name}(${parameters(file, one, method)}): ${typescriptResult(file, method.result)}`, () => {
        file.line('const local = this.#local;');
        file.block('if (local !== undefined)', () => {
          file.line('this.#ipc.counters.calls++;');
          file.line(`return local.${method.name}(${method.args.map(({ name }) => safe(name)).join(', ')});`);
        });
        remoteCall(file, method, index);
      });
    });
  });
}

function remoteCall(file: TypeScriptFile, method: Method, index: number): void {
  file.line('const port = this.#ipc.port(this.handle);');
  file.line('const message = port.open();');
  for (const { name, type } of method.args) put(file, type, safe(name));
  file.line('this.#ipc.counters.messages++;');
  if (method.asynchronous) {
    file.line(`port.send(this.handle, ${index}, message);`);
    file.line('return 0;');
    return;
  }
  file.line(`port.call(this.handle, ${index}, message);`);
  for (const { name, type } of method.args)
    if (type.kind === 'out') file.line(`Object.assign(${safe(name)}, ${take(file, type)});`);
  if (isNumeric(method.result)) file.line('const answer = message.getNumber();');
  else {
    file.line('const status = message.getNumber();');
    file.line(`const answer = status < 0 ? status : ${take(file, method.result)};`);
  }
  file.line('port.done(message);');
  file.line('return answer;');
}
