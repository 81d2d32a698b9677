/** ptrace(2): one word of a stopped thread's memory, or one register by its place in struct pt_regs. */
import { Errno } from '../../../generated/errors.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { Call } from '../../call.ts';
import { readForced, writeForced } from '../../forced-copy.ts';
import { stopped } from '../../tracing/tracing.ts';
import { readFloat, readGeneral, REGISTERS, writeFloat, writeGenerals } from '../tracing/user-registers.ts';

const PEEKUSR = 3;
const POKEUSR = 6;
/** PEEKTEXT, PEEKDATA and PEEKUSR; the others change something. */
const LAST_PEEK = 3;
/** FPSCR is the last register. */
const FLOATS = 33;

export function traceWord(c: Call): number {
  const target = stopped(c.thread, c.i32(1));
  if (typeof target === 'number') return target;
  const request = c.u32(0);
  const user = request === PEEKUSR || request === POKEUSR;
  const size = c.process.abi.bits / 8;
  const word = c.structFor(size);
  if (request <= LAST_PEEK) {
    const result = user ? peekUser(target, c.address(2), word, size) : peek(target, c.address(2), word, size);
    return result < 0 ? result : c.structOut(c.address(3), word);
  }
  if (size === 8) word.setWords(0, c.hi(3), c.i32(3));
  else word.setU32(0, c.u32(3));
  if (user) return pokeUser(target, c.address(2), word, size);
  return writeForced(target.process.space, c.address(2), word.bytes, size) < size ? Errno.EIO : 0;
}

function peek(target: Thread, address: number, word: StructView, size: number): number {
  return readForced(target.process.space, address, word.bytes, size) < size ? Errno.EIO : 0;
}

/** The place of a register, or EIO. */
function placeOf(address: number, size: number): number {
  const last = REGISTERS + (FLOATS * 8) / size;
  return address % size !== 0 || address < 0 || address / size >= last ? Errno.EIO : address / size;
}

function peekUser(target: Thread, address: number, word: StructView, size: number): number {
  const place = placeOf(address, size);
  if (place < 0) return place;
  if (place < REGISTERS) {
    word.bytes.set(readGeneral(target).bytes.subarray(size * place, size * place + size));
    return 0;
  }
  const float = ((place - REGISTERS) * size) / 8;
  const [high, low] = readFloat(target, Math.floor(float));
  if (size === 8) word.setWords(0, high, low);
  else word.setU32(0, (isHighHalf(target, float) ? high : low) >>> 0);
  return 0;
}

function pokeUser(target: Thread, address: number, word: StructView, size: number): number {
  const place = placeOf(address, size);
  if (place < 0) return place;
  if (place < REGISTERS) {
    writeGenerals(target, place, word, size);
    return 0;
  }
  const float = ((place - REGISTERS) * size) / 8;
  const number = Math.floor(float);
  const [high, low] = readFloat(target, number);
  if (size === 8) writeFloat(target, number, word.u64High(0), word.u64Low(0));
  else if (isHighHalf(target, float)) writeFloat(target, number, word.u32(0) | 0, low);
  else writeFloat(target, number, high, word.u32(0) | 0);
  return 0;
}

/** 32-bit words of a floating-point register lie as in memory. */
function isHighHalf({ process }: Thread, float: number): boolean {
  return Number.isInteger(float) === (process.abi.order === 'big');
}
