/** Branches and system call: Power ISA Book I, 2.4 to 2.6. */
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I32, I64 } from '../wasm/node.ts';
import type { Builder, Fields, SemanticsTable } from './builder.ts';

/**
 * Counts CTR down and tests the condition, as BO says. BO is always known while building: its bits
 * from the top: ignore the condition, condition sought, leave CTR alone, CTR sought to be 0.
 */
function taken(b: Builder, f: Fields): I32 {
  const bo = f.BO.value;
  if (bo === undefined) throw new Error('a branch is built for a known BO');
  let result: I32 = i32.one;
  if ((bo & 4) === 0) {
    const count = b.let(i64.sub(b.ctr(), i64.one));
    b.setCtr(count);
    const tested = b.bits === 32 ? i64.low32(count) : count;
    result = b.let((bo & 2) === 0 ? i64.ne(tested, i64.zero) : i64.eqz(tested));
  }
  if ((bo & 16) === 0) {
    const bit = b.crBit(f.BI);
    const met = (bo & 8) === 0 ? i32.eqz(bit) : bit;
    result = i32.known(result) === 1 ? met : i32.and(result, met);
  }
  return b.let(result);
}

function link(b: Builder, f: Fields): void {
  b.if(b.is(f.LK, 1), () => b.setLr(b.nextPc()));
}

/** To a register's address, read before LR is set. */
function through(register: (b: Builder) => I64) {
  return (b: Builder, f: Fields): void => {
    const condition = taken(b, f);
    const target = register(b);
    link(b, f);
    b.branchTo(condition, target);
  };
}

export const branches: SemanticsTable = {
  b: (b, f) => {
    link(b, f);
    b.branch(i32.one, f.LI, f.AA);
  },
  bc: (b, f) => {
    const condition = taken(b, f);
    link(b, f);
    b.branch(condition, f.BD, f.AA);
  },
  bclr: through((b) => b.lr()),
  bcctr: through((b) => b.ctr()),
  bctar: through((b) => b.special('tar')),
  sc: (b) => b.systemCall(),
};
