/**
 * Wrong tables: each file errors-*.yaml carries, behind every bad line, what is said about it.
 * Several messages of one line are separated by ` ¦ `.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folder, problemsOf } from './load-table.ts';

const files = readdirSync(folder).filter((name) => name.startsWith('errors-') && name.endsWith('.yaml'));

describe('a wrong table is answered with its position and what would be right', () => {
  it.each(files)('%s', (name) => {
    const lines = readFileSync(`${folder}${name}`, 'utf8').split('\n');
    const expected = lines.flatMap((line, index) => {
      const message = / # (.*)$/.exec(line)?.[1];
      return message === undefined ? [] : message.split(' ¦ ').map((one) => `${index + 1}: ${one}`);
    });
    const found = problemsOf(name).map(({ line, message }) => `${line}: ${message}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it.each(files)('%s: every position lies on the line it names', (name) => {
    const lines = readFileSync(`${folder}${name}`, 'utf8').split('\n');
    for (const { line, column } of problemsOf(name)) {
      expect(column).toBeGreaterThan(0);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    }
  });
});
