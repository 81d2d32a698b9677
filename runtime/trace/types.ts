/**
 * What a tracer knows of calls: generated per personality and ABI (runtime/generated/<p>/<abi>/trace.ts), read by
 * the decoder beside this file. Data only; lengths and selectors are functions of the argument registers.
 */

/** Argument registers as they were when the call was made. `Call` has the same readers. */
export interface Registers {
  i32(index: number): number;
  u32(index: number): number;
  i64(index: number): number;
  u64(index: number): number;
  /** A 64-bit value in two 32-bit registers, the high word first. */
  pairI64(index: number): number;
  pairU64(index: number): number;
  address(index: number): number;
}

/** Memory of the traced process, up to the first fault. An address space is one. */
export interface TraceMemory {
  copyIn(address: number, bytes: Uint8Array, start: number, end: number): number;
}

export interface FlagNames {
  readonly zero?: string;
  /** Value and name; a value of several bits is told only when all are set. */
  readonly bits: readonly (readonly [value: number, name: string])[];
  readonly fields: readonly FieldNames[];
  /** For bits without a name: `0x80 // O_???`. */
  readonly prefix: string;
}
export interface FieldNames {
  readonly mask: number;
  /** How what lies under the mask is told. */
  readonly values?: ValueNames;
  readonly as?: 'octal' | 'signal';
}
export type ValueNames = ReadonlyMap<number, string>;

export type TraceScalar = 's8' | 'u8' | 's16' | 'u16' | 's32' | 'u32' | 's64' | 'u64' | 'address' | 'f32' | 'f64';

/** How a number is told. */
export type TraceNumber = 'decimal' | 'octal' | 'hex' | 'address' | 'fd' | 'dirfd' | 'signal' | 'dev' | 'bool';

export interface TraceField {
  readonly name: string;
  readonly offset: number;
  readonly type: TraceFieldType;
}
export type TraceFieldType =
  | { readonly kind: 'scalar'; readonly scalar: TraceScalar; readonly as: TraceNumber; readonly names?: ValueNames }
  | { readonly kind: 'flags'; readonly scalar: TraceScalar; readonly names: FlagNames }
  | { readonly kind: 'enum'; readonly scalar: TraceScalar; readonly names: ValueNames }
  | { readonly kind: 'text'; readonly size: number }
  | { readonly kind: 'signalset' }
  | { readonly kind: 'struct'; readonly struct: TraceStruct }
  | { readonly kind: 'array'; readonly of: TraceFieldType; readonly size: number; readonly length: number };

export interface TraceStruct {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly TraceField[];
  /** Fields told unless everything is asked for; absent: all. */
  readonly brief?: readonly string[];
  /** Told as `[3, 4]`. */
  readonly list?: true;
}

type Length = (r: Registers) => number;
type Direction = 'in' | 'out' | 'inout';

export type TraceType =
  | { readonly kind: 'number'; readonly read: keyof Registers; readonly as: TraceNumber }
  | { readonly kind: 'flags'; readonly read: keyof Registers; readonly names: FlagNames }
  | { readonly kind: 'enum'; readonly read: keyof Registers; readonly names: ValueNames; readonly prefix: string }
  | { readonly kind: 'path' | 'strings' }
  | {
      readonly kind: 'buffer' | 'iovec' | 'text' | 'fdset' | 'records';
      readonly direction: Direction;
      readonly length: Length;
    }
  | { readonly kind: 'struct'; readonly direction: Direction; readonly struct: TraceStruct; readonly length?: Length }
  | {
      readonly kind: 'scalars';
      readonly direction: Direction;
      readonly scalar: TraceScalar;
      readonly as: TraceNumber;
      readonly length?: Length;
    }
  | { readonly kind: 'signalset'; readonly direction: Direction; readonly indirect?: true };

export interface TraceArgument {
  readonly name: string;
  readonly type: TraceType;
  /** The register that it begins in, when that is not its place in the list. */
  readonly register?: number;
  /** Told only then (a mode that open(2) does not look at is not). */
  readonly when?: (r: Registers) => boolean;
}

export type TraceResult =
  | { readonly kind: 'number' | 'address' | 'none' }
  | { readonly kind: 'flags'; readonly names: FlagNames };

/** What a command of a multiplexed call takes and answers. */
export interface TraceVariant {
  readonly args: readonly TraceArgument[];
  readonly result: TraceResult;
}

export interface TraceCall {
  readonly name: string;
  /** strace's classes, without the `%`. */
  readonly groups: readonly string[];
  readonly args: readonly TraceArgument[];
  readonly result: TraceResult;
  /** Which variant a call is. */
  readonly select?: (r: Registers) => number;
  readonly variants?: ReadonlyMap<number, TraceVariant>;
}

/** Everything a tracer needs of one personality and ABI. */
export interface TraceTable {
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
  /** By number. */
  readonly calls: ReadonlyMap<number, TraceCall>;
  readonly signalSetBytes: number;
  readonly signalSetUnit: 4 | 8;
  readonly signalName: (native: number) => string;
}
