/** Runs single instructions on whole registers, for tests that state what they compute. */
import { type FieldName, type Mnemonic } from '../../emulator/decode.ts';
import { Exit, type Order } from '../../emulator/index.ts';
import { FLOAT } from '../../emulator/float/layout.ts';
import { STATE } from '../../emulator/state.ts';
import { assemble, TestMachine } from '../emulator/support/machine.ts';

const CODE = 0x10000;
const CODE_PAGES = 16;
export const DATA = 0x80000;

export class Guest {
  readonly machine: TestMachine;
  readonly #places = new Map<string, number>();
  #next = CODE;

  constructor(order: Order = 'little') {
    this.machine = new TestMachine(order);
    this.machine.map(CODE, CODE_PAGES, 'rwx');
    this.machine.map(DATA, 2, 'rw');
  }

  /** Executes the instructions, which must not branch. Registers keep their values between runs. */
  run(...instructions: readonly (readonly [Mnemonic, Partial<Record<FieldName, number>>])[]): Exit {
    const words = instructions.map(([mnemonic, fields]) => assemble(mnemonic, fields));
    const key = words.join();
    let at = this.#places.get(key);
    if (at === undefined) {
      at = this.#next;
      this.#next += 4 * (words.length + 1);
      if (this.#next > CODE + CODE_PAGES * 4096) throw new Error('too many different programs for one guest');
      this.machine.code(at, [...words, assemble('sc', { LEV: 0 })]);
      this.#places.set(key, at);
    }
    return this.machine.run(at);
  }

  vsr(n: number): bigint {
    return (this.#double(STATE.vsr + 16 * n + 8) << 64n) | this.#double(STATE.vsr + 16 * n);
  }

  setVsr(n: number, value: bigint): void {
    this.#setDouble(STATE.vsr + 16 * n + 8, value >> 64n);
    this.#setDouble(STATE.vsr + 16 * n, value);
  }

  vr(n: number): bigint {
    return this.vsr(32 + n);
  }

  setVr(n: number, value: bigint): void {
    this.setVsr(32 + n, value);
  }

  fpr(n: number): bigint {
    return this.#double(STATE.vsr + 16 * n + 8);
  }

  setFpr(n: number, bits: bigint): void {
    this.#setDouble(STATE.vsr + 16 * n + 8, bits);
  }

  get fpscr(): number {
    return this.machine.cpu.lo(STATE.fpscr);
  }

  /** Replaces FPSCR as a kernel does, between runs. */
  set fpscr(value: number) {
    this.machine.cpu.set(STATE.fpscr, 0, value);
  }

  /** Whether enabled exceptions interrupt the program: MSR.FE0 or FE1. */
  set traps(value: boolean) {
    this.machine.physical.view.setInt32(this.machine.cpu.address + FLOAT.traps, value ? 1 : 0, true);
  }

  #double(offset: number): bigint {
    return this.machine.physical.view.getBigUint64(this.machine.cpu.address + offset, true);
  }

  #setDouble(offset: number, value: bigint): void {
    this.machine.physical.view.setBigUint64(this.machine.cpu.address + offset, BigInt.asUintN(64, value), true);
  }
}
