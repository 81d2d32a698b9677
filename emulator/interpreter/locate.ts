/**
 * `locate` (cpu, ea, size, write) → 1, and in the state block the extent that has these bytes: first address, bytes, addend. 0 when
 * they do not lie in one extent, may not be accessed so, or a translation was forgotten in order to find
 * them: then compiled code leaves, and the interpreter does the access.
 *
 * `remember` (cpu, ea, what) does the same, with the extent in a record of the Mmu instead. `what`: see `remembered`.
 */
import { EXTENT, EXTENTS, RECORD, RECORD_GROUP, RECORDS, RECORDS_USED, TLB } from '../memory/mmu.ts';
import { STATE } from '../state.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64, Node } from '../wasm/node.ts';
import { high, poke32, poke64, tlbEntry } from './block.ts';

interface Found {
  readonly entry: I32;
  readonly tlb: I32;
  readonly first: I64;
  readonly bytes: I64;
}

/** `touch`: calls the host's function of that name. */
type Touch = (...operands: Node[]) => I32;

export function locate(code: Code, touch: Touch): void {
  const { entry, first, bytes } = find(code, touch, code.parameter('i32', 2), code.parameter('i32', 3));
  const cpu = code.parameter('i32', 0);
  poke64(code, cpu, STATE.extentFirst, first);
  poke64(code, cpu, STATE.extentBytes, bytes);
  poke32(code, cpu, STATE.extentAddend, i32.load(entry, TLB.addend));
  code.return(i32.one);
}

/** Of a record its number, and the span and the access that it is for; and how many bytes are accessed. In one number, for shorter code. */
export function remembered(number: number, span: number, write: boolean, size: number): number {
  return number | (span << 11) | (Number(write) << 21) | (size << 22);
}

export function remember(code: Code, touch: Touch): void {
  const what = code.parameter('i32', 2);
  const part = (from: number, bits: number): I32 =>
    code.let(i32.and(i32.shrU(what, i32.const(from)), i32.const(2 ** bits - 1)));
  const [number, span, write, size] = [part(0, 11), part(11, 10), part(21, 1), part(22, 10)];
  const { entry, tlb, first, bytes } = find(code, touch, size, write);
  const used = i32.shl(i32.one, i32.shrU(number, i32.const(Math.log2(RECORD_GROUP))));
  poke32(code, tlb, RECORDS_USED, i32.or(i32.load(tlb, RECORDS_USED), used));
  const record = code.let(i32.add(i32.add(tlb, i32.const(RECORDS)), i32.mul(number, i32.const(RECORD.bytes))));
  const before = code.let(i64.load(record, RECORD.first));
  // The one before is kept too, unless it is a part of this one, which has grown.
  code.if(i64.geU(i64.sub(before, first), bytes), () => {
    poke64(code, record, RECORD.first2, before);
    poke64(code, record, RECORD.limit2, i64.load(record, RECORD.limit));
    poke32(code, record, RECORD.addend2, i32.load(record, RECORD.addend));
  });
  poke64(code, record, RECORD.first, first);
  // An extent is a page at least, and no span is as long.
  poke64(code, record, RECORD.limit, i64.sub(bytes, i64.extendU(i32.sub(span, i32.one))));
  poke32(code, record, RECORD.addend, i32.load(entry, TLB.addend));
  code.return(i32.one);
}

/** The extent of `size` bytes at `ea`; returns 0 from the function without one. */
function find(code: Code, touch: Touch, size: I32, write: I32): Found {
  const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
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
  return { entry, tlb, first, bytes };
}
