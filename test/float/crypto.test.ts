import { createCipheriv, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Guest } from './guest.ts';

const guest = new Guest();
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const text = (x: bigint): string => x.toString(16).padStart(32, '0');

/** The round keys of AES-128 (FIPS 197, 5.2), with the S-box that vsbox has. */
function expandKey(key: bigint): bigint[] {
  const words = [96n, 64n, 32n, 0n].map((by) => (key >> by) & 0xffffffffn);
  let constant = 1n;
  for (let i = 4; i < 44; i++) {
    let word = words[i - 1] as bigint;
    if (i % 4 === 0) {
      const rotated = ((word << 8n) | (word >> 24n)) & 0xffffffffn;
      guest.setVr(2, rotated);
      guest.run(['vsbox', { VRT: 1, VRA: 2 }]);
      word = (guest.vr(1) & 0xffffffffn) ^ (constant << 24n);
      constant = constant & 0x80n ? (constant << 1n) ^ 0x11bn : constant << 1n;
    }
    words.push((words[i - 4] as bigint) ^ word);
  }
  return Array.from({ length: 11 }, (_, n) =>
    words.slice(4 * n, 4 * n + 4).reduce((whole, word) => (whole << 32n) | word, 0n),
  );
}

function round(mnemonic: 'vcipher' | 'vcipherlast' | 'vncipher' | 'vncipherlast', state: bigint, key: bigint): bigint {
  guest.setVr(2, state);
  guest.setVr(3, key);
  guest.run([mnemonic, { VRT: 1, VRA: 2, VRB: 3 }]);
  return guest.vr(1);
}

function encrypt(block: bigint, keys: readonly bigint[]): bigint {
  let state = block ^ (keys[0] as bigint);
  for (let n = 1; n < 10; n++) state = round('vcipher', state, keys[n] as bigint);
  return round('vcipherlast', state, keys[10] as bigint);
}

function decrypt(block: bigint, keys: readonly bigint[]): bigint {
  let state = block ^ (keys[10] as bigint);
  for (let n = 9; n > 0; n--) state = round('vncipher', state, keys[n] as bigint);
  return round('vncipherlast', state, keys[0] as bigint);
}

describe('AES', () => {
  it('gives the example of FIPS 197, appendix B', () => {
    const keys = expandKey(0x2b7e151628aed2a6abf7158809cf4f3cn);
    expect(text(encrypt(0x3243f6a8885a308d313198a2e0370734n, keys))).toBe('3925841d02dc09fbdc118597196a0b32');
  });

  it('encrypts as the host does, and decrypts what it encrypted', () => {
    for (let n = 0; n < 8; n++) {
      const key = randomBytes(16);
      const block = randomBytes(16);
      const cipher = createCipheriv('aes-128-ecb', key, null);
      const wanted = number(cipher.update(block));
      const keys = expandKey(number(key));
      expect(text(encrypt(number(block), keys))).toBe(text(wanted));
      expect(text(decrypt(wanted, keys))).toBe(text(number(block)));
    }
  });
});

describe('SHA-2', () => {
  const rotate = (x: bigint, by: bigint, size: bigint): bigint => ((x >> by) | (x << (size - by))) & (2n ** size - 1n);
  const sigma = (x: bigint, [a, b, c]: readonly [bigint, bigint, bigint], size: bigint, shifts: boolean): bigint =>
    rotate(x, a, size) ^ rotate(x, b, size) ^ (shifts ? x >> c : rotate(x, c, size));
  const functions = {
    vshasigmaw: {
      size: 32n,
      small: [
        [7n, 18n, 3n],
        [17n, 19n, 10n],
      ],
      big: [
        [2n, 13n, 22n],
        [6n, 11n, 25n],
      ],
    },
    vshasigmad: {
      size: 64n,
      small: [
        [1n, 8n, 7n],
        [19n, 61n, 6n],
      ],
      big: [
        [28n, 34n, 39n],
        [14n, 18n, 41n],
      ],
    },
  } as const;

  it.each(['vshasigmaw', 'vshasigmad'] as const)(
    '%s chooses the function of each element by ST and SIX',
    (mnemonic) => {
      const { size, small, big } = functions[mnemonic];
      const count = 128 / Number(size);
      fc.assert(
        fc.property(
          fc.bigInt(0n, 2n ** 128n - 1n),
          fc.integer({ min: 0, max: 1 }),
          fc.integer({ min: 0, max: 15 }),
          (x, ST, SIX) => {
            let wanted = 0n;
            for (let i = 0; i < count; i++) {
              const element = (x >> (128n - size * BigInt(i + 1))) & (2n ** size - 1n);
              const second = (SIX >> (3 - (i * 4) / count)) & 1;
              const rotations = (ST === 1 ? big : small)[second] as readonly [bigint, bigint, bigint];
              wanted = (wanted << size) | sigma(element, rotations, size, ST === 0);
            }
            guest.setVr(2, x);
            guest.run([mnemonic, { VRT: 1, VRA: 2, ST, SIX }]);
            expect(text(guest.vr(1))).toBe(text(wanted));
          },
        ),
        { numRuns: 100 },
      );
    },
  );
});
