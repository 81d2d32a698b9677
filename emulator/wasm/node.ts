/**
 * Expression nodes: what semantics compute with.
 *
 * A node is a WebAssembly expression that has no effect but its value: constants, locals,
 * operations on other nodes, loads from the emulator's own state. Nothing is emitted when a node is
 * made; `Code` emits it, once for every use. A value used twice, or one that must be
 * read before something changes, is therefore put into a local with `let`.
 */
import { type ByteWriter, leb } from './bytes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Type bytes of the binary format. */
export const TYPE_BYTE: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

export interface Node<T extends ValueType = ValueType> {
  readonly type: T;
  /** Known while the code is built: i32 as a signed number, i64 as a signed bigint. */
  readonly value: number | bigint | undefined;
  readonly operands: readonly Node[];
  /** Opcode and immediates, emitted after the operands. */
  readonly code: readonly number[];
  /** The local that it reads; −1 for any other node. */
  readonly local: number;
}

export type I32 = Node<'i32'>;
export type I64 = Node<'i64'>;
export type F32 = Node<'f32'>;
export type F64 = Node<'f64'>;
export type V128 = Node<'v128'>;

const NONE: readonly Node[] = [];

/** A node that applies one instruction to its operands. */
export function operation<T extends ValueType>(
  type: T,
  code: readonly number[],
  ...operands: readonly Node[]
): Node<T> {
  return { type, code, operands, value: undefined, local: -1 };
}

export function constantNode<T extends ValueType>(type: T, code: readonly number[], value: number | bigint): Node<T> {
  return { type, code, operands: NONE, value, local: -1 };
}

export function localGet<T extends ValueType>(type: T, index: number): Node<T> {
  return { type, code: withIndex(0x20, index), operands: NONE, value: undefined, local: index };
}

/** An instruction with one immediate: spelled out, as nearly all of them are short and code is made of them. */
export function withIndex(opcode: number, index: number): number[] {
  if (index < 0x80) return [opcode, index];
  if (index < 0x4000) return [opcode, (index & 0x7f) | 0x80, index >>> 7];
  return [opcode, ...leb(index)];
}

/** A load or store with its memory immediate: see `memarg`. */
export function withMemarg(opcode: number, align: number, offset: number): number[] {
  if (offset >= 0 && offset < 0x80) return [opcode, align, offset];
  if (offset >= 0 && offset < 0x4000) return [opcode, align, (offset & 0x7f) | 0x80, offset >>> 7];
  return [opcode, align, ...leb(offset)];
}

/** A memory immediate: log2 of the alignment promised, and a constant offset. */
export function memarg(align: number, offset: number): number[] {
  return [align, ...leb(offset)];
}

/** Emits operands first, depth first: the stack machine's order. */
export function emitNode(out: ByteWriter, node: Node): void {
  const { operands } = node;
  // By index: iterating takes several times as long before V8 has optimized it.
  for (let i = 0; i < operands.length; i++) emitNode(out, operands[i] as Node);
  out.raw(node.code);
}
