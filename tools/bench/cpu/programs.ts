/**
 * The programs that `npm run bench -- cpu` measures: what each mostly stresses, and how many rounds take a native processor
 * about a fifth of a second. README.md says more of each; the sources are in programs/.
 */
export const KINDS = ['integer', 'floating', 'calls', 'memory'] as const;
export type Kind = (typeof KINDS)[number];

export interface Program {
  readonly name: string;
  /** In programs/; the ending chooses the compiler. */
  readonly source: string;
  readonly kind: Kind;
  readonly rounds: number;
  readonly defines: readonly string[];
}

const program = (
  kind: Kind,
  source: string,
  rounds: number,
  variant = '',
  defines: readonly string[] = [],
): Program => ({
  name: source.replace(/\.[a-z0-9]+$/, variant),
  source,
  kind,
  rounds,
  defines,
});

export const PROGRAMS: readonly Program[] = [
  program('integer', 'coremark.c', 26000),
  program('integer', 'sorting.c', 750),
  program('integer', 'sha256.c', 8000),
  program('integer', 'aes.c', 18000),
  program('integer', 'crc32.c', 4200),
  program('integer', 'bytecode-switch.c', 950),
  program('integer', 'bytecode-goto.c', 2800),
  program('integer', 'division.c', 13000),
  program('integer', 'mulhi.c', 30000),
  program('integer', 'bignum.c', 1500),
  program('integer', 'matmul-int.c', 2500),
  program('integer', 'json.c', 14000),
  program('integer', 'regex.c', 320),
  program('integer', 'lz.c', 480),
  program('integer', 'huffman.c', 1600),
  program('integer', 'alignment.c', 1600),
  program('integer', 'sudoku.c', 13000),
  program('integer', 'life.c', 5400),
  program('integer', 'image.c', 3200),
  program('floating', 'linpack.c', 1300),
  program('floating', 'matmul-double.c', 1600),
  program('floating', 'fft.c', 8000),
  program('floating', 'nbody.c', 17600),
  program('floating', 'mandelbrot-double.c', 128),
  program('floating', 'mandelbrot-float.c', 160),
  program('floating', 'spectral-norm.c', 960),
  program('floating', 'raytrace.c', 2400),
  program('floating', 'mathlib.c', 36000),
  program('floating', 'clusters.c', 11200),
  program('floating', 'heat.f90', 1600),
  program('calls', 'dhrystone.c', 5000000),
  program('calls', 'recursion.c', 2500),
  program('calls', 'queens.c', 13000),
  program('calls', 'virtual-calls.cpp', 15000),
  program('calls', 'exceptions.cpp', 1800),
  program('calls', 'events.c', 1000),
  program('calls', 'printing.c', 13000),
  program('memory', 'strings-libc.c', 3000),
  program('memory', 'strings-own.c', 2900),
  program('memory', 'wordcount.c', 750),
  program('memory', 'hashtable.c', 220),
  program('memory', 'containers.cpp', 1100),
  program('memory', 'trees.c', 500),
  program('memory', 'graph.c', 35),
  program('memory', 'chase.c', 40000, '-cache', ['KIB=32']),
  program('memory', 'chase.c', 600, '-memory', ['KIB=65536']),
];
