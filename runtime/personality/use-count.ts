import type { RangePolicy } from './linux/memory-policy/policy.ts';

/** How many processes use a part that clone lets them share: the last one to leave closes it. */
export class UseCount {
  #users = 1;
  /** Of an address space: what was registered for membarrier(2), a bit for each command. */
  barriers = 0;
  /** Of an address space: policies of ranges (mbind(2)). One outlives its mapping, until another takes the place. */
  readonly memoryPolicies: RangePolicy[] = [];

  /** What a copy begins with. */
  inherit({ barriers, memoryPolicies }: UseCount): void {
    this.barriers = barriers;
    this.memoryPolicies.push(...memoryPolicies);
  }

  /** One more user. */
  join(): this {
    this.#users++;
    return this;
  }

  /** One user less; true for the last. */
  leave(): boolean {
    this.#users--;
    return this.#users === 0;
  }

  get shared(): boolean {
    return this.#users > 1;
  }
}
