/** capget(2): a header that says how long the sets are, and up to two words of each. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { capabilitiesOf, usualCapabilities } from '../../capabilities.ts';

/** Versions and the words that a set has in them; the last is told to whoever asks with another. */
const WORDS: ReadonlyMap<number, number> = new Map([
  [0x19980330, 1],
  [0x20071026, 2],
  [0x20080522, 2],
]);
const VERSION = 0x20080522;

/** The words of a set; of an unknown version the known one is told, and the answer is EINVAL. */
export function wordsOf(c: Call): number {
  const header = c.structIn(c.address(0), 8);
  if (typeof header === 'number') return header;
  const words = WORDS.get(header.u32(0));
  if (words !== undefined) return words;
  const told = c.structFor(4);
  told.setU32(0, VERSION);
  return c.structOut(c.address(0), told) || Errno.EINVAL;
}

export function tellCapabilities(c: Call): number {
  const words = wordsOf(c);
  const at = c.address(1);
  if (words < 0) return words === Errno.EINVAL && at === 0 ? 0 : words;
  const header = c.structIn(c.address(0), 8);
  if (typeof header === 'number') return header;
  const pid = header.s32(4);
  if (pid < 0) return Errno.EINVAL;
  const process = pid === 0 ? c.process : c.process.processes.thread(pid)?.process;
  // Process 1 is nobody's program, but it has rights as any other of its user.
  const credentials = process?.credentials ?? c.process.stubs.process.getCredentials(pid);
  if (typeof credentials === 'number') return credentials;
  if (at === 0) return 0;
  const sets = process === undefined ? usualCapabilities(credentials) : capabilitiesOf(process);
  const out = c.structFor(12 * words);
  for (let i = 0; i < words; i++) {
    out.setU32(12 * i, sets.effective[i] ?? 0);
    out.setU32(12 * i + 4, sets.permitted[i] ?? 0);
    out.setU32(12 * i + 8, sets.inheritable[i] ?? 0);
  }
  return c.structOut(at, out);
}
