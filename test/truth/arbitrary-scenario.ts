/**
 * Random scenarios in the agent's language: calls with arguments drawn from the types in the tables. A fixed beginning gives
 * each a few files, directories and a pipe under fixed variables, so that any line may be left out when a failure shrinks.
 *
 * Nothing here blocks for long: pipes are non-blocking, and a child is waited for at once, which makes the
 * order of events the same everywhere.
 */
import fc from 'fast-check';
import { linux } from '../../runtime/generated/linux/spec.ts';
import * as tableNames from '../../runtime/generated/linux/trace-names.ts';
import type { FlagNames, ValueNames } from '../../runtime/trace/types.ts';
import { leftOut } from './differences.ts';

/** Calls that are drawn as their rows say. */
const CALLS = [
  'openat',
  'openat',
  'close',
  'read',
  'write',
  'lseek',
  'pread64',
  'pwrite64',
  'dup',
  'dup3',
  'pipe2',
  'readv',
  'writev',
  'fstat',
  'newfstatat',
  'mkdirat',
  'mkdirat',
  'unlinkat',
  'unlinkat',
  'renameat2',
  'renameat2',
  'linkat',
  'linkat',
  'symlinkat',
  'symlinkat',
  'readlinkat',
  'fchmod',
  'fchmodat',
  'fchown',
  'faccessat',
  'ftruncate',
  'truncate',
  'getdents64',
  'chdir',
  'fchdir',
  'umask',
  'sendfile',
  'copy_file_range',
  'close_range',
  'wait4',
] as const;

const BEGIN = [
  'a = openat AT_FDCWD "a" O_RDWR|O_CREAT 0644',
  'write $a "0123456789" 10',
  'mkdirat AT_FDCWD "d" 0755',
  'b = openat AT_FDCWD "d" O_RDONLY|O_DIRECTORY 0',
  'c = openat $b "c" O_RDWR|O_CREAT|O_APPEND 0600',
  'symlinkat "d" AT_FDCWD "l"',
  'pipe2 fds O_NONBLOCK',
];

/** Whatever happened, its traces are looked for here. */
const END = [
  'newfstatat AT_FDCWD "a" stat AT_SYMLINK_NOFOLLOW',
  'newfstatat AT_FDCWD "d" stat AT_SYMLINK_NOFOLLOW',
  'fstat $a stat',
  'fstat $c stat',
  'pread64 $a @60 60 0',
  'pread64 $c @60 60 0',
  'lseek $a 0 SEEK_CUR',
  'read $fd0 @60 60',
  'z = openat AT_FDCWD "." O_RDONLY|O_DIRECTORY 0',
  'getdents64 $z dents:4096 4096',
  'y = openat AT_FDCWD "d" O_RDONLY|O_DIRECTORY 0',
  'getdents64 $y dents:4096 4096',
];

const NAMES = [
  'a',
  'b',
  'c',
  'd',
  'l',
  'd/a',
  'd/c',
  'd/d',
  'l/c',
  'l/b',
  'd/d/a',
  '.',
  '..',
  'd/.',
  'd/..',
  '',
  'a/',
  'd/',
  'l/',
  'b/',
  './a',
  'd//c',
  'd/../a',
  'a/b',
  'a/..',
  'none/x',
  'd/l',
  'x'.repeat(256),
];
const DESCRIPTORS = ['$a', '$b', '$c', '$fd0', '$fd1'];

const texts = (...values: readonly (string | number)[]): fc.Arbitrary<string> => fc.constantFrom(...values).map(String);
const path = fc.constantFrom(...NAMES).map((name) => `"${name}"`);
const size = fc.constantFrom(0, 1, 3, 10, 40, 200);
const offset = texts(0, 1, 5, 10, 11, 100, 4095, 4096, 5000, 70_000, -1, -5);
const data = (bytes: number): string => `"${'abcdefghij'.repeat(20).slice(0, bytes)}"`;

function descriptor(call: string, argument: string): fc.Arbitrary<string> {
  const not = leftOut(call, argument);
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...DESCRIPTORS.filter((name) => !not.has(name))) },
    texts(-1, 99),
  );
}
const fd = descriptor('', '');

const named = tableNames as unknown as Readonly<Record<string, FlagNames | ValueNames>>;
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Some flags of a set by name, as `A|B`, now and then one that nobody knows. */
function flags(set: string, call: string, argument: string): fc.Arbitrary<string> {
  const names = named[`${camel(set)}Flags`] as FlagNames;
  const not = leftOut(call, argument);
  // Names of access(2) are the C library's: the agent has only the kernel's.
  const bits = names.bits
    .filter(([, name]) => !not.has(name))
    .map(([value, name]) => (set === 'access_mode' ? String(value) : name));
  const fields = names.fields.map(({ values }) => fc.constantFrom(...(values?.values() ?? [])));
  const some = fc.tuple(
    fc.oneof({ weight: 3, arbitrary: fc.subarray(bits, { maxLength: Math.min(2, bits.length) }) }, fc.subarray(bits)),
    ...fields,
  );
  const pairs = [...not].filter((name) => name.includes('|')).map((name) => name.split('|'));
  const allowed = (list: readonly string[]): string[] =>
    list.filter((name) => !pairs.some((pair) => name === pair.at(-1) && pair.every((one) => list.includes(one))));
  const known = some.map(([chosen, ...rest]) => allowed([...rest, ...chosen]).join('|') || '0');
  return fc.oneof({ weight: 15, arbitrary: known }, fc.constant('0x10000000'));
}

function values(set: string, call: string, argument: string): fc.Arbitrary<string> {
  const not = leftOut(call, argument);
  const known = [...(named[`${camel(set)}Values`] as ValueNames).values()].filter((name) => !not.has(name));
  return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...known) }, texts(77));
}

/** Arguments by name, since a buffer is as long as another argument says. */
type Drawn = Readonly<Record<string, string>>;

function argument(call: string, { name, type }: { readonly name: string; readonly type: string }): fc.Arbitrary<Drawn> {
  const one = (drawn: fc.Arbitrary<string>): fc.Arbitrary<Drawn> => drawn.map((text) => ({ [name]: text }));
  const [, what = '', length] =
    /^(?:out |in |inout )?(?:struct )?([a-z_0-9]+(?: \w+)?)(?:\[(\w+)\])?\??$/.exec(type) ?? [];
  if (length !== undefined) return sized(call, name, what, length, type.startsWith('in '));
  switch (what) {
    case 'fd':
      return one(descriptor(call, name));
    case 'dirfd':
      return one(
        fc.oneof({ weight: 4, arbitrary: fc.constant('AT_FDCWD') }, { weight: 2, arbitrary: fc.constant('$b') }, fd),
      );
    case 'path':
      return one(path);
    case 'mode':
      return one(
        fc.oneof(
          texts('0644', '0755', '0', '022', '0700'),
          fc.nat(0o7777).map((mode) => `0${mode.toString(8)}`),
        ),
      );
    case 'off':
    case 'long':
      return one(
        type.startsWith('inout')
          ? fc.oneof(
              offset.map((at) => `off:${at}`),
              texts('null'),
            )
          : offset,
      );
    case 'size':
      return one(size.map(String));
    case 'uid':
    case 'gid':
      return one(texts(-1, 0, 1000));
    case 'int':
      if (type.startsWith('out')) return one(texts('status', 'null'));
      return one(
        call === 'wait4' ? texts(-1, 0, 1, 99_999) : fc.oneof(texts(-1, 10, 20, 30), fc.constantFrom(...DESCRIPTORS)),
      );
    case 'uint':
      return one(call === 'close_range' ? texts(3, 4, 6, 50, 0xffff_ffff) : texts(0));
    case 'stat':
      return one(texts('stat', 'stat', 'stat', 'bad'));
    case 'fd_pair':
      return one(texts('fds', ...['bad'].filter((place) => !leftOut(call, name).has(place))));
    case 'rusage':
      return one(texts('null'));
  }
  const [kind, set = ''] = what.split(' ');
  if (kind === 'flags') return one(flags(set, call, name).map((text) => text + (always[`${call} ${name}`] ?? '')));
  if (kind === 'enum') return one(values(set, call, name));
  throw new Error(`${call} ${name}: no way to draw ${type}`);
}

/** Without these a call could wait for ever. */
const always: Readonly<Record<string, string>> = { 'pipe2 flags': '|O_NONBLOCK' };

function sized(call: string, name: string, what: string, length: string, into: boolean): fc.Arbitrary<Drawn> {
  if (what === 'iovec') {
    const parts = fc.array(fc.constantFrom(0, 1, 4, 9), { minLength: 1, maxLength: 3 });
    const list = (sizes: readonly number[]): string =>
      into ? `iov:${sizes.map(data).join(':')}` : `iovbuf:${sizes.join(':')}`;
    return fc
      .tuple(parts, texts('', '', '', ...['0', '-1'].filter((count) => !leftOut(call, length).has(count))))
      .map(([sizes, count]) => ({ [name]: list(sizes), [length]: count || String(sizes.length) }));
  }
  const place = (bytes: number): string =>
    into ? data(bytes) : what.startsWith('records') ? `dents:${bytes}` : `@${bytes}`;
  const count = what.startsWith('records') ? fc.constantFrom(0, 20, 4096) : size;
  return fc.tuple(count, fc.nat(20)).map(([bytes, rare]) => ({
    [name]: rare === 0 && !leftOut(call, name).has('bad') ? 'bad' : place(bytes),
    [length]: String(bytes),
  }));
}

/** One line for a row of the tables; its result now and then becomes a variable. */
function callLine(name: string): fc.Arbitrary<string> {
  const row = linux.calls.find((call) => call.name === name);
  if (row === undefined) throw new Error(`the tables have no ${name}`);
  const drawn = fc.tuple(...row.args.map((one) => argument(name, one))).map((all) => {
    const known = Object.assign({}, ...all.toReversed()) as Drawn;
    // What a buffer says of its length goes before what the length's own type drew.
    const lengths = Object.assign({}, ...all.filter((one) => Object.keys(one).length > 1)) as Drawn;
    return `${name} ${row.args.map((one) => (lengths[one.name] ?? known[one.name]) as string).join(' ')}`.trimEnd();
  });
  return drawn.chain((line) => kept(name, row.result, line));
}

function kept(name: string, result: string, line: string): fc.Arbitrary<string> {
  if (name === 'wait4') return fc.constant(`w =~ ${line}`);
  return result === 'fd'
    ? fc.constantFrom('a', 'b', 'c').map((variable) => `${variable} = ${line}`)
    : fc.constant(line);
}

const fcntl = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fd, texts('F_DUPFD', 'F_DUPFD_CLOEXEC'), texts(0, 5, 12, -1))
    .map(([to, ...rest]) => `${to} = fcntl ${rest.join(' ')}`),
  fc
    .tuple(fd, texts('F_GETFD', 'F_GETFL', 'F_GETPIPE_SZ', 'F_GETOWN', 'F_GETSIG', 'F_GETLEASE'))
    .map(([of, command]) => `fcntl ${of} ${command}`),
  fc.tuple(fd, flags('descriptor_flags', 'fcntl F_SETFD', 'flags')).map(([of, set]) => `fcntl ${of} F_SETFD ${set}`),
  fc
    .tuple(fd, flags('status_flags', 'fcntl F_SETFL', 'flags'))
    .map(([of, set]) => `fcntl ${of} F_SETFL ${set}|O_NONBLOCK`),
);

const ppoll = fc
  .array(fc.tuple(fd, flags('poll_events', 'ppoll', 'events')), { minLength: 1, maxLength: 3 })
  .map((list) => `ppoll poll:${list.map(([of, events]) => `${of}:${events}`).join(':')} ${list.length} ts:0:0 null 8`);

const line = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...CALLS).chain(callLine) },
  { weight: 5, arbitrary: fcntl },
  { weight: 2, arbitrary: ppoll },
);

/** A child with calls of its own, which share descriptions with its parent's. */
const child = fc
  .tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom([], ['exit_group 0'], ['exit_group 300'], ['kill 0 0']))
  .map(([lines, last]) =>
    [
      'fork',
      ...lines.map((one) => `  ${one}`),
      ...last.map((one) => `  ${one}`),
      'end',
      'w =~ wait4 -1 status 0 null',
    ].join('\n'),
  );

/** The calls that scenarios are made of. */
export const drawnCalls: readonly string[] = [...new Set([...CALLS, 'fcntl', 'ppoll', 'fork', 'exit_group'])];

export const scenario: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 12, arbitrary: line }, { weight: 1, arbitrary: child }), {
    minLength: 1,
    maxLength: 14,
    size: 'max',
  })
  .map((lines) => `${[...BEGIN, ...lines, ...END].join('\n')}\n`);

/** Several scenarios as one text for the agent. */
export function together(scenarios: readonly string[]): string {
  return scenarios.map((text, index) => `scenario ${index}\n${text}`).join('');
}
