/**
 * What installing keeps in emulator/generated/interpreter-{little,big,big32}.wasm, and what is made on the spot where
 * these are absent. Apart from `Interpreter`, so that a command that finds the files does not load the semantics.
 */
import type { Order } from '../memory/access.ts';
import { generateInterpreter } from './generate.ts';

/** The interpreter's module for a byte order and width of addresses, for POWER9 (ISA 3.0) user programs. */
export function buildInterpreter(order: Order, bits: 32 | 64 = 64): Uint8Array<ArrayBuffer> {
  return generateInterpreter(order, { level: 300, bits });
}
