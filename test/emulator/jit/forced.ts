/**
 * Two machines for comparing compiled code with the interpreter: the same memory and registers in both, one of which runs
 * regions that were compiled without waiting until they are hot.
 */
import { type Exit, FRAME_SIZE, Interpreter, type Order, STATE, STATE_SIZE } from '../../../emulator/index.ts';
import type { Compiler } from '../../../emulator/jit/compiler.ts';
import { ARRIVAL } from '../../../emulator/state.ts';
import { readU32 } from '../../../emulator/memory/access.ts';
import type { State } from '../../isa/cases/block.ts';
import { WINDOW, WINDOW_PAGE } from '../../isa/cases/block.ts';
import { interpreterModule, TestMachine } from '../support/machine.ts';

export const CODE = 0x1000_0000;
const CODE_PAGES = 16;
/** What a state block says of a thread; the rest is private to the code that runs. */
const ARCHITECTED = STATE.faultAddress;
const REGISTERS = ARCHITECTED + 1024;
const FUEL = 1 << 20;

const SC = 0x44000002;

/** How a run ended, and everything it left. */
export interface Left {
  readonly exit: Exit;
  readonly pc: number;
  readonly bytes: Uint8Array;
  /** It went back to the interpreter before it came to the end. */
  readonly interpreted: boolean;
}

export interface Image {
  readonly registers: Uint8Array;
  readonly frames: readonly Uint8Array[];
}

export class ComparedMachine {
  readonly machine: TestMachine;
  readonly #interpreter: Interpreter;
  readonly #table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  #slots = new Map<number, number>();

  constructor(order: Order, bits: 32 | 64) {
    const machine = new TestMachine(order, bits);
    this.machine = machine;
    const table = this.#table;
    this.#interpreter = new Interpreter(machine.physical, {
      syscall: () => 1,
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      regions: { table, threshold: 256, hot: () => 0, jumped: () => {}, forgetFrame: () => {} },
    });
    machine.map(CODE, CODE_PAGES, 'rwx');
    machine.map(WINDOW_PAGE, 2, 'rw');
    // Makes an instance of the interpreter, whose functions regions call.
    machine.code(CODE, [SC]);
    machine.cpu.pc = CODE;
    this.#interpreter.run(machine.cpu, machine.mmu, FUEL);
  }

  /** Puts code at `CODE`, and forgets what was there. */
  code(words: readonly number[]): void {
    const { machine } = this;
    machine.code(CODE, words);
    for (let page = 0; page < CODE_PAGES; page++)
      this.#interpreter.forgetCode(machine.pages.get(CODE / FRAME_SIZE + page)?.frame ?? 0);
    machine.mmu.flush();
  }

  /** Compiles regions with these roots; why some cannot be. */
  compile(compiler: Compiler, roots: readonly number[], arrival: number = ARRIVAL.call): Map<number, Error> {
    const { machine } = this;
    const fetch =
      (root: number) =>
      (at: number): number | undefined => {
        const page = machine.pages.get(Math.floor((root + at) / FRAME_SIZE));
        return page === undefined
          ? undefined
          : readU32(machine.physical, page.frame, machine.order, (root + at) % FRAME_SIZE);
      };
    const { bytes, imports, regions } = compiler.compile(
      roots.map((root) => ({
        address: BigInt(root),
        optional: false,
        arrival,
        complete: true,
        isRoot: () => false,
        targetsOf: () => [],
        fetch: fetch(root),
      })),
      machine.order,
      machine.mmu.bits,
    );
    const available = this.#interpreter.imports(machine.mmu);
    const given: Record<string, unknown> = { memory: machine.physical.memory, regions: this.#table };
    for (const name of imports) given[name] = available[name];
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { k42: given });
    const errors = new Map<number, Error>();
    this.#slots = new Map();
    regions.forEach((place, index) => {
      const root = roots[index] as number;
      if (typeof place === 'number') {
        if (index + 1 >= this.#table.length) this.#table.grow(this.#table.length);
        this.#table.set(index + 1, instance.exports[String(place)]);
        this.#slots.set(root, index + 1);
      } else if (place !== undefined) errors.set(root, place);
    });
    return errors;
  }

  /** What `load` takes: a state as it stands in the state block and in memory. */
  image({ gpr, vsr, window, cr, xer, lr, ctr, fpscr, vscr }: State): Image {
    const { machine } = this;
    const { cpu } = machine;
    const { view, u8 } = machine.physical;
    const at = cpu.address;
    cpu.reset();
    gpr.forEach((value, n) => view.setBigUint64(at + STATE.gpr + 8 * n, BigInt.asUintN(64, value), true));
    for (let n = 0; n < 64; n++) u8.set(vsr.slice(16 * n, 16 * n + 16).reverse(), at + STATE.vsr + 16 * n);
    cpu.cr = Number(cr);
    cpu.xer = Number(xer);
    view.setBigUint64(at + STATE.lr, BigInt.asUintN(64, lr), true);
    view.setBigUint64(at + STATE.ctr, BigInt.asUintN(64, ctr), true);
    view.setBigUint64(at + STATE.fpscr, fpscr, true);
    cpu.vscr = vscr;
    const pages = new Uint8Array(2 * FRAME_SIZE);
    pages.set(window, WINDOW - WINDOW_PAGE);
    const frames = [pages.slice(0, FRAME_SIZE), pages.slice(FRAME_SIZE)];
    // As `memory/access.ts` keeps the frames of big-endian processes.
    if (machine.order === 'big') for (const frame of frames) frame.reverse();
    return { registers: u8.slice(at, at + STATE_SIZE), frames };
  }

  load({ registers, frames }: Image): void {
    const { physical, cpu, pages } = this.machine;
    physical.u8.set(registers, cpu.address);
    frames.forEach((bytes, index) => {
      const page = pages.get(WINDOW_PAGE / FRAME_SIZE + index);
      if (page !== undefined) physical.u8.set(bytes, page.frame);
    });
  }

  /** By the interpreter alone. */
  interpret(pc: number, fuel = FUEL): Left {
    this.machine.mmu.flushJumps();
    return this.#run(pc, fuel);
  }

  /** By the region that begins there; where it leaves, the interpreter goes on. */
  runCompiled(pc: number, fuel = FUEL): Left {
    const { mmu } = this.machine;
    for (const [root, slot] of this.#slots) mmu.setJump(0, root, slot);
    return this.#run(pc, fuel);
  }

  forgetTranslations(): void {
    this.machine.mmu.flush();
  }

  #run(pc: number, fuel: number): Left {
    const { cpu, mmu, physical } = this.machine;
    cpu.pc = pc;
    physical.i32[(cpu.address + STATE.codeBase) >>> 2] = 0;
    const exit = this.#interpreter.run(cpu, mmu, fuel);
    return this.#left(exit, physical.i32[(cpu.address + STATE.codeBase) >>> 2] !== 0);
  }

  #left(exit: Exit, interpreted: boolean): Left {
    const { physical, cpu, pages } = this.machine;
    const frames = [0, 1].flatMap((index) => pages.get(WINDOW_PAGE / FRAME_SIZE + index)?.frame ?? []);
    const valid = physical.i32[(cpu.address + STATE.reservationValid) >>> 2] !== 0;
    if (!valid) physical.u8.fill(0, cpu.address + STATE.reservationAddress, cpu.address + STATE.reservationValid);
    const at = cpu.address;
    const { u8 } = physical;
    const bytes = new Uint8Array(REGISTERS + frames.length * FRAME_SIZE);
    bytes.set(u8.subarray(at, at + ARCHITECTED));
    bytes.set(u8.subarray(at + STATE.vsr, at + STATE.vsr + 1024), ARCHITECTED);
    frames.forEach((frame, index) => bytes.set(u8.subarray(frame, frame + FRAME_SIZE), REGISTERS + index * FRAME_SIZE));
    return { exit, pc: cpu.pc, bytes, interpreted };
  }
}

const NAMES: readonly (readonly [from: number, size: number, name: (index: number) => string])[] = [
  [STATE.gpr, 8, (n) => `r${n}`],
  [STATE.lr, 8, () => 'lr'],
  [STATE.ctr, 8, () => 'ctr'],
  [STATE.pc, 8, () => 'pc'],
  [STATE.cr, 8, () => 'cr'],
  [STATE.ca, 8, () => 'xer'],
  [STATE.reservationAddress, 8, () => 'reservation'],
  [STATE.fpscr, 8, () => 'fpscr'],
  [STATE.vscr, 8, () => 'vscr and later'],
  [ARCHITECTED, 16, (n) => (n < 64 ? `vs${n}` : `frame+${(16 * (n - 64)).toString(16)}`)],
];

/** What differs, in words; empty when nothing does. */
export function differences(interpreted: Left, compiled: Left): string[] {
  const found: string[] = [];
  if (interpreted.exit !== compiled.exit) found.push(`exit ${compiled.exit} (interpreter ${interpreted.exit})`);
  if (Buffer.compare(interpreted.bytes, compiled.bytes) === 0) return found;
  for (let at = 0; at < interpreted.bytes.length; at++) {
    if (interpreted.bytes[at] === compiled.bytes[at]) continue;
    const [from, size, name] = NAMES.findLast(([start]) => at >= start) as (typeof NAMES)[number];
    const index = Math.floor((at - from) / size);
    const begin = from + size * index;
    const hex = ({ bytes }: Left): string => Buffer.from(bytes.slice(begin, begin + size).reverse()).toString('hex');
    found.push(`${name(index)} ${hex(compiled)} (interpreter ${hex(interpreted)})`);
    at = begin + size - 1;
  }
  return found;
}
