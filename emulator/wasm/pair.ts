/** A quadword as two doublewords; lane 1 is the high one. */
import { type I64, operation, type V128 } from './node.ts';

export function v128FromHalves(high: I64, low: I64): V128 {
  const splat = operation('v128', [0xfd, 18], low);
  return operation('v128', [0xfd, 30, 1], splat, high);
}

export function highHalf(value: V128): I64 {
  return operation('i64', [0xfd, 29, 1], value);
}

export function lowHalf(value: V128): I64 {
  return operation('i64', [0xfd, 29, 0], value);
}
