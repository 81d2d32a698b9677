/** Keeps cases to what the architecture defines, and to what qemu does right. */
import type { FieldName, Instruction } from '../../../emulator/decode.ts';
import type { State } from './block.ts';
import type { Random } from './random.ts';

export type Values = Partial<Record<FieldName, number>>;

/** Changes field values (from `random`), and registers that they name (from `states`), until the instruction is defined. */
export function chooseDefined(
  random: Random,
  row: Instruction,
  values: Values,
  state: State,
  states: Random = random,
): void {
  switch (row.mnemonic) {
    case 'mfspr':
      values.SPR = random.pick([1, 8, 9]);
      break;
    case 'mtspr': {
      values.SPR = random.pick([1, 8, 9]);
      // The reserved bits of XER read as zero on processors, and stay in qemu.
      const RS = values.RS ?? 0;
      if (values.SPR === 1) state.gpr[RS] = (state.gpr[RS] ?? 0n) & 0xe00c_007fn;
      break;
    }
    case 'tw':
    case 'td':
      values.TO = (values.TO ?? 0) & ~trapBits(row, state.gpr[values.RA ?? 0] ?? 0n, state.gpr[values.RB ?? 0] ?? 0n);
      break;
    case 'twi':
    case 'tdi':
      values.TO = (values.TO ?? 0) & ~trapBits(row, state.gpr[values.RA ?? 0] ?? 0n, BigInt(values.SI ?? 0));
      break;
    case 'mtocrf':
    case 'mfocrf':
      values.FXM = 1 << random.below(8);
      break;
    case 'addex':
      values.CY = 0;
      break;
    case 'dcbf':
      values.L = 0;
      break;
    case 'vextractuh':
    case 'vinserth':
    case 'vextractuw':
    case 'vinsertw':
    case 'vextractd':
    case 'vinsertd':
    case 'xxextractuw':
    case 'xxinsertw':
    case 'vinsw':
    case 'vinsd':
      // The element lies within the register.
      values.UIM = random.below(17 - (row.mnemonic.endsWith('h') ? 2 : row.mnemonic.endsWith('w') ? 4 : 8));
      break;
    case 'vextuhlx':
    case 'vextuhrx':
      state.gpr[values.RA ?? 0] = BigInt(states.below(15));
      break;
    case 'vextuwlx':
    case 'vextuwrx':
      state.gpr[values.RA ?? 0] = BigInt(states.below(13));
      break;
    case 'mtvscr':
      // Reserved bits of VSCR read as zero on processors, and stay in qemu.
      state.vsr.fill(0, 16 * (32 + (values.VRB ?? 0)), 16 * (32 + (values.VRB ?? 0)) + 16);
      state.vsr[16 * (32 + (values.VRB ?? 0)) + states.pick([13, 15])] = states.below(2);
      break;
    case 'mtfsb1':
      // No bit that enables an exception, nor one that raises one at once.
      values.BTF = random.pick([0, 3, 4, 5, 6, 7, 11, 13, 14, 15, 16, 19, 30, 31]);
      break;
    case 'mtfsf':
      // No enables among the bits.
      state.vsr[16 * (values.FRB ?? 0) + 7] = states.below(8);
      values.L = 0;
      break;
    case 'mtfsfi':
      if (values.W === 0 && (values.BFF ?? 0) >= 6) Object.assign(values, { BFF: 7, U: random.below(8) });
      break;
    case 'vmul10euq':
    case 'vmul10ecuq': {
      // The digit is one.
      const last = 16 * (32 + (values.VRB ?? 0)) + 15;
      state.vsr[last] = ((state.vsr[last] ?? 0) & 0xf0) | states.below(10);
      break;
    }
    case 'xsrqpi':
    case 'xsrqpxp':
      // The other two are reserved.
      if (values.R === 0) values.RMC = random.pick([0, 3]);
      break;
    case 'sync':
      values.L = random.below(3);
      values.SC = 0;
      break;
    default:
  }
  if (/^v[rs][lr]a?[bhwd]$/.test(row.mnemonic) && states.below(2) === 0) repeatElement(row, values, state);
  if (isNegated(row) && (state.fpscr & 2n) !== 0n) state.fpscr &= ~3n;
  if (isSingle(row)) narrowOperands(row, values, state);
}

/** All elements of VRB shift by the same amount, as they mostly do. */
function repeatElement({ mnemonic }: Instruction, values: Values, state: State): void {
  const size = { b: 1, h: 2, w: 4, d: 8 }[mnemonic.slice(-1)] ?? 1;
  const register = state.vsr.subarray(16 * (32 + (values.VRB ?? 0)), 16 * (33 + (values.VRB ?? 0)));
  for (let at = size; at < 16; at += size) register.copyWithin(at, 0, size);
}

/** The bits of TO that would trap: no case may. */
function trapBits({ mnemonic }: Instruction, a: bigint, b: bigint): number {
  const width = mnemonic.startsWith('tw') ? 32 : 64;
  const [x, y] = [BigInt.asIntN(width, a), BigInt.asIntN(width, b)];
  const [u, v] = [BigInt.asUintN(width, a), BigInt.asUintN(width, b)];
  return (x < y ? 16 : 0) | (x > y ? 8 : 0) | (x === y ? 4 : 0) | (u < v ? 2 : 0) | (u > v ? 1 : 0);
}

/** qemu 7.2 negates before it rounds, which shows when rounding has a direction; the architecture rounds first. */
function isNegated({ mnemonic }: Instruction): boolean {
  return /^(fnm|xsnm|xvnm)/.test(mnemonic);
}

/** Operations on single precision whose operands must be representable in it. */
function isSingle({ mnemonic }: Instruction): boolean {
  return /^(fadd|fsub|fmul|fdiv|fsqrt|fn?m(add|sub)|fre|frsqrte)s$|^xs(add|sub|mul|div|sqrt|re|rsqrte)sp$|^xsn?m(add|sub)[am]sp$|^stfs|^stxssp|^xscvdpspn$/.test(
    mnemonic,
  );
}

function narrowOperands(row: Instruction, values: Values, state: State): void {
  const view = new DataView(state.vsr.buffer);
  for (const field of row.fields) {
    if (field.kind !== 'fpr' && field.kind !== 'vsr' && field.kind !== 'vr') continue;
    const register = (values[field.name] ?? 0) + (field.kind === 'vr' ? 32 : 0);
    const value = view.getFloat64(16 * register);
    if (Number.isNaN(value)) view.setUint32(16 * register + 4, view.getUint32(16 * register + 4) & 0xe000_0000);
    else view.setFloat64(16 * register, Math.fround(value));
    // A signalling NaN whose payload lay in the low bits would have become infinite.
    if (Number.isNaN(value) && !Number.isNaN(view.getFloat64(16 * register)))
      view.setUint32(16 * register + 4, 0x2000_0000);
  }
}
