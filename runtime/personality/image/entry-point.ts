/** Where an image begins to run: its entry, or what the function descriptor at its entry names (ELFv1). */
import { StructView } from '../../kernel/struct-view.ts';
import { ADDRESS_END } from '../../kernel/address.ts';
import type { AddressSpace } from '../../kernel/address-space.ts';
import type { ImageAbi } from './image-abi.ts';
import type { LoadedImage } from './load-elf.ts';

export interface EntryPoint {
  readonly pc: number;
  /** Of the descriptor; 0 without one. */
  readonly toc: number;
  readonly environment: number;
}

const DESCRIPTOR = 24;

/** A descriptor is not relocated yet when the image was moved, so the bias is added. Undefined: it cannot be read. */
export function entryPoint(space: AddressSpace, abi: ImageAbi, image: LoadedImage): EntryPoint | undefined {
  const descriptors = abi.functionDescriptors && (image.header.flags & 3) !== 2;
  if (!descriptors) return { pc: image.entry, toc: 0, environment: 0 };
  const view = new StructView(space.order, DESCRIPTOR);
  if (!space.structIn(image.entry, DESCRIPTOR, view)) return undefined;
  const moved = (value: number) => (value + image.bias < ADDRESS_END ? value + image.bias : value);
  return { pc: moved(view.address(0)), toc: moved(view.address(8)), environment: moved(view.address(16)) };
}
