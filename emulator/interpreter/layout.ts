/** How decoded code lies in memory. */

/** Bytes per decoded entry: handler number, instruction word. */
export const ENTRY_SIZE = 8;
/** Bytes of decoded entries per page of 4 KiB. */
export const DECODED_PAGE = 1024 * ENTRY_SIZE;
/** Behind the entries and the one that goes on to the next page: the frame's address. */
export const FRAME_AT = DECODED_PAGE + ENTRY_SIZE;
/** Then a byte per entry: how often a backward or far branch, or a call, went there (see `count` in runtime-functions.ts). */
export const COUNTS_AT = FRAME_AT + ENTRY_SIZE;
/** All of it. */
export const PAGE_BYTES = COUNTS_AT + DECODED_PAGE / ENTRY_SIZE;
