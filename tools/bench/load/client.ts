/** The host's side of the load: clients that ask nginx in the guest for files, half of them on connections that they keep. */
import * as http from 'node:http';
import { type Served, sum } from './files.ts';
import type { Tally } from './tally.ts';

const CLIENTS = 4;
const PATIENCE = 60_000;

/** Asks until `until` (as `performance.now`) and ends when the last answer is there. */
export async function ask(port: number, files: readonly Served[], until: number, tally: Tally): Promise<void> {
  const client = async (number: number): Promise<void> => {
    const agent = new http.Agent({ keepAlive: number % 2 === 0, maxSockets: 1 });
    while (performance.now() < until) {
      // The smaller a file, the oftener.
      const file = files[Math.floor(Math.random() ** 2 * files.length)];
      if (file === undefined) break;
      try {
        const got = await get(port, file.name, agent);
        if (got === file.sum) tally.right('nginx', 1, file.size);
        else tally.wrong('nginx', `${file.name} has the sum ${got}`);
      } catch (error) {
        tally.wrong('nginx', `${file.name}: ${(error as Error).message}`);
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
}

/** Waits until the server answers. */
export async function serving(port: number, file: Served): Promise<void> {
  const agent = new http.Agent();
  for (let left = 300; ; left--) {
    try {
      if ((await get(port, file.name, agent)) === file.sum) return;
    } catch (error) {
      if (left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function get(port: number, name: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', path: `/${name}`, agent }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve(answer.statusCode === 200 ? sum(pieces) : `status ${answer.statusCode}`));
      answer.on('error', reject);
    });
    request.setTimeout(PATIENCE, () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
