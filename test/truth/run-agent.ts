/** Runs the agent on a machine of its own: a scenario in an empty directory, as on the recorded system. */
import { fileURLToPath } from 'node:url';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Machine } from '../../runtime/index.ts';
import { type Abi, type Answer, parseAnswers } from './recording.ts';

const guests = fileURLToPath(new URL('../guests/bin/', import.meta.url));

/** The answers of a scenario whose text stands in a host folder under a name. */
export async function runAgent(abi: Abi, folder: string, file: string): Promise<Answer[]> {
  const output: Uint8Array[] = [];
  const errors: Uint8Array[] = [];
  const machine = new Machine({
    host: new NodeHost(),
    binds: [
      { host: guests, guest: '/guests', readOnly: true },
      { host: folder, guest: '/scenarios', readOnly: true },
    ],
    workingDirectory: '/tmp',
    memory: 256 << 20,
    timeout: 20_000,
    stdio: { stdin: null, stdout: (bytes) => output.push(bytes.slice()), stderr: (bytes) => errors.push(bytes.slice()) },
    unsupported: () => {},
  });
  const guest = await machine.run(`/guests/linux-${abi}/agent`, [`/scenarios/${file}`]);
  const exit = await guest.exit;
  machine.stop();
  if (!('code' in exit) || exit.code !== 0) {
    throw new Error(`the agent ended with ${JSON.stringify(exit)}: ${Buffer.concat(errors).toString()}`);
  }
  return parseAnswers(Buffer.concat(output).toString());
}
