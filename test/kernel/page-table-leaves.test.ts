import { expect, test } from 'vitest';
import { PageTable } from '../../runtime/kernel/page-table.ts';

test('a table that is emptied leaves its leaves, all zero, to the next one', () => {
  const spare: Uint32Array[] = [];
  const first = new PageTable(4096, spare);
  const child = new PageTable(4096, spare);
  for (let page = 0; page < 3000; page += 7) first.set(page, 0x1000 * (page + 1) + 7);
  first.shareWith(child, () => undefined);
  const released: number[] = [];
  first.empty((frame) => released.push(frame));
  expect(released.length).toBe(Math.ceil(3000 / 7));
  expect(first.resident).toBe(0);
  expect(first.get(7)).toBe(0);
  expect(child.get(7) & ~7).toBe(0x8000);
  expect(spare.length).toBe(6);
  const next = new PageTable(4096, spare);
  next.set(7 * 512, 0x5007);
  expect(spare.length).toBe(5);
  for (let page = 7 * 512 + 1; page < 8 * 512; page++) expect(next.get(page)).toBe(0);
});
