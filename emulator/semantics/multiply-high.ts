/** The upper half of a 64 × 64-bit product, which WebAssembly lacks. */
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import type { Builder, Helper } from './builder.ts';

/** From four products of words. */
export const multiplyHighUnsigned: Helper<'i64'> = {
  name: 'multiplyHighUnsigned',
  short: true,
  parameters: ['i64', 'i64'],
  result: 'i64',
  body: (code, [first, second]) => {
    const [x, y] = [first as I64, second as I64];
    const by32 = i64.const(32);
    const [xl, xh] = [code.let(i64.low32(x)), code.let(i64.shrU(x, by32))];
    const [yl, yh] = [code.let(i64.low32(y)), code.let(i64.shrU(y, by32))];
    const low = i64.shrU(i64.mul(xl, yl), by32);
    const middle = code.let(i64.add(i64.mul(xh, yl), low));
    const other = code.let(i64.add(i64.mul(xl, yh), i64.low32(middle)));
    return i64.add(i64.add(i64.mul(xh, yh), i64.shrU(middle, by32)), i64.shrU(other, by32));
  },
};

/** The same with the upper words signed. */
const multiplyHighSigned: Helper<'i64'> = {
  name: 'multiplyHighSigned',
  short: true,
  parameters: ['i64', 'i64'],
  result: 'i64',
  body: (code, [first, second]) => {
    const [x, y] = [first as I64, second as I64];
    const by32 = i64.const(32);
    const [xl, xh] = [code.let(i64.low32(x)), code.let(i64.shrS(x, by32))];
    const [yl, yh] = [code.let(i64.low32(y)), code.let(i64.shrS(y, by32))];
    const low = i64.shrU(i64.mul(xl, yl), by32);
    const middle = code.let(i64.add(i64.mul(xh, yl), low));
    const other = code.let(i64.add(i64.mul(xl, yh), i64.low32(middle)));
    return i64.add(i64.add(i64.mul(xh, yh), i64.shrS(middle, by32)), i64.shrS(other, by32));
  },
};

export const multiplyHigh = (b: Builder, x: I64, y: I64): I64 => b.call(multiplyHighSigned, x, y);
