/**
 * Which system calls a Linux program can make, for spec/targets/.
 *   node --import tsx tools/facts/calls-of.ts scan BINARY|LIBRARY …   every `sc` whose number is known from the code before it
 *   node --import tsx tools/facts/calls-of.ts trace LOG …             every call in logs of `qemu-ppc64le -strace`
 * Prints the names, with the numbers of calls that the tables do not have.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callNames } from './call-names.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OBJDUMP = '/usr/bin/powerpc64le-linux-gnu-objdump';

/** Names that qemu's log gives other words for. */
const QEMU_NAMES: Readonly<Record<string, string>> = { fstatat64: 'newfstatat', prlimit: 'prlimit64', mmap2: 'mmap' };

const [mode, ...files] = process.argv.slice(2);
if ((mode === 'scan' || mode === 'trace') && files.length > 0) {
  const found = new Set(files.flatMap((file) => (mode === 'scan' ? scan(file) : traced(file))));
  console.log([...found].sort().join(', '));
} else {
  console.error('usage: calls-of.ts scan BINARY … | trace LOG …');
  process.exitCode = 2;
}

/** Follows r0 through the disassembly, function by function: `li r0,N` sets it, anything else that writes it forgets it. */
function scan(file: string): string[] {
  const { status, stdout, stderr } = spawnSync(OBJDUMP, ['-d', '--no-show-raw-insn', file], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(stderr);
  const names = callNames(root);
  const found = new Set<number>();
  let number: number | undefined;
  for (const line of stdout.split('\n')) {
    if (line.endsWith('>:')) number = undefined;
    const [, operation = '', operands = ''] = /^\s+[0-9a-f]+:\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    if (operation === 'li' && operands.startsWith('r0,')) number = Number(operands.slice(3));
    else if (operation === 'sc' || operation === 'scv') {
      if (number !== undefined) found.add(number);
    } else if (operands.startsWith('r0,') && !/^(st|cmp)/.test(operation)) number = undefined;
  }
  return [...found].map((one) => names.get(one) ?? String(one));
}

/** `1234 openat(AT_FDCWD,…) = 3`: the word before the first bracket. */
function traced(file: string): string[] {
  const names = callNames(root);
  const known = new Set(names.values());
  return [...readFileSync(file, 'latin1').matchAll(/^\d+ (?:Unknown syscall (\d+)|(\w+)\()/gm)]
    .map(([, number, name]) => names.get(Number(number)) ?? name ?? '')
    .map((name) => QEMU_NAMES[name] ?? name)
    .filter((name) => known.has(name));
}
