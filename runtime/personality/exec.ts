/**
 * execve(2): replaces the program of a process.
 *
 * The new program is loaded beside the old one; only when nothing can fail any more does the process give up its other
 * threads, its memory, its handlers and the descriptors that close on exec. Set-user-ID bits have no effect, as on a file
 * system mounted nosuid.
 */
import { FileType } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { DescriptorFlags, NameFlags } from '../generated/flags.ts';
import type { Thread, Waitable } from '../kernel/thread.ts';
import { INTERRUPTED, KEEP } from '../kernel/result.ts';
import type { Abi } from './abi.ts';
import { beginCapabilities } from './capabilities.ts';
import { leaveMemory, leaveSpace } from './exit.ts';
import { Executable } from './executable.ts';
import { readElfHeader } from './image/elf-header.ts';
import { type ImageFile, imageFile } from './image/image-file.ts';
import { ImageProblem } from './image/image-problem.ts';
import { type LoadedProgram, loadProgram } from './image/load-program.ts';
import { placesOf } from './image/program-places.ts';
import { applyStart } from './image/start-convention.ts';
import type { Place } from './names/mount-table.ts';
import { SignalSet } from './signal-set.ts';
import { noStack } from './thread-signals.ts';
import { executed as traceExecuted } from './tracing/events.ts';
import { unshareDescriptors } from './unshare.ts';
import { UseCount } from './use-count.ts';

/** A thread's name without its NUL (TASK_COMM_LEN). */
const NAME_LENGTH = 15;
const RANDOM_BYTES = 64;

export function execute(
  thread: Thread,
  at: number | undefined,
  path: string,
  args: readonly string[],
  environment: readonly string[],
  flags: number,
): number {
  const place = find(thread, at, path, flags);
  if (typeof place === 'number') return place;
  const executable = Executable.open(thread.processor.ipc, place, thread.process.credentials);
  if (typeof executable === 'number') return executable;
  // What a descriptor leads to has no other name (fs/exec.c: bprm->fdpath).
  const byDescriptor = at !== undefined && !path.startsWith('/');
  const name = byDescriptor ? `/dev/fd/${at}${path === '' ? '' : `/${path}`}` : path;
  const closes = byDescriptor && (thread.process.descriptors.table.getFlags(at) & DescriptorFlags.closeOnExec) !== 0;
  // Linux gives a program without arguments an empty name for itself.
  const loaded = load(thread, executable, name, args.length === 0 ? [''] : args, environment, closes);
  if (loaded instanceof Ready) {
    replace(thread, loaded, name, environment);
    return KEEP;
  }
  if (loaded instanceof ImageProblem) {
    thread.process.processes.programs.options.problem(thread.process, loaded);
    return loaded.errno;
  }
  if (typeof loaded === 'number') return loaded;
  return thread.interrupted() ? INTERRUPTED : thread.block([loaded]);
}

/** A program that can begin at once. */
class Ready {
  readonly program: LoadedProgram;
  readonly abi: Abi;
  readonly executable: Executable;
  readonly elfVersion: number;

  constructor(program: LoadedProgram, abi: Abi, executable: Executable, elfVersion: number) {
    this.program = program;
    this.abi = abi;
    this.executable = executable;
    this.elfVersion = elfVersion;
  }
}

function find(thread: Thread, at: number | undefined, path: string, flags: number): Place | number {
  const { names } = thread.process;
  const place = names.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
  if (typeof place === 'number') return place;
  const status = place.mount.tree.getStatus(place.node);
  if (typeof status === 'number') return status;
  if (status.type === FileType.symlink) return Errno.ELOOP;
  return status.type === FileType.regular ? place : Errno.EACCES;
}

/** Loads a program into a new address space, or says why not, or what to wait for. Of the files only the program's stays open. */
function load(
  thread: Thread,
  executable: Executable,
  path: string,
  args: readonly string[],
  environment: readonly string[],
  closes: boolean,
): Ready | ImageProblem | Waitable | Errno {
  const files = new Map<ImageFile, Executable>();
  const result = loadWith(thread, files, executable, path, args, environment, closes);
  for (const one of files.values()) {
    if (!(result instanceof Ready && one === result.executable)) one.release();
  }
  return result;
}

function loadWith(
  thread: Thread,
  files: Map<ImageFile, Executable>,
  executable: Executable,
  path: string,
  args: readonly string[],
  environment: readonly string[],
  closes: boolean,
): Ready | ImageProblem | Waitable | Errno {
  const { process, processor } = thread;
  const { programs } = process.processes;
  const enter = (one: Executable, name: string): ImageFile | Errno => {
    const file = imageFile(one.file, name);
    if (typeof file === 'number') one.release();
    else files.set(file, one);
    return file;
  };
  const file = enter(executable, path);
  if (typeof file === 'number') return file;
  const random = new Uint8Array(RANDOM_BYTES);
  programs.options.random(random);
  const program = loadProgram({
    file,
    path,
    arguments: args,
    environment,
    pathCloses: closes,
    abis: programs.images(process.abi.personality),
    open: (name) => {
      const place = find(thread, undefined, name, 0);
      if (typeof place === 'number') return place;
      const interpreter = Executable.open(processor.ipc, place, process.credentials);
      return typeof interpreter === 'number' ? interpreter : enter(interpreter, name);
    },
    context: programs.options.context,
    limits: process.limits,
    credentials: process.credentials,
    secure: false,
    random,
    hardware: programs.options.hardware,
  });
  if (program instanceof ImageProblem) return program;
  const header = readElfHeader(program.file);
  if (header instanceof ImageProblem) {
    program.space.release();
    return header;
  }
  const abi = programs.abi(program.abi);
  if ('subscribe' in abi) {
    program.space.release();
    return abi;
  }
  // The program's file is one of those that were opened here.
  return new Ready(program, abi, files.get(program.file) ?? executable, header.flags & 3);
}

/** Nothing fails from here on. */
function replace(
  thread: Thread,
  { program, abi, executable, elfVersion }: Ready,
  path: string,
  environment: readonly string[],
): void {
  const { process, tid } = thread;
  process.processes.leaveOnly(thread);
  leaveMemory(thread);
  process.posixTimers.removeAll();
  process.requests.clear();
  process.controls.exec();
  beginCapabilities(process, thread.noNewPrivileges);
  process.keys.exec();
  leaveSpace(process);
  process.uses.space = new UseCount();
  process.space = program.space;
  process.executable?.release();
  process.executable = executable;
  process.space.program = executable.program(path);
  process.processes.programs.options.begins(process.space.program);
  unshareDescriptors(process);
  process.descriptors.closeOnExec(process.pid);
  changeAbi(thread, abi, elfVersion);
  thread.signals.stack = noStack();
  thread.clearTidAddress = 0;
  thread.robustList = 0;
  thread.restartable = undefined;
  thread.name = (path.split('/').at(-1) ?? path).slice(0, NAME_LENGTH);
  process.program = path;
  process.arguments = program.arguments;
  process.environment = environment;
  process.image = placesOf(program, environment);
  process.dumpable = 1;
  abi.codePage?.mapInto(process.space);
  const { floatTraps } = thread.cpu;
  applyStart(program.start, thread.cpu);
  thread.cpu.floatTraps = floatTraps;
  process.stubs.process.executed(process.pid, thread.name);
  traceExecuted(thread, tid);
}

/** Handlers are gone; what is ignored, blocked or pending stays so, in the numbers of the new program's system. */
function changeAbi(thread: Thread, abi: Abi, elfVersion: number): void {
  const { process, signals } = thread;
  const before = process.abi;
  process.signals.exec();
  process.abi = abi;
  process.functionDescriptors = abi.functionDescriptors && elfVersion !== 2;
  if (before.signals === abi.signals) return;
  const renumber = (native: number): number => abi.signals.toNative[before.signals.toNeutral[native] ?? 0] ?? 0;
  const mask = new SignalSet();
  for (const native of signals.mask.list()) if (renumber(native) !== 0) mask.add(renumber(native));
  process.signals.renumber(renumber);
  signals.pending.renumber(renumber);
  signals.setMask(mask);
  process.stubs.process.ignoreChildren(process.pid, process.signals.ignoresChildren);
}
