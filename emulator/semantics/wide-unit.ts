/** Calls of the units for numbers wider than a double (emulator/float/wide.ts). FPSCR is exact before and after. */
import { FLOAT } from '../float/layout.ts';
import { Outcome } from '../float/unit.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import type { Builder } from './builder.ts';

/** The unit's outcome; results are read with `unitResult`. */
export function wide(b: Builder, operation: number, ...operands: readonly V128[]): I32 {
  b.floatSettle();
  return b.let(b.floatAside(operation, operands));
}

/** Unless an enabled exception suppresses it: `store` puts the result where it belongs. */
export function unlessSuppressed(b: Builder, outcome: I32, store: () => void): void {
  b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), store);
}

/** The condition field that the last comparison or test gave. */
export const fieldResult = (b: Builder): I32 => b.let(i32.load(b.cpu, FLOAT.field));
