/**
 * Writes the decoder: nested switches, each on bits that all rows still possible have fixed.
 * When no such bits are left, the rows with more fixed bits are tried first (special cases before the general one).
 */
export interface DecodeRow {
  readonly index: number;
  readonly mnemonic: string;
  readonly mask: number;
  readonly match: number;
}

/** The body of `decode(word)`, returning the row's index or -1. */
export function emitDecoder(rows: readonly DecodeRow[]): string {
  return emitNode(rows, 0, '  ') + '  return -1;\n';
}

function emitNode(rows: readonly DecodeRow[], decided: number, indent: string): string {
  const run = bestRun(rows, decided);
  if (run === undefined)
    return rows
      .toSorted((a, b) => bits(b.mask) - bits(a.mask))
      .map((row) => emitTest(row, decided, indent))
      .join('');
  const { shift, width } = run;
  const groups = new Map<number, DecodeRow[]>();
  for (const row of rows) {
    const key = (row.match >>> shift) & ones(width);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const now = decided | (ones(width) << shift);
  if (groups.size === 1 && rows.length === 1) return rows.map((row) => emitTest(row, decided, indent)).join('');
  let text = `${indent}switch (${bitsOf(shift, width)}) {\n`;
  for (const [key, group] of [...groups].toSorted(([a], [b]) => a - b)) {
    text += `${indent}  case ${key}:\n${emitNode(group, now, `${indent}    `)}`;
    if (!endsInReturn(group, now)) text += `${indent}    break;\n`;
  }
  return `${text}${indent}}\n`;
}

function emitTest(row: DecodeRow, decided: number, indent: string): string {
  const left = row.mask & ~decided;
  const result = `return ${row.index}; // ${row.mnemonic}\n`;
  if (left === 0) return indent + result;
  return `${indent}if ((word & ${hex(left)}) === ${hex(row.match & left)}) ${result}`;
}

function endsInReturn(rows: readonly DecodeRow[], decided: number): boolean {
  return bestRun(rows, decided) === undefined && rows.some((row) => (row.mask & ~decided) === 0);
}

/** The longest run of undecided bits that every row has fixed and on which they differ. */
function bestRun(rows: readonly DecodeRow[], decided: number): { shift: number; width: number } | undefined {
  const fixed = rows.reduce((mask, row) => mask & row.mask, -1) & ~decided;
  let best: { shift: number; width: number } | undefined;
  for (let shift = 0; shift < 32; ) {
    let width = 0;
    while (shift + width < 32 && width < 11 && (fixed >>> (shift + width)) & 1) width++;
    // The primary opcode stands alone, so that a reader finds it.
    const run = shift < 26 && shift + width > 26 ? { shift: 26, width: 6 } : { shift, width };
    const varies = width > 0 && new Set(rows.map((row) => (row.match >>> run.shift) & ones(run.width))).size > 1;
    if (varies && (best === undefined || run.width > best.width || run.shift === 26)) best = run;
    shift += Math.max(width, 1);
  }
  return best;
}

function bitsOf(shift: number, width: number): string {
  if (shift + width === 32) return `word >>> ${shift}`;
  return shift === 0 ? `word & ${ones(width)}` : `(word >>> ${shift}) & ${ones(width)}`;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

function ones(width: number): number {
  return (1 << width) - 1;
}

/** A 32-bit pattern as the signed number that `&` yields. */
export function hex(value: number): string {
  const signed = value | 0;
  return signed < 0 ? `-0x${(-signed).toString(16)}` : `0x${signed.toString(16)}`;
}
