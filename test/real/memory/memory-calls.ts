/** Memory calls drawn at random, as lines for the agent, and the same calls made on an address space of k42. */
import fc from 'fast-check';
import { Advice } from '../../../runtime/generated/enums.ts';
import { Errno } from '../../../runtime/generated/errors.ts';
import { MapFlags, MsyncFlags, RemapFlags } from '../../../runtime/generated/flags.ts';
import { TestFile, TestMachine } from '../../kernel/make-space.ts';

const PAGE = 4096;
const WINDOW = 64;
const BASE = 0x2000_0000_0000;
export const FILE_LENGTH = 20 * PAGE + 100;
const END_OF_FILE = -1000;

/** Linux numbers of the host (x86-64 and arm64 agree in these). */
const MAP = { shared: 1, private: 2, fixed: 0x10, anonymous: 0x20, noReplace: 0x10_0000 };
const ERRNO: readonly (readonly [native: number, neutral: number])[] = [
  [1, Errno.EPERM],
  [5, Errno.EIO],
  [9, Errno.EBADF],
  [11, Errno.EAGAIN],
  [12, Errno.ENOMEM],
  [13, Errno.EACCES],
  [14, Errno.EFAULT],
  [16, Errno.EBUSY],
  [17, Errno.EEXIST],
  [19, Errno.ENODEV],
  [22, Errno.EINVAL],
  [75, Errno.EOVERFLOW],
];
/** MADV_REMOVE is left out: whether a file can have holes is its file system's matter. */
const ADVICE: readonly (readonly [native: number, neutral: number])[] = [
  [0, Advice.normal],
  [3, Advice.willNeed],
  [4, Advice.dontNeed],
  [10, Advice.dontFork],
  [11, Advice.doFork],
  [18, Advice.wipeOnFork],
  [19, Advice.keepOnFork],
  [21, Advice.pageOut],
  [200, 9999],
];

const page = fc.integer({ min: 0, max: WINDOW - 1 });
const offset = fc
  .tuple(page, fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 7))
  .map(([number, within]) => number * PAGE + within);
const length = fc.constantFrom(0, 1, PAGE, PAGE, 2 * PAGE, 3 * PAGE, 5 * PAGE, 8 * PAGE, 8 * PAGE + 5, 20 * PAGE);
/** A range that ends in the window. */
const range = fc.tuple(offset, length).map(([start, size]): [number, number] => {
  const inside = start + Math.ceil(size / PAGE) * PAGE <= WINDOW * PAGE;
  return [start, inside ? size : Math.max(0, WINDOW * PAGE - start)];
});
/** Not execute alone: x86 has no such page without protection keys. */
const protection = fc.constantFrom(0, 1, 1, 3, 3, 3, 5, 7, 2);
const place = fc.constantFrom(0, 9, 4095);
const line = (name: string, ...parts: fc.Arbitrary<number | [number, number]>[]) =>
  fc.tuple(...parts).map((values) => [name, ...values.flat()].join(' '));
const remap = fc
  .tuple(range, range, length, fc.constantFrom(0, 3, 3, 7, 5))
  .filter(([[, old], [, fresh], , flags]) => (flags & 2) === 0 || Math.ceil(old / PAGE) !== Math.ceil(fresh / PAGE))
  .filter(([, , , flags]) => flags !== 5)
  .map(
    ([[from, old], [to, fresh], grown, flags]) =>
      `remap ${from} ${old} ${(flags & 2) === 0 ? grown : fresh} ${flags} ${to}`,
  );

/** Where the answer must be the same; same-sized moves over several regions are new in 6.17 and left out. */
export const call: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: line('map', range, protection, fc.constantFrom(0x32, 0x32, 0x31, 0x10_0022)) },
  {
    weight: 1,
    arbitrary: line(
      'mapFile',
      range,
      protection,
      fc.constantFrom(0x12, 0x11),
      fc.constantFrom(0, 0, PAGE, 5 * PAGE, 18 * PAGE, 22 * PAGE, 3),
    ),
  },
  {
    weight: 1,
    arbitrary: line('mapReadable', range, protection, fc.constantFrom(0x12, 0x11), fc.constantFrom(0, PAGE, 18 * PAGE)),
  },
  { weight: 2, arbitrary: line('unmap', range) },
  { weight: 3, arbitrary: line('protect', range, protection) },
  { weight: 2, arbitrary: remap },
  { weight: 2, arbitrary: line('advise', range, fc.constantFrom(...ADVICE.map(([native]) => native))) },
  { weight: 1, arbitrary: line('sync', range, fc.constantFrom(1, 2, 4, 5, 6)) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(page, place, fc.integer({ min: 1, max: 255 }))
      .map(([p, at, v]) => `store ${p * PAGE + at} ${v}`),
  },
  { weight: 2, arbitrary: fc.tuple(page, place).map(([p, at]) => `load ${p * PAGE + at}`) },
  { weight: 1, arbitrary: line('write', fc.nat(FILE_LENGTH - 1), fc.nat(255)) },
  { weight: 2, arbitrary: line('read', fc.nat(FILE_LENGTH - 1)) },
  { weight: 1, arbitrary: line('truncate', fc.constantFrom(FILE_LENGTH, 3 * PAGE + 10, 10 * PAGE)) },
);

/** Looks at every page of the window: three bytes each. */
export const lookEverywhere: readonly string[] = Array.from({ length: WINDOW }, (_, p) =>
  [0, 9, 4095].map((at) => `load ${p * PAGE + at}`),
).flat();

export function fileContents(): Uint8Array {
  return Uint8Array.from({ length: FILE_LENGTH }, (_, i) => (i * 7) & 0xff);
}

/** The agent's results in neutral errors. */
export function neutral(result: number): number {
  return ERRNO.find(([native]) => native === -result)?.[1] ?? result;
}

/** Makes the calls here. */
export function callAll(lines: readonly string[]): number[] {
  const machine = new TestMachine({ memory: 64 << 20 });
  const space = machine.space('little', PAGE);
  const reserve = MapFlags.private | MapFlags.anonymous | MapFlags.fixed | MapFlags.noreserve;
  space.mapRegion({ address: BASE - 4096 * PAGE, length: 8192 * PAGE, protection: 0, flags: reserve });
  space.unmap(BASE, WINDOW * PAGE);
  const file = new TestFile(fileContents());
  const byte = new Uint8Array(1);
  const relative = (address: number) => (address < 0 ? address : address - BASE);
  const bits = (value: number, pairs: readonly (readonly [number, number])[]) =>
    pairs.reduce((all, [native, own]) => all | ((value & native) === 0 ? 0 : own), 0);
  const mapFlags = (value: number) =>
    bits(value, [
      [MAP.shared, MapFlags.shared],
      [MAP.private, MapFlags.private],
      [MAP.fixed, MapFlags.fixed],
      [MAP.anonymous, MapFlags.anonymous],
      [MAP.noReplace, MapFlags.fixedNoReplace],
    ]);

  const calls: { readonly [name: string]: (a: number, b: number, c: number, d: number, e: number) => number } = {
    map: (a, b, c, d) => relative(space.map(BASE + a, b, c, mapFlags(d), undefined, 0)),
    mapFile: (a, b, c, d, e) =>
      relative(
        space.mapRegion({
          address: BASE + a,
          length: b,
          protection: c,
          flags: mapFlags(d),
          source: file.source(),
          offset: e,
        }),
      ),
    mapReadable: (a, b, c, d, e) =>
      relative(
        space.mapRegion({
          address: BASE + a,
          length: b,
          protection: c,
          flags: mapFlags(d),
          source: file.source(false),
          offset: e,
        }),
      ),
    unmap: (a, b) => space.unmap(BASE + a, b),
    protect: (a, b, c) => space.protect(BASE + a, b, c),
    remap: (a, b, c, d, e) =>
      relative(
        space.remap(
          BASE + a,
          b,
          c,
          bits(d, [
            [1, RemapFlags.mayMove],
            [2, RemapFlags.fixed],
            [4, RemapFlags.dontUnmap],
          ]),
          BASE + e,
        ),
      ),
    advise: (a, b, c) => space.advise(BASE + a, b, ADVICE.find(([native]) => native === c)?.[1] ?? -1),
    sync: (a, b, c) =>
      space.sync(
        BASE + a,
        b,
        bits(c, [
          [1, MsyncFlags.async],
          [2, MsyncFlags.invalidate],
          [4, MsyncFlags.sync],
        ]),
      ),
    store: (a, b) => (space.copyOut(BASE + a, Uint8Array.of(b)) === 1 ? 1 : Errno.EFAULT),
    load: (a) => (space.copyIn(BASE + a, byte) === 1 ? (byte[0] as number) : Errno.EFAULT),
    truncate: (a) => {
      file.resize(a);
      return 0;
    },
    write: (a, b) => {
      if (a >= file.getLength()) file.resize(a + 1);
      file.write(a, [b]);
      return 1;
    },
    read: (a) => file.read(a, 1)[0] ?? END_OF_FILE,
  };
  return lines.map((text) => {
    const [name = '', ...rest] = text.split(' ');
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = rest.map(Number);
    return calls[name]?.(a, b, c, d, e) ?? Number.NaN;
  });
}
