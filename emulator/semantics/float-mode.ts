/** When FPSCR lets native results be used: what `Builder.floatMode` means, for those who implement it. */
import { FPSCR } from '../float/fpscr.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32 } from '../wasm/node.ts';

/**
 * FPSCR's low word says: round to nearest, XX set (`inexact`) or clear (not). Inexactness and underflow must not be
 * enabled, since exact tiny results underflow when it is. The other exceptions may be: what raises them is never native.
 */
export function isFastMode(fpscr: I32, inexact: boolean): I32 {
  const looked = FPSCR.XE | FPSCR.UE | FPSCR.RN | FPSCR.XX;
  return i32.eq(i32.and(fpscr, i32.const(looked)), i32.const(inexact ? FPSCR.XX : 0));
}
