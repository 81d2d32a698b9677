/** What the caller's descriptors 0 to 2 are: kind, how they are open, where their offset stands. */
import * as fs from 'node:fs';
import { OpenFlags } from '../../generated/flags.ts';
import type { HostChannel } from '../port.ts';

const MEMORY_DEVICES = 1;

export interface Described {
  readonly kind: HostChannel['kind'];
  /** OpenFlags: read, write, append. */
  readonly flags: number;
  readonly offset: number;
  /** The same for descriptors of the same object. */
  readonly key: string;
}

export function describeDescriptor(descriptor: number): Described {
  const status = fs.fstatSync(descriptor);
  // Whether it is a terminal is asked of few: the module that knows takes long to load.
  const kind =
    mayBeTerminal(status) && process.getBuiltinModule('node:tty').isatty(descriptor)
      ? 'terminal'
      : status.isFile()
        ? 'file'
        : status.isFIFO()
          ? 'pipe'
          : status.isSocket()
            ? 'socket'
            : 'device';
  return { kind, ...position(descriptor), key: `${status.dev}:${status.ino}:${status.rdev}` };
}

/** Memory devices of Linux (/dev/null) have a number of their own. */
function mayBeTerminal(status: fs.Stats): boolean {
  return status.isCharacterDevice() && !(process.platform === 'linux' && status.rdev >> 8 === MEMORY_DEVICES);
}

/** Offset and flags as /proc/self/fdinfo tells them; without /proc, what the descriptor's number suggests. */
function position(descriptor: number): { flags: number; offset: number } {
  let text: string;
  try {
    text = fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
  } catch {
    return { flags: descriptor === 0 ? OpenFlags.read : OpenFlags.write, offset: 0 };
  }
  const native = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(text)?.[1] ?? '0', 8);
  const access = native & 3;
  const flags =
    (access !== fs.constants.O_WRONLY ? OpenFlags.read : 0) |
    (access !== fs.constants.O_RDONLY ? OpenFlags.write : 0) |
    ((native & fs.constants.O_APPEND) !== 0 ? OpenFlags.append : 0);
  return { flags, offset: Number(/^pos:\s*(\d+)/m.exec(text)?.[1] ?? '0') };
}
