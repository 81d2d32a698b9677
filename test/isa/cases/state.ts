/** Draws the state of a machine that a case starts in. */
import type { Instruction } from '../../../emulator/decode.ts';
import { BASE_REGISTER, WINDOW_SIZE } from './block.ts';
import type { State } from './block.ts';
import type { Random } from './random.ts';
import { doubleword, fillVectors, integer } from './values.ts';
import type { Format } from './values.ts';
import type { VectorPool } from './vector-pool.ts';

export function drawState(random: Random, format: Format, pool?: VectorPool): State {
  const vsr = new Uint8Array(1024);
  const window = new Uint8Array(WINDOW_SIZE);
  if (pool === undefined) fillVectors(random, vsr, format);
  else pool.fill(random, vsr, format);
  if (format === 'decimal128') spreadPairs(vsr);
  if (pool === undefined) fillVectors(random, window);
  else pool.fill(random, window, 'any');
  const gpr = Array.from({ length: 32 }, () => integer(random));
  gpr[BASE_REGISTER] = 0n;
  // SO OV CA OV32 CA32, and a byte count for lswx that keeps off r31.
  const xer = BigInt(random.word() >>> 0) & 0xe00c_0000n;
  const fpscr = drawStatus(random);
  return {
    gpr,
    vsr,
    window,
    xer: xer | BigInt(random.below(17)),
    fpscr,
    cr: BigInt(random.word() >>> 0),
    lr: integer(random),
    ctr: integer(random),
    vscr: random.below(3) === 0 ? random.pick([1, 0x10000, 0x10001]) : 0,
  };
}

/** What the vector registers had best hold for an instruction. */
export function formatOf({ mnemonic, class: kind }: Instruction): Format {
  if (kind === 'quad') return 'quad';
  if (/^bcdc(fz)/.test(mnemonic)) return 'zoned';
  if (mnemonic.startsWith('bcdu')) return 'digits';
  if (/^(bcd|vmul10)/.test(mnemonic)) return 'packed';
  if (mnemonic.startsWith('denbcd')) return 'bcd';
  if (kind === 'decimal') return mnemonic.endsWith('q') && mnemonic !== 'dctqpq' ? 'decimal128' : 'decimal64';
  return 'any';
}

/** A decimal of 128 bits stands in two floating-point registers. */
function spreadPairs(vsr: Uint8Array): void {
  for (let n = 0; n < 32; n += 2) vsr.copyWithin(16 * (n + 1), 16 * n + 8, 16 * n + 16);
}

const FX = 0x8000_0000n;
const VX = 0x2000_0000n;
const OTHER_EXCEPTIONS = 0x1e00_0000n;
const INVALID_EXCEPTIONS = 0x01f8_0700n;

/** Rounding modes and a status that can occur, never the enables: the program could not go on. */
function drawStatus(random: Random): bigint {
  let status =
    BigInt(random.below(2) === 0 ? 0 : random.below(4)) | (BigInt(random.below(2) === 0 ? 0 : random.below(8)) << 32n);
  status |= BigInt(random.below(32)) << 12n;
  if (random.below(2) === 0) return status;
  const exceptions = doubleword(random) & doubleword(random);
  status |= exceptions & (OTHER_EXCEPTIONS | INVALID_EXCEPTIONS);
  if ((status & INVALID_EXCEPTIONS) !== 0n) status |= VX;
  if ((status & (INVALID_EXCEPTIONS | OTHER_EXCEPTIONS)) !== 0n) status |= FX;
  return status;
}
