/**
 * FR: where the frames of a mapped file come from. File servers implement it; `File.getFrames` answers its handle.
 *
 * The kernel keeps the frames of a file in one cache (FCM) for all mappings of all processes and asks the
 * file for bytes a page at a time. While something maps the file, the file's own reads, writes and length
 * changes tell the cache through `FileFrames.cache`, so that read(2) and mappings agree.
 */
/** One open's right to map a file. */
export interface FrameSource {
  /** The same object for every open of the same file: all mappings share its cache. */
  readonly file: FileFrames;
  /** Whether the open allows writing: a shared mapping of it may become writable. */
  readonly writable: boolean;
  /** It was sealed: shared mappings of it are for reading (read at each mapping). */
  readonly sealed?: boolean;
  /** How /proc and messages name the mapping. */
  readonly name?: string;
}

/** The pages of one file, 4096 bytes each, numbered from 0. */
export interface FileFrames {
  /** Which file it is, for lists of mappings: its numbers, and its node in the tree with that device. */
  readonly identity?: { readonly device: number; readonly inode: number; readonly node: number };
  /** The file's length in bytes now: a page wholly past it gives SIGBUS. */
  getLength(): number;
  /**
   * Answers 0 or an error. Fills `into`, a whole number of pages (up to 16), with the file's contents from the start of a page on; what
   * lies past the end of the file becomes zero.
   */
  readPages(page: number, into: Uint8Array): number;
  /**
   * Takes back the first `length` bytes of a page that a shared mapping may have changed. Not told to the cache again.
   */
  writePage(page: number, from: Uint8Array, length: number): number;
  /** Makes a range of the file read as zero and gives its room back; absent where the file cannot. Answers 0 or an error. */
  punch?(at: number, length: number): number;
  /** Something maps the file: it must stay readable even without a name or an open descriptor. */
  retain(): void;
  /** The kernel keeps no frames of the file any more (some time after the last mapping went). */
  release(): void;
  /** Nobody can read it any more but through mappings: frames that nothing maps are of no use. */
  readonly gone?: boolean;
  /** A shared memory segment: its mappings are counted, and can be taken out by their address alone. */
  readonly detachable?: true;
  /** A region maps the file now, or does so no more. */
  mapped?(): void;
  unmapped?(): void;
  /** Set by the kernel while the file is mapped, undefined otherwise. */
  cache: MappedPages | undefined;
}

/** What the file tells the kernel while it is mapped. */
export interface MappedPages {
  /** Whether a shared mapping may be stored to, or may be made so. */
  readonly storable: boolean;
  /** Before the file reads its own bytes: brings back what shared mappings changed there (through `writePage`). */
  willRead(at: number, length: number): void;
  /** After the file changed bytes: resident pages are filled again (through `readPages`). */
  written(at: number, length: number): void;
  /** After the length changed: pages past the end are dropped, the rest of the last page becomes zero. */
  resized(length: number): void;
  /** After the file became `gone`. */
  orphaned(): void;
}
