/**
 * The numbers, values, sizes and offsets in spec/personalities/ are those of the systems' own headers.
 * Needs the cross compilers and clang; FreeBSD's headers are fetched from npm.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fetchFreebsdHeaders } from '../../../tools/facts/freebsd-headers.ts';
import { verify } from '../../../tools/facts/verify.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('every fact in the tables is what the headers say', () => {
  test('Linux: ppc64, ppc64le and ppc32', { timeout: 120_000 }, () => {
    const { verdicts } = verify(root, 'linux');
    expect(verdicts.map(({ abi }) => abi)).toEqual(['ppc64', 'ppc64le', 'ppc32']);
    for (const verdict of verdicts) {
      expect(verdict.unavailable).toBeUndefined();
      expect(verdict.differences).toEqual([]);
      expect(verdict.confirmed).toBeGreaterThan(1000);
    }
  });

  test('FreeBSD: powerpc64', { timeout: 300_000 }, () => {
    fetchFreebsdHeaders(root);
    const [verdict] = verify(root, 'freebsd').verdicts;
    expect(verdict?.unavailable).toBeUndefined();
    expect(verdict?.differences).toEqual([]);
    expect(verdict?.confirmed).toBeGreaterThan(800);
  });
});
