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
}

export type I32 = Node<'i32'>;
export type I64 = Node<'i64'>;
export type F32 = Node<'f32'>;
export type F64 = Node<'f64'>;
export type V128 = Node<'v128'>;

/** A node that applies one instruction to its operands. */
export function operation<T extends ValueType>(
  type: T,
  code: readonly number[],
  ...operands: readonly Node[]
): Node<T> {
  return { type, code, operands, value: undefined };
}

export function constantNode<T extends ValueType>(type: T, code: readonly number[], value: number | bigint): Node<T> {
  return { type, code, operands: [], value };
}

export function localGet<T extends ValueType>(type: T, index: number): Node<T> {
  return operation(type, [0x20, ...leb(index)]);
}

/** A memory immediate: log2 of the alignment promised, and a constant offset. */
export function memarg(align: number, offset: number): number[] {
  return [align, ...leb(offset)];
}

/** Emits operands first, depth first: the stack machine's order. */
export function emitNode(out: ByteWriter, node: Node): void {
  for (const operand of node.operands) emitNode(out, operand);
  out.raw(node.code);
}
