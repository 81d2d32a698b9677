/**
 * Condition register fields that compiled code left as comparisons, and carries that it left as sums or shifts.
 *
 * Of most comparisons nobody wants more than the branch behind them, and of most carries nothing. So compiled code stores the two
 * numbers, and in the field's byte which comparison it is, instead of the four bits; and what CA and CA32 follow from. All others know
 * bits only: `settle` (cpu) makes them such wherever compiled code leaves for the interpreter or calls the host. SO does not
 * change meanwhile: what changes it settles the fields first.
 */
import { STATE } from '../state.ts';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, memarg } from '../wasm/node.ts';

/** In a field's byte instead of its bits. */
export const SIGNED = -1;
export const UNSIGNED = -2;
/** In the byte of CA, for CA and CA32: see `CarrySource`. */
export const SUM = -1;
export const SHIFT = -2;
/** Bytes of the two numbers of a field, at `STATE.compared`. */
export const COMPARED_BYTES = 16;
const FIELDS = 8;
/** Of all eight bytes what only these have. */
const UNSETTLED = i64.const(-0x7f7f7f7f7f7f7f80n);

/** Whether some field is a comparison, or the carries are none. */
export function isUnsettled(cpu: I32): I32 {
  const fields = i64.ne(i64.and(i64.load(cpu, STATE.cr), UNSETTLED), i64.zero);
  return i32.or(fields, i32.ltS(i32.load8S(cpu, STATE.ca), i32.zero));
}

export function settle(code: Code, bits: 32 | 64): void {
  const cpu = code.parameter('i32', 0);
  settleFields(code, cpu);
  const kind = code.let(i32.load8S(cpu, STATE.ca));
  code.if(i32.ltS(kind, i32.zero), () => settleCarries(code, cpu, kind, bits));
}

function settleCarries(code: Code, cpu: I32, kind: I32, bits: 32 | 64): void {
  const [a, b, sum] = [0, 8, 16].map((at) => code.let(i64.load(cpu, STATE.carried + at))) as [I64, I64, I64];
  const store = (ca: I32, ca32: I32): void => {
    code.effect([0x3a, ...memarg(0, STATE.ca)], cpu, ca);
    code.effect([0x3a, ...memarg(0, STATE.ca32)], cpu, ca32);
  };
  code.if(
    i32.eq(kind, i32.const(SUM)),
    () => {
      const carries = code.let(i64.or(i64.and(a, b), i64.and(i64.or(a, b), i64.not(sum))));
      const out = (bit: number): I32 => i32.and(i32.wrap(i64.shrU(carries, i64.const(bit))), i32.one);
      store(out(bits - 1), out(31));
    },
    () => {
      const lost = code.let(i32.and(i64.ltS(a, i64.zero), i64.ne(a, b)));
      store(lost, lost);
    },
  );
}

function settleFields(code: Code, cpu: I32): void {
  const so = code.let(i32.load8U(cpu, STATE.so));
  for (let n = 0; n < FIELDS; n++) {
    const kind = code.let(i32.load8S(cpu, STATE.cr + n));
    code.if(i32.ltS(kind, i32.zero), () => {
      const a = code.let(i64.load(cpu, STATE.compared + COMPARED_BYTES * n));
      const b = code.let(i64.load(cpu, STATE.compared + COMPARED_BYTES * n + 8));
      const isSigned = code.let(i32.eq(kind, i32.const(SIGNED)));
      const less = i32.select(isSigned, i64.ltS(a, b), i64.ltU(a, b));
      const bits = i32.any(
        i32.shl(less, i32.const(3)),
        i32.shl(i32.select(isSigned, i64.gtS(a, b), i64.gtU(a, b)), i32.const(2)),
        i32.shl(i64.eq(a, b), i32.one),
        so,
      );
      code.effect([0x3a, ...memarg(0, STATE.cr + n)], cpu, bits);
    });
  }
}
