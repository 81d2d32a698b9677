/**
 * What starting programs needs of the machine: the ABIs that it can run, memory, randomness, and whom to tell when a file
 * cannot be executed.
 */
import type { SpaceContext } from '../kernel/address-space.ts';
import type { Watcher } from '../generated/servers/watcher.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Waitable } from '../kernel/thread.ts';
import type { Abi } from './abi.ts';
import type { Hardware } from './image/hardware.ts';
import type { ImageAbi } from './image/image-abi.ts';
import type { ImageProblem } from './image/image-problem.ts';
import type { GuestProcess } from './process.ts';

/** An ABI that the machine knows; its translation layer is loaded when a program first needs it. */
export interface AbiSource {
  readonly image: ImageAbi;
  load(): Promise<Abi>;
}

/** Something that waits for an ABI to be loaded. */
class Loading implements Waitable {
  readonly #ipc: Ipc;
  #watchers: ObjectHandle[] = [];
  done: Abi | undefined;
  failure: unknown;

  constructor(ipc: Ipc, promise: Promise<Abi>) {
    this.#ipc = ipc;
    void promise.then(
      (abi) => this.#finish(abi, undefined),
      (error: unknown) => this.#finish(undefined, error),
    );
  }

  subscribe(watcher: ObjectHandle): void {
    this.#watchers.push(watcher);
  }

  unsubscribe(watcher: ObjectHandle): void {
    this.#watchers = this.#watchers.filter((one) => one !== watcher);
  }

  #finish(abi: Abi | undefined, failure: unknown): void {
    this.done = abi;
    this.failure = failure;
    for (const watcher of [...this.#watchers]) (this.#ipc.table.resolve(watcher) as Watcher | undefined)?.signal(0, 0);
  }
}

export interface ProgramOptions {
  readonly ipc: Ipc;
  abis(): readonly AbiSource[];
  readonly context: SpaceContext;
  readonly hardware: Hardware;
  random(into: Uint8Array): void;
  /** A program begins whose code has this name: `Engine.bring`. */
  begins(program: string): void;
  /** A guest tried to execute something that is no program. */
  problem(process: GuestProcess, problem: ImageProblem): void;
}

export class Programs {
  readonly options: ProgramOptions;
  readonly #loading = new Map<ImageAbi, Loading>();

  constructor(options: ProgramOptions) {
    this.options = options;
  }

  /** What images are recognised by, those of a personality first. */
  images(personality: string): readonly ImageAbi[] {
    const all = this.options.abis().map(({ image }) => image);
    return [
      ...all.filter((image) => image.personality === personality),
      ...all.filter((image) => image.personality !== personality),
    ];
  }

  /** The ABI with its translation layer, or what to wait for. */
  abi(image: ImageAbi): Abi | Waitable {
    let loading = this.#loading.get(image);
    if (loading === undefined) {
      const source = this.options.abis().find((one) => one.image === image);
      if (source === undefined) throw new Error(`${image.personality} ${image.name} is not one of the machine's ABIs`);
      loading = new Loading(this.options.ipc, source.load());
      this.#loading.set(image, loading);
    }
    if (loading.failure !== undefined) throw loading.failure;
    return loading.done ?? loading;
  }
}
