/** Real programs to disassemble: what the cross compilers link. Kept in .cache/isa. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../../tools/real/packages.ts';

const FOLDER = join(CACHE, 'isa');
export const TARGETS = ['powerpc64le', 'powerpc64', 'powerpc'] as const;
export type Target = (typeof TARGETS)[number];

const C = '#include <stdio.h>\nint main(void) { printf("hello %d\\n", 1); return 0; }\n';
const CXX = `#include <iostream>
#include <stdexcept>
int main() {
  try { throw std::runtime_error("hello"); } catch (const std::exception &error) { std::cout << error.what() << "\\n"; }
}
`;

/** A hello program in C or C++, linked statically or dynamically. */
export function hello(target: Target, language: 'c' | 'c++', linkage: 'static' | 'dynamic'): string {
  const extension = language === 'c' ? 'c' : 'cc';
  const program = join(FOLDER, `hello-${extension}-${target}-${linkage}`);
  if (existsSync(program)) return program;
  mkdirSync(FOLDER, { recursive: true });
  const source = join(FOLDER, `hello.${extension}`);
  writeFileSync(source, language === 'c' ? C : CXX);
  const compiler = `${target}-linux-gnu-${language === 'c' ? 'gcc' : 'g++'}`;
  execFileSync(compiler, ['-O2', ...(linkage === 'static' ? ['-static'] : []), source, '-o', program]);
  return program;
}
