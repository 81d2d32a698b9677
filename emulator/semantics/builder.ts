/**
 * What the meaning of an instruction is written against.
 *
 * `Semantics` is called once with the instruction's fields and builds code on a `Builder`. The
 * interpreter gives fields that are read from the instruction word at run time (or known, in a
 * handler made for one value); a JIT gives known fields and keeps registers in locals.
 * Both promise:
 *
 * - Reading a register gives the value at that moment, however late the node is used.
 * - Statements take effect in the order in which they are written.
 * - A memory access either completes or leaves with `Exit.fault` having changed nothing. So an
 *   instruction with several accesses calls `probe` first, and registers are set after
 *   memory was accessed (an update form that faults leaves RA as it was).
 * - After the function returns, execution goes on with the next instruction unless it branched.
 */
import type { FieldName } from '../decode.ts';
import type { Exit } from '../exit.ts';
import type { Order } from '../memory/access.ts';
import type { Statements } from '../wasm/code.ts';
import type { F32, F64, I32, I64, Node, V128, ValueType } from '../wasm/node.ts';

export type { FieldName, Order };

/** One operand field of the instruction at hand. */
export interface Field {
  readonly name: string;
  /** Its value (sign-extended where the ISA says so), when it is known while building. */
  readonly value: number | undefined;
  /** True when it is known not to be 0: the handler for RA ≠ 0. */
  readonly nonZero: boolean;
}

/** The fields of an instruction. Asking for one that the instruction lacks throws. */
export type Fields = { readonly [name in FieldName]: Field };

/** A register by field, or a fixed one by number (LR-like conventions, CR field 0, 1, 6). */
export type Register = Field | number;

export type AccessSize = 1 | 2 | 4 | 8;

/** Special registers that user programs reach besides LR, CTR and XER. */
export type SpecialRegister = 'tar' | 'vrsave' | 'dscr' | 'ppr' | 'amr' | 'sprg3';

/**
 * A function of its own, called from many handlers: for meanings too long to repeat in each.
 * It sees only its arguments and the state block's address (`builder.cpu`, if it is passed).
 */
export interface Helper<T extends ValueType = ValueType> {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: T;
  readonly body: (code: HelperCode, parameters: readonly Node[]) => Node<T>;
  /** Compiled code has it in place instead of calling it. */
  readonly short?: boolean;
}

export interface HelperCode extends Statements {
  call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T>;
}

/**
 * Where CA and CA32 come from: `sum` is `a` + `b` and perhaps 1; or a number lost ones when it was shifted, and `kept` is what is left of it, in
 * its place.
 */
export type CarrySource =
  | { readonly kind: 'sum'; readonly a: I64; readonly b: I64; readonly sum: I64 }
  | { readonly kind: 'shift'; readonly a: I64; readonly kept: I64 };

export interface Builder extends HelperCode {
  readonly order: Order;
  /** Width of effective addresses and of comparison results in CR0. */
  readonly bits: 32 | 64;
  /** 2.07 or 3.0: whether CA32 and OV32 exist. */
  readonly level: 207 | 300;

  // Fields ---------------------------------------------------------------------------------------
  /** A field's value as a word, sign-extended where the ISA says so. */
  field(field: Field): I32;
  /** The same as a doubleword: immediates, displacements. */
  immediate(field: Field): I64;
  /** Whether the field equals a constant: known, or a comparison. */
  is(field: Field, value: number): I32;

  // Fixed-point registers ------------------------------------------------------------------------
  /** `plus` names the following register of a pair. */
  gpr(register: Register, plus?: number): I64;
  setGpr(register: Register, value: I64, plus?: number): void;
  /** (RA|0): the register, or 0 when the field is 0. */
  gprOrZero(field: Field): I64;
  /** By a number computed at run time, 0 to 31: load multiple and string. */
  gprAt(index: I32): I64;
  setGprAt(index: I32, value: I64): void;

  // Floating-point and vector registers ----------------------------------------------------------
  /** FPR n is doubleword 0 of VSR n. As a double, or as its bits (a NaN's payload survives only so). */
  fpr(register: Register): F64;
  setFpr(register: Register, value: F64): void;
  fprBits(register: Register, plus?: number): I64;
  setFprBits(register: Register, bits: I64, plus?: number): void;
  /** VSR 0 to 63 and VR 0 to 31 (= VSR 32 + n), ISA element 0 in the highest lane. */
  vsr(register: Register): V128;
  setVsr(register: Register, value: V128): void;
  vr(register: Register): V128;
  setVr(register: Register, value: V128): void;
  /** One doubleword of a VSR; 0 is the high one. The other half is kept. */
  vsrDoubleword(register: Register, element: 0 | 1): I64;
  setVsrDoubleword(register: Register, element: 0 | 1, value: I64): void;
  /** As it stands in the state block: FR, FI and FPRF are right only after `floatSettle`. */
  fpscr(): I64;
  setFpscr(value: I64): void;
  vscr(): I32;
  setVscr(value: I32): void;

  // Floating point: natively, or by the exact unit (emulator/float, and float-unit.ts for how it is used) --
  /** 1 when native results may be used (`isFastMode`) and XX is set already (`inexact`), or clear (not `inexact`). */
  floatMode(inexact: boolean): I32;
  /** The last scalar operation: FR, FI and FPRF are computed from this when somebody looks. */
  noteFloat(operation: number, operands: readonly F64[]): void;
  /** A compare without a NaN was done natively: FPCC. */
  noteFloatCompare(field: I32): void;
  /** Sets a field, and FPCC, from a comparison of numbers: LT, GT, EQ, or SO when one is a NaN (not after `leaveUnless`). */
  compareFloat(target: Register, a: F64, b: F64): void;
  /** The unit does a scalar operation: an `Outcome`; `unitResult` reads the result. */
  floatScalar(operation: number, operands: readonly F64[]): I32;
  /**
   * The unit does something that leaves the record alone (vectors, compares, maximum): operands by slot. Its
   * `Outcome`. Operation 0 only tells whether an enabled exception is due.
   */
  floatAside(operation: number, operands: readonly (F64 | V128)[]): I32;
  /**
   * Compiled code has this: it goes on if `likely`, or else `otherwise`; and if that is not so either it leaves, for the
   * interpreter to do the instruction, of which nothing was done yet. Without it the instruction calls the unit.
   */
  leaveUnless?(likely: I32, otherwise?: () => I32): void;
  /** Brings FPSCR in the state block up to date before it is read or written as a whole. */
  floatSettle(): void;
  /** Whether a register is known to hold no more than a single's 24 significant bits (or a NaN of a single). */
  isSingle(register: Register): boolean;
  /** After the instruction a register does, if all of the sources did before. Without sources it does already. */
  noteSingle(register: Register, ...sources: readonly Register[]): void;
  /** The single in a register, where it is at hand: no conversion. */
  single(register: Register): F32 | undefined;
  /** Sets a register from a single; to `wide`, which is the same but for the bits of NaNs, if that is given. */
  setSingle(register: Register, value: F32, wide?: F64): void;
  /** Whether `fusedMultiplyAddVector` is one instruction. */
  readonly fuses: boolean;
  /** a · c + b rounded once, to nearest; a NaN also when the unit must be asked. */
  fusedMultiplyAdd(a: F64, c: F64, b: F64): F64;
  /** The same in every lane; NaNs as operands may come out as any NaN. */
  fusedMultiplyAddVector(lanes: 'f64x2' | 'f32x4', a: V128, c: V128, b: V128): V128;

  // Condition register: a field is 4 bits, LT=8 GT=4 EQ=2 SO=1 --------------------------------------
  crField(register: Register): I32;
  setCrField(register: Register, value: I32): void;
  /** Bit 0 to 31 by its number, as 0 or 1. */
  crBit(bit: Register): I32;
  setCrBit(bit: Register, value: I32): void;
  /** Sets a field from a comparison of the same width, with SO copied from XER. */
  compareSigned(target: Register, a: I64, b: I64): void;
  compareUnsigned(target: Register, a: I64, b: I64): void;
  /** CR0 from a result compared with 0 (in the mode's width): what Rc = 1 asks for. */
  record(result: I64): void;

  // XER ------------------------------------------------------------------------------------------
  ca(): I32;
  /** CA, and CA32 where it exists; each 0 or 1. `of`: what they follow from. */
  setCarry(ca: I32, ca32: I32, of?: CarrySource): void;
  ov(): I32;
  ov32(): I32;
  ca32(): I32;
  /** OV, and OV32 where it exists; SO stays set once OV was. */
  setOverflow(ov: I32, ov32: I32): void;
  /** The same without touching SO: addex. */
  replaceOverflow(ov: I32, ov32: I32): void;
  so(): I32;
  /** The whole register as mfxer reads and mtxer writes it. */
  xer(): I64;
  setXer(value: I64): void;

  // Other registers ------------------------------------------------------------------------------
  lr(): I64;
  setLr(value: I64): void;
  ctr(): I64;
  setCtr(value: I64): void;
  special(register: SpecialRegister): I64;
  setSpecial(register: SpecialRegister, value: I64): void;
  timeBase(): I64;
  /** 32 random bits: darn. */
  random(): I32;
  /** Address of the state block in the emulator's memory, for helpers. */
  readonly cpu: I32;

  // Memory, in the process's byte order ------------------------------------------------------------
  /** Zero-extended, or sign-extended on request. Any alignment. */
  load(size: AccessSize, address: I64, options?: { readonly signed?: boolean }): I64;
  store(size: AccessSize, address: I64, value: I64): void;
  /** Floating-point formats: the bits, whatever they are. */
  loadDouble(address: I64): F64;
  loadSingle(address: I64): F32;
  storeDouble(address: I64, value: F64): void;
  storeSingle(address: I64, value: F32): void;
  /** A quadword; as a number it has ISA byte 0 on top in a big-endian process, at the bottom in a little-endian one. */
  load128(address: I64): V128;
  store128(address: I64, value: V128): void;
  /** Leaves with a fault unless `length` bytes (0 to 4096) may be accessed; faults on none of them afterwards. */
  probe(address: I64, length: I32, access: 'read' | 'write'): void;
  /** dcbz: writes zeros to an aligned block. */
  zero(address: I64, length: 128): void;
  /** lbarx … ldarx, lqarx: sets the reservation. Leaves with `Exit.alignment` when unaligned. */
  loadReserve(size: AccessSize, address: I64): I64;
  /** 1 if the reservation held and the store was done; clears the reservation. */
  storeConditional(size: AccessSize, address: I64, value: I64): I32;
  /** The quadword forms; the pair is (high, low) as a number. */
  loadReserveQuad(address: I64): { high: I64; low: I64 };
  storeConditionalQuad(address: I64, high: I64, low: I64): I32;
  /** Leaves with `Exit.alignment` unless `address` is a multiple of `size`. */
  requireAligned(address: I64, size: 2 | 4 | 8 | 16): void;
  /** icbi: drops what was decoded of the block at this address. */
  invalidateCode(address: I64): void;
  /** sync, lwsync, eieio: orders accesses between processors. */
  fence(): void;

  // Control --------------------------------------------------------------------------------------
  pc(): I64;
  nextPc(): I64;
  /** If `taken`: to pc + displacement, or to the displacement itself when absolute. */
  branch(taken: I32, displacement: Field, absolute: Field): void;
  /** If `taken`: to an address (its two low bits are ignored). */
  branchTo(taken: I32, address: I64): void;
  /** isync: fetches the next instruction anew, from where its page is mapped now. */
  synchronize(): void;
  systemCall(): void;
  /** Leaves with pc at this instruction. Conditionally inside `if`. */
  exit(reason: Exit): void;
}

export type Semantics = (builder: Builder, fields: Fields) => void;

/** One topic's instructions, by mnemonic. */
export type SemanticsTable = Readonly<Record<string, Semantics>>;
