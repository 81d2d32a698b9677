/** Small pieces of code that work on the state block and on the TLB. */
import { JUMP, JUMP_MASK, jumpPlace, JUMPS, secondJumpPlace, TLB_MASK } from '../memory/mmu.ts';
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

/** An entry of the jump cache: an address, and what to add to it in each access. */
export interface JumpPlace {
  readonly at: I32;
  readonly offset: number;
}

/** The two entries where compiled code for an address may be: see memory/mmu.ts. */
export function jumpPlaces(
  code: Code,
  tlb: I32,
  target: I64,
): { readonly first: JumpPlace; readonly second: JumpPlace } {
  const known = i64.known(target);
  if (known !== undefined) {
    const low = Number(BigInt.asIntN(32, known));
    return {
      first: { at: tlb, offset: JUMPS + jumpPlace(low) },
      second: { at: tlb, offset: JUMPS + secondJumpPlace(low) },
    };
  }
  const place = (number: I32): JumpPlace => ({
    at: i32.add(tlb, i32.and(i32.shl(number, i32.const(2)), i32.const(JUMP_MASK))),
    offset: JUMPS,
  });
  const word = code.let(i32.wrap(target));
  return { first: place(word), second: place(i32.xor(word, i32.shrU(word, i32.const(12)))) };
}

/** The one of them that has it, if any has, less `JUMPS`. */
export function jumpEntry(code: Code, tlb: I32, target: I64): I32 {
  const { first, second } = jumpPlaces(code, tlb, target);
  const less = ({ at, offset }: JumpPlace): I32 => i32.add(at, i32.const(offset - JUMPS));
  const entry = code.variable(less(first));
  const here = i64.eq(i64.load(code.get(entry), JUMPS + JUMP.pc), target);
  code.ifRarely(i32.eqz(here), () => code.set(entry, less(second)));
  return code.settled(entry);
}
