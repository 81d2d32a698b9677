/**
 * Puts small functions in the place of calls to them: those without calls, computed jumps or loops of their own that return
 * with the LR that the call set. Nothing has to be stored before them and loaded after them then. And the few instructions that
 * go on to a function through CTR, as a linker makes them for calls to other libraries: then the call is one through CTR.
 */
import type { Instructions } from './effects.ts';
import { type Block, discover, type End, type Fetch } from './flow.ts';
import { RESOURCE } from './resources.ts';

/** Instructions of a function that is put in place, and of all of them in one region. */
const SMALL = 32;
const ALL = 200;
/** And instructions of what goes on to another function. */
const STUB = 8;
/** Blocks of copies are numbered by their offsets plus a multiple of this. */
const COPY = 2 ** 34;

/** The offset that a block's number stands for. */
export function placeOf(number: number): number {
  return number - COPY * Math.round(number / COPY);
}

export function inlineCalls(
  blocks: ReadonlyMap<number, Block>,
  fetch: Fetch,
  instructions: Instructions,
  executed: (at: number) => boolean,
): ReadonlyMap<number, Block> {
  const result = new Map(blocks);
  const known = new Map<number, ReadonlyMap<number, Block> | undefined>();
  let copies = 0;
  let room = ALL;
  for (const block of blocks.values()) {
    const { end } = block;
    if (end.kind !== 'call' || !end.always || end.target === 0) continue;
    if (!known.has(end.target)) known.set(end.target, smallFunction(end.target, fetch, instructions, executed));
    const body = known.get(end.target);
    if (body === undefined) continue;
    let length = 0;
    for (const { steps } of body.values()) length += steps.length;
    if (length > room) continue;
    room -= length;
    copies++;
    const number = (at: number): number => copies * COPY + end.target + at;
    for (const [at, { steps, end: ending }] of body) {
      const moved = steps.map(({ at: place, info }) => ({ at: place + end.target, info }));
      result.set(number(at), { start: number(at), steps: moved, end: endOfCopy(ending, number, end.next) });
    }
    result.set(block.start, { ...block, end: { kind: 'goto', target: number(0) } });
  }
  return result;
}

function smallFunction(
  target: number,
  fetch: Fetch,
  instructions: Instructions,
  executed: (at: number) => boolean,
): ReadonlyMap<number, Block> | undefined {
  const blocks = discover((at) => fetch(target + at), instructions, {
    instructions: SMALL,
    stopsAt: () => false,
    executed: (at) => executed(target + at),
    targetsOf: () => [],
  });
  // What was never reached is left to the interpreter, wherever it stands.
  const within = (at: number): boolean => blocks.has(at) || !executed(target + at);
  for (const { start, steps, end } of blocks.values()) {
    if (steps.some(({ info }) => info.writes.has(RESOURCE.lr))) return undefined;
    switch (end.kind) {
      case 'goto':
        if (!within(end.target) || end.target <= start) return undefined;
        break;
      case 'if':
        if (!within(end.taken) || !within(end.next) || end.taken <= start) return undefined;
        break;
      case 'indirect':
        if (end.returns ? !end.always && !within(end.next) : !isStub(blocks)) return undefined;
        break;
      default:
        return undefined;
    }
  }
  return blocks;
}

/** Goes on to another function through CTR. */
function isStub(blocks: ReadonlyMap<number, Block>): boolean {
  const [only, other] = blocks.values();
  if (only === undefined || other !== undefined || only.end.kind !== 'indirect') return false;
  const { returns, links, always } = only.end;
  return !returns && !links && always && only.steps.length <= STUB;
}

/** LR holds the address behind the call: a return goes there. */
function endOfCopy(end: End, number: (at: number) => number, next: number): End {
  switch (end.kind) {
    case 'goto':
      return { kind: 'goto', target: number(end.target) };
    case 'if':
      return { kind: 'if', taken: number(end.taken), next: number(end.next) };
    case 'indirect':
      if (!end.returns) return { ...end, links: true, next };
      return end.always ? { kind: 'goto', target: next } : { kind: 'if', taken: next, next: number(end.next) };
    default:
      throw new Error('this function cannot be put in place');
  }
}
