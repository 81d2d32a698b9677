/**
 * One system call under way: its arguments as the generated translation layer asks for them, and the ground it calls.
 *
 * There is one Call per processor; `begin` points it at the thread that made the call. Scalars are read straight from the
 * register file. Leases and structure views are reused: none of them may be kept after the call. Argument numbers count
 * from 0 (register r3 of every PowerPC ABI here); an indirect call (BSD's syscall(2)) shifts them by one.
 */
import { STATE } from '../../emulator/state.ts';
import { Errno } from '../generated/errors.ts';
import type { Timespec } from '../generated/structs.ts';
import type { Order } from '../../emulator/index.ts';
import type { AddressSpace } from '../kernel/address-space.ts';
import { fold } from '../kernel/address.ts';
import { Lease } from '../kernel/lease.ts';
import { StructView } from '../kernel/struct-view.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Descriptors } from './descriptors/descriptors.ts';
import type { GuestProcess } from './process.ts';
import type { Names } from './names/names.ts';

/** AT_FDCWD of Linux and the BSDs. */
const WORKING_DIRECTORY = -100;
/** Longest path with its NUL (Linux and the BSDs: PATH_MAX, 4096 and 1024; the longer one is kept for all). */
const LONGEST_PATH = 4096;
/** Most bytes of one read or write (Linux: MAX_RW_COUNT, INT_MAX rounded down to a page). */
const MOST_BYTES = 0x7fff_f000;
/** Most segments of one readv or writev (UIO_MAXIOV). */
const MOST_SEGMENTS = 1024;
/** Longest single argument of exec (Linux: MAX_ARG_STRLEN, 32 pages of 4 KiB) and most of them. */
const LONGEST_ARGUMENT = 131_072;
const MOST_ARGUMENTS = 0x7fff_ffff;

/** A page: what a structure with a size may at most be. */
const LARGEST_STRUCTURE = 4096;

const WORD = 0x1_0000_0000;
const FIRST_ARGUMENT = STATE.gpr + 3 * 8;

/** What the translation layer reports: once a machine and subject, the sink says so to the person. */
export interface Unsupported {
  readonly personality: string;
  readonly call: string;
  /** The flag, command or variant, empty for the whole call. */
  readonly what: string;
  /** What the guest got instead: an error's name, or `ignored`. */
  readonly got: string;
  readonly why: string;
  readonly matters: string;
}

export class Call {
  thread!: Thread;
  process!: GuestProcess;
  space!: AddressSpace;
  #registers!: Int32Array;
  /** Index of the first argument's low word in `#registers`. */
  #first = 0;
  /** What of a register's high word belongs to a pointer: all, or nothing in 32-bit programs. */
  #wide = -1;
  readonly #leases = [new Lease(), new Lease()];
  readonly #memoryArguments = new Int32Array(12);
  #lease = 0;
  readonly #views: Record<Order, StructView[]> = { little: [], big: [] };
  #view = 0;
  readonly #report: (what: Unsupported) => void;

  constructor(report: (what: Unsupported) => void) {
    this.#report = report;
  }

  /** Points at the call that a thread has just made. */
  begin(thread: Thread): this {
    this.thread = thread;
    this.process = thread.process;
    this.space = this.process.space;
    this.#registers = thread.cpu.physical.i32;
    this.#first = (thread.cpu.address + FIRST_ARGUMENT) >>> 2;
    this.#wide = this.process.abi.bits === 64 ? -1 : 0;
    this.#lease = 0;
    this.#view = 0;
    return this;
  }

  /** Arguments begin one register later from here on: an indirect call whose first argument was the number. */
  shift(): void {
    this.#first += 2;
  }

  /** Arguments are longs in memory from here on, not registers (socketcall): 0 or EFAULT. */
  argumentsAt(address: number, count: number): number {
    const size = this.process.abi.bits / 8;
    const view = this.structIn(address, count * size);
    if (typeof view === 'number') return view;
    this.#view--;
    for (let i = 0; i < count; i++) {
      this.#memoryArguments[2 * i] = size === 8 ? view.u64Low(i * size) : view.s32(i * size);
      this.#memoryArguments[2 * i + 1] = size === 8 ? view.u64High(i * size) : 0;
    }
    this.#registers = this.#memoryArguments;
    this.#first = 0;
    return 0;
  }

  get descriptors(): Descriptors {
    return this.process.descriptors;
  }

  get names(): Names {
    return this.process.names;
  }

  get task(): GuestProcess['ground']['task'] {
    return this.process.ground.task;
  }

  get signals(): GuestProcess['ground']['signals'] {
    return this.process.ground.signals;
  }

  get spaceCalls(): GuestProcess['ground']['space'] {
    return this.process.ground.space;
  }

  get socketCalls(): GuestProcess['ground']['sockets'] {
    return this.process.ground.sockets;
  }

  get time(): GuestProcess['ground']['time'] {
    return this.process.ground.time;
  }

  get posixIpc(): GuestProcess['ground']['posixIpc'] {
    return this.process.ground.posixIpc;
  }

  get systemV(): GuestProcess['ground']['systemV'] {
    return this.process.ground.systemV;
  }

  get events(): GuestProcess['ground']['events'] {
    return this.process.ground.events;
  }

  get keys(): GuestProcess['ground']['keys'] {
    return this.process.ground.keys;
  }

  get filters(): GuestProcess['ground']['filters'] {
    return this.process.ground.filters;
  }

  get mounting(): GuestProcess['ground']['mounting'] {
    return this.process.ground.mounting;
  }

  get tracing(): GuestProcess['ground']['tracing'] {
    return this.process.ground.tracing;
  }

  get system(): GuestProcess['ground']['system'] {
    return this.process.ground.system;
  }

  i32(index: number): number {
    return this.#registers[this.#first + 2 * index] as number;
  }

  u32(index: number): number {
    return (this.#registers[this.#first + 2 * index] as number) >>> 0;
  }

  /** An unsigned register (size_t, unsigned long); exact to 2^53. */
  u64(index: number): number {
    return (this.hi(index) >>> 0) * WORD + this.u32(index);
  }

  /** A signed register (long, off_t); exact within ±2^53. */
  i64(index: number): number {
    return this.hi(index) * WORD + this.u32(index);
  }

  /** A signed 64-bit value in two 32-bit registers, the high word first. */
  pairI64(index: number): number {
    return this.i32(index) * WORD + this.u32(index + 1);
  }

  /** An unsigned 64-bit value in two 32-bit registers. */
  pairU64(index: number): number {
    return this.u32(index) * WORD + this.u32(index + 1);
  }

  /** A pointer, folded (runtime/kernel/address.ts). */
  address(index: number): number {
    return fold(this.hi(index) & this.#wide, this.#registers[this.#first + 2 * index] as number);
  }

  /** The high word of a register, signed. */
  hi(index: number): number {
    return this.#registers[this.#first + 2 * index + 1] as number;
  }

  /** A directory descriptor; AT_FDCWD (the working directory) is undefined. */
  directory(index: number): number | undefined {
    const fd = this.i32(index);
    return fd === WORKING_DIRECTORY ? undefined : fd;
  }

  /** The path that an argument points to: bytes as characters, or EFAULT or ENAMETOOLONG. */
  path(index: number): string | Errno {
    return this.string(this.address(index), LONGEST_PATH, Errno.ENAMETOOLONG);
  }

  /** A zero-terminated string of fewer than `limit` bytes, or EFAULT, or `tooLong`. */
  string(address: number, limit: number, tooLong: Errno): string | Errno {
    const text = this.space.readCString(address, limit);
    return text === Errno.ENAMETOOLONG ? tooLong : text;
  }

  /** A zero-terminated vector of string pointers; a null vector is empty (as exec takes it on Linux). */
  strings(address: number): string[] | Errno {
    const list: string[] = [];
    if (address === 0) return list;
    const size = this.process.abi.bits / 8;
    for (let at = address; list.length < MOST_ARGUMENTS; at += size) {
      const view = this.structIn(at, size);
      if (typeof view === 'number') return view;
      const pointer = size === 8 ? view.address(0) : view.u32(0);
      this.#view--;
      if (pointer === 0) return list;
      const text = this.string(pointer, LONGEST_ARGUMENT, Errno.E2BIG);
      if (typeof text === 'number') return text;
      list.push(text);
    }
    return Errno.E2BIG;
  }

  /** A piece of the caller's memory, for one server call; the length is cut as Linux cuts reads and writes. */
  lease(address: number, length: number): Lease {
    return this.#nextLease().add(address, length < MOST_BYTES ? length : MOST_BYTES);
  }

  /** The pieces that an array of iovec names: EINVAL for too many or too long ones. */
  vector(address: number, count: number): Lease | Errno {
    const lease = this.#nextLease();
    if (count < 0 || count > MOST_SEGMENTS) return Errno.EINVAL;
    const word = this.process.abi.bits / 8;
    const view = this.structIn(address, count * 2 * word);
    if (typeof view === 'number') return view;
    let left = MOST_BYTES;
    for (let i = 0; i < count; i++) {
      const at = i * 2 * word;
      const long = word === 8 ? view.s64(at + 8) : view.s32(at + 4);
      if (long < 0) return Errno.EINVAL;
      const length = long < left ? long : left;
      lease.add(word === 8 ? view.address(at) : view.u32(at), length);
      left -= length;
    }
    return lease;
  }

  /** The bytes of a structure of the caller, to be read by a generated codec. */
  structIn(address: number, size: number, count = size): StructView | Errno {
    const view = this.structFor(size);
    return this.space.bytesIn(address, view, count) ? view : Errno.EFAULT;
  }

  /**
   * A structure of which the caller knows so many bytes (copy_struct_from_user of Linux): what it does not know is zero; what
   * only it knows must be, or E2BIG.
   */
  sizedStructIn(address: number, size: number, known: number): StructView | Errno {
    if (known > LARGEST_STRUCTURE) return Errno.E2BIG;
    const view = this.structIn(address, Math.max(size, known), known);
    if (typeof view === 'number') return view;
    for (let at = size; at < known; at++) if (view.bytes[at] !== 0) return Errno.E2BIG;
    return view;
  }

  /** Room for a structure that a generated codec fills; all zero. */
  structFor(size: number): StructView {
    const views = this.#views[this.process.abi.order];
    let view = views[this.#view];
    if (view === undefined) {
      view = new StructView(this.process.abi.order);
      views.push(view);
    }
    this.#view++;
    return view.reset(size);
  }

  /** Copies a filled structure, or the first bytes of it, to the caller: 0 or EFAULT. */
  structOut(address: number, view: StructView, size = view.size): number {
    return this.space.bytesOut(address, view, size) ? 0 : Errno.EFAULT;
  }

  /** Copies a number of 4 bytes to the caller: 0 or EFAULT. */
  u32Out(address: number, value: number): number {
    return this.space.writeU32(address, value);
  }

  /** Copies a whole number of 8 bytes, of either sign, to the caller: 0 or EFAULT. */
  u64Out(address: number, value: number): number {
    return this.space.writeU64(address, value);
  }

  /**
   * Bytes of a native set with room for so many descriptors: whole longs. More than the descriptor table has room for are
   * not looked at.
   */
  fdSetBytes(count: number): number {
    const { bits } = this.process.abi;
    return (Math.ceil(Math.min(count, this.process.descriptors.table.room) / bits) * bits) / 8;
  }

  /** An empty time for a method that tells what remained. */
  timespec(): Timespec {
    return { seconds: 0, nanoseconds: 0 };
  }

  /** Says once that something is not supported; the caller answers what `got` names. */
  unsupported(what: Unsupported): void {
    this.#report(what);
  }

  #nextLease(): Lease {
    const lease = this.#leases[this.#lease] ?? new Lease();
    this.#lease++;
    return lease.reset(this.space);
  }
}
