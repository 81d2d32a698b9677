/**
 * Everything that k42 asks of the machine it runs on, as an object that is passed in: nothing else in runtime/ or
 * emulator/ reaches the host. `node/` is the port for Node; one for a browser can stand beside it.
 *
 * Answers are values: a count or 0, or a negative `Errno`. Names are bytes, one character each (latin1). A call never
 * waits, except that file calls wait for the disk. Files are reached through folders that were given, one name at a
 * time, and never through a symbolic link: whoever holds a folder cannot name anything outside it.
 */
import type { Errno } from '../generated/errors.ts';
import type { FileStatus, Timespec } from '../generated/structs.ts';

export interface HostPort {
  readonly clock: HostClock;
  readonly events: HostEvents;
  /** Fills with random bytes fit for keys. */
  random(into: Uint8Array): void;
  /** Opens a folder by its host name; the port gives nothing outside of it afterwards. Absent: the host has no files. */
  openFolder?(path: string): HostFolder | Errno;
  /** Opens one host file for reading by its host name (a program named on the command line). */
  openFile?(path: string): HostFile | Errno;
  /** One of the caller's own descriptors; undefined when there is none. The same object at every call. */
  standard(descriptor: 0 | 1 | 2): HostChannel | undefined;
  /** TCP and UDP of the host. Absent: it has none. */
  readonly network?: HostNetwork;
  /** Writes a diagnostic to the caller's standard error, in order with what the guest writes there. */
  report(text: string): void;
  /** Settles when what was written to standard output, standard error and connections has left, or after so many milliseconds. */
  flush(milliseconds?: number): Promise<void>;
  /** Restores the caller's terminal and lets the standard channels go; reading ends here. */
  close(): void;
}

export interface HostClock {
  /** Wall-clock time into `into`. */
  realtime(into: Timespec): void;
  /** Nanoseconds since some start, never going back. */
  monotonic(): number;
  /** Nanoseconds of processor time that this process has used. */
  processor(): number;
}

export interface HostTimer {
  cancel(): void;
}

export interface HostEvents {
  /** Runs the callback after the host has looked at its events once. */
  defer(callback: () => void): void;
  /** Runs the callback once after so many milliseconds. */
  after(milliseconds: number, callback: () => void): HostTimer;
  /**
   * Sleeps here and now for less than a millisecond, to the tenth of one: timers of the host are not that exact. Absent where
   * nobody may sleep.
   */
  pause?(milliseconds: number): void;
  /** Calls back at every host signal of that name (`SIGINT`, …) instead of dying of it; answers how to undo it. */
  onSignal(name: string, callback: () => void): () => void;
  /**
   * Whether we are the foreground job of a terminal: then a SIGINT or SIGQUIT is of its keys, most likely, and meant for all of the
   * job. Absent: never.
   */
  inForeground?(): boolean;
}

/** A name in a folder. */
export interface HostEntry {
  readonly name: string;
  /** A FileType; none when the host did not say. */
  readonly type: number;
}

/** Who may search a folder, and when it was changed last. */
export interface HostFolderState {
  permissions: number;
  owner: number;
  group: number;
  /** In milliseconds: exact enough to tell two changes apart that are not at the same time. */
  modified: number;
  changed: number;
  /** The last change was so long ago that any other one, from now on, has later times. */
  settled: boolean;
}

/** A folder that stays the same one even if somebody renames it. Names have no slash and are not `.` or `..`. */
export interface HostFolder {
  status(into: FileStatus): 0 | Errno;
  /** As much of the status as a search needs, for less. */
  state(into: HostFolderState): 0 | Errno;
  /** Of a name; of a symbolic link itself. */
  statusOf(name: string, into: FileStatus): 0 | Errno;
  list(): readonly HostEntry[] | Errno;
  /** The folder of that name; a symbolic link is ENOTDIR. */
  folder(name: string): HostFolder | Errno;
  /**
   * Opens a regular file; flags are the neutral OpenFlags. A symbolic link is ELOOP, another object ENXIO. `status` tells what
   * was opened.
   */
  open(name: string, flags: number, mode: number, status?: FileStatus): HostFile | Errno;
  makeFolder(name: string, mode: number): 0 | Errno;
  makeLink(name: string, parent: HostFolder, newName: string): 0 | Errno;
  makeSymlink(name: string, target: string): 0 | Errno;
  readSymlink(name: string): string | Errno;
  remove(name: string): 0 | Errno;
  removeFolder(name: string): 0 | Errno;
  rename(name: string, parent: HostFolder, newName: string): 0 | Errno;
  setMode(name: string, mode: number): 0 | Errno;
  /** 2^32-1 leaves one as it is. */
  setOwner(name: string, owner: number, group: number): 0 | Errno;
  /** Exact to a microsecond on Node. */
  setTimes(name: string, accessed: Timespec, modified: Timespec): 0 | Errno;
  /** Of the folder itself, which a root has no name for. */
  setOwnMode(mode: number): 0 | Errno;
  setOwnOwner(owner: number, group: number): 0 | Errno;
  setOwnTimes(accessed: Timespec, modified: Timespec): 0 | Errno;
  fileSystem(into: HostFileSystem): 0 | Errno;
  close(): void;
}

export interface HostFileSystem {
  blockSize: number;
  blocks: number;
  freeBlocks: number;
  availableBlocks: number;
  files: number;
  freeFiles: number;
}

/** An open regular file. */
export interface HostFile {
  /** Reads into bytes[start..end) at an offset, or at the host's own offset when `at` is undefined. */
  read(at: number | undefined, into: Uint8Array, start: number, end: number): number;
  write(at: number | undefined, from: Uint8Array, start: number, end: number): number;
  /** Writes to the end in one step. */
  append(from: Uint8Array, start: number, end: number): number;
  status(into: FileStatus): 0 | Errno;
  /** The length in bytes. */
  length(): number;
  setLength(length: number): 0 | Errno;
  setMode(mode: number): 0 | Errno;
  setOwner(owner: number, group: number): 0 | Errno;
  setTimes(accessed: Timespec, modified: Timespec): 0 | Errno;
  sync(): 0 | Errno;
  close(): void;
}

/** One of the caller's descriptors 0 to 2. Nothing is taken from it before `read` or `whenReadable` asks. */
export interface HostChannel {
  readonly kind: 'file' | 'pipe' | 'socket' | 'device' | 'terminal';
  readonly readable: boolean;
  readonly writable: boolean;
  /** The caller opened it for appending. */
  readonly append: boolean;
  /** Kind file: the file. Its own offset moves the caller's. */
  readonly file: HostFile | undefined;
  /** Kind file: where the caller's offset stood at the start. */
  readonly offset: number;
  /** Kind terminal. */
  readonly terminal: HostTerminal | undefined;
  /** Channels on the same object of the host have equal keys. */
  readonly key: string;
  status(into: FileStatus): 0 | Errno;
  /** Reads what is there; 0 is the end, WOULD_BLOCK that nothing is there yet. Never for a terminal. */
  read(into: Uint8Array, start: number, end: number): number;
  /** Takes what fits; WOULD_BLOCK when nothing does, EPIPE when nobody reads any more. */
  write(from: Uint8Array, start: number, end: number): number;
  /** Whether a write would take something now. */
  room(): boolean;
  /** Calls back once, when a read may answer something else than WOULD_BLOCK. At most one byte is taken ahead. */
  whenReadable(callback: () => void): void;
  /** Calls back once, when a write may answer something else than WOULD_BLOCK. */
  whenWritable(callback: () => void): void;
  /** Asks no more for input; bytes that were not taken stay with the caller. */
  stopReading(): void;
  close(): void;
}

/** The caller's terminal. Its own line discipline stays in force until `raw` is called. */
export interface HostTerminal {
  size(): { rows: number; columns: number };
  /** Nobody is at its other end any more. */
  readonly gone: boolean;
  onResize(callback: () => void): void;
  /**
   * Takes over line editing, echo and signals: every byte typed comes to `receive`, `hangUp` when the terminal is gone.
   * `early` bytes were typed before, and the host has shown them.
   */
  raw(receive: (bytes: Uint8Array, early: boolean) => void, hangUp: () => void): void;
  /** Stops and goes on with reading, so that the host's queue fills instead of ours. */
  pause(on: boolean): void;
  /** Gives the terminal back as it was. */
  restore(): void;
  /** Whether the host can stop us as a job of its shell, so that the shell goes on and continues us later. */
  readonly stops: boolean;
  /**
   * Gives the terminal back as it was and stops us, with the other processes of our job, as ^Z does. It returns when the
   * shell continues us; `raw` may be called again. Nothing happens where there is no shell to do so.
   */
  stop(): void;
}

/** TCP and UDP of the host, as far as a run was allowed to use them. Nothing here keeps the host from ending. */
export interface HostNetwork {
  /** Listens at an address of the host; each connection is handed over once, before anything of it is read. */
  listen(address: string, port: number, accept: (connection: HostConnection) => void): Promise<HostListener | Errno>;
  /** Begins a connection; `connected` or `closed` of its user tells how that went. */
  connect(address: string, port: number): HostConnection;
  /** A UDP socket with that name; port 0 is one of the host's choice. */
  datagrams(address: string, port: number, receive: DatagramReceiver): Promise<HostDatagrams | Errno>;
}

export interface HostListener {
  /** The port that it has, also when 0 was asked for. */
  readonly port: number;
  close(): void;
}

/** A TCP connection of the host. It is read when it has a user, and not while it is paused. */
export interface HostConnection {
  use(user: ConnectionUser): void;
  /** Takes all bytes and keeps a copy of what the host does not take now. */
  write(bytes: Uint8Array): void;
  /** The same without a copy. True: the host has taken all of them now; false: it goes on reading them, and their memory is its own. */
  lend(bytes: Uint8Array): boolean;
  /** So much waits for the host that nothing more should be written: `drained` says when to go on. */
  readonly full: boolean;
  /** Nothing more will be written; the other direction stays open. */
  end(): void;
  /** Nobody reads or writes it any more: what was written still goes, and what comes is answered with a reset. */
  leave(): void;
  /** Ends it at once, with a reset. */
  reset(): void;
  pause(on: boolean): void;
}

export interface ConnectionUser {
  connected(): void;
  /** Bytes that came, which are the user's from now on. */
  received(bytes: Uint8Array): void;
  /** The other end writes no more. */
  ended(): void;
  drained(): void;
  /** It is over, 0 or why. Nothing is told afterwards. */
  closed(error: Errno | 0): void;
}

export type DatagramReceiver = (bytes: Uint8Array, address: string, port: number) => void;

export interface HostDatagrams {
  readonly port: number;
  send(bytes: Uint8Array, address: string, port: number): void;
  close(): void;
}
