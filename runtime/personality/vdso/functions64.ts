/**
 * The functions of the 64-bit vDSO (names and conventions: arch/powerpc/kernel/vdso; results in r3, CR0's SO tells an error,
 * r0 and r3 to r12 are free).
 *
 * The monotonic clock is the time base, which counts 512 MHz from the machine's start: no data is needed for it. A time that
 * these functions do not know is asked of the kernel.
 */
import { Assembler, type Label } from './assembler.ts';
import {
  CALLS,
  CLOCKS,
  COARSE_NANOSECONDS,
  COARSE_TICKS,
  DATA,
  type VdsoFunctions,
  TICKS_PER_SECOND,
} from './shape.ts';

const TIME_BASE = 268;
const COUNTER = 9;

export function functions64(data: number): VdsoFunctions {
  const a = new Assembler();
  const symbols: VdsoFunctions['symbols'][number][] = [];
  const define = (name: string, body: () => void): void => {
    const at = a.size;
    body();
    symbols.push({ name: `__kernel_${name}`, at, size: a.size - at });
  };

  const compare = (value: number): Assembler => a.emit('cmpli', { RA: 3, UI: value });
  const noError = (): Assembler => a.emit('crxor', { BT: 3, BA: 3, BB: 3 });
  const succeed = (): void => void noError().constant(3, 0).return();
  const askKernel = (number: number): void => void a.constant(0, number).emit('sc').return();
  /** r7 = r5 / r6, r8 = the rest. */
  const divide = (): void =>
    void a
      .emit('divdu', { RT: 7, RA: 5, RB: 6 })
      .emit('mulld', { RT: 8, RA: 7, RB: 6 })
      .emit('subf', { RT: 8, RA: 8, RB: 5 });
  /** A number of ticks as nanoseconds: 125 / 64 of them. */
  const nanoseconds = (register: number): void =>
    void a
      .emit('mulli', { RT: register, RA: register, SI: 125 })
      .emit('rldicl', { RA: register, RS: register, SH: 58, MB: 6 });
  /** r7 = seconds, r8 = nanoseconds of the wall clock; r9 is used. */
  const wallTime = (): void => {
    a.address(9, data + DATA.wallOffset)
      .emit('mfspr', { RT: 5, SPR: TIME_BASE })
      .emit('ld', { RT: 9, RA: 9 });
    nanoseconds(5);
    a.emit('add', { RT: 5, RA: 5, RB: 9 }).constant(6, 1e9);
    divide();
  };
  const store = (): void => {
    a.emit('std', { RS: 7, RA: 4 }).emit('std', { RS: 8, RA: 4, DS: 8 });
    succeed();
  };

  define('clock_gettime', () => {
    const [wall, monotonic, wallCoarse, monotonicCoarse, split] = [
      a.label(),
      a.label(),
      a.label(),
      a.label(),
      a.label(),
    ];
    const clocks: readonly (readonly [readonly number[], Label])[] = [
      [CLOCKS.monotonic, monotonic],
      [CLOCKS.wall, wall],
      [CLOCKS.monotonicCoarse, monotonicCoarse],
      [CLOCKS.wallCoarse, wallCoarse],
    ];
    for (const [numbers, label] of clocks) for (const number of numbers) compare(number).branchIf('eq', label);
    askKernel(CALLS.clockGetTime);

    a.here(monotonic);
    a.emit('mfspr', { RT: 5, SPR: TIME_BASE });
    a.here(split);
    a.constant(6, TICKS_PER_SECOND);
    divide();
    nanoseconds(8);
    store();

    a.here(monotonicCoarse);
    a.emit('mfspr', { RT: 5, SPR: TIME_BASE }).constant(6, COARSE_TICKS);
    a.emit('divdu', { RT: 7, RA: 5, RB: 6 }).emit('mulld', { RT: 5, RA: 7, RB: 6 }).branch(split);

    a.here(wall);
    wallTime();
    store();

    a.here(wallCoarse);
    wallTime();
    a.constant(6, COARSE_NANOSECONDS);
    a.emit('divdu', { RT: 8, RA: 8, RB: 6 }).emit('mulld', { RT: 8, RA: 8, RB: 6 });
    store();
  });

  define('clock_getres', () => {
    const [fine, coarse, give, none] = [a.label(), a.label(), a.label(), a.label()];
    for (const number of [...CLOCKS.wall, ...CLOCKS.monotonic]) compare(number).branchIf('eq', fine);
    for (const number of [...CLOCKS.wallCoarse, ...CLOCKS.monotonicCoarse]) compare(number).branchIf('eq', coarse);
    askKernel(CALLS.clockGetResolution);
    a.here(coarse);
    a.constant(8, COARSE_NANOSECONDS).branch(give);
    a.here(fine);
    a.constant(8, 1);
    a.here(give);
    a.constant(7, 0).emit('cmpli', { L: 1, RA: 4 }).branchIf('eq', none);
    store();
    a.here(none);
    succeed();
  });

  define('gettimeofday', () => {
    const [zone, done] = [a.label(), a.label()];
    a.emit('or', { RA: 10, RS: 4, RB: 4 }).emit('cmpli', { L: 1, RA: 3 }).branchIf('eq', zone);
    wallTime();
    a.constant(6, 1000).emit('divdu', { RT: 8, RA: 8, RB: 6 });
    a.emit('std', { RS: 7, RA: 3 }).emit('std', { RS: 8, RA: 3, DS: 8 });
    a.here(zone);
    a.constant(7, 0).emit('cmpli', { L: 1, RA: 10 }).branchIf('eq', done).emit('std', { RS: 7, RA: 10 });
    a.here(done);
    succeed();
  });

  define('time', () => {
    const done = a.label();
    wallTime();
    a.emit('cmpli', { L: 1, RA: 3 }).branchIf('eq', done).emit('std', { RS: 7, RA: 3 });
    a.here(done);
    noError().emit('or', { RA: 3, RS: 7, RB: 7 }).return();
  });

  define('get_tbfreq', () => void noError().constant(3, TICKS_PER_SECOND).return());

  define('getcpu', () => {
    // The only processor is number 0 of node 0.
    const [node, done] = [a.label(), a.label()];
    a.constant(7, 0).emit('cmpli', { L: 1, RA: 3 }).branchIf('eq', node).emit('stw', { RS: 7, RA: 3 });
    a.here(node);
    a.emit('cmpli', { L: 1, RA: 4 }).branchIf('eq', done).emit('stw', { RS: 7, RA: 4 });
    a.here(done);
    succeed();
  });

  define('get_syscall_map', () => {
    const done = a.label();
    a.emit('cmpli', { L: 1, RA: 3 }).branchIf('eq', done);
    a.constant(7, CALLS.count).emit('stw', { RS: 7, RA: 3 });
    a.here(done);
    a.address(3, data + DATA.calls);
    noError().return();
  });

  // Blocks from r3 up to r4: data brought to memory, instructions thrown away.
  define('sync_dicache', () => {
    const done = a.label();
    a.emit('rldicr', { RA: 5, RS: 3, ME: 56 })
      .emit('subf', { RT: 6, RA: 5, RB: 4 })
      .emit('addi', { RT: 6, RA: 6, SI: 127 })
      .emit('rldicl', { RA: 6, RS: 6, SH: 57, MB: 7 })
      .emit('cmpli', { L: 1, RA: 6 })
      .branchIf('eq', done);
    for (const mnemonic of ['dcbst', 'icbi'] as const) {
      a.emit('mtspr', { RS: 6, SPR: COUNTER }).emit('or', { RA: 7, RS: 5, RB: 5 });
      const again = a.here();
      a.emit(mnemonic, { RB: 7 }).emit('addi', { RT: 7, RA: 7, SI: 128 }).loop(again);
      a.emit(mnemonic === 'dcbst' ? 'sync' : 'isync');
    }
    a.here(done);
    succeed();
  });

  return { words: a.words(), symbols };
}
