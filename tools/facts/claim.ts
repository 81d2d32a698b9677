/** A claim: what a table says, as a C expression whose value a compiler knows. */
export interface Claim {
  /** `file:line` of the table. */
  readonly where: string;
  readonly name: string;
  readonly expression: string;
  readonly value: bigint;
  /** Headers in the order of inclusion; claims of the same headers are compiled together. */
  readonly headers: readonly string[];
  /** No difference when the headers cannot say it: C makes an aggregate of what the table takes as a number. */
  readonly optional?: boolean;
  /** ABIs for which it is claimed. */
  readonly abis: readonly string[];
}

/** What a table says that no header can confirm, and why. */
export interface Unprobed {
  readonly where: string;
  readonly name: string;
  readonly why: string;
}

export interface Claims {
  readonly claims: readonly Claim[];
  readonly unprobed: readonly Unprobed[];
}
