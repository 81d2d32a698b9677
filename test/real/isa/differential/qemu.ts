/** Runs a test program under the user-mode emulator of qemu. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from './layout.ts';

/** The program's output, or the name of the signal it died of. */
export type QemuOutcome = { readonly output: Uint8Array } | { readonly signal: string };

export function runQemu(program: Program, cpu: string): QemuOutcome {
  const folder = mkdtempSync(join(tmpdir(), 'k42-differential-'));
  try {
    const file = join(folder, 'program');
    writeFileSync(file, program.elf);
    chmodSync(file, 0o755);
    const emulator = program.bits === 32 ? 'qemu-ppc' : program.order === 'little' ? 'qemu-ppc64le' : 'qemu-ppc64';
    const { stdout, signal, status, error } = spawnSync(emulator, ['-cpu', cpu, file], {
      maxBuffer: 1 << 30,
      timeout: 120_000,
    });
    if (error !== undefined) throw error;
    if (status === 0) return { output: stdout };
    return { signal: signal ?? `exit status ${status ?? '?'}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
