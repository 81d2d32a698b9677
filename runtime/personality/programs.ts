/**
 * What starting programs needs of the machine: the ABIs that it can run, memory, randomness, and whom to tell when a file
 * cannot be executed.
 */
import type { SpaceContext } from '../kernel/address-space.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Abi } from './abi.ts';
import type { Hardware } from './image/hardware.ts';
import type { ImageAbi } from './image/image-abi.ts';
import type { ImageProblem } from './image/image-problem.ts';
import type { GuestProcess } from './process.ts';

/** An ABI that the machine knows. */
export interface AbiSource {
  readonly image: ImageAbi;
  readonly abi: Abi;
}

export interface ProgramOptions {
  readonly ipc: Ipc;
  abis(): readonly AbiSource[];
  readonly context: SpaceContext;
  readonly hardware: Hardware;
  random(into: Uint8Array): void;
  /** A guest tried to execute something that is no program. */
  problem(process: GuestProcess, problem: ImageProblem): void;
}

export class Programs {
  readonly options: ProgramOptions;

  constructor(options: ProgramOptions) {
    this.options = options;
  }

  /** What images are recognised by, those of a personality first. */
  images(personality: string): readonly ImageAbi[] {
    const all = this.options.abis().map(({ image }) => image);
    return [...all.filter((image) => image.personality === personality), ...all.filter((image) => image.personality !== personality)];
  }

  /** The ABI that an image is of. */
  abi(image: ImageAbi): Abi {
    const source = this.options.abis().find((one) => one.image === image);
    if (source === undefined) throw new Error(`${image.personality} ${image.name} is not one of the machine's ABIs`);
    return source.abi;
  }
}
