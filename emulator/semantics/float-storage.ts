/** Floating-point loads and stores (book I, 4.6.2, 4.6.3). */
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import type { Builder, Fields, Register, Semantics, SemanticsTable } from './builder.ts';
import { loadSingle, storeSingle } from './float-single.ts';
import { setScalar } from './float-unit.ts';

/** Addressing: (RA|0) or RA for an update, plus a displacement or RB. */
type Address = (b: Builder, f: Fields) => I64;

const displaced: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.immediate(f.D));
const indexed: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.gpr(f.RB));
const displacedUpdate: Address = (b, f) => i64.add(b.gpr(f.RA), b.immediate(f.D));
const indexedUpdate: Address = (b, f) => i64.add(b.gpr(f.RA), b.gpr(f.RB));
const displacedPair: Address = (b, f) => i64.add(b.gprOrZero(f.RA), b.immediate(f.DS));

/** How a value comes from memory, and goes there. */
interface Format {
  readonly load: (b: Builder, address: I64, target: Register) => void;
  readonly store: (b: Builder, address: I64, source: Register) => void;
}

const DOUBLE: Format = {
  load: (b, address, target) => setScalar(b, target, b.let(b.loadDouble(address))),
  store: (b, address, source) => b.storeDouble(address, b.let(b.fpr(source))),
};

const SINGLE: Format = { load: loadSingle, store: storeSingle };

const storeWord = (b: Builder, address: I64, source: Register): void =>
  b.store(4, address, i64.reinterpret(b.let(b.fpr(source))));
const loadWord =
  (signed: boolean) =>
  (b: Builder, address: I64, target: Register): void =>
    setScalar(b, target, f64.reinterpret(b.let(b.load(4, address, { signed }))));
const WORD_SIGNED: Format = { load: loadWord(true), store: storeWord };
const WORD: Format = { load: loadWord(false), store: storeWord };

function load(format: Format, address: Address, update = false): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    format.load(b, at, f.FRT);
    if (update) b.setGpr(f.RA, at);
  };
}

function store(format: Format, address: Address, update = false): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    format.store(b, at, f.FRS);
    if (update) b.setGpr(f.RA, at);
  };
}

/** An even register and the next. The even one goes with the lower address, in both byte orders. */
function loadPair(address: Address): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    b.probe(at, i32.const(16), 'read');
    const first = b.let(b.load(8, at));
    const second = b.let(b.load(8, b.let(i64.add(at, i64.const(8)))));
    b.setFprBits(f.FRTp, first);
    b.setFprBits(f.FRTp, second, 1);
  };
}

function storePair(address: Address): Semantics {
  return (b, f) => {
    const at = b.let(address(b, f));
    b.probe(at, i32.const(16), 'write');
    b.store(8, at, b.fprBits(f.FRSp));
    b.store(8, b.let(i64.add(at, i64.const(8))), b.fprBits(f.FRSp, 1));
  };
}

export const floatStorage: SemanticsTable = {
  lfs: load(SINGLE, displaced),
  lfsu: load(SINGLE, displacedUpdate, true),
  lfsx: load(SINGLE, indexed),
  lfsux: load(SINGLE, indexedUpdate, true),
  lfd: load(DOUBLE, displaced),
  lfdu: load(DOUBLE, displacedUpdate, true),
  lfdx: load(DOUBLE, indexed),
  lfdux: load(DOUBLE, indexedUpdate, true),
  lfiwax: load(WORD_SIGNED, indexed),
  lfiwzx: load(WORD, indexed),

  stfs: store(SINGLE, displaced),
  stfsu: store(SINGLE, displacedUpdate, true),
  stfsx: store(SINGLE, indexed),
  stfsux: store(SINGLE, indexedUpdate, true),
  stfd: store(DOUBLE, displaced),
  stfdu: store(DOUBLE, displacedUpdate, true),
  stfdx: store(DOUBLE, indexed),
  stfdux: store(DOUBLE, indexedUpdate, true),
  stfiwx: store(WORD, indexed),

  lfdp: loadPair(displacedPair),
  lfdpx: loadPair(indexed),
  stfdp: storePair(displacedPair),
  stfdpx: storePair(indexed),
};
