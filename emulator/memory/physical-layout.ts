/**
 * Where things lie in physical memory below the first frame.
 *
 * 0–65535 is never a frame: a lock, figures, heads of lists; then tables with something for each possible frame; then frames.
 */
export const FRAME_SIZE = 4096;
/** Blocks of frames have up to 2^12 of them: 16 MiB. */
export const MAX_ORDER = 12;
export const WASM_PAGE = 65_536;

/** Words by index. */
export const WORD = {
  lock: 0,
  /** Bytes ÷ 64 KiB. */
  size: 1,
  /** Free frames, reserved ones included; and reserved ones that are free. */
  free: 2,
  reserved: 3,
  /** Of the lists of free blocks: an address for each order, then as many again for reserved blocks. */
  heads: 16,
} as const;

/** The first table: a byte of state for each frame. */
export const STATUS = 65_536;

/** Physical memory as those see it who keep its state. */
export interface FrameWords {
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  /** Word index of a table with two words for each frame: links of lists. */
  readonly links: number;
  fill(address: number, value: number, length: number): void;
}
