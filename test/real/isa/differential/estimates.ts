/** Estimates are as good as each implementation makes them: within the precision that the architecture asks for. */
interface Estimate {
  readonly mnemonics: RegExp;
  /** Lanes of the target: the first doubleword, both, or four words. */
  readonly lanes: 'double' | 'doubles' | 'singles';
  /** Greatest relative difference from the exact result, which qemu gives. */
  readonly relative: number;
  /** Or absolute, where the result lies near zero. */
  readonly absolute?: number;
}

const ESTIMATES: readonly Estimate[] = [
  { mnemonics: /^fres?$/, lanes: 'double', relative: 1 / 256 },
  { mnemonics: /^frsqrtes?$/, lanes: 'double', relative: 1 / 32 },
  { mnemonics: /^xs(re|rsqrte)[ds]p$/, lanes: 'double', relative: 1 / 16384 },
  { mnemonics: /^xv(re|rsqrte)dp$/, lanes: 'doubles', relative: 1 / 16384 },
  { mnemonics: /^xv(re|rsqrte)sp$/, lanes: 'singles', relative: 1 / 16384 },
  { mnemonics: /^vr(e|sqrte)fp$/, lanes: 'singles', relative: 1 / 4096 },
  { mnemonics: /^vexptefp$/, lanes: 'singles', relative: 1 / 16 },
  { mnemonics: /^vlogefp$/, lanes: 'singles', relative: 1 / 16, absolute: 1 / 32 },
];

export function isEstimate(mnemonic: string): boolean {
  return ESTIMATES.some(({ mnemonics }) => mnemonics.test(mnemonic));
}

/** Whether two registers hold estimates of the same number. */
export function closeEnough(mnemonic: string, ours: Uint8Array, theirs: Uint8Array): boolean {
  const estimate = ESTIMATES.find(({ mnemonics }) => mnemonics.test(mnemonic));
  if (estimate === undefined) return false;
  const a = lanes(ours, estimate.lanes);
  const b = lanes(theirs, estimate.lanes);
  return a.every((value, index) => {
    const other = b[index] ?? 0;
    if (Number.isNaN(value) || Number.isNaN(other) || !Number.isFinite(other)) return Object.is(value, other);
    const difference = Math.abs(value - other);
    return difference <= Math.abs(other) * estimate.relative || difference <= (estimate.absolute ?? SMALLEST);
  });
}

/** Below it results are denormal in single precision, and may be flushed to zero. */
const SMALLEST = 2 ** -126;

function lanes(bytes: Uint8Array, kind: Estimate['lanes']): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  if (kind === 'double') return [view.getFloat64(0)];
  if (kind === 'doubles') return [view.getFloat64(0), view.getFloat64(8)];
  return [0, 4, 8, 12].map((at) => view.getFloat32(at));
}
