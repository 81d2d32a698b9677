/**
 * `locate` (cpu, ea, size, write) → 1, and in the state block the extent that has these bytes: first address, bytes, addend. 0 when
 * they do not lie in one extent, may not be accessed so, or a translation was forgotten in order to find
 * them: then compiled code leaves, and the interpreter does the access.
 */
import { EPOCH, EXTENT, EXTENTS, MEMORY, TLB } from '../memory/mmu.ts';
import { STATE } from '../state.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { memarg } from '../wasm/node.ts';
import { high, poke32, poke64, type RuntimeFunctions, tlbEntry } from './runtime-functions.ts';

export function locate(code: Code, runtime: RuntimeFunctions): void {
  const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
  const [size, write] = [code.parameter('i32', 2), code.parameter('i32', 3)];
  const entry = code.let(tlbEntry(cpu, ea));
  const page = code.let(i64.and(ea, i64.const(-4096)));
  const tag = code.let(i32.add(entry, i32.select(write, i32.const(TLB.write), i32.const(TLB.read))));
  code.if(i64.ne(i64.load(tag), page), () => {
    const there = runtime.call('i32', 'touch', cpu, high(ea), i32.wrap(ea), write);
    code.if(i32.eqz(there), () => code.return(i32.zero));
  });
  const tlb = code.let(i32.load(cpu, STATE.tlb));
  const extent = code.let(i32.add(i32.add(tlb, i32.const(EXTENTS)), i32.shrU(i32.sub(entry, tlb), i32.one)));
  const first = code.let(i64.load(extent, EXTENT.first));
  const bytes = code.let(i64.load(extent, EXTENT.bytes));
  const end = i64.add(i64.sub(ea, first), i64.extendU(size));
  code.if(i64.gtU(end, bytes), () => code.return(i32.zero));
  poke64(code, cpu, STATE.extentFirst, first);
  poke64(code, cpu, STATE.extentBytes, bytes);
  poke32(code, cpu, STATE.extentAddend, i32.load(entry, TLB.addend));
  code.return(i32.one);
}

/** The same, and the region remembers the extent for its next run. */
export function remember(code: Code, runtime: RuntimeFunctions): void {
  const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
  const [size, write] = [code.parameter('i32', 2), code.parameter('i32', 3)];
  const [offset, place] = [code.parameter('i32', 4), code.parameter('i32', 5)];
  const root = code.parameter('i64', 6);
  const found = runtime.call('i32', 'locate', cpu, ea, size, write);
  code.if(i32.eqz(found), () => code.return(i32.zero));
  const tlb = code.let(i32.load(cpu, STATE.tlb));
  const block = code.let(i32.add(tlb, offset));
  const epoch = code.let(i32.load(tlb, EPOCH));
  const other = i32.or(i64.ne(i64.load(block, MEMORY.root), root), i32.ne(i32.load(block, MEMORY.epoch), epoch));
  code.if(other, () => {
    code.effect([0xfc, 11, 0], block, i32.zero, i32.const(MEMORY.block));
    poke64(code, block, MEMORY.root, root);
    poke32(code, block, MEMORY.epoch, epoch);
  });
  const extent = code.let(i32.add(block, i32.add(i32.const(MEMORY.extents), i32.mul(place, i32.const(MEMORY.extent)))));
  poke64(code, extent, 0, i64.load(cpu, STATE.extentFirst));
  poke64(code, extent, 8, i64.load(cpu, STATE.extentBytes));
  code.effect([0x36, ...memarg(2, 16)], extent, i32.load(cpu, STATE.extentAddend));
  code.return(i32.one);
}
