/**
 * Loads ELF images in which bytes were changed, and sees that each is either loaded or refused with a message, in
 * bounded time and memory, leaving nothing behind. `npm run fuzz` calls it with more images than the test.
 */
import fc from 'fast-check';
import { ImageProblem } from '../../runtime/personality/image/image-problem.ts';
import { buildElf, note, text } from './elf-builder.ts';
import { FREEBSD, PPC32, PPC64, PPC64LE, ProgramMachine } from './make-program.ts';

/** 64 MiB of frames of files, and a little for those still open. */
const MOST_IDLE = 16_384;

const CODE = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff);

function seeds(): Uint8Array[] {
  const kinds = [
    { order: 'little', flags: 2 },
    { order: 'big', flags: 1 },
    { order: 'big', bits: 32, machine: 20 },
  ] as const;
  return kinds.flatMap((kind) =>
    [2, 3].map((type) =>
      buildElf({
        ...kind,
        type,
        entry: 0x1000_0010,
        segments: [
          { type: 3, address: 0, bytes: text('/lib/ld.so\0'), align: 1 },
          { type: 4, address: 0, bytes: note(kind.order, 'GNU'), align: 4 },
          { address: 0x1000_0000, bytes: CODE },
          { address: 0x1002_0040, bytes: CODE, memorySize: 0x9000, flags: 6 },
          { type: 0x6474_e551, address: 0, bytes: new Uint8Array(0), flags: 6, align: 16 },
        ],
      }),
    ),
  );
}

/** What is done to an image: bytes of its headers (mostly) replaced by random or by interesting ones, and its end cut off. */
const interesting = fc.constantFrom(0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff);
const change = fc.record({
  at: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 400 }) }, { weight: 1, arbitrary: fc.nat(200_000) }),
  bytes: fc.array(fc.oneof(interesting, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
});
const mutation = fc.record({
  seed: fc.nat(3),
  changes: fc.array(change, { maxLength: 4 }),
  cut: fc.option(fc.nat(200_000), { freq: 6 }),
});

export interface MutationReport {
  loaded: number;
  refused: number;
  readonly messages: Set<string>;
}

/** Throws (with a counterexample that was shrunk) when an image crashes the loader or leaves frames behind. */
export function loadMutatedImages(count: number, seed?: number): MutationReport {
  const images = seeds();
  const loader = buildElf({ order: 'little', type: 3, flags: 2, entry: 0x20, segments: [{ address: 0, bytes: CODE }] });
  const report: MutationReport = { loaded: 0, refused: 0, messages: new Set() };
  // One machine for all: what a refused image left behind would add up.
  const machine = new ProgramMachine({ memory: 256 << 20 });
  machine.files.set('/lib/ld.so', loader);
  fc.assert(
    fc.property(mutation, ({ seed: which, changes, cut }) => {
      const image = (images[which] as Uint8Array).slice();
      for (const { at, bytes } of changes)
        image.set(bytes.slice(0, Math.max(0, image.length - at)), Math.min(at, image.length));
      const bytes = cut === null ? image : image.slice(0, cut);
      const result = machine.load(bytes, { abis: [PPC64LE, PPC64, PPC32, FREEBSD] });
      if (result instanceof ImageProblem) {
        report.refused++;
        report.messages.add(result.text.replace(/0x[0-9a-f]+|\d+/g, '#'));
        if (String(result).length < 10) throw new Error(`no message: ${result.toString()}`);
      } else {
        report.loaded++;
        result.space.release();
      }
      // Only the frames of idle files may remain.
      if (machine.allocator.used > MOST_IDLE) throw new Error(`${machine.allocator.used} frames were left behind`);
    }),
    { numRuns: count, ...(seed === undefined ? {} : { seed }) },
  );
  return report;
}
