/** The branches that are fused (fuse.ts): a word is one, but for its BI, if these bits of it are like this. */
export const BRANCH_MASK = 0xfc000003 | (0b10100 << 21);
export const BRANCH_BITS = (16 << 26) | (0b00100 << 21);
