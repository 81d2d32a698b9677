/**
 * What installing keeps in emulator/generated/interpreter-{little,big,big32}.wasm, and what is made on the spot where
 * these are absent. Apart from `Interpreter`, so that a command that finds the files does not load the semantics.
 */
import type { Order } from '../memory/access.ts';
import { isNewerThan, type Processor } from '../processor.ts';
import { semanticsOf } from '../semantics/of-processor.ts';
import { generateInterpreter } from './generate.ts';

/**
 * The interpreter's module for a byte order and width of addresses: for everything that there is, with ISA 3.0's CA32 and OV32; or for
 * what a model executes, with everything else illegal.
 */
export function buildInterpreter(order: Order, bits: 32 | 64 = 64, processor?: Processor): Uint8Array<ArrayBuffer> {
  if (processor === undefined) return generateInterpreter(order, { level: 300, bits });
  const level = isNewerThan(processor, 'v2.07') ? 300 : 207;
  return generateInterpreter(order, { level, bits, semantics: semanticsOf(processor) });
}
