/** The interrupt vector that a signal frame shows (Power ISA Book III, 7.5). */
export const Vector = {
  data: 0x300,
  instruction: 0x400,
  alignment: 0x600,
  program: 0x700,
  decrementer: 0x900,
  call: 0xc00,
  trace: 0xd00,
} as const;

/** The causes of a program interrupt, as it saves them in SRR1, which Linux shows as MSR (Book III, 6.5.9). */
export const Reason = {
  floatingPoint: 0x10_0000,
  illegal: 0x8_0000,
  privileged: 0x4_0000,
  trap: 0x2_0000,
} as const;

/** Why an access failed, as DSISR tells it (Book III, 6.5.3) and of instructions SRR1 (6.5.5). */
export const Status = {
  notFound: 0x4000_0000,
  notExecutable: 0x1000_0000,
  protection: 0x800_0000,
  store: 0x200_0000,
} as const;

/** What belongs to MSR in a signal frame. */
export function reasonOf({ vector, reason }: { readonly vector: number; readonly reason: number }): number {
  return vector === Vector.program || vector === Vector.instruction ? reason : 0;
}
