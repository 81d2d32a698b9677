import { describe, expect, it } from 'vitest';
import { disassemble } from '../../emulator/disassembler.ts';

/** What GNU objdump prints at address 0x1000; test/real/isa compares whole programs. */
const TEXTS: readonly (readonly [number, string])[] = [
  [0x38600001, 'li      r3,1'],
  [0x3c4c0002, 'addis   r2,r12,2'],
  [0x7c832378, 'mr      r3,r4'],
  [0x7c832379, 'mr.     r3,r4'],
  [0x60000000, 'nop'],
  [0x4e800020, 'blr'],
  [0x4e800421, 'bctrl'],
  [0x4d9e0020, 'beqlr   cr7'],
  [0x419e0010, 'beq     cr7,0x1010'],
  [0x40820010, 'bne     0x1010'],
  [0x41fe0010, 'beq+    cr7,0x1010'],
  [0x4bfffff1, 'bl      0xff0'],
  [0x429f0005, 'bcl     20,4*cr7+so,0x1004'],
  [0x4200fff8, 'bdnz    0xff8'],
  [0xf8010010, 'std     r0,16(r1)'],
  [0xf821ff91, 'stdu    r1,-112(r1)'],
  [0xe8000010, 'ld      r0,16(0)'],
  [0x7c00182e, 'lwzx    r0,0,r3'],
  [0x2c030000, 'cmpwi   r3,0'],
  [0x2fa30000, 'cmpdi   cr7,r3,0'],
  [0x7c0802a6, 'mflr    r0'],
  [0x78630020, 'clrldi  r3,r3,32'],
  [0x5463103a, 'slwi    r3,r3,2'],
  [0x786345e4, 'sldi    r3,r3,8'],
  [0x7c2004ac, 'lwsync'],
  [0x7c0021ec, 'dcbtstct 0,r4'],
  [0x4c421182, 'crclr   eq'],
  [0xf0000250, 'xxswapd vs0,vs0'],
  [0xf00004d7, 'xxlxor  vs32,vs32,vs32'],
  [0x00000000, '.long 0x0'],
];

describe('the disassembler', () => {
  it.each(TEXTS)('writes %i as objdump does', (word, text) => {
    expect(disassemble(word, 0x1000)).toBe(text);
  });
});
