/** The shells' completions, as bash works them out. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from './command.ts';

describe('k42 completion', () => {
  let command: Command;
  let script = '';
  beforeAll(async () => {
    command = await Command.build();
    script = command.run(['completion', 'bash']).stdout;
    command.write('program', '');
  });
  afterAll(() => command.remove());

  it.each([
    ['r', ['run']],
    ['run --sys', ['--sysroot']],
    ['run -L ', ['program']],
    ['run -L --sys', []],
    ['run program --sys', []],
    ['run --deterministic pro', ['program']],
    ['run -L / --ti', ['--timeout']],
    ['conform --res', ['--resume']],
    ['sysroot add --ba', ['--bare']],
    ['trace --summ', ['--summary']],
  ] as const)('of "k42 %s" gives %j', (line, expected) => {
    const words = ['k42', ...line.split(' ')];
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${script}\n${set}; _k42; printf '%s\\n' "\${COMPREPLY[@]}"`], {
      cwd: command.folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((one) => one !== '')).toEqual(expected);
  });

  it('has every option for zsh and fish', () => {
    for (const shell of ['zsh', 'fish']) {
      const { status, stdout } = command.run(['completion', shell]);
      expect(status).toBe(0);
      for (const word of ['sysroot', 'publish', 'jit-stats', 'against', 'coverage']) expect(stdout).toContain(word);
    }
    expect(command.run(['completion', 'tcsh']).status).toBe(2);
  });
});
