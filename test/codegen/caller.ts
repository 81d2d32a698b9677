/**
 * A guest's side of a call without a machine: registers, a page of memory that begins at 0x10000, and a ground that
 * remembers what it was asked and answers what the test says.
 */
import { STATE } from '../../emulator/state.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { Call } from '../../runtime/personality/call.ts';
import type { Unsupported } from '../../runtime/personality/call.ts';
import type { StructView } from '../../runtime/kernel/struct-view.ts';
import type { Thread } from '../../runtime/kernel/thread.ts';

export const MEMORY = 0x10000;
const SIZE = 0x2000;

type Answer = (...args: readonly unknown[]) => unknown;

/** A part of the ground: methods by name, all others answer 0. */
function part(
  answers: Readonly<Record<string, Answer>>,
  asked: { readonly method: string; readonly args: readonly unknown[] }[],
): object {
  return new Proxy(
    {},
    {
      get: (_, method: string) =>
        // Of its members the table of descriptors alone is looked at.
        method === 'table'
          ? { room: 1024 }
          : (...args: readonly unknown[]) => {
              // The thread is no argument that a test looks at.
              asked.push({ method, args: args.slice(1) });
              return answers[method]?.(...args.slice(1)) ?? 0;
            },
    },
  );
}

export class Caller {
  readonly bytes = new Uint8Array(SIZE);
  readonly asked: { readonly method: string; readonly args: readonly unknown[] }[] = [];
  readonly reports: Unsupported[] = [];
  readonly #registers = new Int32Array(1024);
  readonly #call: Call;
  readonly #thread: Thread;
  readonly #bits: 32 | 64;

  constructor(order: 'little' | 'big', answers: Readonly<Record<string, Answer>> = {}, bits: 32 | 64 = 64) {
    this.#bits = bits;
    const ground = part(answers, this.asked);
    const space = {
      copyIn: (address: number, bytes: Uint8Array, start: number, end: number) =>
        this.#copy(address, end - start, (at, count) => bytes.set(this.bytes.subarray(at, at + count), start)),
      copyOut: (address: number, bytes: Uint8Array, start: number, end: number) =>
        this.#copy(address, end - start, (at, count) => this.bytes.set(bytes.subarray(start, start + count), at)),
      bytesIn: (address: number, view: StructView, size: number) => space.copyIn(address, view.bytes, 0, size) === size,
      bytesOut: (address: number, view: StructView, size: number) =>
        space.copyOut(address, view.bytes, 0, size) === size,
      writeU32: (address: number, value: number) =>
        this.#copy(address, 4, (at) => this.view.setInt32(at, value, order === 'little')) === 4 ? 0 : Errno.EFAULT,
      writeU64: (address: number, value: number) =>
        this.#copy(address, 8, (at) => this.view.setBigInt64(at, BigInt(value), order === 'little')) === 8
          ? 0
          : Errno.EFAULT,
      readCString: (address: number, limit: number) => {
        if (address < MEMORY || address >= MEMORY + SIZE) return Errno.EFAULT;
        const end = this.bytes.indexOf(0, address - MEMORY);
        return end - (address - MEMORY) >= limit
          ? undefined
          : String.fromCharCode(...this.bytes.subarray(address - MEMORY, end));
      },
    };
    const process = {
      space,
      abi: { bits, order },
      descriptors: ground,
      names: ground,
      signals: ground,
      ground: { task: ground, signals: ground, space: ground, time: ground, system: ground },
    };
    // Only what Call looks at; a whole thread needs a machine.
    this.#thread = { process, cpu: { address: 0, physical: { i32: this.#registers } } } as unknown as Thread;
    this.#call = new Call((what) => this.reports.push(what));
  }

  /**
   * Makes a call with register arguments: numbers are sign-extended to 64 bits, as a compiler would. In 32-bit mode the
   * high halves are left over from something else.
   */
  make(
    layer: { lookup(number: number): ((call: Call) => number) | undefined },
    number: number,
    ...args: readonly number[]
  ): number {
    args.forEach((value, index) =>
      this.#set(index, this.#bits === 64 ? Math.floor(value / 0x1_0000_0000) : 0x5a5a_5a5a, value),
    );
    return layer.lookup(number)?.(this.#call.begin(this.#thread)) ?? Errno.ENOSYS;
  }

  /** Puts zero-terminated text into memory and answers its address. */
  text(text: string, at = 0): number {
    this.bytes.set(
      [...text].map((character) => character.charCodeAt(0)),
      at,
    );
    this.bytes[at + text.length] = 0;
    return MEMORY + at;
  }

  get view(): DataView {
    return new DataView(this.bytes.buffer);
  }

  #set(index: number, high: number, low: number): void {
    const at = (STATE.gpr + (3 + index) * 8) >>> 2;
    this.#registers[at] = low;
    this.#registers[at + 1] = high;
  }

  #copy(address: number, length: number, copy: (at: number, count: number) => void): number {
    const at = address - MEMORY;
    if (at < 0 || at >= SIZE) return 0;
    const count = Math.min(length, SIZE - at);
    copy(at, count);
    return count;
  }
}
