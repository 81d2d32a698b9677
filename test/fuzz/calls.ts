/** A batch of random system calls: guests of four ABIs, each on a machine of its own for a short time. */
import { NodeHost } from '../../runtime/host/node/index.ts';
import { Machine } from '../../runtime/index.ts';
import { guestsFolder, random } from './support.ts';

const [seed = 0, count = 500] = process.argv.slice(2).map(Number);
const PER_GUEST = 25;
const ABIS = ['linux-ppc64le', 'linux-ppc64', 'linux-ppc32', 'freebsd-ppc64'] as const;

const draw = random(seed);
const last: string[] = [];
process.on('uncaughtException', (error) => {
  console.error(`after ${last.slice(-3).join(' | ')}: ${error.stack}`);
  process.exit(1);
});
for (let done = 0; done < count; done += PER_GUEST) {
  const machine = new Machine({
    host: new NodeHost(),
    binds: [{ host: guestsFolder, guest: '/guests', readOnly: true }],
    workingDirectory: '/tmp',
    memory: 192 << 20,
    unsupported: () => {},
    diagnostic: () => {},
    stdio: { stdin: 'some input', stdout: null, stderr: (bytes) => last.push(Buffer.from(bytes).toString()) },
  });
  const abi = ABIS[draw() % ABIS.length];
  const guest = await machine.run(`/guests/${abi}/randomcalls`, [String(draw()), String(PER_GUEST)], { timeout: 400 });
  await guest.exit;
  machine.stop();
  last.length = Math.min(last.length, 100);
}
process.exit(0);
