import { describe, expect, it } from 'vitest';
import { disassemble } from '../../../emulator/disassembler.ts';
import { guestBusybox } from '../../../tools/real/busybox.ts';
import { programLines } from './disassemblers.ts';
import type { ProgramLine } from './disassemblers.ts';
import { hello, TARGETS } from './programs.ts';

/** Lines of a program that we write in another way than objdump. */
function differences(objdump: string, program: string): { readonly lines: number; readonly wrong: readonly string[] } {
  const lines = programLines(objdump, program);
  const wrong = lines.flatMap((line) => {
    const ours = plain(disassemble(line.words[0] ?? 0, line.address, line.words[1]));
    return ours === plain(text(line)) ? [] : [`${line.address.toString(16)}: ${ours} | ${text(line)}`];
  });
  return { lines: lines.length, wrong };
}

/** Without the symbol after a branch target. */
function text({ text }: ProgramLine): string {
  return text.replace(/\s*<[^>]*>$/, '').replace(/\s+#.*$/, '');
}

/** objdump writes branch targets of programs without 0x. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(b\S* (?:.*,)?)0x([0-9a-f]+)$/, '$1$2');
}

describe('the disassembler gives the text of GNU objdump for every line of', () => {
  for (const target of TARGETS) {
    for (const language of ['c', 'c++'] as const) {
      for (const linkage of ['static', 'dynamic'] as const) {
        it(`a ${linkage} ${language} program for ${target}`, { timeout: 120_000 }, () => {
          const { lines, wrong } = differences(`${target}-linux-gnu-objdump`, hello(target, language, linkage));
          expect(wrong).toEqual([]);
          expect(lines).toBeGreaterThan(linkage === 'static' ? 100_000 : 50);
        });
      }
    }
  }

  it("glibc's mathematics, which has code for the newest processors too", { timeout: 120_000 }, () => {
    const { lines, wrong } = differences('powerpc64le-linux-gnu-objdump', '/usr/powerpc64le-linux-gnu/lib/libm.so.6');
    expect(wrong).toEqual([]);
    expect(lines).toBeGreaterThan(100_000);
  });

  it('busybox for ppc64el', { timeout: 300_000 }, () => {
    const { lines, wrong } = differences('powerpc64le-linux-gnu-objdump', guestBusybox());
    expect(wrong).toEqual([]);
    expect(lines).toBeGreaterThan(200_000);
  });
});
