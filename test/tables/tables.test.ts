/** What spec/ promises as a whole; each fact by itself is compared with headers under test/real/tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadSpec } from '../../codegen/load/spec.ts';
import type { Meaning, Personality, SystemCall } from '../../codegen/load/personality.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const spec = loadSpec(root);
const linux = spec.personalities.get('linux');
const freebsd = spec.personalities.get('freebsd');

/** Numbers up to 450 that Linux 6.1 gives to nothing on 32-bit and on 64-bit PowerPC. */
const UNASSIGNED_32 = [224, 257, ...range(366, 377), ...range(389, 392), 415, 447];
const UNASSIGNED = [
  ...range(192, 197),
  204,
  224,
  226,
  254,
  257,
  ...range(366, 377),
  ...range(389, 391),
  ...range(403, 423),
  447,
];

test('the tables are sound', () => {
  expect(spec.problems()).toEqual([]);
  expect([...spec.personalities.keys()].sort()).toEqual(['freebsd', 'linux']);
});

test('every file of a personality says where its facts come from', () => {
  const files = readdirSync(join(root, 'spec/personalities'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  const without = files.filter(
    (name) => !/^source:/m.test(readFileSync(join(root, 'spec/personalities', name), 'utf8')),
  );
  expect(without).toEqual([]);
});

describe('Linux', () => {
  test.each([
    ['ppc64', UNASSIGNED],
    ['ppc32', UNASSIGNED_32],
  ] as const)('has a row for every number of %s', (abi, unassigned) => {
    const numbers = new Set(calls(linux).map(({ numbers: own }) => own.get(abi)));
    const missing = range(0, 450).filter((number) => !numbers.has(number) && !unassigned.includes(number));
    expect(missing).toEqual([]);
    expect(unassigned.filter((number) => numbers.has(number))).toEqual([]);
  });

  test('supports under 32 bits what it supports under 64', () => {
    const narrow = linux?.under({ bits: 32 }).calls;
    const lost = supported(linux).filter(({ name, numbers }) => {
      const { support } = narrow?.get(name)?.meaning ?? {};
      return numbers.has('ppc32') && typeof support === 'object' && 'absent' in support;
    });
    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  test('supports at least 150 calls, and describes all', () => {
    expect(supported(linux).length).toBeGreaterThanOrEqual(150);
    expect(calls(linux).length).toBeGreaterThanOrEqual(400);
  });

  test('has the same numbers for both byte orders', () => {
    for (const { name, numbers } of calls(linux))
      expect([name, numbers.get('ppc64le')]).toEqual([name, numbers.get('ppc64')]);
  });
});

describe('FreeBSD', () => {
  test('supports at least 45 calls', () => {
    expect(supported(freebsd).length).toBeGreaterThanOrEqual(45);
  });

  test('means by every call a method that Linux uses too', () => {
    const shared = methods(linux);
    expect([...methods(freebsd)].filter((method) => !shared.has(method))).toEqual([]);
  });
});

describe.each([
  ['linux', linux],
  ['freebsd', freebsd],
] as const)('%s', (_, personality) => {
  test('generates at least 85 of 100 supported rows whole', () => {
    const rows = supported(personality);
    const whole = rows.filter((call) => meanings(call).every(({ hook }) => hook === undefined));
    expect(whole.length / rows.length).toBeGreaterThanOrEqual(0.85);
  });

  test('says why a call or request is absent', () => {
    const silent = calls(personality).flatMap((call) =>
      meanings(call).flatMap(({ support }) =>
        typeof support === 'object' && 'absent' in support && support.absent.why === undefined ? [call.name] : [],
      ),
    );
    expect(silent).toEqual([]);
  });

  test('gives every neutral error a number or another error', () => {
    const names = [...(spec.neutral?.errors.keys() ?? [])];
    expect(names.length).toBeGreaterThan(60);
    for (const name of names)
      expect(personality?.errnos.has(name) === true || personality?.fallbacks.has(name) === true, name).toBe(true);
  });
});

test('every call of a target has a row', () => {
  const names = new Set(calls(linux).map(({ name }) => name));
  const unknown = spec.targets.flatMap(({ name, applications }) =>
    applications.flatMap((application) =>
      application.calls.filter((call) => !names.has(call)).map((call) => `${name}: ${call}`),
    ),
  );
  expect(spec.targets.map(({ name }) => name).sort()).toEqual(['bash', 'busybox', 'coreutils', 'glibc-static']);
  expect(unknown).toEqual([]);
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function calls(personality: Personality | undefined): readonly SystemCall[] {
  return [...(personality?.calls.values() ?? [])];
}

/** The call itself and its variants. */
function meanings(call: SystemCall): readonly Meaning[] {
  return [call.meaning, ...call.variants.values()];
}

function supported(personality: Personality | undefined): readonly SystemCall[] {
  return calls(personality).filter(({ meaning: { support } }) => typeof support === 'string' || !('absent' in support));
}

function methods(personality: Personality | undefined): Set<string> {
  return new Set(
    calls(personality).flatMap((call) =>
      meanings(call).flatMap(({ call: one }) => (one === undefined ? [] : [`${one.interface}.${one.method}`])),
    ),
  );
}
