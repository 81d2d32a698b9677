import { describe, expect, test } from 'vitest';
import { LINUX32_FRAME } from '../../../runtime/personality/signal-frame-linux32.ts';
import { LINUX_TRAMPOLINE } from '../../../runtime/personality/trampolines.ts';
import { vdsoImage } from '../../../runtime/personality/vdso/vdso-image.ts';
import { VDSO32_TRAMPOLINE, VDSO_TRAMPOLINE } from '../../../runtime/personality/vdso/vdso.ts';

const addresses = { mappings: 0x7fff_0000_0000 };

describe.each([
  ['little', 2],
  ['big', 1],
] as const)('the vDSO of a %s-endian process', (order, version) => {
  const abi = { bits: 64, order, pageSize: 4096, functionDescriptors: version === 1, addresses } as const;
  const image = vdsoImage(abi);
  const view = new DataView(image.buffer);
  const little = order === 'little';
  const u32 = (at: number): number => view.getUint32(at, little);
  const i32 = (at: number): number => view.getInt32(at, little);
  const u64 = (at: number): number => Number(view.getBigUint64(at, little));
  const segment = (type: number): { offset: number; size: number } => {
    const at = [64, 120, 176].find((header) => u32(header) === type) ?? Number.NaN;
    return { offset: u64(at + 8), size: u64(at + 32) };
  };

  test('is an ELF file of its ABI that fits into a page of 4096 bytes', () => {
    expect([...image.subarray(0, 6)]).toEqual([0x7f, 0x45, 0x4c, 0x46, 2, little ? 1 : 2]);
    expect(u32(48)).toBe(version);
    expect(segment(1)).toEqual({ offset: 0, size: image.length });
    expect(image.length).toBeLessThanOrEqual(4096);
  });

  test('is named as on Linux', () => {
    const { offset } = segment(2);
    const entries = new Map(Array.from({ length: 9 }, (_, n) => [u64(offset + 16 * n), u64(offset + 16 * n + 8)]));
    const at = (entries.get(5) ?? 0) + (entries.get(14) ?? 0);
    const name = image.subarray(at, image.indexOf(0, at));
    expect(new TextDecoder().decode(name)).toBe('linux-vdso64.so.1');
  });

  test('describes the frame of the trampoline, and the functions as leaves', () => {
    const { offset } = segment(0x6474e550);
    expect(u32(offset + 8)).toBe(2);
    expect(offset + i32(offset + 12)).toBe(VDSO_TRAMPOLINE);
    const description = offset + i32(offset + 16);
    expect(description + 8 + i32(description + 8)).toBe(VDSO_TRAMPOLINE);
    expect(u32(description + 12)).toBe(4 * LINUX_TRAMPOLINE.length);
    const common = description + 4 - u32(description + 4);
    expect(new TextDecoder().decode(image.subarray(common + 9, common + 12))).toBe('zRS');
    const leaf = offset + i32(offset + 24);
    const leafCommon = leaf + 4 - u32(leaf + 4);
    expect([...image.subarray(leafCommon + 9, leafCommon + 12)]).toEqual([0x7a, 0x52, 0]);
    expect(leaf + 4 + u32(leaf) + 4).toBe(image.length);
    expect(u32(image.length - 4)).toBe(0);
  });
});

describe('the vDSO of a 32-bit process', () => {
  const image = vdsoImage({
    bits: 32,
    order: 'big',
    pageSize: 4096,
    functionDescriptors: false,
    addresses: { mappings: 0xf7fe_0000 },
  });
  const view = new DataView(image.buffer);
  const segment = (type: number): { offset: number; size: number } => {
    const at = [52, 84, 116].find((header) => view.getUint32(header) === type) ?? Number.NaN;
    return { offset: view.getUint32(at + 4), size: view.getUint32(at + 16) };
  };

  test('is a 32-bit ELF file that fits into a page of 4096 bytes', () => {
    expect([...image.subarray(0, 6)]).toEqual([0x7f, 0x45, 0x4c, 0x46, 1, 2]);
    expect(view.getUint16(18)).toBe(20);
    expect(segment(1)).toEqual({ offset: 0, size: image.length });
    expect(image.length).toBeLessThanOrEqual(4096);
  });

  test('is named as on Linux', () => {
    const { offset } = segment(2);
    const entries = new Map(
      Array.from({ length: 9 }, (_, n) => [view.getUint32(offset + 8 * n), view.getUint32(offset + 8 * n + 4)]),
    );
    const at = (entries.get(5) ?? 0) + (entries.get(14) ?? 0);
    expect(new TextDecoder().decode(image.subarray(at, image.indexOf(0, at)))).toBe('linux-vdso32.so.1');
  });

  test.each([
    ['without', VDSO32_TRAMPOLINE.plain, 119, LINUX32_FRAME.plainContext],
    ['with', VDSO32_TRAMPOLINE.information, 172, LINUX32_FRAME.informationContext],
  ])('returns from a handler %s siginfo, and describes its frame', (_, trampoline, call, context) => {
    expect([trampoline, trampoline + 4].map((at) => view.getUint32(at))).toEqual([0x3800_0000 + call, 0x4400_0002]);
    const { offset } = segment(0x6474e550);
    const descriptions = [0, 1].map((n) => ({
      start: offset + view.getInt32(offset + 12 + 8 * n),
      at: offset + view.getInt32(offset + 16 + 8 * n),
    }));
    // The instruction before belongs to it: that is where unwinders look.
    const found = descriptions.find(({ start }) => start === trampoline - 4);
    expect(found).toBeDefined();
    const { at } = found ?? { at: 0 };
    expect(at + 8 + view.getInt32(at + 8)).toBe(trampoline - 4);
    expect(view.getUint32(at + 12)).toBe(12);
    // The first rule: r1 is the second word of what was saved.
    const rule = [...image.subarray(at + 17, at + 22)];
    const [low = 0, high = 0] = rule.slice(3);
    expect(rule.slice(0, 3)).toEqual([0x0f, 4, 0x71]);
    expect((low & 0x7f) | (high << 7)).toBe(context + 4);
  });
});
