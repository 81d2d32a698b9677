import { describe, expect, test } from 'vitest';
import { Exit, FRAME_SIZE, Interpreter, Mmu, writeU32 } from '../../emulator/index.ts';
import { assemble, interpreterModule, TestMachine } from './support/machine.ts';
import { CODE, ORDERS } from './support/orders.ts';

const SC = assemble('sc');
const li = (value: number) => assemble('addi', { RT: 3, RA: 0, SI: value });

describe.each(ORDERS)('decoded %s-endian code', (order) => {
  function machine(words: number[]): TestMachine {
    const m = new TestMachine(order);
    m.map(CODE, 2, 'rwx');
    m.code(CODE, words);
    return m;
  }

  test('a program sees what it wrote after dcbst, sync, icbi, isync', () => {
    // Stores a new instruction over the one at CODE + 24 and runs into it.
    const patched = 24;
    const m = machine([
      assemble('stw', { RS: 5, RA: 4, D: patched }),
      assemble('dcbst', { RA: 0, RB: 6 }),
      assemble('sync'),
      assemble('icbi', { RA: 0, RB: 6 }),
      assemble('sync'),
      assemble('isync'),
      li(1),
      SC,
    ]);
    m.setGpr(4, BigInt(CODE));
    m.setGpr(6, BigInt(CODE + patched));
    m.setGpr(5, BigInt(li(1)));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(1n);
    for (const value of [2, 3, 4]) {
      m.setGpr(5, BigInt(li(value)));
      expect(m.run(CODE)).toBe(Exit.syscall);
      expect(m.gpr(3)).toBe(BigInt(value));
    }
  });

  test('a program sees what it wrote to a page of code that writing made its own', () => {
    // The frame is shared until it is written to, then copied, as after a fork.
    const m = machine([]);
    const shared = m.pages.get(CODE / FRAME_SIZE) as { frame: number; permissions: string };
    const patched = 16;
    m.code(CODE, [
      assemble('stw', { RS: 5, RA: 4, D: patched }),
      assemble('icbi', { RA: 0, RB: 6 }),
      assemble('sync'),
      assemble('isync'),
      li(1),
      SC,
    ]);
    shared.permissions = 'rx';
    const translate = m.translate.bind(m);
    m.translate = (hi, lo, access) => {
      if (access === 1 && lo >>> 12 === CODE >>> 12) {
        const copy = m.physical.allocate(0);
        m.physical.u8.copyWithin(copy, shared.frame, shared.frame + FRAME_SIZE);
        m.pages.set(CODE / FRAME_SIZE, { frame: copy, permissions: 'rwx' });
      }
      return translate(hi, lo, access);
    };
    m.setGpr(4, BigInt(CODE));
    m.setGpr(5, BigInt(li(9)));
    m.setGpr(6, BigInt(CODE + patched));
    expect(m.run(CODE)).toBe(Exit.syscall);
    expect(m.gpr(3)).toBe(9n);
    expect(m.pages.get(CODE / FRAME_SIZE)?.frame).not.toBe(shared.frame);
  });

  test('icbi reaches a block through another mapping of the same frame', () => {
    const m = machine([li(1), SC]);
    const alias = 0x7000_0000;
    m.pages.set(alias / FRAME_SIZE, { frame: m.pages.get(CODE / FRAME_SIZE)?.frame as number, permissions: 'rw' });
    m.run(CODE);
    m.code(CODE + FRAME_SIZE, [assemble('icbi', { RA: 0, RB: 6 }), SC]);
    m.setGpr(6, BigInt(alias));
    m.code(CODE, [li(2)]);
    m.run(CODE + FRAME_SIZE);
    m.run(CODE);
    expect(m.gpr(3)).toBe(2n);
  });

  test('the kernel forgets a frame that it gave new contents', () => {
    const m = machine([li(1), SC]);
    m.run(CODE);
    m.code(CODE, [li(2)]);
    m.interpreter.forgetCode(m.pages.get(CODE / FRAME_SIZE)?.frame as number);
    m.run(CODE);
    expect(m.gpr(3)).toBe(2n);
  });

  test('a page mapped anew after a flush is executed from its new frame', () => {
    const m = machine([li(1), SC]);
    m.run(CODE);
    m.map(CODE, 1, 'rx');
    m.code(CODE, [li(7), SC]);
    m.mmu.flushPage(0, CODE);
    m.run(CODE);
    expect(m.gpr(3)).toBe(7n);
  });

  test('a page that lost its right to be executed faults after the flush', () => {
    const m = machine([li(1), SC]);
    m.run(CODE);
    const page = m.pages.get(CODE / FRAME_SIZE);
    if (page !== undefined) page.permissions = 'rw';
    m.mmu.flush();
    expect(m.run(CODE)).toBe(Exit.fault);
  });

  test("address spaces share a frame's decoded code and keep their own mappings", () => {
    const m = machine([li(1), SC]);
    const elsewhere = 0x6000_0000;
    m.pages.set(elsewhere / FRAME_SIZE, { frame: m.pages.get(CODE / FRAME_SIZE)?.frame as number, permissions: 'rx' });
    const other = new Mmu(m.physical, m, order);
    m.run(CODE);
    m.cpu.pc = elsewhere;
    expect(m.interpreter.run(m.cpu, other, 10)).toBe(Exit.syscall);
    expect(m.cpu.pc).toBe(elsewhere + 8);
  });

  test('more code than decoded pages are kept for still runs', () => {
    const m = new TestMachine(order);
    const interpreter = new Interpreter(m.physical, {
      syscall: () => 1,
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      decodedPages: 7,
    });
    m.map(CODE, 40, 'rx');
    // Each page adds 1 and jumps to the next one.
    for (let page = 0; page < 40; page++) {
      const frame = m.pages.get(CODE / FRAME_SIZE + page)?.frame as number;
      writeU32(m.physical, frame, order, 0, assemble('addi', { RT: 3, RA: 3, SI: 1 }));
      writeU32(m.physical, frame, order, 4, page === 39 ? SC : assemble('b', { LI: FRAME_SIZE - 4 }));
    }
    for (let round = 1; round <= 3; round++) {
      m.cpu.pc = CODE;
      expect(interpreter.run(m.cpu, m.mmu, 100)).toBe(Exit.syscall);
      expect(m.gpr(3)).toBe(BigInt(40 * round));
    }
  });
});
