/** How scalars of an ABI are read and written through a StructView. */
import type { LayoutScalar } from '../../load/layout-type.ts';
import { isSigned, scalarSize } from '../../load/layout-type.ts';

/** The StructView method that reads a scalar. */
export function getter(name: LayoutScalar, bits: number): string {
  if (name === 'ptr') return bits === 64 ? 'address' : 'u32';
  if (name === 'f32' || name === 'f64') return name;
  return `${isSigned(name) ? 's' : 'u'}${scalarSize(name, bits) * 8}`;
}

/** The StructView method that writes a scalar. */
export function setter(name: LayoutScalar, bits: number): string {
  if (name === 'ptr') return bits === 64 ? 'setAddress' : 'setU32';
  if (name === 'f32' || name === 'f64') return `set${name.toUpperCase()}`;
  return `setU${scalarSize(name, bits) * 8}`;
}
