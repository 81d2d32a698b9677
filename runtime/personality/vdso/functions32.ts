/**
 * The functions of the 32-bit vDSO. They have no 64-bit arithmetic: from the point in time that the kernel keeps in the data
 * page they go on by the low word of the time base. When the point is too old for 32 bits they ask the kernel.
 */
import { Assembler, type Label } from './assembler.ts';
import { CALLS, CLOCKS, COARSE_NANOSECONDS, DATA, type VdsoFunctions, TICKS_PER_SECOND } from './shape.ts';

const TIME_BASE = 268;
const COUNTER = 9;
/** Ticks from the point that are still counted on. */
const LONGEST = 0x4000_0000;
type LabelsOf6 = [Label, Label, Label, Label, Label, Label];

export function functions32(data: number): VdsoFunctions {
  const a = new Assembler();
  const symbols: VdsoFunctions['symbols'][number][] = [];
  const define = (name: string, body: () => void): void => {
    const at = a.size;
    body();
    symbols.push({ name: `__kernel_${name}`, at, size: a.size - at });
  };

  const noError = (): Assembler => a.emit('crxor', { BT: 3, BA: 3, BB: 3 });
  const succeed = (): void => void noError().constant(3, 0).return();
  const askKernel = (number: number): void => void a.constant(0, number).emit('sc').return();
  const ifZero = (register: number, to: Label): void => void a.emit('cmpli', { RA: register }).branchIf('eq', to);

  /** r6 = seconds, r7 = nanoseconds, r10 = the seconds' high word, of the clock at r11; `old` when the point is too old. */
  const read = (old: Label): void => {
    const [done, more] = [a.label(), a.label()];
    a.constant(9, data);
    const again = a.here();
    a.emit('lwz', { RT: 0, RA: 9, D: DATA.sequence })
      .emit('lwz', { RT: 5, RA: 9, D: DATA.base })
      .emit('lwz', { RT: 6, RA: 11, D: 0 })
      .emit('lwz', { RT: 7, RA: 11, D: 4 })
      .emit('lwz', { RT: 10, RA: 11, D: 8 })
      .emit('mfspr', { RT: 8, SPR: TIME_BASE })
      .emit('lwz', { RT: 12, RA: 9, D: DATA.sequence })
      .emit('cmpl', { RA: 12, RB: 0 })
      .branchIf('ne', again)
      .emit('subf', { RT: 8, RA: 5, RB: 8 })
      .constant(12, LONGEST)
      .emit('cmpl', { RA: 8, RB: 12 })
      .branchIf('ge', old);
    // 125/64 n = 2 n - 3/64 n, rounded down.
    a.emit('mulli', { RT: 12, RA: 8, SI: 3 })
      .emit('addi', { RT: 12, RA: 12, SI: 63 })
      .emit('rlwinm', { RA: 12, RS: 12, SH: 26, MB: 6, ME: 31 })
      .emit('add', { RT: 8, RA: 8, RB: 8 })
      .emit('subf', { RT: 8, RA: 12, RB: 8 })
      .emit('add', { RT: 7, RA: 7, RB: 8 })
      .constant(12, 1e9);
    a.here(more);
    a.emit('cmpl', { RA: 7, RB: 12 })
      .branchIf('lt', done)
      .emit('subf', { RT: 7, RA: 12, RB: 7 })
      .emit('addi', { RT: 6, RA: 6, SI: 1 })
      .branch(more);
    a.here(done);
  };
  const wall = (): void => void a.constant(11, data + DATA.wall);

  const either = (numbers: readonly number[], to: Label): void => {
    for (const number of numbers) a.emit('cmpli', { RA: 3, UI: number }).branchIf('eq', to);
  };
  const getTime = (call: number, store: () => void): void => {
    const [monotonic, wallClock, known, old, coarse, give] = [1, 2, 3, 4, 5, 6].map(() => a.label()) as LabelsOf6;
    either([...CLOCKS.monotonic, ...CLOCKS.monotonicCoarse], monotonic);
    either([...CLOCKS.wall, ...CLOCKS.wallCoarse], wallClock);
    a.here(old);
    askKernel(call);
    a.here(monotonic);
    a.constant(11, data + DATA.monotonic).branch(known);
    a.here(wallClock);
    wall();
    a.here(known);
    read(old);
    either([...CLOCKS.monotonicCoarse, ...CLOCKS.wallCoarse], coarse);
    a.branch(give);
    a.here(coarse);
    a.constant(12, COARSE_NANOSECONDS);
    a.emit('divwu', { RT: 7, RA: 7, RB: 12 }).emit('mullw', { RT: 7, RA: 7, RB: 12 });
    a.here(give);
    store();
    succeed();
  };

  define('clock_gettime', () =>
    getTime(CALLS.clockGetTime, () => void a.emit('stw', { RS: 6, RA: 4 }).emit('stw', { RS: 7, RA: 4, D: 4 })),
  );

  define('clock_gettime64', () =>
    getTime(CALLS.clockGetTime64, () => {
      a.constant(12, 0)
        .emit('stw', { RS: 10, RA: 4 })
        .emit('stw', { RS: 6, RA: 4, D: 4 })
        .emit('stw', { RS: 12, RA: 4, D: 8 })
        .emit('stw', { RS: 7, RA: 4, D: 12 });
    }),
  );

  define('clock_getres', () => {
    const [fine, coarse, give, none] = [a.label(), a.label(), a.label(), a.label()];
    either([...CLOCKS.wall, ...CLOCKS.monotonic], fine);
    either([...CLOCKS.wallCoarse, ...CLOCKS.monotonicCoarse], coarse);
    askKernel(CALLS.clockGetResolution);
    a.here(coarse);
    a.constant(7, COARSE_NANOSECONDS).branch(give);
    a.here(fine);
    a.constant(7, 1);
    a.here(give);
    ifZero(4, none);
    a.constant(6, 0).emit('stw', { RS: 6, RA: 4 }).emit('stw', { RS: 7, RA: 4, D: 4 });
    a.here(none);
    succeed();
  });

  define('gettimeofday', () => {
    const [zone, done, old] = [a.label(), a.label(), a.label()];
    ifZero(3, zone);
    wall();
    read(old);
    a.constant(12, 1000).emit('divwu', { RT: 7, RA: 7, RB: 12 });
    a.emit('stw', { RS: 6, RA: 3 }).emit('stw', { RS: 7, RA: 3, D: 4 });
    a.here(zone);
    ifZero(4, done);
    a.constant(7, 0).emit('stw', { RS: 7, RA: 4 }).emit('stw', { RS: 7, RA: 4, D: 4 });
    a.here(done);
    succeed();
    a.here(old);
    askKernel(CALLS.getTimeOfDay);
  });

  define('time', () => {
    const [done, old] = [a.label(), a.label()];
    wall();
    read(old);
    ifZero(3, done);
    a.emit('stw', { RS: 6, RA: 3 });
    a.here(done);
    noError().emit('or', { RA: 3, RS: 6, RB: 6 }).return();
    a.here(old);
    askKernel(CALLS.time);
  });

  define(
    'get_tbfreq',
    () => void a.constant(4, TICKS_PER_SECOND).constant(3, 0).emit('crxor', { BT: 3, BA: 3, BB: 3 }).return(),
  );

  define('getcpu', () => {
    const [node, done] = [a.label(), a.label()];
    a.constant(7, 0);
    ifZero(3, node);
    a.emit('stw', { RS: 7, RA: 3 });
    a.here(node);
    ifZero(4, done);
    a.emit('stw', { RS: 7, RA: 4 });
    a.here(done);
    succeed();
  });

  define('get_syscall_map', () => {
    const done = a.label();
    ifZero(3, done);
    a.constant(7, CALLS.count).emit('stw', { RS: 7, RA: 3 });
    a.here(done);
    a.constant(3, data + DATA.calls);
    noError().return();
  });

  define('sync_dicache', () => {
    const done = a.label();
    a.emit('rlwinm', { RA: 5, RS: 3, SH: 0, MB: 0, ME: 24 })
      .emit('subf', { RT: 6, RA: 5, RB: 4 })
      .emit('addi', { RT: 6, RA: 6, SI: 127 })
      .emit('rlwinm', { RA: 6, RS: 6, SH: 25, MB: 7, ME: 31 });
    ifZero(6, done);
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
