/**
 * What the ground must know of a personality's ABI: filled from the generated tables by `runtime/machine.ts`.
 *
 * Nothing else of the ground asks which personality a process has.
 */
import type { Order } from '../../emulator/index.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Notice, SignalInformation } from '../generated/structs.ts';
import type { Call } from './call.ts';
import type { CoreOutput } from './core/core-dump.ts';
import type { KernelPages } from './code-page.ts';
import type { SignalSet } from './signal-set.ts';
import type { SocketAbi } from './sockets/socket-abi.ts';

/** A call of the translation layer: a number of 0 and up, an Errno, BLOCKED, KEEP or INTERRUPTED. */
export type CallFunction = (call: Call) => number;

/** Native signal numbers: tables indexed by number, 0 where there is none. */
export interface SignalNumbers {
  readonly toNative: readonly number[];
  readonly toNeutral: readonly number[];
  /** First native signal that queues. */
  readonly firstRealtime: number;
  /** The greatest native signal. */
  readonly last: number;
  /** Bytes of a sigset_t and of the words it is made of. */
  readonly setBytes: number;
  readonly setUnit: 4 | 8;
}

/** How a handler is entered and left. */
export interface SignalFrame {
  /** The smallest alternate stack that may be set: MINSIGSTKSZ. */
  readonly leastStack: number;
  /**
   * Pushes a frame and points the thread at the handler. `mask` is what the handler's return restores.
   * False when the stack cannot be written.
   */
  enter(thread: Thread, delivery: Delivery): boolean;
  /** Restores what `enter` saved, from where the registers say; false when it cannot be read. */
  leave(thread: Thread): boolean;
  /**
   * Saves the thread's context at one address and goes on in the one at another (swapcontext of 32-bit Linux); 0 leaves
   * either out. An Errno, 0 for going on here, undefined for going on there.
   */
  swap?(thread: Thread, save: number, load: number, size: number): number | undefined;
}

/** One signal about to be handled. */
export interface Delivery {
  readonly signal: number;
  readonly handler: number;
  readonly information: SignalInformation;
  /** Bits of SignalActionFlags. */
  readonly flags: number;
  readonly mask: SignalSet;
  /** Top of the stack to be used, when it is the alternate one. */
  readonly stack: number | undefined;
}

/** A signal as a descriptor gives it to be read (signalfd). */
export interface SignalRecord {
  readonly size: number;
  /** The record's bytes, good until the next; the signal is a neutral one. */
  write(information: SignalInformation): Uint8Array;
}

/** A notice of a changed file as a descriptor gives it to be read (inotify). */
export interface NoticeRecord {
  sizeOf(name: string): number;
  /** The record's bytes, good until the next. */
  write(notice: Omit<Notice, 'length'>, name: string): Uint8Array;
}

/** What is left of a process that a signal ended. */
export interface CoreFile {
  /** @param signal native */
  write(thread: Thread, signal: number, information: SignalInformation, output: CoreOutput): void;
}

export interface Abi {
  /** linux, freebsd … */
  readonly personality: string;
  /** ppc64le, ppc64 … */
  readonly name: string;
  readonly bits: 32 | 64;
  readonly order: Order;
  readonly pageSize: number;
  /** Whether function pointers are descriptors {entry, toc, environment}. */
  readonly functionDescriptors: boolean;
  readonly signals: SignalNumbers;
  /** What every process of the ABI maps besides its program. */
  readonly codePage: KernelPages | undefined;
  readonly frame: SignalFrame;
  /** Absent: the system has none. */
  readonly signalRecord: SignalRecord | undefined;
  readonly noticeRecord: NoticeRecord | undefined;
  /** Absent: the system's core files are not written here. */
  readonly core?: CoreFile | undefined;
  /** Layouts of what socket calls take; undefined where the system has none here. */
  readonly sockets?: SocketAbi | undefined;
  /** The translation layer: the function behind a number, undefined when the number is none of the personality's. */
  lookup(number: number): CallFunction | undefined;
  /** Native number of a neutral error. */
  errno(error: number): number;
}
