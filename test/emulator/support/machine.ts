/**
 * A machine without a kernel for the emulator's tests: pages in a map, system calls to a function.
 */
import { encode, type FieldName, INSTRUCTIONS, type Mnemonic } from '../../../emulator/decode.ts';
import {
  CpuState,
  type Exit,
  FRAME_SIZE,
  Interpreter,
  Mmu,
  type Order,
  PhysicalMemory,
  readBytes,
  type Translator,
  writeBytes,
  writeU32,
} from '../../../emulator/index.ts';
import { generateInterpreter } from '../../../emulator/interpreter/generate.ts';

const modules = new Map<string, WebAssembly.Module>();

/** The interpreter for an order and width, made once per test run. */
export function interpreterModule(order: Order, bits: 32 | 64 = 64): WebAssembly.Module {
  const key = `${order}${bits}`;
  let module = modules.get(key);
  if (module === undefined) {
    module = new WebAssembly.Module(generateInterpreter(order, { bits }));
    modules.set(key, module);
  }
  return module;
}

/** Bytes that a test's machine may have. */
export const MEMORY = 128 << 20;

export interface Page {
  frame: number;
  permissions: string;
}

/** An instruction word from a mnemonic and field values. */
export function assemble(mnemonic: Mnemonic, fields: Partial<Record<FieldName, number>> = {}): number {
  const row = INSTRUCTIONS.find((each) => each.mnemonic === mnemonic);
  if (row === undefined) throw new Error(`no instruction ${mnemonic}`);
  return encode(row, fields);
}

export class TestMachine implements Translator {
  readonly physical: PhysicalMemory;
  readonly mmu: Mmu;
  readonly cpu: CpuState;
  readonly interpreter: Interpreter;
  readonly order: Order;
  readonly pages = new Map<number, Page>();
  /** Every translation that was asked for. */
  readonly misses: { page: number; access: number }[] = [];
  syscall: (machine: TestMachine) => number = () => 1;
  time = 1;

  constructor(order: Order, bits: 32 | 64 = 64, physical = new PhysicalMemory({ maximumBytes: MEMORY })) {
    this.order = order;
    this.physical = physical;
    this.mmu = new Mmu(this.physical, this, order, bits);
    this.cpu = new CpuState(this.physical, this.physical.allocate(0));
    this.cpu.reset();
    this.interpreter = new Interpreter(this.physical, {
      syscall: () => this.syscall(this),
      timeBase: () => this.time++,
      random: () => 0x12345678,
      module: interpreterModule,
    });
  }

  translate(hi: number, lo: number, access: 0 | 1 | 2): number {
    const address = hi * 2 ** 32 + (lo >>> 0);
    this.misses.push({ page: Math.floor(address / FRAME_SIZE) * FRAME_SIZE, access });
    const page = this.pages.get(Math.floor(address / FRAME_SIZE));
    if (page === undefined || !page.permissions.includes('rwx'[access] as string)) return 0;
    return page.frame + (page.permissions.includes('w') ? 1 : 0) + (page.permissions.includes('x') ? 2 : 0);
  }

  map(address: number, pages: number, permissions = 'rwx'): void {
    for (let i = 0; i < pages; i++) {
      const frame = this.physical.allocate(0);
      this.physical.u8.fill(0, frame, frame + FRAME_SIZE);
      this.pages.set(address / FRAME_SIZE + i, { frame, permissions });
    }
  }

  /** Puts instruction words at an address. */
  code(address: number, words: readonly number[]): void {
    words.forEach((word, i) => {
      const at = address + 4 * i;
      writeU32(this.physical, this.#frame(at), this.order, at % FRAME_SIZE, word);
    });
  }

  write(address: number, bytes: ArrayLike<number>): void {
    for (let i = 0; i < bytes.length; i++) {
      const at = address + i;
      const byte = Uint8Array.of(bytes[i] as number);
      writeBytes(this.physical, this.#frame(at), this.order, at % FRAME_SIZE, byte, 0, 1);
    }
  }

  read(address: number, length: number): number[] {
    const byte = new Uint8Array(1);
    return Array.from({ length }, (_, i) => {
      const at = address + i;
      readBytes(this.physical, this.#frame(at), this.order, at % FRAME_SIZE, byte, 0, 1);
      return byte[0] as number;
    });
  }

  run(pc: number, fuel = 1_000_000): Exit {
    this.cpu.pc = pc;
    return this.interpreter.run(this.cpu, this.mmu, fuel);
  }

  /** Registers as 64-bit numbers, unsigned. */
  gpr(n: number): bigint {
    return (BigInt(this.cpu.gprHi(n)) << 32n) | BigInt(this.cpu.gprLo(n));
  }

  setGpr(n: number, value: bigint): void {
    this.cpu.setGpr(n, Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  }

  #frame(address: number): number {
    const page = this.pages.get(Math.floor(address / FRAME_SIZE));
    if (page === undefined) throw new Error(`nothing at ${address.toString(16)}`);
    return page.frame;
  }
}
