/**
 * `locate` (cpu, ea, size, write) → 1, and in the state block the extent that has these bytes: first address, bytes, addend. 0 when
 * they do not lie in one extent, may not be accessed so, or a translation was forgotten in order to find
 * them: then compiled code leaves, and the interpreter does the access.
 */
import { EXTENT, EXTENTS, TLB } from '../memory/mmu.ts';
import { STATE } from '../state.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, Node } from '../wasm/node.ts';
import { high, poke32, poke64, tlbEntry } from './block.ts';

/** `touch`: calls the host's function of that name. */
export function locate(code: Code, touch: (...operands: Node[]) => I32): void {
  const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
  const [size, write] = [code.parameter('i32', 2), code.parameter('i32', 3)];
  const entry = code.let(tlbEntry(cpu, ea));
  const page = code.let(i64.and(ea, i64.const(-4096)));
  const tag = code.let(i32.add(entry, i32.select(write, i32.const(TLB.write), i32.const(TLB.read))));
  code.if(i64.ne(i64.load(tag), page), () => {
    const there = touch(cpu, high(ea), i32.wrap(ea), write);
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
