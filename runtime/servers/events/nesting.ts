/**
 * Queues that watch queues: no circles, and chains of limited length (fs/eventpoll.c, ep_loop_check). Linux also limits how
 * many queues lead to a member (path_limits), so that one event does not wake the whole machine.
 */
import type { EventQueue } from './event-queue.ts';

/** EP_MAX_NESTS: links of a chain of queues. */
const MOST_LINKS = 4;

/** Whether `outer` may watch `inner`. */
export function mayWatch(outer: EventQueue, inner: EventQueue): boolean {
  const below = depthBelow(inner, outer, 0, new Map());
  return below + 1 + heightAbove(outer, 0, new Map()) <= MOST_LINKS;
}

/** What was found out of queues to which several ways lead. */
type Known = Map<EventQueue, number>;

/** Links of the longest chain below a queue; Infinity when it comes to `sought` or is too long. */
function depthBelow(queue: EventQueue, sought: EventQueue, depth: number, known: Known): number {
  if (queue === sought || depth > MOST_LINKS) return Infinity;
  let deepest = known.get(queue);
  if (deepest !== undefined) return deepest;
  deepest = 0;
  for (const inner of queue.inner()) deepest = Math.max(deepest, depthBelow(inner, sought, depth + 1, known) + 1);
  known.set(queue, deepest);
  return deepest;
}

/** Links of the longest chain above it. */
function heightAbove(queue: EventQueue, height: number, known: Known): number {
  if (height > MOST_LINKS) return Infinity;
  let highest = known.get(queue);
  if (highest !== undefined) return highest;
  highest = 0;
  for (const outer of queue.outer) highest = Math.max(highest, heightAbove(outer, height + 1, known) + 1);
  known.set(queue, highest);
  return highest;
}
