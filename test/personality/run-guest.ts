/** Runs a guest program on a machine of its own and tells what it wrote and how it ended. */
import { fileURLToPath } from 'node:url';
import type { Order } from '../../emulator/index.ts';
import { buildInterpreter } from '../../emulator/interpreter/build.ts';
import { NodeHost } from '../../runtime/host/node/index.ts';
import type { Exit } from '../../runtime/machine/guest.ts';
import type { MachineOptions } from '../../runtime/machine/options.ts';
import { Machine } from '../../runtime/machine.ts';

/** The interpreter is made once a run of the tests, not once a machine. */
const interpreters = new Map<string, Uint8Array<ArrayBuffer>>();

function interpreter(order: Order, bits: 32 | 64): Uint8Array<ArrayBuffer> {
  const mode = `${order}${bits}`;
  let bytes = interpreters.get(mode);
  if (bytes === undefined) {
    bytes = buildInterpreter(order, bits);
    interpreters.set(mode, bytes);
  }
  return bytes;
}

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

export interface Outcome {
  readonly exit: Exit;
  readonly output: string;
  readonly errors: string;
  /** What k42 itself said. */
  readonly diagnostics: readonly string[];
  readonly machine: Machine;
}

/** `program` is a path below test/; it is seen under /test in the guest. */
export async function runGuest(
  program: string,
  args: readonly string[] = [],
  options: Partial<MachineOptions> = {},
): Promise<Outcome> {
  const text = { output: '', errors: '' };
  const diagnostics: string[] = [];
  const machine = new Machine({
    host: new NodeHost(),
    interpreter,
    binds: [{ host: FOLDER, guest: '/test', readOnly: true }],
    stdio: {
      stdin: null,
      stdout: (bytes) => (text.output += Buffer.from(bytes).toString('latin1')),
      stderr: (bytes) => (text.errors += Buffer.from(bytes).toString('latin1')),
    },
    timeout: 15_000,
    diagnostic: (line) => diagnostics.push(line),
    ...options,
  });
  const guest = await machine.run(program.startsWith('/') ? program : `/test/${program}`, args);
  const exit = await guest.exit;
  return { exit, ...text, diagnostics, machine };
}
