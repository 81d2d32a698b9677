/**
 * The host's side of an access that the TLB does not answer: asks the address space, carries out
 * accesses that cross a page, writes the fault report.
 *
 * POWER lets ordinary accesses have any alignment; both pages of a crossing one are checked before
 * anything is changed, and the report names the first byte that cannot be accessed.
 */
import { place } from '../memory/access.ts';
import type { Mmu } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import { ACCESS, STATE } from '../state.ts';
import type { DecodedPages } from './decoded-pages.ts';

const OFFSET = FRAME_SIZE - 1;

export class SlowAccess {
  /** Of the thread that is running. */
  mmu: Mmu | undefined;
  readonly #physical: PhysicalMemory;
  readonly #pages: DecodedPages;

  readonly #reached: (hi: number, lo: number, page: number) => void;

  /** `reached`: told of each page that is executed, with its decoded one. */
  constructor(physical: PhysicalMemory, pages: DecodedPages, reached: (hi: number, lo: number, page: number) => void) {
    this.#physical = physical;
    this.#pages = pages;
    this.#reached = reached;
  }

  imports() {
    return {
      touch: (_cpu: number, hi: number, lo: number, write: 0 | 1): number => this.#touch(hi, lo, write),
      access: (cpu: number, hi: number, lo: number, size: number, write: 0 | 1): number =>
        this.#access(cpu, hi, lo, size, write),
      commit: (cpu: number, hi: number, lo: number, size: number): void => this.#transfer(cpu, hi, lo, size, 1),
      probe: (cpu: number, hi: number, lo: number, length: number, write: 0 | 1): number =>
        this.#probe(cpu, hi, lo, length, write),
      fetch: (cpu: number, hi: number, lo: number): number => this.#fetch(cpu, hi, lo),
    };
  }

  #touch(hi: number, lo: number, write: 0 | 1): number {
    const mmu = this.#current();
    const { epoch } = mmu;
    return mmu.fill(hi, lo, write) !== 0 && mmu.epoch === epoch ? 1 : 0;
  }

  /** Where a plain access can be done: in the frame, or for a crossing one in the scratch area. */
  #access(cpu: number, hi: number, lo: number, size: number, write: 0 | 1): number {
    const offset = lo & OFFSET;
    if (offset + size <= FRAME_SIZE) {
      const frame = this.#frame(cpu, hi, lo, write);
      return frame === 0 ? 0 : place(frame, this.#current().order, offset, size);
    }
    if (this.#probe(cpu, hi, lo, size, write) === 0) return 0;
    if (write === 0) this.#transfer(cpu, hi, lo, size, 0);
    return cpu + STATE.scratch;
  }

  /** Moves a crossing access's bytes between guest memory and the scratch area, as a number there. */
  #transfer(cpu: number, hi: number, lo: number, size: number, write: 0 | 1): void {
    const { order } = this.#current();
    const first = this.#current().fill(hi, lo, write);
    const [nextHi, nextLo] = this.#nextPage(hi, lo);
    const second = this.#current().fill(nextHi, nextLo, write);
    const { u8 } = this.#physical;
    for (let i = 0; i < size; i++) {
      const offset = (lo & OFFSET) + i;
      const frame = offset < FRAME_SIZE ? first : second;
      const there = place(frame, order, offset & OFFSET, 1);
      const here = cpu + STATE.scratch + (order === 'little' ? i : size - 1 - i);
      if (write === 1) u8[there] = u8[here] as number;
      else u8[here] = u8[there] as number;
    }
  }

  #probe(cpu: number, hi: number, lo: number, length: number, write: 0 | 1): number {
    if (length === 0) return 1;
    if (this.#frame(cpu, hi, lo, write) === 0) return 0;
    if ((lo & OFFSET) + length <= FRAME_SIZE) return 1;
    const [nextHi, nextLo] = this.#nextPage(hi, lo);
    return this.#frame(cpu, nextHi, nextLo, write) === 0 ? 0 : 1;
  }

  #fetch(cpu: number, hi: number, lo: number): number {
    const mmu = this.#current();
    const frame = mmu.fetch(hi, lo);
    if (frame === 0) {
      this.#report(cpu, hi, lo, ACCESS.execute);
      return 0;
    }
    const page = this.#pages.of(frame, mmu);
    if (page === 0) throw new Error('no memory left for decoded code');
    mmu.setCode(hi, lo, page);
    this.#reached(hi, lo, page);
    return page;
  }

  #frame(cpu: number, hi: number, lo: number, write: 0 | 1): number {
    const frame = this.#current().fill(hi, lo, write);
    this.#physical.i32[(cpu + STATE.memoryFault) >>> 2] = frame === 0 ? 1 : 0;
    if (frame === 0) this.#report(cpu, hi, lo, write);
    return frame;
  }

  #report(cpu: number, hi: number, lo: number, access: number): void {
    const { i32 } = this.#physical;
    const at = cpu >>> 2;
    i32[at + STATE.faultAddress / 4] = lo;
    i32[at + STATE.faultAddress / 4 + 1] = hi;
    i32[at + STATE.faultAccess / 4] = access;
  }

  /** The first address of the following page: after the last one comes the first. */
  #nextPage(hi: number, lo: number): [number, number] {
    const next = ((lo | OFFSET) + 1) | 0;
    return [next === 0 && this.#current().bits === 64 ? (hi + 1) | 0 : hi, next];
  }

  #current(): Mmu {
    if (this.mmu === undefined) throw new Error('no thread is running');
    return this.mmu;
  }
}
