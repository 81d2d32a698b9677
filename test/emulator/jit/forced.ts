/**
 * Two machines for comparing compiled code with the interpreter: the same memory and registers in both, one of which runs
 * regions that were compiled without waiting until they are hot.
 */
import { Exit, FRAME_SIZE, Interpreter, type Order, STATE, STATE_SIZE } from '../../../emulator/index.ts';
import { RegionNumbers } from '../../../emulator/jit/region-numbers.ts';
import type { Compiler } from '../../../emulator/jit/compiler.ts';
import { ARRIVAL } from '../../../emulator/state.ts';
import { readU32 } from '../../../emulator/memory/access.ts';
import type { State } from '../../isa/cases/block.ts';
import { WINDOW, WINDOW_PAGE } from '../../isa/cases/block.ts';
import '../support/as-launched.ts';
import { interpreterModule, TestMachine } from '../support/machine.ts';

export const CODE = 0x1000_0000;
const CODE_PAGES = 16;
/** What a state block says of a thread; the rest is private to the code that runs. */
const ARCHITECTED = STATE.faultAddress;
const REGISTERS = ARCHITECTED + 1024;
const FUEL = 1 << 20;

const SC = 0x44000002;

const FRAMES = 2;

/** How a run ended, and everything it left. Thousands of runs fill the same ones: making them takes longer than running. */
export class Left {
  exit: Exit = Exit.fuel;
  /** It went back to the interpreter before it came to the end. */
  interpreted = false;
  readonly bytes: Uint8Array = new Uint8Array(REGISTERS + FRAMES * FRAME_SIZE);
}

/** A state as it stands in the state block and in memory. */
export class Image {
  readonly registers: Uint8Array = new Uint8Array(STATE_SIZE);
  readonly frames: Uint8Array = new Uint8Array(FRAMES * FRAME_SIZE);
}

export class ComparedMachine {
  readonly machine: TestMachine;
  readonly #interpreter: Interpreter;
  readonly #table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  /** Of the window's pages. */
  readonly #frames: readonly number[];
  readonly #numbers = new RegionNumbers(0);
  #slots = new Map<number, readonly [slot: number, number: number]>();

  constructor(order: Order, bits: 32 | 64) {
    const machine = new TestMachine(order, bits);
    this.machine = machine;
    const table = this.#table;
    this.#interpreter = new Interpreter(machine.physical, {
      syscall: () => 1,
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      regions: { table, threshold: 256, hot: () => 0, jumped: () => {}, reached: () => {}, forgetFrame: () => {} },
    });
    machine.map(CODE, CODE_PAGES, 'rwx');
    machine.map(WINDOW_PAGE, FRAMES, 'rw');
    this.#frames = [0, 1].map((n) => machine.pages.get(WINDOW_PAGE / FRAME_SIZE + n)?.frame ?? 0);
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
  compile(
    compiler: Compiler,
    roots: readonly number[],
    arrival: number = ARRIVAL.call,
    executed: (address: number) => boolean = () => true,
  ): Map<number, Error> {
    const { machine } = this;
    const fetch =
      (root: number) =>
      (at: number): number | undefined => {
        const page = machine.pages.get(Math.floor((root + at) / FRAME_SIZE));
        return page === undefined
          ? undefined
          : readU32(machine.physical, page.frame, machine.order, (root + at) % FRAME_SIZE);
      };
    const first = this.#numbers.take(roots.length);
    const { bytes, imports, regions } = compiler.compile(
      roots.map((root) => ({
        address: BigInt(root),
        optional: false,
        arrival,
        complete: true,
        isRoot: () => false,
        executed: (at) => executed(root + at),
        leftOut: () => {},
        forgetJumps: () => {},
        wentTo: () => roots.map(BigInt),
        targetsOf: () => [],
        fetch: fetch(root),
      })),
      machine.order,
      machine.mmu.bits,
      first,
    );
    const available = this.#interpreter.imports(machine.mmu);
    const given: Record<string, unknown> = { memory: machine.physical.memory };
    for (const name of imports) given[name] = available[name];
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { k42: given });
    const errors = new Map<number, Error>();
    this.#slots = new Map();
    regions.forEach((place, index) => {
      const root = roots[index] as number;
      if (typeof place === 'number') {
        if (index + 1 >= this.#table.length) this.#table.grow(this.#table.length);
        this.#table.set(index + 1, instance.exports[String(place)]);
        this.#slots.set(root, [index + 1, first + index]);
      } else if (place !== undefined) errors.set(root, place);
    });
    return errors;
  }

  /** Makes the image of a state. */
  draw({ gpr, vsr, window, cr, xer, lr, ctr, fpscr, vscr }: State, image: Image): void {
    const { machine } = this;
    const { cpu } = machine;
    const { view, u8 } = machine.physical;
    const at = cpu.address;
    cpu.reset();
    // Names of other modules are looked up each time when vitest runs this: not in the inner loops.
    const [general, vectors] = [at + STATE.gpr, at + STATE.vsr];
    for (let n = 0; n < 32; n++) view.setBigUint64(general + 8 * n, gpr[n] as bigint, true);
    for (let n = 0; n < 64; n++) for (let i = 0; i < 16; i++) u8[vectors + 16 * n + 15 - i] = vsr[16 * n + i] as number;
    cpu.cr = Number(cr);
    cpu.xer = Number(xer);
    view.setBigUint64(at + STATE.lr, lr, true);
    view.setBigUint64(at + STATE.ctr, ctr, true);
    view.setBigUint64(at + STATE.fpscr, fpscr, true);
    cpu.vscr = vscr;
    image.registers.set(u8.subarray(at, at + STATE_SIZE));
    // As `memory/access.ts` keeps the frames of big-endian processes.
    const turned = machine.order === 'big' ? FRAME_SIZE - 1 : 0;
    const first = WINDOW - WINDOW_PAGE;
    for (let i = 0; i < window.length; i++) image.frames[(first + i) ^ turned] = window[i] as number;
  }

  load({ registers, frames }: Image): void {
    const { physical, cpu } = this.machine;
    physical.u8.set(registers, cpu.address);
    for (let index = 0; index < FRAMES; index++)
      physical.u8.set(
        index === 0 ? frames.subarray(0, FRAME_SIZE) : frames.subarray(FRAME_SIZE),
        this.#frames[index] as number,
      );
  }

  /** By the interpreter alone. */
  interpret(pc: number, left: Left): void {
    this.machine.mmu.flushJumps();
    this.#run(pc, left);
  }

  /** By the region that begins there; where it leaves, the interpreter goes on. */
  runCompiled(pc: number, left: Left): void {
    this.machine.mmu.setJump(0, pc, ...(this.#slots.get(pc) as readonly [slot: number, number: number]));
    this.#run(pc, left);
  }

  /** The same with all regions that were compiled, and a pause after so many branches again and again. */
  runAllCompiled(pc: number, left: Left, fuel: number): void {
    for (const [root, [slot, number]] of this.#slots) this.machine.mmu.setJump(0, root, slot, number);
    this.#run(pc, left, fuel);
  }

  forgetTranslations(): void {
    this.machine.mmu.flush();
  }

  #run(pc: number, left: Left, fuel?: number): void {
    const { cpu, mmu, physical } = this.machine;
    const { i32, u8 } = physical;
    const at = cpu.address;
    cpu.pc = pc;
    i32[(at + STATE.codeBase) >>> 2] = 0;
    left.exit = this.#interpreter.run(cpu, mmu, fuel ?? FUEL);
    if (fuel !== undefined)
      for (let spent = 0; left.exit === Exit.fuel && spent < FUEL; spent += fuel)
        left.exit = this.#interpreter.run(cpu, mmu, fuel);
    left.interpreted = i32[(at + STATE.codeBase) >>> 2] !== 0;
    if (i32[(at + STATE.reservationValid) >>> 2] === 0)
      u8.fill(0, at + STATE.reservationAddress, at + STATE.reservationValid);
    const { bytes } = left;
    bytes.set(u8.subarray(at, at + ARCHITECTED));
    bytes.set(u8.subarray(at + STATE.vsr, at + STATE.vsr + 1024), ARCHITECTED);
    let to = REGISTERS;
    for (const frame of this.#frames) {
      bytes.set(u8.subarray(frame, frame + FRAME_SIZE), to);
      to += FRAME_SIZE;
    }
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
