/**
 * Records scenarios on this machine's Linux: `node --import tsx test/truth/record.ts [NAME…]`. Needs gcc, qemu-ppc64 and
 * qemu-ppc64le. Every run has an empty folder of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import {
  ABIS,
  parseAnswers,
  recordingsFolder,
  scenariosFolder,
  type Answer,
  type Header,
  type Recorded,
} from './recording.ts';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));

/** Builds the agent for the host itself; answers its path. */
export function buildNativeAgent(folder: string): string {
  const agent = join(folder, 'agent-native');
  const flags = [
    '-std=c17',
    '-O2',
    '-ffreestanding',
    '-fno-builtin',
    '-fno-stack-protector',
    '-fno-pic',
    '-nostdlib',
    '-static',
    '-no-pie',
  ];
  const include = `-I${join(guests, 'include')}`;
  execFileSync('gcc', [...flags, '-Wno-unused-function', include, '-o', agent, join(guests, 'src/agent.c')]);
  return agent;
}

/** Runs a scenario in an empty folder. */
export function runScenario(command: readonly string[], scenario: string, folder: string): Answer[] {
  const place = mkdtempSync(join(folder, 'run-'));
  const [file = '', ...args] = command;
  const { stdout, stderr, status } = spawnSync(file, [...args, scenario], {
    cwd: place,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${basename(scenario)} under ${basename(file)} ended with ${status}: ${stderr}`);
  const answers = parseAnswers(stdout);
  // 98 and 99 are the agent's own: it did not understand the scenario.
  const wrong = answers.find(
    ({ call, status }) => call === 'scenario' && [98 << 8, 99 << 8].includes(status as number),
  );
  if (wrong !== undefined) throw new Error(`the agent gave up in the scenario at line ${wrong.line}: ${stderr}`);
  return answers;
}

/** The lines of a recording; `drawn` is the text of a random one, which no file of its own holds. */
export function record(
  name: string,
  scenario: string,
  native: string,
  folder: string,
  drawn?: Header['drawn'],
): string {
  const truth = runScenario([native], scenario, folder);
  // Where the emulator is known to be wrong, the scenario says so and only the kernel itself is asked.
  const alone = readFileSync(scenario, 'latin1').includes('# trust: native');
  const others = (alone ? [] : ABIS).map((abi) =>
    runScenario([`qemu-${abi}`, join(guests, `bin/linux-${abi}/agent`)], scenario, folder),
  );
  const header: Header = {
    version: 1,
    scenario: name,
    kernel: release(),
    emulator: emulatorVersion(),
    ...(drawn === undefined ? {} : { drawn }),
  };
  const lines: Recorded[] = truth.map((answer, i) => {
    const differing = ABIS.flatMap((abi, k) => {
      const other = others[k]?.[i];
      return other === undefined || isDeepStrictEqual(other, answer) ? [] : [[abi, other] as const];
    });
    return { native: answer, ...Object.fromEntries(differing) };
  });
  return `${[header, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function emulatorVersion(): string {
  return execFileSync('qemu-ppc64le', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2);
  const names = readdirSync(scenariosFolder)
    .map((file) => basename(file, '.txt'))
    .filter((name) => asked.length === 0 || asked.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'k42-record-'));
  mkdirSync(recordingsFolder, { recursive: true });
  const native = buildNativeAgent(folder);
  for (const name of names) {
    writeFileSync(
      join(recordingsFolder, `${name}.jsonl`),
      record(name, join(scenariosFolder, `${name}.txt`), native, folder),
    );
    console.log(`recorded ${name}`);
  }
  rmSync(folder, { recursive: true });
}
