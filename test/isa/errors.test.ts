import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadIsa } from '../../codegen/load/isa.ts';
import { comparePositions } from '../../codegen/load/problem.ts';
import { Source } from '../../codegen/load/source.ts';

const FOLDER = new URL('./errors/', import.meta.url);
const FIELDS = new URL('../../spec/isa/fields.yaml', import.meta.url);

/** Each bad line of the tables in errors/ ends in a comment with the message that it must give. */
describe('a wrong instruction table', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`is told what is wrong: ${name}`, () => {
      const text = readFileSync(new URL(name, FOLDER), 'utf8');
      const expected = text.split('\n').flatMap((line, index) => {
        const message = /# error: (.*)$/.exec(line)?.[1];
        return message === undefined ? [] : [`${index + 1}: ${message}`];
      });
      const source = new Source(name, text);
      loadIsa([new Source('fields.yaml', readFileSync(FIELDS, 'utf8')), source]);
      expect(source.problems.toSorted(comparePositions).map(({ line, message }) => `${line}: ${message}`)).toEqual(
        expected,
      );
    });
  }
});
