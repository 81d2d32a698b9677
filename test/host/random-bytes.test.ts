import { expect, test } from 'vitest';
import { RandomBytes } from '../../runtime/host/node/random-bytes.ts';

test('random bytes are all different, however many are asked for at a time', () => {
  const source = new RandomBytes();
  const seen = new Set<string>();
  for (const length of [16, 64, 1000, 1024, 5000, 24]) {
    for (let time = 0; time < 20; time++) {
      const bytes = new Uint8Array(length);
      source.fill(bytes);
      for (let at = 0; at + 8 <= length; at += 8) {
        const word = bytes.subarray(at, at + 8).join(' ');
        expect(seen.has(word)).toBe(false);
        seen.add(word);
      }
    }
  }
});
