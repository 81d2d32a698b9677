import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CpuState, PhysicalMemory, STATE } from '../../emulator/index.ts';

const physical = new PhysicalMemory({ maximumBytes: 64 << 20 });
const make = () => {
  const cpu = new CpuState(physical, physical.allocate(0));
  cpu.reset();
  return cpu;
};

describe('the state of a thread', () => {
  test.prop([fc.integer({ min: 0, max: 31 }), fc.integer({ min: -(2 ** 53 - 1), max: 2 ** 53 - 1 })])(
    'keeps Numbers up to 2^53 in doublewords',
    (n, value) => {
      const cpu = make();
      cpu.setGprNumber(n, value);
      expect(cpu.gpr(n)).toBe(value);
      expect(BigInt.asIntN(64, (BigInt(cpu.gprHi(n)) << 32n) | BigInt(cpu.gprLo(n)))).toBe(BigInt(value));
      physical.free(cpu.address, 0);
    },
  );

  test('shows CR and XER as words', () => {
    const cpu = make();
    cpu.cr = 0x8421_0f37;
    expect(cpu.cr).toBe(0x8421_0f37);
    expect(cpu.crField(5)).toBe(15);
    cpu.setCrField(0, 3);
    expect(cpu.cr).toBe(0x3421_0f37);
    cpu.xer = 0xffff_ffff;
    expect(cpu.xer).toBe(0xe00c_007f);
  });

  test('numbers the bytes of a vector register from the most significant', () => {
    const cpu = make();
    cpu.set(CpuState.fprOffset(3), 0x0102_0304, 0x0506_0708);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((element) => cpu.vsrByte(3, element))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    cpu.setVsrByte(3, 15, 99);
    expect(cpu.lo(STATE.vsr + 16 * 3)).toBe(99);
  });

  test('is copied with its registers and without its reservation', () => {
    const [from, to] = [make(), make()];
    for (let n = 0; n < 32; n++) from.setGprNumber(n, n * 7);
    from.pc = 0x1234;
    from.setVsrByte(63, 15, 5);
    physical.i32[(from.address + STATE.reservationValid) >>> 2] = 4;
    physical.i32[(to.address + STATE.tlb) >>> 2] = 77;
    to.copyFrom(from);
    expect([to.gpr(31), to.pc, to.vsrByte(63, 15)]).toEqual([217, 0x1234, 5]);
    expect(physical.i32[(to.address + STATE.reservationValid) >>> 2]).toBe(0);
    expect(physical.i32[(to.address + STATE.tlb) >>> 2]).toBe(77);
  });
});
