/** The interrupt vector that a signal frame shows (Power ISA Book III, 7.5). */
export const Vector = {
  data: 0x300,
  instruction: 0x400,
  alignment: 0x600,
  program: 0x700,
  decrementer: 0x900,
  call: 0xc00,
} as const;
