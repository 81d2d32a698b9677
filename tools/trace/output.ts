/** Where a trace goes: a file, or the caller's standard error, never standard output. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ExitStatus, Failure } from '../cli/exit.ts';

export interface TraceOutput {
  write(text: string): void;
  close(): void;
}

export function traceOutput(path: string | undefined): TraceOutput {
  if (path === undefined) return { write: (text) => writeAll(2, text), close: () => {} };
  try {
    const file = openSync(path, 'w');
    return { write: (text) => writeAll(file, text), close: () => closeSync(file) };
  } catch (error) {
    throw new Failure(`-o ${path}: ${(error as Error).message}`, ExitStatus.fault);
  }
}

/** Writes all of it; a full pipe is tried again, a closed one ends the trace in silence. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') return;
    }
  }
}
