/** Compares the claims of a personality with the headers installed here. */
import type { Claim } from './claim.ts';
import { probe } from './probe.ts';
import { readClaims } from './read-claims.ts';
import { toolchain } from './toolchains.ts';

export interface Verdict {
  readonly abi: string;
  /** Why nothing was compared: no compiler or headers on this machine. */
  readonly unavailable?: string;
  readonly confirmed: number;
  /** `file:line: what the table says, and what the headers say`. */
  readonly differences: readonly string[];
}

export interface Verification {
  readonly verdicts: readonly Verdict[];
  /** Names that the tables say no header has. */
  readonly unprobed: number;
}

/** `only` picks ABIs; without it all that the tables name. */
export function verify(root: string, personality: string, only?: readonly string[]): Verification {
  const { claims, unprobed } = readClaims(root, personality);
  const abis = [...new Set(claims.flatMap((claim) => claim.abis))].filter((abi) => only?.includes(abi) ?? true);
  return {
    verdicts: abis.map((abi) =>
      verifyAbi(
        root,
        personality,
        abi,
        claims.filter((claim) => claim.abis.includes(abi)),
      ),
    ),
    unprobed: unprobed.length,
  };
}

function verifyAbi(root: string, personality: string, abi: string, claims: readonly Claim[]): Verdict {
  const tools = toolchain(root, personality, abi);
  if (typeof tools === 'string') return { abi, unavailable: tools, confirmed: 0, differences: [] };
  const differences: string[] = [];
  for (const group of byHeaders(claims)) {
    const { values, trouble } = probe(
      tools,
      group[0]?.headers ?? [],
      group.map(({ expression }) => expression),
    );
    if (trouble !== undefined)
      differences.push(`${group[0]?.where}: <${group[0]?.headers.join('> <')}> do not compile: ${trouble}`);
    else differences.push(...group.flatMap((claim) => compare(claim, values.get(claim.expression))));
  }
  return { abi, confirmed: claims.length - differences.length, differences };
}

function compare(claim: Claim, found: bigint | undefined): string[] {
  if (found === undefined)
    return claim.optional === true
      ? []
      : [`${claim.where}: no header in <${claim.headers.join('> <')}> knows ${claim.expression}`];
  if (same(claim.value, found)) return [];
  return [`${claim.where}: ${claim.name} is ${show(claim.value)} in the table and ${show(found)} in the headers`];
}

/** A C int such as 0x80000000 comes back with its sign extended. */
function same(claimed: bigint, found: bigint): boolean {
  if (BigInt.asUintN(64, claimed) === found) return true;
  return (
    BigInt.asUintN(32, claimed) === BigInt.asUintN(32, found) &&
    claimed >= 0n &&
    claimed < 1n << 32n &&
    found >> 31n === (1n << 33n) - 1n
  );
}

function show(value: bigint): string {
  return value < 10n && value > -10n ? String(value) : `${value} (0x${BigInt.asUintN(64, value).toString(16)})`;
}

/** Claims that are compiled together. */
function byHeaders(claims: readonly Claim[]): Iterable<Claim[]> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const headers = claim.headers.join(' ');
    const group = groups.get(headers);
    if (group) group.push(claim);
    else groups.set(headers, [claim]);
  }
  return groups.values();
}
