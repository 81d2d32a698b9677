/** How decoded code lies in memory. */

/** Bytes per decoded entry: handler number, instruction word. */
export const ENTRY_SIZE = 8;
/** Bytes of decoded entries per page of 4 KiB. */
export const DECODED_PAGE = 1024 * ENTRY_SIZE;
