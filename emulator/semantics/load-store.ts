/** Fixed-point loads and stores: Power ISA Book I, 3.3.2 to 3.3.5. */
import { Exit } from '../exit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import { highHalf, lowHalf, v128FromHalves } from '../wasm/pair.ts';
import type { AccessSize, Builder, Field, Fields, Semantics, SemanticsTable } from './builder.ts';
import { indexed, reverseBytes } from './common.ts';

type Address = (b: Builder, f: Fields) => I64;

const displaced =
  (displacement: 'D' | 'DS' | 'DQ'): Address =>
  (b, f) =>
    b.let(i64.add(b.gprOrZero(f.RA), b.immediate(f[displacement])));

/** The update forms add to RA itself, and leave the address there. */
const displacedUpdate =
  (displacement: 'D' | 'DS'): Address =>
  (b, f) =>
    b.let(i64.add(b.gpr(f.RA), b.immediate(f[displacement])));

const indexedUpdate: Address = (b, f) => b.let(i64.add(b.gpr(f.RA), b.gpr(f.RB)));

function load(size: AccessSize, address: Address, signed = false): Semantics {
  return (b, f) => b.setGpr(f.RT, b.load(size, address(b, f), { signed }));
}

function loadUpdate(size: AccessSize, address: Address, signed = false): Semantics {
  return (b, f) => {
    const ea = address(b, f);
    b.setGpr(f.RT, b.load(size, ea, { signed }));
    b.setGpr(f.RA, ea);
  };
}

function store(size: AccessSize, address: Address): Semantics {
  return (b, f) => b.store(size, address(b, f), b.gpr(f.RS));
}

function storeUpdate(size: AccessSize, address: Address): Semantics {
  return (b, f) => {
    const ea = address(b, f);
    b.store(size, ea, b.gpr(f.RS));
    b.setGpr(f.RA, ea);
  };
}

function loadReversed(size: 2 | 4 | 8): Semantics {
  return (b, f) => b.setGpr(f.RT, reverseBytes(b, b.load(size, indexed(b, f)), size));
}

function storeReversed(size: 2 | 4 | 8): Semantics {
  return (b, f) => b.store(size, indexed(b, f), reverseBytes(b, b.gpr(f.RS), size));
}

/** The quadword forms name an even register and its odd neighbour. */
export function requireEven(b: Builder, field: Field): void {
  b.if(i32.and(b.field(field), i32.one), () => b.exit(Exit.illegal));
}

export const loadStore: SemanticsTable = {
  lbz: load(1, displaced('D')),
  lbzu: loadUpdate(1, displacedUpdate('D')),
  lbzx: load(1, indexed),
  lbzux: loadUpdate(1, indexedUpdate),
  lhz: load(2, displaced('D')),
  lhzu: loadUpdate(2, displacedUpdate('D')),
  lhzx: load(2, indexed),
  lhzux: loadUpdate(2, indexedUpdate),
  lha: load(2, displaced('D'), true),
  lhau: loadUpdate(2, displacedUpdate('D'), true),
  lhax: load(2, indexed, true),
  lhaux: loadUpdate(2, indexedUpdate, true),
  lwz: load(4, displaced('D')),
  lwzu: loadUpdate(4, displacedUpdate('D')),
  lwzx: load(4, indexed),
  lwzux: loadUpdate(4, indexedUpdate),
  lwa: load(4, displaced('DS'), true),
  lwax: load(4, indexed, true),
  lwaux: loadUpdate(4, indexedUpdate, true),
  ld: load(8, displaced('DS')),
  ldu: loadUpdate(8, displacedUpdate('DS')),
  ldx: load(8, indexed),
  ldux: loadUpdate(8, indexedUpdate),

  stb: store(1, displaced('D')),
  stbu: storeUpdate(1, displacedUpdate('D')),
  stbx: store(1, indexed),
  stbux: storeUpdate(1, indexedUpdate),
  sth: store(2, displaced('D')),
  sthu: storeUpdate(2, displacedUpdate('D')),
  sthx: store(2, indexed),
  sthux: storeUpdate(2, indexedUpdate),
  stw: store(4, displaced('D')),
  stwu: storeUpdate(4, displacedUpdate('D')),
  stwx: store(4, indexed),
  stwux: storeUpdate(4, indexedUpdate),
  std: store(8, displaced('DS')),
  stdu: storeUpdate(8, displacedUpdate('DS')),
  stdx: store(8, indexed),
  stdux: storeUpdate(8, indexedUpdate),

  lhbrx: loadReversed(2),
  lwbrx: loadReversed(4),
  ldbrx: loadReversed(8),
  sthbrx: storeReversed(2),
  stwbrx: storeReversed(4),
  stdbrx: storeReversed(8),

  lq: (b, f) => {
    requireEven(b, f.RTp);
    const ea = displaced('DQ')(b, f);
    b.requireAligned(ea, 16);
    const quad = b.load128(ea);
    b.setGpr(f.RTp, highHalf(quad));
    b.setGpr(f.RTp, lowHalf(quad), 1);
  },
  stq: (b, f) => {
    requireEven(b, f.RSp);
    const ea = displaced('DS')(b, f);
    b.requireAligned(ea, 16);
    b.store128(ea, b.let(v128FromHalves(b.gpr(f.RSp), b.gpr(f.RSp, 1))));
  },
};
