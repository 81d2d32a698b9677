/** The smaller products: schemas for editors, reference pages, data, argument shapes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tables } from '../../codegen/commands/format.ts';
import { emitJsonSchemas, SCHEMAS } from '../../codegen/emit/json-schema.ts';
import { callShapes } from '../../runtime/generated/linux/arbitraries.ts';
import { personalities, structs, targets } from '../../runtime/generated/spec.ts';
import { emitReference } from '../../codegen/emit/reference.ts';
import { callArguments } from './arbitraries.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('JSON schemas', () => {
  it('there is one for every kind of table, refusing unknown keys', () => {
    const schemas = emitJsonSchemas();
    expect([...schemas.keys()]).toEqual(Object.keys(SCHEMAS).map((kind) => `.build/schema/${kind}.json`));
    const syscalls = JSON.parse(schemas.get('.build/schema/syscalls.json') ?? '{}');
    expect(syscalls.additionalProperties).toBe(false);
    expect(syscalls.properties.calls.items.properties.decode.description).toMatch(/errors come first/);
  });

  it('are named by the tables, each its own', () => {
    for (const path of tables(root)) {
      const text = readFileSync(`${root}${path}`, 'utf8');
      const named = /^# yaml-language-server: \$schema=((?:\.\.\/)+)\.build\/schema\/(\w+)\.json$/m.exec(text);
      if (named === null) continue;
      expect(named[1], path).toBe('../'.repeat(path.split('/').length - 1));
      const kind = /^kind: (\w+)$/m.exec(text)?.[1];
      if (kind !== undefined) expect(named[2], path).toBe(kind);
    }
  });
});

describe('the tables as data', () => {
  it('count what they say', () => {
    for (const { calls, share } of personalities) {
      expect(share.described).toBe(calls.length);
      expect(share.full + share.partial + share.absent).toBe(share.described);
      expect(share.whole).toBe(calls.filter(({ whole }) => whole).length);
    }
  });

  it('have the offsets of structures side by side', () => {
    const stats = structs
      .filter(({ name }) => name === 'stat')
      .map(({ personality, layouts }) => [personality, Object.values(layouts)[0]?.size]);
    expect(new Map(stats as [string, number][])).toEqual(
      new Map([
        ['freebsd', 224],
        ['linux', 144],
      ]),
    );
  });

  it('name calls in targets that are described', () => {
    for (const { personality, applications } of targets) {
      const known = new Set(personalities.find(({ name }) => name === personality)?.calls.map(({ name }) => name));
      for (const { calls } of applications) for (const call of calls) expect(known).toContain(call);
    }
  });
});

describe('reference pages', () => {
  it('tell each call with its support, commands and errors', () => {
    const page = emitReference(personalities).get('linux.md') ?? '';
    expect(page).toContain('### openat (286)');
    expect(page).toMatch(/`fcntl\(fd: fd, cmd: enum fcntl_command, arg: ulong\)`/);
    expect(page).toMatch(/\| `F_DUPFD` \| full \|/);
    expect(page).toMatch(/\*\*Absent\*\*: gives ENOSYS/);
  });
});

describe('argument shapes', () => {
  it('give every call arguments, one for each of its registers', () => {
    for (const [name, shapes] of Object.entries(callShapes)) {
      const [drawn] = fc.sample(callArguments(shapes, { memory: 0x10000, bytes: 4096 }), 1);
      expect(drawn?.values.length, name).toBe(shapes.length);
      for (const value of drawn?.values ?? []) expect(Number.isSafeInteger(value), name).toBe(true);
    }
  });
});
