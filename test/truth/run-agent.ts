/** Runs the agent on a machine of its own: a text of scenarios in an empty directory, as on the recorded system. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Machine, type MachineOptions } from '../../runtime/index.ts';
import { type Answer, parseAnswers, type Replayed } from './recording.ts';

const guests = fileURLToPath(new URL('../guests/bin/', import.meta.url));

/** The answers of a text of scenarios. */
export async function runAgent(abi: Replayed, text: string, options: Partial<MachineOptions> = {}): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'k42-agent-'));
  try {
    writeFileSync(join(folder, 'scenario'), text, 'latin1');
    return parseAnswers(await output(abi, folder, options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function output(abi: Replayed, folder: string, options: Partial<MachineOptions>): Promise<string> {
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
    stdio: {
      stdin: null,
      stdout: (bytes) => output.push(bytes.slice()),
      stderr: (bytes) => errors.push(bytes.slice()),
    },
    unsupported: () => {},
    ...options,
  });
  const guest = await machine.run(`/guests/linux-${abi}/agent`, ['/scenarios/scenario']);
  const exit = await guest.exit;
  machine.stop();
  if (!('code' in exit) || exit.code !== 0) {
    throw new Error(`the agent ended with ${JSON.stringify(exit)}: ${Buffer.concat(errors).toString()}`);
  }
  return Buffer.concat(output).toString();
}
