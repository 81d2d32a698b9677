/** Collects the claims of one table, with the places where they stand. */
import type { Path, Source } from '../../codegen/load/source.ts';
import type { Claim, Unprobed } from './claim.ts';

export class Collector {
  readonly claims: Claim[] = [];
  readonly unprobed: Unprobed[] = [];
  readonly #source: Source;
  /** Their widths, by name. */
  readonly #abis: ReadonlyMap<string, number>;

  constructor(source: Source, abis: ReadonlyMap<string, number>) {
    this.#source = source;
    this.#abis = abis;
  }

  add(
    path: Path,
    name: string,
    expression: string,
    value: unknown,
    headers: readonly string[],
    abis: readonly string[] = this.abisOf(undefined),
  ): void {
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    this.claims.push({ where: this.#source.where(path), name, expression, value: BigInt(value), headers, abis });
  }

  /** As `add`, where C may have an aggregate instead. */
  addOptional(path: Path, name: string, expression: string, value: bigint, headers: readonly string[]): void {
    this.claims.push({
      where: this.#source.where(path),
      name,
      expression,
      value,
      headers,
      abis: this.abisOf(undefined),
      optional: true,
    });
  }

  skip(path: Path, name: string, why: string): void {
    this.unprobed.push({ where: this.#source.where(path), name, why });
  }

  /** The ABIs of a width; all when none is given. */
  abisOf(bits: unknown): readonly string[] {
    return [...this.#abis].filter(([, width]) => bits === undefined || width === bits).map(([name]) => name);
  }
}
