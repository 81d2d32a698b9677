/** The state of a machine around one instruction, and its layout in memory. */
import type { Order } from '../../../emulator/memory/access.ts';
import { FRAME_SIZE } from '../../../emulator/memory/physical-memory.ts';

/** Offsets within a block. Vector registers stand as `lxv` wants them, everything else as doublewords. */
export const BLOCK = {
  gpr: 0,
  vsr: 256,
  window: 1280,
  cr: 1536,
  xer: 1544,
  lr: 1552,
  ctr: 1560,
  fpscr: 1568,
  stub: 1576,
  vscr: 1584,
  size: 1600,
} as const;

export const WINDOW_SIZE = 256;
/** The memory of a case lies half on this page, half on the next. */
export const WINDOW_PAGE = 0x3000_0000;
export const WINDOW = WINDOW_PAGE + FRAME_SIZE - WINDOW_SIZE / 2;
/** r31 holds the block's address: no case uses it. */
export const BASE_REGISTER = 31;

export interface State {
  readonly gpr: bigint[];
  /** 64 registers of 16 bytes, most significant first. */
  readonly vsr: Uint8Array;
  /** Memory, by address. */
  readonly window: Uint8Array;
  cr: bigint;
  xer: bigint;
  lr: bigint;
  ctr: bigint;
  fpscr: bigint;
  /** The low word of VSCR. */
  vscr: number;
}

export function writeBlock(view: DataView, at: number, state: State, stub: number, order: Order): void {
  const little = order === 'little';
  const double = (offset: number, value: bigint): void =>
    view.setBigUint64(at + offset, BigInt.asUintN(64, value), little);
  state.gpr.forEach((value, n) => double(BLOCK.gpr + 8 * n, value));
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, BLOCK.size);
  copyQuadwords(state.vsr, bytes.subarray(BLOCK.vsr, BLOCK.vsr + 1024), order);
  bytes.set(state.window, BLOCK.window);
  for (const name of ['cr', 'xer', 'lr', 'ctr', 'fpscr'] as const) double(BLOCK[name], state[name]);
  double(BLOCK.stub, BigInt(stub));
  double(BLOCK.vscr + (little ? 8 : 0), 0n);
  double(BLOCK.vscr + (little ? 0 : 8), BigInt(state.vscr));
}

export function readBlock(view: DataView, at: number, order: Order): State {
  const little = order === 'little';
  const double = (offset: number): bigint => view.getBigUint64(at + offset, little);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, BLOCK.size);
  const vsr = new Uint8Array(1024);
  copyQuadwords(bytes.subarray(BLOCK.vsr, BLOCK.vsr + 1024), vsr, order);
  return {
    gpr: Array.from({ length: 32 }, (_, n) => double(BLOCK.gpr + 8 * n)),
    vsr,
    window: bytes.slice(BLOCK.window, BLOCK.window + WINDOW_SIZE),
    cr: double(BLOCK.cr),
    xer: double(BLOCK.xer),
    lr: double(BLOCK.lr),
    ctr: double(BLOCK.ctr),
    fpscr: double(BLOCK.fpscr),
    vscr: view.getUint32(at + BLOCK.vscr + (little ? 0 : 12), little),
  };
}

/** Between most significant byte first and how `lxv` wants them in an order. */
function copyQuadwords(from: Uint8Array, to: Uint8Array, order: Order): void {
  to.set(from);
  if (order === 'little') for (let at = 0; at < to.length; at += 16) to.subarray(at, at + 16).reverse();
}
