/**
 * Bits of the floating-point status and control register (Power ISA 2.07, book I, 4.2.2), as masks of its low
 * 32 bits. ISA bit 32+n is mask 1 << (31 - n).
 */
export const FPSCR = {
  FX: 0x80000000 | 0,
  FEX: 0x40000000,
  VX: 0x20000000,
  OX: 0x10000000,
  UX: 0x08000000,
  ZX: 0x04000000,
  XX: 0x02000000,
  VXSNAN: 0x01000000,
  VXISI: 0x00800000,
  VXIDI: 0x00400000,
  VXZDZ: 0x00200000,
  VXIMZ: 0x00100000,
  VXVC: 0x00080000,
  FR: 0x00040000,
  FI: 0x00020000,
  FPRF: 0x0001f000,
  FPCC: 0x0000f000,
  VXSOFT: 0x00000400,
  VXSQRT: 0x00000200,
  VXCVI: 0x00000100,
  VE: 0x80,
  OE: 0x40,
  UE: 0x20,
  ZE: 0x10,
  XE: 0x08,
  NI: 0x04,
  RN: 0x03,
  /** VXSNAN … VXCVI: the causes that VX sums up. */
  ANY_VX: 0x01f80700,
  /** The bits that stay set until software clears them, but for the summaries VX and FEX. */
  STICKY: 0x1ff80700,
  ENABLES: 0xf8,
} as const;

/** Rounding modes as FPSCR.RN codes them. */
export const RoundingMode = { nearest: 0, zero: 1, up: 2, down: 3 } as const;

/** `fpscr` with its two summary bits, VX and FEX, made to agree with the others. */
export function summarize(fpscr: number): number {
  let value = fpscr & ~(FPSCR.VX | FPSCR.FEX);
  if (value & FPSCR.ANY_VX) value |= FPSCR.VX;
  // VX OX UX ZX XX stand 22 bits above VE OE UE ZE XE.
  if ((value >>> 22) & value & FPSCR.ENABLES) value |= FPSCR.FEX;
  return value;
}

/** `fpscr` after an instruction raised `exceptions`: sticky bits, FX if one of them is new, the summaries. */
export function raise(fpscr: number, exceptions: number): number {
  let value = fpscr | exceptions;
  if (exceptions & ~fpscr) value |= FPSCR.FX;
  return summarize(value);
}
