/** FPSCR.FPRF: the class of a result and its sign (book I, 4.2.2, table 'Floating-Point Result Flags'). */
import { isNaN64 } from './nan.ts';
import type { Format } from './rounding.ts';

/** C, FL, FG, FE, FU, as FPSCR has them. */
const Class = {
  quietNaN: 0x11000,
  infinity: 0x01000,
  zero: 0x02000,
  negativeZero: 0x12000,
  denormal: 0x10000,
  negative: 0x08000,
  positive: 0x04000,
} as const;

/** The FPRF bits for a result held as a double; denormal means denormal in the format it was rounded to. */
export function classify(high: number, low: number, format: Format): number {
  const negative = high < 0;
  const exponent = (high >>> 20) & 0x7ff;
  if (exponent === 0x7ff) {
    if (isNaN64(high, low)) return Class.quietNaN;
    return Class.infinity | (negative ? Class.negative : Class.positive);
  }
  if ((high & 0x7fffffff) === 0 && low === 0) return negative ? Class.negativeZero : Class.zero;
  const denormal = exponent < format.smallest + 1023 ? Class.denormal : 0;
  return denormal | (negative ? Class.negative : Class.positive);
}
