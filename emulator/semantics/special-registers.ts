/**
 * Special purpose registers that user programs reach: Power ISA Book I, 3.3.17; Book II, 6.1.
 * Other numbers are invalid instructions here; a kernel may emulate them (PVR).
 */
import { Exit } from '../exit.ts';
import { i64 } from '../wasm/i64.ts';
import type { I64 } from '../wasm/node.ts';
import type { Builder, Field, SemanticsTable, SpecialRegister } from './builder.ts';

interface Access {
  readonly read: (b: Builder) => I64;
  /** Absent: read-only. */
  readonly write?: (b: Builder, value: I64) => void;
}

const by32 = i64.const(32);

function plain(register: SpecialRegister): Access {
  return {
    read: (b) => b.special(register),
    write: (b, value) => b.setSpecial(register, value),
  };
}

const REGISTERS: ReadonlyMap<number, Access> = new Map<number, Access>([
  [1, { read: (b) => b.xer(), write: (b, value) => b.setXer(value) }],
  [3, plain('dscr')],
  // The privileged number for the same: Linux does it for programs.
  [17, plain('dscr')],
  [8, { read: (b) => b.lr(), write: (b, value) => b.setLr(value) }],
  [9, { read: (b) => b.ctr(), write: (b, value) => b.setCtr(value) }],
  [13, plain('amr')],
  [256, plain('vrsave')],
  [259, { read: (b) => b.special('sprg3') }],
  [268, { read: (b) => b.timeBase() }],
  [269, { read: (b) => i64.shrU(b.timeBase(), by32) }],
  [815, plain('tar')],
  [896, plain('ppr')],
  [
    898,
    {
      read: (b) => i64.shrU(b.special('ppr'), by32),
      write: (b, value) => b.setSpecial('ppr', i64.shl(value, by32)),
    },
  ],
]);

/** Numbers that handlers are made for. */
export const SPECIAL_REGISTERS: readonly number[] = [...REGISTERS.keys()];

function of(field: Field): Access {
  const access = REGISTERS.get(field.value ?? -1);
  if (access === undefined) throw new Error('a special register move is built for a known register');
  return access;
}

export const specialRegisters: SemanticsTable = {
  mfspr: (b, f) => b.setGpr(f.RT, of(f.SPR).read(b)),
  mftb: (b, f) => b.setGpr(f.RT, of(f.TBR).read(b)),
  mtspr: (b, f) => {
    const { write } = of(f.SPR);
    if (write === undefined) b.exit(Exit.illegal);
    else write(b, b.gpr(f.RS));
  },
};
