import { describe, expect, it } from 'vitest';
// Loaded now: the first program would be over before it is there.
import '../../emulator/jit/compiler.ts';
import { runGuest } from './run-guest.ts';

/** Programs whose loops are hot when something happens to them: they cannot tell whether they were compiled. */
describe.each(['jit', 'interp'] as const)('hot code (%s)', (engine) => {
  describe.each(['linux-ppc64le', 'linux-ppc64', 'linux-ppc32'])('of a program for %s', (target) => {
    it.each([
      ['hot-faults', 'gets exact signals for what goes wrong in it'],
      ['hot-code', 'is what it was changed to'],
      ['hot-flow', 'is left and entered in every way'],
    ])('%s: %s', async (name) => {
      const { exit, output, machine } = await runGuest(`personality/guests/bin/${target}/${name}`, [], { engine });
      expect(output.split('\n').filter((line) => /^(not ok|#)/.test(line))).toEqual([]);
      expect(output).toMatch(/^1\.\.\d+$/m);
      expect(exit).toEqual({ code: 0 });
      expect(machine.jit.regions > 3).toBe(engine === 'jit');
    });
  });

  it('ends when its time is over', async () => {
    const program = 'personality/guests/bin/linux-ppc64le/hot-flow';
    expect((await runGuest(program, ['for ever'], { engine, timeout: 300 })).exit).toEqual({ signal: 'SIGKILL' });
  });
});
