/** Runs one operation of the floating-point unit on a state block of its own. */
import { FLOAT } from '../../emulator/float/layout.ts';
import { FloatUnit } from '../../emulator/float/unit.ts';

export interface Outcome {
  readonly bits: bigint;
  readonly fpscr: number;
  readonly outcome: number;
}

export class Bench {
  readonly view = new DataView(new ArrayBuffer(4096));
  readonly unit = new FloatUnit(this);

  set fpscr(value: number) {
    this.view.setInt32(FLOAT.fpscr, value, true);
  }

  get fpscr(): number {
    return this.view.getUint32(FLOAT.fpscr, true);
  }

  scalar(operation: number, fpscr: number, a: bigint, b = 0n, c = 0n): Outcome {
    this.fpscr = fpscr;
    this.view.setInt32(FLOAT.pending, 0, true);
    this.view.setBigUint64(FLOAT.a, BigInt.asUintN(64, a), true);
    this.view.setBigUint64(FLOAT.b, BigInt.asUintN(64, b), true);
    this.view.setBigUint64(FLOAT.c, BigInt.asUintN(64, c), true);
    const outcome = this.unit.execute(0, operation);
    return { bits: this.view.getBigUint64(FLOAT.result, true), fpscr: this.fpscr, outcome };
  }

  /** `lanes` from the lowest up, as many as there are of `size` bytes. */
  vector(
    operation: number,
    fpscr: number,
    a: readonly bigint[],
    b: readonly bigint[] = [],
  ): Outcome & { lanes: bigint[] } {
    this.fpscr = fpscr;
    const size = 16 / a.length;
    this.#put(FLOAT.vectorA, size, a);
    this.#put(FLOAT.vectorB, size, b);
    const outcome = this.unit.execute(0, operation);
    const lanes = [0, 4, 8, 12].map((at) => BigInt(this.view.getUint32(FLOAT.result + at, true)));
    return { bits: this.view.getBigUint64(FLOAT.result, true), fpscr: this.fpscr, outcome, lanes };
  }

  #put(at: number, size: number, values: readonly bigint[]): void {
    values.forEach((value, i) => {
      if (size === 8) this.view.setBigUint64(at + 8 * i, BigInt.asUintN(64, value), true);
      else this.view.setUint32(at + 4 * i, Number(BigInt.asUintN(32, value)), true);
    });
  }
}
