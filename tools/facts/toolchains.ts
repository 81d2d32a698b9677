/** The compilers whose headers confirm the tables. They are the distribution's own packages; nothing is linked or run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Toolchain {
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly objcopy: string;
  readonly order: 'big' | 'little';
}

/** Where tools/facts/freebsd-headers.ts puts FreeBSD's headers, below the repository. */
export const FREEBSD_HEADERS = '.cache/facts/freebsd';

/** The toolchain of an ABI, or why there is none on this machine. */
export function toolchain(root: string, personality: string, abi: string): Toolchain | string {
  if (personality === 'linux') return linux(abi);
  if (personality === 'freebsd') return freebsd(root, abi);
  return `no headers of ${personality} are known`;
}

function linux(abi: string): Toolchain | string {
  const triplets: Readonly<Record<string, string>> = {
    ppc64: 'powerpc64-linux-gnu',
    ppc64le: 'powerpc64le-linux-gnu',
    ppc32: 'powerpc-linux-gnu',
  };
  const triplet = triplets[abi];
  if (triplet === undefined) return `no cross compiler for ${abi}`;
  const compiler = `/usr/bin/${triplet}-gcc`;
  if (!existsSync(compiler)) return `${triplet}-gcc is not installed`;
  return {
    compiler,
    flags: ['-D_GNU_SOURCE'],
    objcopy: `/usr/bin/${triplet}-objcopy`,
    order: abi === 'ppc64le' ? 'little' : 'big',
  };
}

function freebsd(root: string, abi: string): Toolchain | string {
  const headers = process.env['K42_FREEBSD_HEADERS'] || join(root, FREEBSD_HEADERS);
  const compiler = '/usr/bin/clang-19';
  if (abi !== 'powerpc64') return `no compiler for ${abi}`;
  if (!existsSync(compiler)) return 'clang-19 is not installed';
  if (!existsSync(join(headers, 'generic-freebsd')))
    return 'the headers are not here: run tools/facts/freebsd-headers.ts';
  const folders = [
    join(headers, 'powerpc64-freebsd-none'),
    join(headers, 'generic-freebsd'),
    '/usr/lib/llvm-19/lib/clang/19/include',
  ];
  return {
    compiler,
    flags: [
      '--target=powerpc64-unknown-freebsd14',
      '-mabi=elfv2',
      '-nostdinc',
      '-D__FreeBSD_version=1400097',
      ...folders.flatMap((folder) => ['-isystem', folder]),
    ],
    objcopy: '/usr/bin/llvm-objcopy-19',
    order: 'big',
  };
}
