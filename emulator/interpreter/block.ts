/** Small pieces of code that work on the state block and on the TLB. */
import { TLB_MASK } from '../memory/mmu.ts';
import { STATE } from '../state.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, memarg } from '../wasm/node.ts';

/** The high word of a doubleword. */
export function high(value: I64): I32 {
  return i32.wrap(i64.shrU(value, i64.const(32)));
}

export function poke32(code: Code, cpu: I32, offset: number, value: I32): void {
  code.effect([0x36, ...memarg(2, offset)], cpu, value);
}

export function poke64(code: Code, cpu: I32, offset: number, value: I64): void {
  code.effect([0x37, ...memarg(3, offset)], cpu, value);
}

/** The TLB entry an effective address may be in: see memory/mmu.ts. */
export function tlbEntry(cpu: I32, ea: I64): I32 {
  return i32.add(i32.load(cpu, STATE.tlb), i32.and(i32.shrU(i32.wrap(ea), i32.const(7)), i32.const(TLB_MASK)));
}
