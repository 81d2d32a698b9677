/** Where generated files and the hand-written ones they lean on stand, from the repository's root. */
export const GENERATED = 'runtime/generated';

export const NEUTRAL = {
  errors: `${GENERATED}/errors.ts`,
  signals: `${GENERATED}/signals.ts`,
  flags: `${GENERATED}/flags.ts`,
  enums: `${GENERATED}/enums.ts`,
  structs: `${GENERATED}/structs.ts`,
  messages: `${GENERATED}/servers/messages.ts`,
} as const;

export const RUNTIME = {
  handle: 'runtime/kernel/object-handle.ts',
  lease: 'runtime/kernel/lease.ts',
  ipc: 'runtime/kernel/ipc.ts',
  message: 'runtime/kernel/message.ts',
  result: 'runtime/kernel/result.ts',
  view: 'runtime/kernel/struct-view.ts',
  thread: 'runtime/kernel/thread.ts',
  signalSet: 'runtime/personality/signal-set.ts',
  fdSet: 'runtime/personality/fd-set.ts',
  call: 'runtime/personality/call.ts',
} as const;

export function interfacePath(name: string): string {
  return `${GENERATED}/servers/${name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}.ts`;
}
