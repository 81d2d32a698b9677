/** How neutral values travel in messages. Arguments of a take are evaluated in order, as they were put. */
import type { NeutralType } from '../load/neutral-type.ts';
import type { NeutralModel } from '../load/neutral.ts';
import { referenceOf } from '../load/neutral-type.ts';
import { NEUTRAL, RUNTIME } from './paths.ts';
import { TypeScriptFile } from './typescript-file.ts';

/** Writes the statements that put a value into `message`. */
export function put(file: TypeScriptFile, type: NeutralType, value: string): void {
  switch (type.kind) {
    case 'bool':
      return file.line(`message.putBoolean(${value});`);
    case 'text':
      return file.line(`message.putText(${value});`);
    case 'lease':
      return file.line(`message.putLease(${value});`);
    case 'handle':
      return file.line(`message.putHandle(${value});`);
    case 'signalset':
      return file.block(`for (const word of ${value}.words)`, () => file.line('message.putNumber(word);'));
    case 'struct':
    case 'out':
      return file.line(`${file.use(`put${type.name}`, NEUTRAL.messages)}(message, ${value});`);
    case 'list':
      file.line(`message.putNumber(${value}.length);`);
      return file.block(`for (const item of ${value})`, () => put(file, type.of, 'item'));
    case 'fdset':
      throw new Error('descriptor sets do not travel: no server takes one');
    case 'optional':
      file.line(`message.putBoolean(${value} !== undefined);`);
      return file.block(`if (${value} !== undefined)`, () => put(file, type.of, value));
    default:
      return file.line(`message.putNumber(${value});`);
  }
}

/** The expression that takes a value out of `message`. */
export function take(file: TypeScriptFile, type: NeutralType): string {
  switch (type.kind) {
    case 'bool':
      return 'message.getBoolean()';
    case 'text':
      return 'message.getText()';
    case 'lease':
      return 'message.getLease()';
    case 'handle':
      return 'message.getHandle()';
    case 'signalset':
      return `${file.use('takeSignalSet', NEUTRAL.messages)}(message)`;
    case 'fdset':
      throw new Error('descriptor sets do not travel: no server takes one');
    case 'struct':
    case 'out':
      return `${file.use(`take${type.name}`, NEUTRAL.messages)}(message)`;
    case 'list':
      return `${file.use('takeList', NEUTRAL.messages)}(message, () => ${take(file, type.of)})`;
    case 'optional':
      return `message.getBoolean() ? ${take(file, type.of)} : undefined`;
    default:
      return 'message.getNumber()';
  }
}

/** runtime/generated/servers/messages.ts: the structures that travel. */
export function emitMessages(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.messages, {
    purpose: 'Neutral structures in messages: put by the caller, taken by the called, field after field.',
    sources: ['spec/model/structs.yaml', 'spec/servers/*.yaml'],
  });
  const message = file.type('Message', RUNTIME.message);
  file.block(`export function takeList<T>(message: ${message}, item: () => T): T[]`, () =>
    file.line('return Array.from({ length: message.getNumber() }, item);'),
  );
  file.line();
  const signalSet = file.type('SignalSet', RUNTIME.signalSet);
  file.block(`export function takeSignalSet(message: ${message}): ${signalSet}`, () => {
    file.line(`const set = new ${file.use('SignalSet', RUNTIME.signalSet)}();`);
    file.line('for (let word = 0; word < set.words.length; word++) set.words[word] = message.getNumber();');
    file.line('return set;');
  });
  for (const name of travelling(model)) {
    const struct = model.structs.get(name);
    if (struct === undefined) continue;
    file.type(name, NEUTRAL.structs);
    file.line();
    file.block(`export function put${name}(message: ${message}, value: ${name}): void`, () => {
      for (const field of struct.fields) put(file, field.type, `value.${field.name}`);
    });
    file.line();
    file.block(`export function take${name}(message: ${message}): ${name}`, () =>
      file.block(
        'return',
        () => struct.fields.forEach((field) => file.line(`${field.name}: ${take(file, field.type)},`)),
        '};',
      ),
    );
  }
  return file;
}

/** The structures that server methods take or give, with those inside them, in the model's order. */
function travelling(model: NeutralModel): string[] {
  const found = new Set<string>();
  const visit = (type: NeutralType): void => {
    const reference = referenceOf(type);
    if (reference?.kind !== 'struct' || found.has(reference.name)) return;
    found.add(reference.name);
    for (const field of model.structs.get(reference.name)?.fields ?? []) visit(field.type);
  };
  for (const one of model.interfaces.values()) {
    if (one.side !== 'server') continue;
    for (const method of one.methods.values()) [...method.args.map(({ type }) => type), method.result].forEach(visit);
  }
  return [...model.structs.keys()].filter((name) => found.has(name));
}
