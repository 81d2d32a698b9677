/** What a machine can be told: the one documented object of the library. */
import type { Order } from '../../emulator/index.ts';
import type { TranslationStore } from '../../emulator/jit/kept.ts';
import type { Translator } from '../../emulator/jit/translator.ts';
import type { HostPort } from '../host/port.ts';
import type { Unsupported } from '../personality/call.ts';
import type { Sampler } from '../personality/sampler.ts';
import type { CallTracer } from '../personality/system-call.ts';
import type { Connected, Published } from '../servers/inet/host-ways.ts';

/** How guest code is executed. */
export type Engine = 'interp' | 'jit';

/** A folder of the host that the guest sees. */
export interface Bind {
  /** Host name of the folder. */
  readonly host: string;
  /** Absolute guest name; folders on the way are made. */
  readonly guest: string;
  readonly readOnly?: boolean;
}

/** What programs reach over the network: their own loopback only, or ports of the host's loopback too. */
export type Network = 'none' | 'loopback' | 'host-loopback';

/** Where a guest's descriptors 0 to 2 lead. */
export interface Stdio {
  /** Absent or `inherit`: the caller's own. Bytes or text: what the guest reads, then the end. `null`: at its end at once. */
  readonly stdin?: 'inherit' | Uint8Array | string | null;
  /** Absent or `inherit`: the caller's own. A function gets a copy of what the guest writes. `null`: swallowed. */
  readonly stdout?: 'inherit' | ((bytes: Uint8Array) => void) | null;
  readonly stderr?: 'inherit' | ((bytes: Uint8Array) => void) | null;
}

export interface MachineOptions {
  /** The machine that k42 runs on: `new NodeHost()` of runtime/host/node. */
  readonly host: HostPort;
  /** Host folder that the guest sees as `/`, never written to: changes go to a layer in memory that vanishes. */
  readonly sysroot?: string;
  /** Host folders that appear in the guest; nothing else of the host does. */
  readonly binds?: readonly Bind[];
  /** Whether the layer above the sysroot may be written; default true. */
  readonly writable?: boolean;
  readonly stdio?: Stdio;
  /** Environment of programs; default PATH and HOME only. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Working directory in the guest; default `/`. */
  readonly workingDirectory?: string;
  /** User and group of programs; default 0:0. */
  readonly user?: { readonly user: number; readonly group: number; readonly groups?: readonly number[] };
  readonly hostname?: string;
  /** Default `loopback`; `none` is the same without anything that is published. */
  readonly network?: Network;
  /** Ports of the host that lead to ports of the machine's loopback, while guests run. */
  readonly publish?: readonly Published[];
  /**
   * With `host-loopback`: ports at 127.0.0.1 of the host that programs reach at their own, where no program of the machine
   * listens. Absent: all of them.
   */
  readonly connect?: readonly Connected[];
  /** Bytes of memory that guests may use; default 1 GiB, at most 4 GiB − 64 KiB. */
  readonly memory?: number;
  /**
   * Whether signals to the host's process go to the program that was started first, whatever it makes of them: for a command that
   * stands for the program. Otherwise the host's process does with them as it likes. Default false.
   */
  readonly forwardSignals?: boolean;
  /** Milliseconds after which every guest of a run is killed. */
  readonly timeout?: number;
  /**
   * The model of processor, by a name of spec/isa/processors.yaml such as `power9` or `970`: what programs are told, and what they
   * may execute (anything else is SIGILL). Absent: they are told of a POWER8, and everything that is implemented works.
   */
  readonly cpu?: string;
  /** Whether hot code is compiled (`jit`, the default) or everything interpreted (`interp`). */
  readonly engine?: Engine;
  /** Takes samples of what runs. */
  readonly sampler?: Sampler;
  /** Time, scheduling and randomness depend on `seed` only. */
  readonly deterministic?: boolean;
  /** Default 1. */
  readonly seed?: number;
  /** Watches system calls. */
  readonly trace?: CallTracer;
  /** Told once of each thing that is not supported; default: a line to the host's standard error. */
  readonly unsupported?: (what: Unsupported) => void;
  /** Told of other things that a person should know (an illegal instruction, no memory); default as above. */
  readonly diagnostic?: (line: string) => void;
  /** The installed code of the interpreter for a byte order and width of addresses (emulator/generated); absent: it is made on the spot. */
  readonly interpreter?: (order: Order, bits: 32 | 64) => Uint8Array<ArrayBuffer> | WebAssembly.Module | undefined;
  /** The installed code of the vDSO of an ABI of Linux (`vdsoImage`); absent: it is made on the spot. */
  readonly vdso?: (abi: string) => Uint8Array | undefined;
  /**
   * Compiles hot code in a thread of its own, for a model of processor or, without one, for everything that there is: see
   * `nodeTranslator` of runtime/host/node. Absent: hot code is compiled between two turns of the guests.
   */
  readonly translator?: (processor: string | undefined) => Translator;
  /**
   * Where compiled code is kept for later runs, for a model of processor as above: see `NodeTranslationStore` of runtime/host/node.
   * Absent: nowhere.
   */
  readonly translations?: (processor: string | undefined) => TranslationStore | undefined;
  /** Personalities that are not to be loaded stay out; default all of them. */
  readonly personalities?: readonly string[];
}

/** What one run may set differently from its machine. */
export type RunOptions = Partial<
  Pick<MachineOptions, 'stdio' | 'environment' | 'workingDirectory' | 'user' | 'timeout'>
> & {
  /** The program's name for itself; default: its path. */
  readonly argument0?: string;
};
