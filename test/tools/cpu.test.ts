/** `k42 cpu` and `k42 run --cpu`: what instructions have a meaning, and what a program finds of its processor. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTRUCTIONS } from '../../emulator/decode.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { assemble } from '../isa/cases/assembler.ts';
import { Command } from './command.ts';
import { Call, call, program } from './tiny-program.ts';

interface Counts {
  readonly level: string;
  readonly class: string;
  readonly implemented: number;
  readonly instructions: number;
}

describe('the command', () => {
  let command: Command;
  beforeAll(async () => {
    command = await Command.build();
  });
  afterAll(() => command.remove());

  const told = (...args: string[]): string => {
    const { stdout, ...end } = command.run(args);
    expect(end).toEqual({ status: 0, signal: null, stderr: '' });
    return stdout;
  };

  describe('cpu', () => {
    it('counts by level and class what has a meaning', () => {
      const table = told('cpu');
      expect(table).toMatch(/^level +branch +fixed/);
      expect(table).toMatch(/^P1 +13\/13 /m);
      expect(table).toMatch(/power8 \(default\)/);
    });

    it.each([[['--json']], [['--format', 'json']]])('counts for programs: %s', (options) => {
      const counts = JSON.parse(told('cpu', ...options)) as Counts[];
      const sum = counts.reduce((all, { implemented }) => all + implemented, 0);
      const meant = INSTRUCTIONS.filter(({ mnemonic, privileged }) => !privileged && SEMANTICS[mnemonic] !== undefined);
      expect(sum).toBe(meant.length);
      expect(counts.find((one) => one.level === 'v2.07' && one.class === 'crypto')).toEqual({
        level: 'v2.07',
        class: 'crypto',
        implemented: 12,
        instructions: 12,
      });
    });

    it('lists instructions, or those that are missing', () => {
      expect(told('cpu', '--list')).toMatch(/^v2\.03 fixed: isel$/m);
      const missing = told('cpu', '--missing');
      expect(missing).toMatch(/^v2\.07 transaction: .*tbegin\./m);
      expect(missing).not.toMatch(/\badd\b/);
    });

    it('describes a processor', () => {
      const text = told('cpu', 'power9');
      expect(text).toMatch(/^PVR +0x004e1202$/m);
      expect(text).toMatch(/^AT_HWCAP +0xdc00.* altivec .* vsx /m);
      expect(text).toMatch(/^AT_HWCAP2 +0x.*\barch_3_00\b/m);
      expect(text).toMatch(/^AT_PLATFORM +power9$/m);
      expect(text).toMatch(/^not announced .*\bscv\b/m);
    });

    it.each([['power5+'], ['7450']])('describes %s in columns that line up', (name) => {
      const lines = told('cpu', name).trimEnd().split('\n');
      expect(new Set(lines.map((line) => /^(?:\S| \S)+ +/.exec(line)?.[0].length)).size).toBe(1);
    });

    it('does not know others', () => {
      const { status, stderr } = command.run(['cpu', 'z80']);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^k42: z80: .*power9, power8/);
    });
  });

  describe('run --cpu', () => {
    /** Ends with one of the bytes of the version register, the second or third from above. */
    const versionByte = (options: readonly string[], rotate: number, env = {}): number | null => {
      const words = [
        assemble('mfspr', { RT: 3, SPR: 287 }),
        assemble('rlwinm', { RA: 3, RS: 3, SH: rotate, MB: 24, ME: 31 }),
        ...call(Call.exit, undefined),
      ];
      return command.run(['run', ...options, command.write('version', program(words))], { env }).status;
    };

    it.each([
      ['nothing', [], 0x4d, {}],
      ['power9', ['--cpu', 'power9'], 0x4e, {}],
      ['G5', ['--cpu', 'G5'], 0x39, {}],
      ['K42_CPU=power7', [], 0x3f, { K42_CPU: 'power7' }],
    ])('%s: mfpvr reads its version', (_, options, version, env) => {
      expect(versionByte(options, 16, env)).toBe(version);
    });
  });

  describe('an instruction of ISA 3.0', () => {
    const newer = (...options: string[]): string | number | null => {
      const words = [assemble('darn', { RT: 3, L: 0 }), ...call(Call.exit, 7)];
      const { status, signal } = command.run(['run', ...options, command.write('newer', program(words))]);
      return signal ?? status;
    };

    it('works without --cpu, and on a POWER9', () => {
      expect([newer(), newer('--cpu', 'power9')]).toEqual([7, 7]);
    });

    it('is illegal on a POWER8', () => {
      expect(newer('--cpu', 'power8')).toBe('SIGILL');
    });
  });

  it('--jit-stats says what was compiled, on standard error', () => {
    const guest = command.write('end', program(call(Call.exit, 3)));
    for (const engine of ['interp', 'jit']) {
      const { status, stdout, stderr } = command.run(['run', '--engine', engine, '--jit-stats', guest]);
      expect([status, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^(k42: jit: .*\n){3}$/);
      expect(stderr).toMatch(/\d+ regions? in \d+ modules?/);
    }
  });
});
