/** What a process reads and writes through descriptors, for accounts of it (/proc/PID/io): calls that were made, bytes that moved. */
import { BLOCKED } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';

export interface IoCounts {
  reads: number;
  writes: number;
  readBytes: number;
  writtenBytes: number;
}

/** A read answered so; a call that was parked is not over. Answers the result. */
export function countRead({ process }: Thread, result: number): number {
  if (result === BLOCKED) return result;
  const { io } = process;
  io.reads++;
  if (result > 0) io.readBytes += result;
  return result;
}

export function countWrite({ process }: Thread, result: number): number {
  if (result === BLOCKED) return result;
  const { io } = process;
  io.writes++;
  if (result > 0) io.writtenBytes += result;
  return result;
}
