/** Chosen outputs, word for word: whoever changes the generator sees what it changes. `vitest -u` writes them anew. */
import { describe, expect, it } from 'vitest';
import { generateFixture } from './fixture.ts';

const { files, problems } = generateFixture();
const CHOSEN = [
  'ppc64/calls/calls.ts',
  'ppc64/structs.ts',
  'ppc64/layer.ts',
  'ppc64/trace.ts',
  'ppc32/calls/calls.ts',
  'ppc32/structs.ts',
  'ppc32/signals.ts',
  'ppc32/trace.ts',
  'flags.ts',
  'signals.ts',
  'conversions.ts',
  'arbitraries.ts',
];

describe('the generator', () => {
  it('finds nothing wrong with the fixture', () => expect(problems).toEqual([]));

  it.each(CHOSEN)('writes %s as it always has', async (name) => {
    await expect(files.get(name) ?? '').toMatchFileSnapshot(`snapshots/${name.replaceAll('/', '-')}.snap`);
  });

  it('gives every product', () => expect(files.size).toBeGreaterThan(10));

  it('names the tables that each file follows from', () => {
    for (const text of files.values()) expect(text).toMatch(/^\/\*\*\n \* .+\n \*\n \* @generated from .+\n \*\/\n/);
  });

  it('writes no big integers', () => {
    for (const text of files.values()) expect(text).not.toMatch(/BigInt|\b\d+n\b/);
  });

  it('allocates nothing in a call of scalars', () => {
    const text = files.get('ppc64/calls/calls.ts') ?? '';
    for (const name of ['getpid', 'read', 'lseek', 'kill']) {
      const body =
        new RegExp(`export function ${name}\\(c: Call\\): number \\{\\n([\\s\\S]*?)\\n\\}\\n`).exec(text)?.[1] ?? '{';
      expect(body).not.toMatch(/[{[]|=>|\bnew\b/);
    }
  });
});
