/** Neutral numbers as Node's file calls take them. */
import type { Timespec } from '../../generated/structs.ts';

const UNCHANGED = 2 ** 32 - 1;

/** Node takes times as seconds in a float and cuts them to microseconds; half of one keeps rounding out of it. */
export function seconds(time: Timespec): number {
  return time.seconds + (Math.floor(time.nanoseconds / 1000) + 0.5) / 1e6;
}

/** A user or group; -1 is chown(2)'s way to leave it as it is. */
export function ownerId(id: number): number {
  return id === UNCHANGED ? -1 : id;
}
