/** The word of a lock that user and kernel share: who has it, and two bits (linux/futex.h). */
export const FUTEX_WAITERS = 0x8000_0000;
export const FUTEX_OWNER_DIED = 0x4000_0000;
export const FUTEX_TID = 0x3fff_ffff;
