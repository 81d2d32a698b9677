/**
 * Reads the `#!` line of a script (execve(2); Linux fs/binfmt_script.c, facts).
 *
 * The name ends at the first blank; everything behind it up to the end of the line, blanks around it taken
 * off, is one argument. A line that was cut where it might go on within the name is no script.
 */
export interface Script {
  readonly interpreter: string;
  readonly argument: string | undefined;
}

const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09;

/** Whether a file begins as a script does. */
export function isScript(start: Uint8Array): boolean {
  return start[0] === 0x23 && start[1] === 0x21;
}

/** The line's parts; undefined when it names no interpreter. `start` is the beginning of the file, `limit` bytes at most. */
export function parseScript(start: Uint8Array, limit: number): Script | undefined {
  const seen = start.subarray(2, Math.min(start.length, limit));
  let end = seen.findIndex((byte) => byte === 0x0a || byte === 0);
  const cut = end < 0 && start.length >= limit;
  if (end < 0) end = seen.length;
  while (end > 0 && isBlank(seen[end - 1]) && !cut) end--;

  let at = 0;
  while (at < end && isBlank(seen[at])) at++;
  const nameStart = at;
  while (at < end && !isBlank(seen[at])) at++;
  if (at === nameStart || (cut && at === end)) return undefined;
  const interpreter = text(seen, nameStart, at);
  while (at < end && isBlank(seen[at])) at++;
  return { interpreter, argument: at < end ? text(seen, at, end) : undefined };
}

function text(bytes: Uint8Array, start: number, end: number): string {
  let result = '';
  for (let i = start; i < end; i++) result += String.fromCharCode(bytes[i] as number);
  return result;
}
