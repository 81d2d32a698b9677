/** Real programs to disassemble: what the cross compilers link, and Debian's busybox. Kept in .cache/isa. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('../../../.cache/isa/', import.meta.url));
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
  const program = join(CACHE, `hello-${extension}-${target}-${linkage}`);
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  const source = join(CACHE, `hello.${extension}`);
  writeFileSync(source, language === 'c' ? C : CXX);
  const compiler = `${target}-linux-gnu-${language === 'c' ? 'gcc' : 'g++'}`;
  execFileSync(compiler, ['-O2', ...(linkage === 'static' ? ['-static'] : []), source, '-o', program]);
  return program;
}

/** Debian's static busybox for ppc64el, by an apt root of its own; the archive is the machine's. */
export function busybox(): string {
  const program = join(CACHE, 'busybox/bin/busybox');
  if (existsSync(program)) return program;
  const root = join(CACHE, 'apt');
  for (const folder of ['etc', 'lists/partial', 'cache/archives/partial'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'status'), '');
  writeFileSync(join(root, 'etc/sources.list'), `deb ${archive()} bookworm main\n`);
  const options = [
    'APT::Architecture=ppc64el',
    'APT::Architectures=ppc64el',
    `Dir::State::lists=${root}/lists`,
    `Dir::State::status=${root}/status`,
    `Dir::Cache=${root}/cache`,
    `Dir::Etc::sourcelist=${root}/etc/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    'APT::Install-Recommends=false',
  ].map((option) => `-o${option}`);
  execFileSync('apt-get', [...options, 'update'], { stdio: 'ignore' });
  execFileSync('apt-get', [...options, '-y', '--download-only', 'install', 'busybox-static'], { stdio: 'ignore' });
  const archives = join(root, 'cache/archives');
  for (const name of readdirSync(archives).filter((name) => name.startsWith('busybox-static'))) {
    execFileSync('dpkg', ['-x', join(archives, name), join(CACHE, 'busybox')]);
  }
  return program;
}

/** The address of the package archive, from the machine's own sources. */
function archive(): string {
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  for (const file of files.filter((file) => existsSync(file))) {
    const found = /^(?:deb (?:\[.*?\] )?|URIs: )(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1];
    if (found !== undefined) return found;
  }
  throw new Error('no package archive in the sources of apt');
}
