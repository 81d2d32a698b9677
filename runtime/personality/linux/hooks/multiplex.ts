/**
 * The control calls of ipc(2), which are the direct ones with their arguments elsewhere: they are put there, and the direct
 * call is made. The command says with IPC_64 that its structures are those of today.
 */
import { Errno } from '../../../generated/errors.ts';
import { highWord, lowWord } from '../../../kernel/address.ts';
import type { Call } from '../../call.ts';

const SEMCTL = 3;
const MSGCTL = 14;
const DIRECT: Readonly<Record<number, number>> = { [SEMCTL]: 394, [MSGCTL]: 402, 24: 396 };
const IPC_64 = 0x100;
/** Commands without a structure: IPC_RMID, and of semaphores and segments those from 11 on that are no STAT or INFO. */
const BARE = new Set([0, 11, 12, 13, 14, 15, 16, 17]);
const FIRST = 3;
const MOVED = 4;

/** @public Generated layers use it. */
export function multiplex(c: Call): number {
  const which = c.u32(0) & 0xffff;
  const number = DIRECT[which];
  const control = number === undefined ? undefined : c.process.abi.lookup(number);
  if (control === undefined) return Errno.ENOSYS;
  const semaphores = which === SEMCTL;
  const second = c.i32(semaphores ? 3 : 2);
  const bare = BARE.has(second) && (semaphores || second === 0 || (which !== MSGCTL && second < 13));
  if ((second & IPC_64) === 0 && !bare) return Errno.EINVAL;
  const pointer = c.address(4);
  let last = pointer;
  if (semaphores) {
    if (pointer === 0) return Errno.EINVAL;
    last = c.process.abi.bits === 64 ? c.space.readU64(pointer) : c.space.readU32(pointer);
    if (last < 0) return last;
  }
  const { cpu } = c.thread;
  const saved = Array.from({ length: MOVED }, (_, at) => [c.hi(at), c.i32(at)] as const);
  const put = (at: number, high: number, low: number): void => cpu.setGpr(FIRST + at, high, low);
  const first = c.i32(1);
  const command = second & ~IPC_64;
  put(0, first >> 31, first);
  if (semaphores) put(1, c.hi(2), c.i32(2));
  put(semaphores ? 2 : 1, 0, command);
  put(semaphores ? 3 : 2, highWord(last), lowWord(last));
  const result = control(c);
  saved.forEach(([high, low], at) => put(at, high, low));
  return result;
}
