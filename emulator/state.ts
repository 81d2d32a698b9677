/**
 * The state of a hardware thread: a block of `STATE_SIZE` bytes in the emulator's memory.
 *
 * Generated code and the kernel both work on the block; `CpuState` is the kernel's typed view.
 * 64-bit values are pairs of 32-bit numbers (high, low), or a Number where the caller knows that
 * 53 bits suffice. No method allocates.
 */
import { FLOAT } from './float/layout.ts';
import type { PhysicalMemory } from './memory/physical-memory.ts';

/** Byte offsets within the block. Doublewords are little-endian, as everything in wasm memory. */
export const STATE = {
  gpr: 0,
  lr: 256,
  ctr: 264,
  pc: 272,
  /** Eight bytes, one per field, 0 to 15: LT=8 GT=4 EQ=2 SO=1. Compiled code may have comparisons there (`compared`). */
  cr: 280,
  /** Compiled code may have what CA and CA32 follow from there (`carried`). */
  ca: 288,
  ca32: 289,
  ov: 290,
  ov32: 291,
  so: 292,
  /** XER bits 57:63, the byte count of lswx and stswx. */
  stringCount: 293,
  reservationAddress: 296,
  /** What was read: low doubleword, then the high one of a quadword. */
  reservationValue: 304,
  reservationHigh: 312,
  /** Bytes reserved, 0 when there is no reservation. */
  reservationValid: 320,
  fpscr: 328,
  vscr: 336,
  vrsave: 340,
  tar: 344,
  dscr: 352,
  ppr: 360,
  amr: 368,
  /** What user programs read as SPRG3: the kernel's processor number. */
  sprg3: 376,
  faultAddress: 384,
  /** 0 read, 1 write, 2 execute. */
  faultAccess: 392,
  faultReason: 396,
  instructionWord: 400,
  /** From here to 511: private to the code that runs. */
  tlb: 404,
  pcBias: 408,
  codeBase: 416,
  fuel: 420,
  /** Negative: leave at the next taken branch with Exit.interrupted. */
  poll: 424,
  memoryFault: 428,
  scratch: 432,
  vsr: 512,
  /** How the interpreter, or compiled code, came to the target that `hot` is asked about: see `ARRIVAL`. */
  arrival: 1684,
  /** The address of the last jump through CTR that went where no compiled code was; 0: none. */
  jumpFrom: 1688,
  /** Four counts: how often compiled code was left, by the low bits of its result (`REGION`). */
  regionExits: 1696,
  /** While compiled code has called the interpreter (`nested`): the address where it goes on; otherwise `NO_RETURN`. */
  expected: 1712,
  /** Bytes of host stack that compiled code may use. */
  stackLeft: 1720,
  /** The count of flushes (emulator/memory/mmu.ts) when the outermost compiled code began. */
  outerEpoch: 1724,
  /** Fuel that compiled code took for misses of its extents, to end early: it is given back. */
  fuelBack: 1728,
  /** The numbers of comparisons that condition register fields stand for: see emulator/interpreter/compared.ts. */
  compared: 1792,
  /** The numbers that CA and CA32 follow from, at most three. */
  carried: 1920,
  /** What `locate` found: see emulator/interpreter/locate.ts. */
  extentFirst: 1664,
  extentBytes: 1672,
  extentAddend: 1680,
} as const;

/**
 * By a call; by a backward branch; by a return; by a jump through a register, which is at `jumpFrom`; by a call through a register,
 * which is there too: a call, when that was noted.
 */
export const ARRIVAL = { call: 0, back: 1, other: 2, jump: 3, callThrough: 4 } as const;

/** Bytes of host stack that nested compiled code may use. */
export const REGION_STACK = 400_000;

/** No address of an instruction. */
export const NO_RETURN = 1;

export const STATE_SIZE = 4096;
/** What describes a thread; the rest of the block belongs to the place it runs at. */
const ARCHITECTED = 384;
/** Vector registers and the floating-point unit's part (emulator/float/layout.ts). */
const VECTOR_END = STATE.vsr + 64 * 16 + 128;

/** How an access failed. */
export const ACCESS = { read: 0, write: 1, execute: 2 } as const;

export class CpuState {
  readonly physical: PhysicalMemory;
  readonly address: number;

  /** `address`: a multiple of 16 with `STATE_SIZE` bytes behind it. Contents are left as they are. */
  constructor(physical: PhysicalMemory, address: number) {
    this.physical = physical;
    this.address = address;
  }

  /** All registers zero, no reservation. */
  reset(): void {
    this.physical.u8.fill(0, this.address, this.address + STATE_SIZE);
  }

  /** Registers of another thread; not its reservation. */
  copyFrom(other: CpuState): void {
    const { u8 } = this.physical;
    u8.copyWithin(this.address, other.address, other.address + ARCHITECTED);
    u8.copyWithin(this.address + STATE.vsr, other.address + STATE.vsr, other.address + VECTOR_END);
    this.clearReservation();
  }

  gprHi(n: number): number {
    return this.hi(STATE.gpr + 8 * n);
  }

  gprLo(n: number): number {
    return this.lo(STATE.gpr + 8 * n);
  }

  setGpr(n: number, hi: number, lo: number): void {
    this.set(STATE.gpr + 8 * n, hi, lo);
  }

  /** The register as a signed Number: exact up to 2^53. */
  gpr(n: number): number {
    return this.number(STATE.gpr + 8 * n);
  }

  setGprNumber(n: number, value: number): void {
    this.setNumber(STATE.gpr + 8 * n, value);
  }

  /** A doubleword of the block by its offset, as in `STATE`: high word, unsigned. */
  hi(offset: number): number {
    return (this.physical.i32[(this.address + offset + 4) >>> 2] as number) >>> 0;
  }

  lo(offset: number): number {
    return (this.physical.i32[(this.address + offset) >>> 2] as number) >>> 0;
  }

  set(offset: number, hi: number, lo: number): void {
    const { i32 } = this.physical;
    i32[(this.address + offset) >>> 2] = lo;
    i32[(this.address + offset + 4) >>> 2] = hi;
  }

  /** As a signed Number: exact up to 2^53. */
  number(offset: number): number {
    const { i32 } = this.physical;
    const word = (this.address + offset) >>> 2;
    return (i32[word + 1] as number) * 4294967296 + ((i32[word] as number) >>> 0);
  }

  setNumber(offset: number, value: number): void {
    this.set(offset, Math.floor(value / 4294967296), value | 0);
  }

  get pc(): number {
    return this.number(STATE.pc);
  }

  set pc(value: number) {
    this.setNumber(STATE.pc, value);
  }

  get lr(): number {
    return this.number(STATE.lr);
  }

  set lr(value: number) {
    this.setNumber(STATE.lr, value);
  }

  get ctr(): number {
    return this.number(STATE.ctr);
  }

  set ctr(value: number) {
    this.setNumber(STATE.ctr, value);
  }

  /** The condition register, field 0 in the top bits; unsigned. */
  get cr(): number {
    const { u8 } = this.physical;
    let value = 0;
    for (let i = 0; i < 8; i++) value = (value << 4) | (u8[this.address + STATE.cr + i] as number);
    return value >>> 0;
  }

  set cr(value: number) {
    const { u8 } = this.physical;
    for (let i = 0; i < 8; i++) u8[this.address + STATE.cr + i] = (value >>> (28 - 4 * i)) & 15;
  }

  crField(n: number): number {
    return this.physical.u8[this.address + STATE.cr + n] as number;
  }

  setCrField(n: number, value: number): void {
    this.physical.u8[this.address + STATE.cr + n] = value;
  }

  /** The low word of XER: SO OV CA … OV32 CA32 … count. */
  get xer(): number {
    const { u8 } = this.physical;
    const at = this.address;
    return (
      (((u8[at + STATE.so] as number) << 31) |
        ((u8[at + STATE.ov] as number) << 30) |
        ((u8[at + STATE.ca] as number) << 29) |
        ((u8[at + STATE.ov32] as number) << 19) |
        ((u8[at + STATE.ca32] as number) << 18) |
        (u8[at + STATE.stringCount] as number)) >>>
      0
    );
  }

  set xer(value: number) {
    const { u8 } = this.physical;
    const at = this.address;
    u8[at + STATE.so] = (value >>> 31) & 1;
    u8[at + STATE.ov] = (value >>> 30) & 1;
    u8[at + STATE.ca] = (value >>> 29) & 1;
    u8[at + STATE.ov32] = (value >>> 19) & 1;
    u8[at + STATE.ca32] = (value >>> 18) & 1;
    u8[at + STATE.stringCount] = value & 0x7f;
  }

  /** FPR n is the high doubleword of VSR n: pass this to `hi`, `lo`, `set`. */
  static fprOffset(n: number): number {
    return STATE.vsr + 16 * n + 8;
  }

  /** Byte element `element` (ISA numbering, 0 is the most significant) of VSR n. */
  vsrByte(n: number, element: number): number {
    return this.physical.u8[this.address + STATE.vsr + 16 * n + 15 - element] as number;
  }

  setVsrByte(n: number, element: number, value: number): void {
    this.physical.u8[this.address + STATE.vsr + 16 * n + 15 - element] = value;
  }

  get vrsave(): number {
    return this.lo32(STATE.vrsave);
  }

  set vrsave(value: number) {
    this.setLo32(STATE.vrsave, value);
  }

  get vscr(): number {
    return this.lo32(STATE.vscr);
  }

  set vscr(value: number) {
    this.setLo32(STATE.vscr, value);
  }

  /** The low word of FPSCR: status, enables, rounding mode. */
  get fpscr(): number {
    return this.lo32(STATE.fpscr);
  }

  set fpscr(value: number) {
    this.setLo32(STATE.fpscr, value);
  }

  /** Not 0 when an enabled floating-point exception interrupts the program: MSR.FE0 · 2 + FE1. */
  get floatTraps(): number {
    return this.lo32(FLOAT.traps);
  }

  set floatTraps(value: number) {
    this.setLo32(FLOAT.traps, value);
  }

  clearReservation(): void {
    this.setLo32(STATE.reservationValid, 0);
  }

  /** The fault report of the last Exit.fault, trap, illegal or alignment. */
  get faultAddressHi(): number {
    return this.hi(STATE.faultAddress);
  }

  get faultAddressLo(): number {
    return this.lo(STATE.faultAddress);
  }

  get faultAddress(): number {
    return this.number(STATE.faultAddress);
  }

  /** 0 read, 1 write, 2 execute. */
  get faultAccess(): number {
    return this.lo32(STATE.faultAccess);
  }

  get instructionWord(): number {
    return this.lo32(STATE.instructionWord);
  }

  /** What is left of the fuel of the last run. */
  get fuel(): number {
    return (this.lo32(STATE.fuel) | 0) + 1;
  }

  /** Asks the running code to leave soon with Exit.interrupted; may come from another thread. */
  interrupt(): void {
    Atomics.store(this.physical.i32, (this.address + STATE.poll) >>> 2, -1);
  }

  clearInterrupt(): void {
    Atomics.store(this.physical.i32, (this.address + STATE.poll) >>> 2, 0);
  }

  private lo32(offset: number): number {
    return (this.physical.i32[(this.address + offset) >>> 2] as number) >>> 0;
  }

  private setLo32(offset: number, value: number): void {
    this.physical.i32[(this.address + offset) >>> 2] = value;
  }
}
