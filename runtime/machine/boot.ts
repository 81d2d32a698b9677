/**
 * The first program of a process that has none: a thread that begins with the call execve, in no system's numbering.
 */
import { Signal } from '../generated/signals.ts';
import { Errno, errorText } from '../generated/errors.ts';
import { AddressSpace } from '../kernel/address-space.ts';
import { BLOCKED } from '../kernel/result.ts';
import type { Abi } from '../personality/abi.ts';
import { execute } from '../personality/exec.ts';
import type { ImageProblem } from '../personality/image/image-problem.ts';
import type { GuestProcess } from '../personality/process.ts';
import { MachineError } from './error.ts';

export interface Boot {
  readonly path: string;
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
  started(): void;
  failed(error: MachineError): void;
  /** Why the loader refused, if it did. */
  problem: ImageProblem | undefined;
}

/** Signals of no system; nothing can be sent before there is a program. */
/** Before there is a program, a process can only be killed. */
const KILL = 9;
const ONLY_KILL = {
  toNative: Object.assign([] as number[], { [Signal.SIGKILL]: KILL }),
  toNeutral: Object.assign([] as number[], { [KILL]: Signal.SIGKILL }),
  firstRealtime: 0,
  last: KILL,
  setBytes: 8,
  setUnit: 8,
} as const;

/** The ABI of a process without a program: whatever call it makes is execve. */
export function bootAbi(boot: Boot): Abi {
  return {
    personality: '',
    name: 'boot',
    bits: 64,
    order: 'little',
    pageSize: 4096,
    functionDescriptors: false,
    signals: ONLY_KILL,
    codePage: undefined,
    signalRecord: undefined,
    noticeRecord: undefined,
    frame: { leastStack: 0, enter: () => false, leave: () => false },
    lookup: () => (call) => {
      const { thread } = call;
      const result = execute(thread, undefined, boot.path, boot.arguments, boot.environment, 0);
      if (result === BLOCKED) return result;
      if (result > BLOCKED && result < 0) {
        boot.failed(failure(boot, result as Errno));
        thread.process.processes.end(thread.process, { code: 127, signal: 0 });
      } else {
        boot.started();
      }
      return result;
    },
    errno: (error) => -error,
  };
}

/** An empty address space to begin with. */
export function bootSpace(
  context: ConstructorParameters<typeof AddressSpace>[0],
  limits: GuestProcess['limits'],
): AddressSpace {
  const layout = { lowest: 0, end: 0, mappings: 0, stackTop: 0 };
  return new AddressSpace(context, { order: 'little', pageSize: 4096, layout, limits });
}

function failure({ path, problem }: Boot, error: Errno): MachineError {
  if (problem !== undefined)
    return new MachineError(error === Errno.ENOENT ? 'not-found' : 'not-executable', problem.toString());
  const code =
    error === Errno.ENOENT || error === Errno.ENOTDIR
      ? 'not-found'
      : error === Errno.ENOMEM
        ? 'no-memory'
        : 'not-executable';
  return new MachineError(code, `${path}: ${errorText(error)}`);
}
