import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { FieldName, Mnemonic } from '../../emulator/decode.ts';
import { Exit, FRAME_SIZE } from '../../emulator/index.ts';
import { assemble, TestMachine } from './support/machine.ts';
import { CODE, DATA } from './support/orders.ts';

const SC = assemble('sc');
const LAST_PAGE = 2 ** 32 - FRAME_SIZE;
const JUNK = 0xdead_beef_0000_0000n;

function machine(...words: number[]): TestMachine {
  const m = new TestMachine('big', 32);
  m.map(CODE, 1, 'rx');
  m.map(DATA, 1, 'rw');
  m.code(CODE, [...words, SC]);
  return m;
}

describe('a processor in 32-bit mode', () => {
  test('looks at the low word of an effective address only', () => {
    const m = machine(assemble('stwx', { RS: 3, RA: 4, RB: 5 }), assemble('lwz', { RT: 6, RA: 4, D: 8 }));
    m.setGpr(3, 0x11223344n);
    m.setGpr(4, JUNK + BigInt(DATA));
    m.setGpr(5, 0xffff_ffff_0000_0008n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.read(DATA + 8, 4)).toEqual([0x11, 0x22, 0x33, 0x44]);
    expect(m.gpr(6)).toBe(0x11223344n);
    expect(m.misses.every(({ page }) => page < 2 ** 32)).toBe(true);
  });

  test('goes from the last address to the first, also within an access', () => {
    const m = machine(assemble('stw', { RS: 3, RA: 4, D: 2 }), assemble('lwz', { RT: 6, RA: 4, D: 2 }));
    m.map(LAST_PAGE, 1, 'rw');
    m.map(0, 1, 'rw');
    m.setGpr(3, 0x11223344n);
    m.setGpr(4, 0xffff_fffcn);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect([...m.read(2 ** 32 - 2, 2), ...m.read(0, 2)]).toEqual([0x11, 0x22, 0x33, 0x44]);
    expect(m.gpr(6)).toBe(0x11223344n);
  });

  test('tells the low word of an address that faults', () => {
    const m = machine(assemble('lwzu', { RT: 3, RA: 4, D: 0x10 }));
    m.setGpr(4, JUNK + 0x7000_0000n);
    expect(m.run(CODE)).toBe(Exit.fault);
    expect(m.cpu.faultAddress).toBe(0x7000_0010);
    expect(m.gpr(4)).toBe(JUNK + 0x7000_0000n);
  });

  test('tells the low word of an address that is not aligned', () => {
    const m = machine(assemble('lwarx', { RT: 3, RA: 0, RB: 4 }));
    m.setGpr(4, JUNK + BigInt(DATA) + 2n);
    expect(m.run(CODE)).toBe(Exit.alignment);
    expect(m.cpu.faultAddress).toBe(DATA + 2);
  });

  test('reserves by the low word', () => {
    const m = machine(assemble('lwarx', { RT: 3, RA: 0, RB: 4 }), assemble('stwcx.', { RS: 6, RA: 0, RB: 5 }));
    m.setGpr(4, JUNK + BigInt(DATA));
    m.setGpr(5, BigInt(DATA));
    m.setGpr(6, 7n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.cpu.crField(0)).toBe(2);
    expect(m.read(DATA, 4)).toEqual([0, 0, 0, 7]);
  });

  test.each(['lr', 'ctr'] as const)('jumps to the low word of %s', (register) => {
    const m = machine(assemble(register === 'lr' ? 'bclr' : 'bcctr', { BO: 20, LK: 1 }));
    m.code(CODE + 0x40, [SC]);
    m.setGpr(3, JUNK + BigInt(CODE) + 0x40n);
    m.cpu.set(register === 'lr' ? 256 : 264, 0xdead_beef | 0, CODE + 0x40);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.cpu.pc).toBe(CODE + 0x44);
    expect(m.cpu.lr).toBe(CODE + 4);
  });

  test('goes on at address 0 behind the last instruction', () => {
    const m = machine();
    m.map(LAST_PAGE, 1, 'rx');
    m.map(0, 1, 'rx');
    m.code(2 ** 32 - 8, [assemble('addi', { RT: 3, RA: 0, SI: 1 }), assemble('addi', { RT: 3, RA: 3, SI: 2 })]);
    m.code(0, [assemble('addi', { RT: 3, RA: 3, SI: 4 }), SC]);
    expect(m.run(2 ** 32 - 8)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(7n);
    expect(m.cpu.pc).toBe(8);
  });

  test('links to address 0 behind the last instruction, and branches around the end', () => {
    const m = machine();
    m.map(LAST_PAGE, 1, 'rx');
    m.map(0, 1, 'rx');
    m.code(2 ** 32 - 4, [assemble('b', { LI: 0x10, LK: 1 })]);
    m.code(0x0c, [SC]);
    expect(m.run(2 ** 32 - 4)).toBe(Exit.syscall);
    expect(m.cpu.lr).toBe(0);
    expect(m.cpu.pc).toBe(0x10);
  });

  test('counts the low word of CTR for the condition', () => {
    const m = machine(assemble('addi', { RT: 3, RA: 3, SI: 1 }), assemble('bc', { BO: 16, BI: 0, BD: -4 }));
    m.cpu.set(264, 5, 3);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(3n);
    expect([m.cpu.hi(264), m.cpu.lo(264)]).toEqual([5, 0]);
  });

  test('records, carries and overflows by the low word, and keeps 64 bits of the result', () => {
    const m = machine(assemble('addc', { RT: 3, RA: 4, RB: 5, OE: 1, Rc: 1 }));
    m.setGpr(4, 0x7_8000_0000n);
    m.setGpr(5, 0x1_8000_0000n);
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(0xa_0000_0000n - 0x1_0000_0000n);
    // SO OV CA and OV32 CA32; equal, with SO.
    expect(m.cpu.xer).toBe(0xe00c_0000);
    expect(m.cpu.crField(0)).toBe(3);
  });
});

/** Whatever compilers for 32 bits use: the high words of registers change nothing of these. */
const THREE = ['add', 'subf', 'addc', 'subfc', 'adde', 'subfe', 'mullw', 'mulhw', 'mulhwu'] as const;
const LOGICAL = ['and', 'or', 'xor', 'nand', 'nor', 'eqv', 'andc', 'orc', 'slw', 'srw', 'sraw'] as const;
const word = fc.oneof(
  fc.constantFrom(0n, 1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 31n, 32n),
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
);
const high = fc.oneof(fc.constantFrom(0n, 1n, 0xffff_ffffn), fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }));

describe('high words of registers do not show in 32-bit mode', () => {
  const m = machine();

  function run(mnemonic: Mnemonic, fields: Partial<Record<FieldName, number>>, a: bigint, b: bigint, xer: number) {
    m.code(CODE, [assemble(mnemonic, fields), SC]);
    m.interpreter.forgetCode(m.pages.get(CODE / FRAME_SIZE)?.frame as number);
    m.cpu.cr = 0;
    m.cpu.xer = xer;
    m.setGpr(4, a);
    m.setGpr(5, b);
    expect(m.run(CODE)).toBe(Exit.syscall);
    return { low: m.gpr(3) & 0xffff_ffffn, cr: m.cpu.cr, xer: m.cpu.xer };
  }

  for (const mnemonic of [...THREE, ...LOGICAL])
    property.prop([word, word, high, high, fc.boolean()])(mnemonic, (a, b, ha, hb, carry) => {
      const three = (THREE as readonly string[]).includes(mnemonic);
      const fields = three ? { RT: 3, RA: 4, RB: 5, Rc: 1 } : { RA: 3, RS: 4, RB: 5, Rc: 1 };
      const full = three && !mnemonic.startsWith('mulh') ? { ...fields, OE: 1 } : fields;
      const xer = carry ? 0x2000_0000 : 0;
      const plain = run(mnemonic, full, a, b, xer);
      expect(run(mnemonic, full, (ha << 32n) | a, (hb << 32n) | b, xer)).toEqual(plain);
    });
});
