/** Load and reserve, store conditional: Power ISA Book II, 4.6.2. */
import { i32 } from '../wasm/i32.ts';
import type { I32 } from '../wasm/node.ts';
import type { AccessSize, Builder, Semantics, SemanticsTable } from './builder.ts';
import { indexed } from './common.ts';
import { requireEven } from './load-store.ts';

function reserve(size: AccessSize): Semantics {
  return (b, f) => b.setGpr(f.RT, b.loadReserve(size, indexed(b, f)));
}

/** CR0: 0 0, whether it was stored, SO. */
function report(b: Builder, stored: I32): void {
  b.setCrField(0, i32.or(i32.shl(stored, i32.one), b.so()));
}

function conditional(size: AccessSize): Semantics {
  return (b, f) => report(b, b.storeConditional(size, indexed(b, f), b.gpr(f.RS)));
}

export const reservation: SemanticsTable = {
  lbarx: reserve(1),
  lharx: reserve(2),
  lwarx: reserve(4),
  ldarx: reserve(8),
  lqarx: (b, f) => {
    requireEven(b, f.RTp);
    const { high, low } = b.loadReserveQuad(indexed(b, f));
    b.setGpr(f.RTp, high);
    b.setGpr(f.RTp, low, 1);
  },
  'stbcx.': conditional(1),
  'sthcx.': conditional(2),
  'stwcx.': conditional(4),
  'stdcx.': conditional(8),
  'stqcx.': (b, f) => {
    requireEven(b, f.RSp);
    report(b, b.storeConditionalQuad(indexed(b, f), b.gpr(f.RSp), b.gpr(f.RSp, 1)));
  },
};
