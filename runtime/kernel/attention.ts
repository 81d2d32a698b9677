/** Why a thread must look at something before it goes on in the guest: bits of `attention`. */
export const Attention = { signal: 1, end: 2, restoreMask: 4, trace: 8 } as const;
