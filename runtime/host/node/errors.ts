/** Errors of Node's file calls as neutral errors. */
import { Errno } from '../../generated/errors.ts';

const NAMES = new Map<string, Errno>(Object.entries(Errno));

/** The neutral error of what a call of node:fs threw; EIO for one that has no neutral name. Anything else is our bug. */
export function hostError(thrown: unknown): Errno {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    const known = NAMES.get(thrown.code === 'ENOTSUP' ? 'EOPNOTSUPP' : thrown.code);
    if (known !== undefined) return known;
    if ('syscall' in thrown) return Errno.EIO;
    // Node refuses some arguments before it asks the system: a name with a zero byte, a number out of range.
    if (thrown.code.startsWith('ERR_')) return Errno.EINVAL;
  }
  throw thrown;
}

/** Makes a call that answers nothing. */
export function attempt(call: () => void): 0 | Errno {
  try {
    call();
    return 0;
  } catch (thrown) {
    return hostError(thrown);
  }
}
