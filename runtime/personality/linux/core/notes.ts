/** The notes of a core file: what process it was, why it ended, where its files are mapped, and each thread's registers. */
import type { Order } from '../../../../emulator/index.ts';
import type { SignalInformation } from '../../../generated/structs.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import type { GuestProcess } from '../../process.ts';
import { writeFloats, writeLowHalves, writeRegisters, writeVectors } from './registers.ts';

/** Types of notes (linux/elf.h). */
const Note = {
  status: 1,
  floats: 2,
  process: 3,
  auxiliary: 6,
  vectors: 0x100,
  lowHalves: 0x102,
  information: 0x5349_4749,
  files: 0x4649_4c45,
} as const;

/** Where the members of elf_prstatus and elf_prpsinfo stand that differ with the width of a long, and their sizes. */
const STATUS = {
  64: { pending: 16, held: 24, pid: 32, registers: 112, valid: 496, size: 504 },
  32: { pending: 16, held: 20, pid: 24, registers: 72, valid: 264, size: 268 },
} as const;
const PROCESS = {
  64: { flag: 8, user: 16, pid: 24, name: 40, text: 56, size: 136 },
  32: { flag: 4, user: 8, pid: 16, name: 32, text: 48, size: 128 },
} as const;
const NAME = 16;
const TEXT = 80;
const INFORMATION = 128;

/** A mapped file, as NT_FILE has it. */
export interface MappedFile {
  readonly start: number;
  readonly end: number;
  /** In pages. */
  readonly offset: number;
  readonly name: string;
}

export interface NoteSources {
  readonly thread: Thread;
  readonly signal: number;
  readonly information: SignalInformation;
  readonly files: readonly MappedFile[];
  readonly auxiliary: Uint8Array;
  writeInformation(view: StructView, at: number, information: SignalInformation): void;
}

export function notesOf(sources: NoteSources): Uint8Array {
  const { thread, signal } = sources;
  const { process } = thread;
  const { order } = process.abi;
  const notes = new Notes(order);
  notes.add('CORE', Note.status, statusOf(thread, signal).bytes);
  notes.add('CORE', Note.process, processOf(process).bytes);
  const information = new StructView(order, INFORMATION);
  sources.writeInformation(information, 0, sources.information);
  notes.add('CORE', Note.information, information.bytes);
  notes.add('CORE', Note.auxiliary, sources.auxiliary);
  notes.add('CORE', Note.files, filesOf(process, sources.files));
  addRegisters(notes, thread);
  for (const other of process.threads) {
    if (other === thread) continue;
    notes.add('CORE', Note.status, statusOf(other, signal).bytes);
    addRegisters(notes, other);
  }
  return notes.bytes();
}

function addRegisters(notes: Notes, thread: Thread): void {
  const { order } = thread.process.abi;
  const add = (owner: string, type: number, size: number, write: (view: StructView, thread: Thread) => void): void => {
    const view = new StructView(order, size);
    write(view, thread);
    notes.add(owner, type, view.bytes);
  };
  add('CORE', Note.floats, 264, writeFloats);
  add('LINUX', Note.vectors, 544, writeVectors);
  add('LINUX', Note.lowHalves, 256, writeLowHalves);
}

function statusOf(thread: Thread, signal: number): StructView {
  const { process } = thread;
  const { bits, order } = process.abi;
  const places = STATUS[bits];
  const view = new StructView(order, places.size);
  view.setU32(0, signal);
  view.setU16(12, signal);
  const long = (at: number, words: Uint32Array): void => {
    if (bits === 64) view.setWords(at, words[1] ?? 0, words[0] ?? 0);
    else view.setU32(at, words[0] ?? 0);
  };
  long(places.pending, thread.signals.pending.set.words);
  long(places.held, thread.signals.mask.words);
  writeIds(view, places.pid, process, thread.tid);
  writeRegisters(view, places.registers, thread);
  view.setU32(places.valid, 1);
  return view;
}

/** pid, parent, group, session. */
function writeIds(view: StructView, at: number, process: GuestProcess, id: number): void {
  const { process: processes } = process.stubs;
  [id, processes.getParent(process.pid), processes.getGroup(process.pid), processes.getSession(process.pid)].forEach(
    (value, index) => view.setU32(at + 4 * index, Math.max(0, value)),
  );
}

function processOf(process: GuestProcess): StructView {
  const { bits, order } = process.abi;
  const places = PROCESS[bits];
  const view = new StructView(order, places.size);
  const { user, group } = process.credentials;
  view.setU8(1, 'R'.charCodeAt(0));
  view.setU32(places.user, user);
  view.setU32(places.user + 4, group);
  writeIds(view, places.pid, process, process.pid);
  writeText(view, places.name, process.threads[0]?.name ?? '', NAME - 1);
  writeText(view, places.text, process.arguments.join(' '), TEXT - 1);
  return view;
}

function writeText(view: StructView, at: number, text: string, most: number): void {
  for (let i = 0; i < Math.min(text.length, most); i++) view.setU8(at + i, text.charCodeAt(i));
}

function filesOf({ abi: { bits, order }, space }: GuestProcess, files: readonly MappedFile[]): Uint8Array {
  const word = bits / 8;
  const names = files.map(({ name }) => `${name}\0`).join('');
  const head = word * (2 + 3 * files.length);
  const view = new StructView(order, head + names.length);
  const put = (index: number, value: number): void => {
    if (word === 8) view.setAddress(8 * index, value);
    else view.setU32(4 * index, value);
  };
  put(0, files.length);
  put(1, space.pageSize);
  files.forEach(({ start, end, offset }, index) =>
    [start, end, offset].forEach((one, i) => put(2 + 3 * index + i, one)),
  );
  writeText(view, head, names, names.length);
  return view.bytes;
}

/** Notes one behind the other, names and contents in whole words. */
class Notes {
  readonly #order: Order;
  readonly #parts: Uint8Array[] = [];

  constructor(order: Order) {
    this.#order = order;
  }

  add(owner: string, type: number, content: Uint8Array): void {
    const name = (owner.length + 4) & ~3;
    const view = new StructView(this.#order, 12 + name + ((content.length + 3) & ~3));
    view.setU32(0, owner.length + 1);
    view.setU32(4, content.length);
    view.setU32(8, type);
    writeText(view, 12, owner, owner.length);
    view.bytes.set(content, 12 + name);
    this.#parts.push(view.bytes);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
