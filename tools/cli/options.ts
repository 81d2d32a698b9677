/**
 * The options of `run` and `trace`, once: the parser, `--help`, the environment twins and the reference page all come from
 * this table. Names follow qemu-user, the container tools and strace.
 */
import { Option } from 'commander';
import type { Connected, Network, Published } from '../../runtime/index.ts';
import { connect, network, publish } from './network-values.ts';
import { sysrootAt } from '../sysroot/place.ts';
import { assignment, bind, bytes, cpu, engine, span, user, whole } from './values.ts';

interface Row {
  readonly flags: string;
  readonly doc: string;
  /** Environment variable that stands for the option; lists are split at line ends. */
  readonly env?: string;
  readonly parse?: (value: string) => unknown;
  readonly many?: true;
  readonly only?: 'trace';
}

const ROWS: readonly Row[] = [
  {
    flags: '-L, --sysroot <dir>',
    env: 'K42_SYSROOT',
    parse: sysrootAt,
    doc: "the guest's root, a folder or the name of one that k42 sysroot made: read-only below a writable overlay that vanishes",
  },
  {
    flags: '-b, --bind <host:guest[:ro]>',
    env: 'K42_BIND',
    parse: bind,
    many: true,
    doc: 'show a host folder in the guest, writable unless :ro',
  },
  { flags: '-w, --workdir <dir>', env: 'K42_WORKDIR', doc: "the guest's working directory" },
  { flags: '-E, --set-env <name=value>', parse: assignment, many: true, doc: 'set a variable of the guest' },
  { flags: '-U, --unset-env <name>', many: true, doc: 'leave a variable of the caller out' },
  { flags: '-0, --argv0 <name>', doc: "the program's argument 0" },
  { flags: '--user <uid[:gid]>', env: 'K42_USER', parse: user, doc: 'run as this user (default 0:0)' },
  { flags: '--hostname <name>', env: 'K42_HOSTNAME', doc: 'what the guest is told as its host name' },
  {
    flags: '-p, --publish <[addr:]hostport:guestport[/udp]>',
    env: 'K42_PUBLISH',
    parse: publish,
    many: true,
    doc: 'lead a port of the host (at 127.0.0.1 unless ADDR says otherwise) to a port that the guest listens on',
  },
  {
    flags: '--network <name>',
    env: 'K42_NETWORK',
    parse: network,
    doc: "what the guest reaches: loopback, its own only (default); none, the same with nothing published; host-loopback, also ports of the host's 127.0.0.1: those of --connect, or all without it",
  },
  {
    flags: '--connect <[guestport:]hostport[/udp]>',
    env: 'K42_CONNECT',
    parse: connect,
    many: true,
    doc: "a port of the host's 127.0.0.1 that the guest reaches at its own 127.0.0.1; means --network host-loopback",
  },
  {
    flags: '--memory <bytes>',
    env: 'K42_MEMORY',
    parse: bytes,
    doc: "most memory of the guest's machine (default 1G)",
  },
  {
    flags: '--timeout <span>',
    env: 'K42_TIMEOUT',
    parse: span,
    doc: 'end everything after this time, with status 124',
  },
  {
    flags: '--deterministic',
    env: 'K42_DETERMINISTIC',
    doc: 'clock, scheduling and random numbers follow from --seed alone',
  },
  { flags: '--seed <number>', env: 'K42_SEED', parse: whole, doc: 'seed of a deterministic run (default 0)' },
  {
    flags: '--cpu <model>',
    env: 'K42_CPU',
    parse: cpu,
    doc: 'the processor that programs find, with its instructions only: power9, power8, 970 … (k42 cpu lists them; default: a power8 that executes everything)',
  },
  {
    flags: '--engine <name>',
    env: 'K42_ENGINE',
    parse: engine,
    doc: 'jit: compile hot code (default); interp: interpret everything',
  },
  {
    flags: '--translations <dir>',
    env: 'K42_TRANSLATIONS',
    doc: "a folder in which compiled code is kept for later runs (default: k42/translations in the user's cache; none: nothing is kept)",
  },
  { flags: '-q, --quiet', env: 'K42_QUIET', doc: 'say nothing of unsupported calls' },
  { flags: '--stats <file>', env: 'K42_STATS', doc: 'write counts of the run as JSON: calls, messages, time' },
  { flags: '--jit-stats', env: 'K42_JIT_STATS', doc: 'say at the end what the JIT compiled and why it was left' },
  {
    flags: '--profile <file>',
    env: 'K42_PROFILE',
    doc: 'sample the stacks of all threads; FILE.cpuprofile as JSON for Chrome, VS Code or speedscope, any other name as collapsed stacks (process;caller;callee microseconds)',
  },
  { flags: '-f, --follow', only: 'trace', doc: 'mark each line with the process that made the call' },
  { flags: '-o, --output <file>', only: 'trace', doc: 'write the trace to a file' },
  {
    flags: '-s, --string-limit <bytes>',
    only: 'trace',
    parse: whole,
    doc: 'show at most so many bytes of a string (default 32)',
  },
  { flags: '-T, --syscall-times', only: 'trace', doc: 'show the time spent in each call' },
  { flags: '-t, --time', only: 'trace', doc: 'begin each line with the time of day' },
  { flags: '-c, --summary', only: 'trace', doc: 'count calls, errors and time instead of showing lines' },
  {
    flags: '-e, --expr <trace=…>',
    only: 'trace',
    doc: 'which calls: names, %file %desc %process %signal %memory, /regex/, ! before all',
  },
  { flags: '--json', only: 'trace', doc: 'events as JSON lines' },
];

/** The values of the table's options, by their long names in camel case. */
export interface RunValues {
  readonly sysroot?: string;
  readonly bind?: readonly ReturnType<typeof bind>[];
  readonly workdir?: string;
  readonly setEnv?: readonly (readonly [string, string])[];
  readonly unsetEnv?: readonly string[];
  readonly argv0?: string;
  readonly user?: ReturnType<typeof user>;
  readonly hostname?: string;
  readonly publish?: readonly Published[];
  readonly network?: Network;
  readonly connect?: readonly Connected[];
  readonly memory?: number;
  readonly timeout?: number;
  readonly deterministic?: boolean;
  readonly seed?: number;
  readonly quiet?: boolean;
  readonly stats?: string;
  readonly cpu?: string;
  readonly engine?: ReturnType<typeof engine>;
  readonly translations?: string;
  readonly jitStats?: boolean;
  readonly profile?: string;
}

export interface TraceValues extends RunValues {
  readonly follow?: boolean;
  readonly output?: string;
  readonly stringLimit?: number;
  readonly syscallTimes?: boolean;
  readonly time?: boolean;
  readonly summary?: boolean;
  readonly expr?: string;
  readonly json?: boolean;
}

/** The parser's options for a command. */
export function optionsFor(command: 'run' | 'trace'): Option[] {
  return ROWS.filter((row) => row.only === undefined || row.only === command).map((row) => {
    const option = new Option(row.flags, row.doc);
    const { parse, env } = row;
    if (env !== undefined) option.env(env);
    if (row.many === true) {
      option.argParser((value: string, before: unknown) => {
        const list = Array.isArray(before) ? (before as unknown[]) : [];
        return [...list, ...value.split('\n').map((one) => (parse === undefined ? one : parse(one)))];
      });
    } else if (parse !== undefined) {
      option.argParser(parse);
    }
    return option;
  });
}
