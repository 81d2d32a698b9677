/** The two foreign disassemblers: GNU objdump and LLVM's. Each text stands for one word. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LARGE = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;

/** objdump's text of each word, `.long …` where the dialect (`-M`) has no such instruction. */
export function gnuTexts(words: readonly number[], dialect: string): string[] {
  return inFolder((folder) => {
    const path = join(folder, 'words.bin');
    const bytes = Buffer.alloc(words.length * 4);
    words.forEach((word, index) => bytes.writeInt32BE(word | 0, index * 4));
    writeFileSync(path, bytes);
    const options = ['-D', '-z', '-EB', '-b', 'binary', '-m', 'powerpc:common64', `-M${dialect}`];
    return lines(
      execFileSync('powerpc64-linux-gnu-objdump', [...options, path], LARGE),
      /^\s*[0-9a-f]+:\t[0-9a-f ]+\t(.*)$/,
    );
  });
}

/** llvm-objdump's text of each word, `<unknown>` where it knows none. */
export function llvmTexts(words: readonly number[]): string[] {
  return inFolder((folder) => {
    const source = join(folder, 'words.s');
    const object = join(folder, 'words.o');
    writeFileSync(source, words.map((word) => `.long ${word >>> 0}\n`).join(''));
    execFileSync('llvm-mc-19', ['-triple=powerpc64', '-filetype=obj', '-o', object, source]);
    const text = execFileSync('llvm-objdump-19', ['-d', '-z', '--mcpu=pwr10', '--mattr=+htm', object], LARGE);
    return lines(text, /^\s*[0-9a-f]+: [0-9a-f ]+\t(.*)$/);
  });
}

export interface ProgramLine {
  readonly address: number;
  /** As many words as the instruction has. */
  readonly words: number[];
  readonly text: string;
}

/** Every instruction of a program's executable sections, as `objdump -d` prints it. */
export function programLines(objdump: string, program: string): ProgramLine[] {
  const little = objdump.includes('le-');
  const result: ProgramLine[] = [];
  for (const line of execFileSync(objdump, ['-d', '-z', program], LARGE).split('\n')) {
    const match = /^\s*([0-9a-f]+):\t((?:[0-9a-f]{2} )+)\s*(?:\t(.*))?$/.exec(line);
    if (match === null) continue;
    const [, address = '', bytes = '', text] = match;
    const buffer = Buffer.from(bytes.replaceAll(' ', ''), 'hex');
    const words = Array.from({ length: buffer.length / 4 }, (_, index) =>
      little ? buffer.readInt32LE(index * 4) : buffer.readInt32BE(index * 4),
    );
    // The second word of a prefixed instruction stands on a line of its own.
    if (text === undefined) result.at(-1)?.words.push(...words);
    else result.push({ address: Number.parseInt(address, 16), words, text });
  }
  return result;
}

function lines(text: string, pattern: RegExp): string[] {
  return text.split('\n').flatMap((line) => pattern.exec(line)?.[1]?.replaceAll('\t', ' ').trim() ?? []);
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'k42-isa-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
