/** A batch of mutated ELF images: bits flipped, fields set to extremes, ends cut off. Each is started and given a moment. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Machine, MachineError } from '../../runtime/index.ts';
import { guestsFolder, random } from './support.ts';

const [seed = 0, count = 100] = process.argv.slice(2).map(Number);
const MODELS = ['linux-ppc64le/stats', 'linux-ppc64/hello', 'freebsd-ppc64/primes', 'linux-ppc64le/agent'];
const EXTREMES = [0, 1, 0xff, 0x7f, 0x80, 0x40];

const draw = random(seed);
const folder = mkdtempSync(join(tmpdir(), 'k42-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (let done = 0; done < count; done++) {
  const model = readFileSync(join(guestsFolder, MODELS[draw() % MODELS.length] ?? ''));
  const name = `image-${done}`;
  writeFileSync(join(folder, name), mutate(model), { mode: 0o755 });
  const machine = new Machine({
    host: new NodeHost(),
    binds: [{ host: folder, guest: '/images' }],
    memory: 128 << 20,
    diagnostic: () => {},
    unsupported: () => {},
    stdio: { stdin: null, stdout: null, stderr: null },
  });
  try {
    const guest = await machine.run(`/images/${name}`, ['10'], { timeout: 200 });
    await guest.exit;
  } catch (error) {
    // A clear refusal is what is asked for; anything else is ours.
    if (!(error instanceof MachineError) || error.code === 'failed') {
      console.error(`image ${done} of seed ${seed}: ${(error as Error).stack}`);
      process.exit(1);
    }
  }
  machine.stop();
}
process.exit(0);

function mutate(model: Buffer): Buffer {
  const bytes = Buffer.from(model);
  const times = 1 + (draw() % 6);
  for (let i = 0; i < times; i++) {
    // Mostly in the headers: that is where the loader reads.
    const at = draw() % 4 === 0 ? draw() % bytes.length : draw() % Math.min(bytes.length, 600);
    if (draw() % 2 === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << (draw() % 8));
    else bytes.fill(EXTREMES[draw() % EXTREMES.length] ?? 0, at, at + (1 << (draw() % 4)));
  }
  return draw() % 8 === 0 ? bytes.subarray(0, draw() % bytes.length) : bytes;
}
