/** The k42 command as a bundle of its own, made once per test file, and what a run of it gives. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildInterpreter } from '../../emulator/interpreter/build.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ending {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Run as this user of the host. */
  readonly user?: number;
}

export class Command {
  /** An empty folder, the current one of every run. */
  readonly folder: string;
  readonly #place: string;

  private constructor(place: string) {
    this.#place = place;
    this.folder = mkdtempSync(join(place, 'work-'));
    chmodSync(this.folder, 0o755);
  }

  static async build(): Promise<Command> {
    const place = mkdtempSync(join(tmpdir(), 'k42-command-'));
    chmodSync(place, 0o755);
    await build({
      entryPoints: { k42: join(root, 'tools/k42.ts') },
      outdir: place,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      external: ['ts-morph', 'yaml', 'zod', 'esbuild'],
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
      logLevel: 'error',
    });
    for (const [name, order, bits] of [
      ['interpreter-little.wasm', 'little', 64],
      ['interpreter-big.wasm', 'big', 64],
      ['interpreter-big32.wasm', 'big', 32],
    ] as const) {
      try {
        copyFileSync(join(root, 'emulator/generated', name), join(place, name));
      } catch {
        writeFileSync(join(place, name), buildInterpreter(order, bits));
      }
    }
    return new Command(place);
  }

  /** A file in the current folder; answers its path. */
  write(name: string, contents: Uint8Array | string): string {
    const path = join(this.folder, name);
    writeFileSync(path, contents, { mode: 0o755 });
    return path;
  }

  run(args: readonly string[], { env = {}, input = '', user }: Run = {}): Ending {
    const file = join(this.#place, 'k42.mjs');
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...env },
      input,
      ...(user === undefined ? {} : { uid: user }),
      encoding: 'latin1',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    return { status, signal, stdout, stderr };
  }

  /** A run that goes on; nothing is typed. */
  spawn(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [join(this.#place, 'k42.mjs'), ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  remove(): void {
    rmSync(this.#place, { recursive: true });
  }
}
