/** Instructions of the operating environment, which tell a program that it may not (Power ISA Book III, appendix). */

/** Extended opcodes under primary opcode 31: moves to and from MSR and segments, SLB and TLB, caching-inhibited accesses, messages. */
const UNDER_31 = new Set([
  83, 142, 146, 174, 178, 206, 210, 238, 242, 274, 306, 338, 370, 402, 434, 466, 470, 498, 566, 595, 659, 789, 821, 851,
  853, 885, 886, 915, 917, 942, 949, 979, 981, 1006, 1013,
]);
/** Under 19: returns from interrupts, and sleeping. */
const UNDER_19 = new Set([18, 82, 274, 370, 402, 434, 466, 498]);
const MFSPR = 339;
const MTSPR = 467;

export function isPrivileged(word: number): boolean {
  const primary = word >>> 26;
  const extended = (word >>> 1) & 0x3ff;
  if (primary === 19) return UNDER_19.has(extended);
  if (primary !== 31) return false;
  // A special register's number says whether it is privileged: the high bit of its second half.
  if (extended === MFSPR || extended === MTSPR) return ((word >>> 20) & 1) !== 0;
  return UNDER_31.has(extended);
}
