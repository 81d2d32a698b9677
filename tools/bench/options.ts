/** The options of `npm run bench`: of section `cpu`; `runs` of `kernel` too, `runs`, `only` and `sysroot` of `distribution`, the last ones of `load`. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly sections: readonly string[];
  readonly only: RegExp;
  /** All when undefined. */
  readonly abis: readonly string[] | undefined;
  readonly runs: number;
  readonly json: string | undefined;
  /** What `k42 run --engine` is given; its own choice when undefined. */
  readonly engine: string | undefined;
  /** The emulator does all rounds of floating-point programs. */
  readonly whole: boolean;
  /** Multiplies every program's rounds. */
  readonly scale: number;
  readonly minutes: number;
  /** Where the programs of a distribution are. */
  readonly sysroot: string | undefined;
}

const OPTIONS = {
  only: { type: 'string' },
  abi: { type: 'string' },
  runs: { type: 'string' },
  json: { type: 'string' },
  engine: { type: 'string' },
  whole: { type: 'boolean' },
  scale: { type: 'string' },
  minutes: { type: 'string' },
  sysroot: { type: 'string' },
} as const;

const WITH_OPTIONS: readonly string[] = ['cpu', 'kernel', 'distribution', 'load'];

/** Throws an error whose message is for the user. */
export function options(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (Object.keys(values).length > 0 && positionals.some((section) => !WITH_OPTIONS.includes(section))) {
    throw new Error(`options belong to the sections ${WITH_OPTIONS.join(', ')}: npm run bench -- cpu [OPTION…]`);
  }
  return {
    sections: positionals.length === 0 && Object.keys(values).length > 0 ? ['cpu'] : positionals,
    only: new RegExp(values.only ?? ''),
    abis: values.abi?.split(','),
    runs: positive('--runs', values.runs ?? '2'),
    json: values.json,
    engine: values.engine,
    whole: values.whole ?? false,
    scale: positive('--scale', values.scale ?? '1'),
    minutes: positive('--minutes', values.minutes ?? '20'),
    sysroot: values.sysroot,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} ${text}: a number above 0 is needed`);
  return value;
}
