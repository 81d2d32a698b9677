import { describe, expect, test } from 'vitest';
import { LINUX_TRAMPOLINE } from '../../runtime/personality/trampolines.ts';
import { VDSO_TRAMPOLINE, vdsoImage } from '../../runtime/personality/vdso.ts';

describe.each([
  ['little', 2],
  ['big', 1],
] as const)('the vDSO of a %s-endian process', (order, version) => {
  const image = vdsoImage(order, version);
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
    const entries = new Map([0, 1, 2, 3].map((n) => [u64(offset + 16 * n), u64(offset + 16 * n + 8)]));
    const at = (entries.get(5) ?? 0) + (entries.get(14) ?? 0);
    const name = image.subarray(at, image.indexOf(0, at));
    expect(new TextDecoder().decode(name)).toBe('linux-vdso64.so.1');
  });

  test('describes the frame of the trampoline, and of nothing else', () => {
    const { offset } = segment(0x6474e550);
    expect(u32(offset + 8)).toBe(1);
    expect(offset + i32(offset + 12)).toBe(VDSO_TRAMPOLINE);
    const description = offset + i32(offset + 16);
    expect(description + 8 + i32(description + 8)).toBe(VDSO_TRAMPOLINE);
    expect(u32(description + 12)).toBe(4 * LINUX_TRAMPOLINE.length);
    const common = description + 4 - u32(description + 4);
    expect(new TextDecoder().decode(image.subarray(common + 9, common + 12))).toBe('zRS');
    expect(description + 4 + u32(description) + 4).toBe(image.length);
    expect(u32(image.length - 4)).toBe(0);
  });
});
