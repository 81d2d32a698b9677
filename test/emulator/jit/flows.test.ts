/** Programs of any control flow leave in compiled code what they leave in the interpreter, however they are paused; of every second one a third of the places are left out. FLOWS=1000 tries more of them, FLOW=77 begins elsewhere. */
import { expect, it } from 'vitest';
import { Exit } from '../../../emulator/index.ts';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { ARRIVAL } from '../../../emulator/state.ts';
import { WINDOW } from '../../isa/cases/block.ts';
import { Flow, FUNCTIONS } from './flows.ts';
import { CODE, ComparedMachine, differences, Image, Left } from './forced.ts';
import { MODES, warm } from './modes.ts';

const PROGRAMS = Number(process.env['FLOWS'] ?? 180);
const FIRST = Number(process.env['FLOW'] ?? 1);
const FUELS = [1, 3, 17, 1 << 20] as const;

it.each(MODES)('in %s-endian order, %i bits', { timeout: 600_000 }, (order, bits) => {
  const machine = new ComparedMachine(order, bits);
  const compiler = makeCompiler();
  const image = new Image();
  const [interpreted, compiled] = [new Left(), new Left()];
  const found: string[] = [];
  for (let seed = FIRST; seed < FIRST + PROGRAMS && found.length < 5; seed++) {
    const flow = new Flow(seed);
    machine.code(flow.words);
    // Some begin with an instruction for the interpreter.
    const executed = seed % 2 === 0 ? () => true : (address: number) => warm(address, seed);
    machine.compile(compiler, [CODE, ...FUNCTIONS.map((at) => CODE + 4 * at)], ARRIVAL.call, executed);
    const number = (): bigint => BigInt([0, 1, -1, 2, 0x7fff_ffff, flow.next(1000)][flow.next(6)] as number);
    for (const fuel of FUELS) {
      const gpr = Array.from({ length: 32 }, number);
      gpr[9] = BigInt(WINDOW + (flow.next(12) === 0 ? 0x10000 : 4 * flow.next(50)));
      const cr = BigInt(Math.floor(flow.next(2 ** 16)) * 65536 + flow.next(2 ** 16));
      machine.draw(
        {
          gpr,
          vsr: new Uint8Array(1024),
          window: Uint8Array.from({ length: 256 }, () => flow.next(256)),
          cr,
          xer: flow.next(3) === 0 ? 0xa000_0000n : 0n,
          lr: BigInt(CODE),
          ctr: BigInt(1 + flow.next(30)),
          fpscr: 0n,
          vscr: 0,
        },
        image,
      );
      machine.load(image);
      machine.interpret(CODE, interpreted);
      // A call that comes back one instruction later can pass over the count of turns.
      if (interpreted.exit === Exit.fuel) continue;
      machine.load(image);
      machine.forgetTranslations();
      machine.runAllCompiled(CODE, compiled, fuel);
      for (const difference of differences(interpreted, compiled)) found.push(`${seed}, fuel ${fuel}: ${difference}`);
    }
  }
  expect(found).toEqual([]);
});
