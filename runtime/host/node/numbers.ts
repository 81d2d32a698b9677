/** Neutral numbers as Node's file calls take them. */
import type { Timespec } from '../../generated/structs.ts';

const UNCHANGED = 2 ** 32 - 1;

/** Node takes times as seconds in a float: a present-day time keeps about a quarter of a microsecond. */
export function seconds(time: Timespec): number {
  return time.seconds + time.nanoseconds / 1e9;
}

/** A user or group; -1 is chown(2)'s way to leave it as it is. */
export function ownerId(id: number): number {
  return id === UNCHANGED ? -1 : id;
}
