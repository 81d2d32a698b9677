/** Whether and where a core file is written (do_coredump of fs/coredump.c). */
import { FileType, Resource } from '../../generated/enums.ts';
import { OpenFlags } from '../../generated/flags.ts';
import { FileStub } from '../../generated/servers/file.ts';
import type { Opened, SignalInformation } from '../../generated/structs.ts';
import { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import { NO_LIMIT } from '../limits.ts';

/** kernel.core_pattern and kernel.core_uses_pid. */
export class CorePattern {
  text = 'core';
  usesPid = false;
}

/** Where the bytes of a core file go: one piece after another. */
export class CoreOutput {
  readonly #file: FileStub;
  readonly #limit: number;
  #at = 0;

  constructor(file: FileStub, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  /** False when it takes no more. */
  write(bytes: Uint8Array): boolean {
    const most = Math.min(bytes.length, this.#limit - this.#at);
    let done = 0;
    while (done < most) {
      const count = this.#file.write(this.#at, Lease.over(bytes.subarray(done, most)));
      if (count <= 0) return false;
      this.#at += count;
      done += count;
    }
    return done === bytes.length;
  }

  /** A hole. */
  skip(count: number): boolean {
    this.#at += count;
    return this.#at <= this.#limit;
  }

  /** The file is as long as was said, whether or not its end is a hole. */
  finish(): void {
    this.#file.setLength(Math.min(this.#at, this.#limit));
  }
}

/**
 * Writes what is left of the thread's process.
 * @param signal native
 * @returns whether there is a core file now
 */
export function dumpCore(thread: Thread, signal: number, information: SignalInformation): boolean {
  const { process } = thread;
  const { core, pageSize } = process.abi;
  const limit = process.limits.current(Resource.core);
  if (core === undefined || process.dumpable !== 1 || limit < pageSize) return false;
  const name = nameOf(thread, signal);
  const file = name === undefined ? undefined : openCore(thread, name);
  if (file === undefined) return false;
  const output = new CoreOutput(file, limit >= NO_LIMIT ? Number.MAX_SAFE_INTEGER : limit);
  core.write(thread, signal, information, output);
  output.finish();
  file.close(0);
  return true;
}

/** The pattern with what it names (format_corename); undefined when nothing is to be written. */
function nameOf(thread: Thread, signal: number): string | undefined {
  const { process } = thread;
  const { pid, credentials, processes } = process;
  const { text, usesPid } = processes.corePattern;
  if (text === '' || text.startsWith('|')) return undefined;
  const values: Readonly<Record<string, () => string>> = {
    '%': () => '%',
    p: () => String(pid),
    P: () => String(pid),
    i: () => String(thread.tid),
    I: () => String(thread.tid),
    u: () => String(credentials.user),
    g: () => String(credentials.group),
    d: () => String(process.dumpable),
    s: () => String(signal),
    t: () => String(Math.floor(Date.now() / 1000)),
    h: () => hostname(thread),
    e: () => thread.name.replaceAll('/', '!'),
    f: () => (process.program.split('/').at(-1) ?? '').replaceAll('/', '!'),
    E: () => process.program.replaceAll('/', '!'),
    c: () => String(process.limits.current(Resource.core)),
  };
  const name = text.replace(/%(.?)/gsu, (_whole, letter: string) => values[letter]?.() ?? '');
  return usesPid && !text.includes('%p') ? `${name}.${pid}` : name;
}

function hostname(thread: Thread): string {
  const names = thread.process.ground.system.getName(thread);
  return typeof names === 'number' ? '' : names.node;
}

/** Nobody else's file, no link and no other kind is written over. */
function openCore(thread: Thread, path: string): FileStub | undefined {
  const { names, credentials } = thread.process;
  const found = names.find(thread, undefined, path, 'keep');
  if (typeof found === 'number') return undefined;
  const { ipc } = thread.processor;
  const flags = OpenFlags.read | OpenFlags.write;
  if (found.place === undefined) {
    const made = found.parent.mount.tree.create(found.parent.node, found.name, 0o600, flags, credentials);
    return fileOf(made);
  }
  const { mount, node } = found.place;
  if (found.type !== FileType.regular) return undefined;
  const status = mount.tree.getStatus(node);
  if (typeof status === 'number' || status.links !== 1 || status.owner !== credentials.fileUser) return undefined;
  if ((status.permissions & 0o677) !== 0o600) return undefined;
  return fileOf(mount.tree.open(node, flags | OpenFlags.truncate, credentials));

  function fileOf(opened: Opened | number): FileStub | undefined {
    return typeof opened === 'number' ? undefined : new FileStub(ipc, opened.object);
  }
}
