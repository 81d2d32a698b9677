/**
 * The working store of the exact arithmetic: one object per floating-point unit, so that nothing is allocated per
 * operation. A finite non-zero intermediate is (high + low) · 2^exponent, where |low| is at most half an ulp of
 * high and only its sign counts: high is the intermediate rounded to nearest even, low says on which side the
 * exact value lies.
 */
export class Work {
  high = 0;
  low = 0;
  exponent = 0;

  /** The operands a, b, c as bit patterns: NaNs, their payloads and integers survive only so. */
  readonly operandHigh = new Int32Array(3);
  readonly operandLow = new Int32Array(3);
  /** The result as a bit pattern, set last. */
  resultHigh = 0;
  resultLow = 0;

  /** The rounded result as a number. Never a NaN. */
  result = 0;
  /** FPSCR exception bits raised by the operation. */
  raised = 0;
  /** FPSCR.FR and FPSCR.FI of the operation, as masks. */
  rounding = 0;

  readonly #double = new Float64Array(1);
  readonly #words = new Uint32Array(this.#double.buffer);

  /** Sets the intermediate. */
  set(high: number, low: number, exponent: number): void {
    this.high = high;
    this.low = low;
    this.exponent = exponent;
  }

  setOperand(index: number, high: number, low: number): void {
    this.operandHigh[index] = high;
    this.operandLow[index] = low;
  }

  high32(index: number): number {
    return this.operandHigh[index] as number;
  }

  low32(index: number): number {
    return this.operandLow[index] as number;
  }

  /** An operand as a number; not for signalling NaNs. */
  operand(index: number): number {
    this.#words[1] = this.high32(index);
    this.#words[0] = this.low32(index);
    return this.#double[0] as number;
  }

  /** Makes a number, not a NaN, an operand. */
  setNumberOperand(index: number, value: number): void {
    this.#double[0] = value;
    this.setOperand(index, this.#word(1) | 0, this.#word(0) | 0);
  }

  setResult(high: number, low: number): void {
    this.resultHigh = high;
    this.resultLow = low;
  }

  resultNumber(): number {
    this.#words[1] = this.resultHigh;
    this.#words[0] = this.resultLow;
    return this.#double[0] as number;
  }

  /** Makes a number, not a NaN, the result. */
  setNumber(value: number): void {
    this.#double[0] = value;
    this.setResult(this.#word(1) | 0, this.#word(0) | 0);
  }

  /** Floor of the binary logarithm of |x|, for finite non-zero x. */
  exponentOf(x: number): number {
    this.#double[0] = x;
    const biased = (this.#word(1) >>> 20) & 0x7ff;
    if (biased !== 0) return biased - 1023;
    this.#double[0] = x * 2 ** 54;
    return ((this.#word(1) >>> 20) & 0x7ff) - 1023 - 54;
  }

  /** x with its exponent taken away: ±[1, 2). For finite non-zero x. */
  significandOf(x: number): number {
    this.#double[0] = Math.abs(x) < 2 ** -1022 ? x * 2 ** 54 : x;
    this.#words[1] = (this.#word(1) & 0x800fffff) | 0x3ff00000;
    return this.#double[0] as number;
  }

  /** x · 2^k for any k, exact where the result is representable. */
  scale(x: number, k: number): number {
    let value = x;
    let rest = k;
    for (; rest > 1000; rest -= 1000) value *= 2 ** 1000;
    for (; rest < -1000; rest += 1000) value *= 2 ** -1000;
    return value * this.#power(rest);
  }

  /** 2^k in the normal range, faster than `**`. */
  #power(k: number): number {
    this.#words[1] = (k + 1023) << 20;
    this.#words[0] = 0;
    return this.#double[0] as number;
  }

  /** x + y rounded to odd: truncated, with the last bit set when inexact. Keeps a later rounding right. */
  addToOdd(x: number, y: number): number {
    const sum = x + y;
    const error = sumError(x, y, sum);
    if (error === 0) return sum;
    this.#double[0] = sum;
    const low = this.#word(0);
    if (low & 1) return sum;
    if (error > 0 === sum > 0) this.#words[0] = low | 1;
    else {
      this.#words[0] = low - 1;
      if (low === 0) this.#words[1] = this.#word(1) - 1;
    }
    return this.#double[0] as number;
  }

  #word(index: 0 | 1): number {
    return this.#words[index] as number;
  }
}

/** The rounding error of sum = x + y, exactly (Knuth's TwoSum); the operands must be far from overflow. */
export function sumError(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}

/** The rounding error of product = x · y, exactly (Dekker's TwoProduct); for factors of magnitude around 1. */
export function productError(x: number, y: number, product: number): number {
  const xs = x * 134217729;
  const xh = xs - (xs - x);
  const xl = x - xh;
  const ys = y * 134217729;
  const yh = ys - (ys - y);
  const yl = y - yh;
  return xh * yh - product + xh * yl + xl * yh + xl * yl;
}
