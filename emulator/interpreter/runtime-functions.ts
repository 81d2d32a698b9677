/**
 * What handlers share within the interpreter's module: imported host functions, and functions of
 * its own for leaving, jumping and for accesses that miss the TLB.
 */
import { Exit } from '../exit.ts';
import type { Order } from '../memory/access.ts';
import { EPOCH, JUMP, JUMPS, TLB } from '../memory/mmu.ts';
import { ARRIVAL, NO_RETURN, STATE } from '../state.ts';
import { leb } from '../wasm/bytes.ts';
import { Code, type Signature } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type I32, type I64, memarg, type Node, operation, type ValueType } from '../wasm/node.ts';
import { COUNTS_AT } from './layout.ts';
import { isUnsettled, settle } from './compared.ts';
import { locate, remember } from './locate.ts';
import { high, jumpEntry, poke32, poke64, tlbEntry } from './block.ts';

/** Handler (cpu, ip, fuel) → Exit. */
export const HANDLER: Signature = { parameters: ['i32', 'i32', 'i32'], results: ['i32'] };

/**
 * Compiled code (cpu, bytes of host stack it may use) → where to go on: an address, the caller's if all is well; an address + 1,
 * for the interpreter to do at least one instruction there; 2 + 4 × Exit, with everything in the state block; or an address + 3, that of
 * a function or a loop, which is worth compiling.
 */
export const REGION: Signature = { parameters: ['i32', 'i32'], results: ['i64'] };
/** How often a target is reached before it is compiled; 256 and more: never. Global 1. */
const THRESHOLD: I32 = operation('i32', [0x23, 1]);
/** Bytes of host stack that the interpreter may take when compiled code calls it. */
const NESTED_STACK = 2000;

const i = 'i32';
/** Of jumps and calls through a register one in so many is noted. */
const NOTED = 32;

/** Host functions, by import name. Addresses come as (high, low) words. */
const IMPORTS = {
  /** (cpu, hi, lo, write) → 1 when the page is in the TLB now and no translation was forgotten for it. */
  touch: [[i, i, i, i], i],
  /** (cpu, hi, lo, size, write) → where a plain access can be done, 0 for a fault (reported). */
  access: [[i, i, i, i, i], i],
  /** (cpu, hi, lo, size): carries out a page-crossing store that `access` let go to the scratch area. */
  commit: [[i, i, i, i], undefined],
  /** (cpu, hi, lo, length, write) → 1, or 0 for a fault (reported). */
  probe: [[i, i, i, i, i], i],
  /** (cpu, hi, lo) → decoded page of an address to execute, 0 for a fault (reported). */
  fetch: [[i, i, i], i],
  /** (physical address): forgets decoded instructions of the cache block there. */
  forget: [[i], undefined],
  /**
   * (cpu, hi, lo, address of the count): a target was reached so often that it should be compiled. 0: go on; 1: it is in the jump
   * cache now; 2: leave with Exit.hot.
   */
  hot: [[i, i, i, i], i],
  /** (cpu, hi, lo): a target was reached by a jump or a call through a register; told the first time, and now and then. */
  jumped: [[i, i, i], undefined],
  syscall: [[i], i],
  timeBase: [[], 'f64'],
  random: [[], i],
  /** (cpu, operation) → not 0 when an enabled floating-point exception is due. */
  floatUnit: [[i, i], i],
  /** (cpu, bytes of host stack, slot): compiled code, see region-entry.ts. */
  region: [[i, i, i], 'i64'],
} as const satisfies Record<string, readonly [readonly ValueType[], ValueType | undefined]>;

export type Import = keyof typeof IMPORTS;

const OWN = {
  /** (word) → its handler: see decoder.ts. */
  select: [[i], i],
  /** (cpu, ip): decodes the instruction there. */
  decode: [[i, i], undefined],
  /** (cpu, ip, fuel, reason): leaves with pc at ip. */
  leave: [[i, i, i, i], i],
  /** (cpu, ip, fuel): leaves because fuel ran out or the poll word is set. */
  pause: [[i, i, i], i],
  /** (cpu, target, fuel): a taken branch to another page or through a register. */
  branchFar: [[i, 'i64', i], i],
  /**
   * (cpu, target, fuel): a return. Compiled code returns to its caller without it; so where the interpreter returns to is
   * seldom worth a region of its own, and counts one time in sixteen.
   */
  returnFar: [[i, 'i64', i], i],
  /** (cpu, ip, fuel): a taken backward branch, or a call, within the page. */
  branchBack: [[i, i, i], i],
  /** (cpu, target, fuel): goes on at an address, in compiled code if there is some. */
  far: [[i, 'i64', i], i],
  /** (cpu, target, fuel): goes on at an address with the interpreter. */
  jump: [[i, 'i64', i], i],
  /** (cpu, target, fuel): goes on after a system call, unless somebody asks for a pause. */
  resume: [[i, 'i64', i], i],
  /** (cpu, ea, size, write): for compiled code, see locate.ts. */
  locate: [[i, 'i64', i, i], i],
  /** (cpu, ea, record and access): the same. */
  remember: [[i, 'i64', i], i],
  /**
   * (cpu, where to go on, address, bytes of host stack): for compiled code that did not come back to the address behind a call. Goes on
   * with the interpreter until that address is reached, and returns it, or with what has to be done first: see `REGION`.
   */
  nested: [[i, 'i64', 'i64', i], 'i64'],
  /** (cpu): for compiled code, see compared.ts. */
  settle: [[i], undefined],
  /** (cpu, ea, size) → value; the memory-fault word tells a fault. */
  slowLoad: [[i, 'i64', i], 'i64'],
  slowLoad128: [[i, 'i64'], 'v128'],
  slowStore: [[i, 'i64', 'i64', i], undefined],
  slowStore128: [[i, 'i64', 'v128'], undefined],
} as const satisfies Record<string, readonly [readonly ValueType[], ValueType | undefined]>;

export type Own = keyof typeof OWN;

export class RuntimeFunctions {
  readonly order: Order;
  readonly bits: 32 | 64;
  readonly handlerType: number;
  readonly #index = new Map<Import | Own, number>();

  constructor(module: ModuleBuilder, order: Order, bits: 32 | 64) {
    this.order = order;
    this.bits = bits;
    for (const [name, [parameters, result]] of Object.entries(IMPORTS))
      this.#index.set(name as Import, module.importFunction('k42', name, signature(parameters, result)));
    for (const [name, [parameters, result]] of Object.entries(OWN))
      this.#index.set(name as Own, module.declare(signature(parameters, result)));
    this.handlerType = module.typeOf(HANDLER);
    for (const [name, body] of Object.entries(this.#bodies())) {
      const [parameters, result] = OWN[name as Own];
      const code = new Code(signature(parameters, result));
      body(code);
      module.define(this.index(name as Own), code);
    }
  }

  index(name: Import | Own): number {
    return this.#index.get(name) as number;
  }

  call<T extends ValueType>(type: T, name: Import | Own, ...operands: Node[]): Node<T> {
    return operation(type, [0x10, ...leb(this.index(name))], ...operands);
  }

  run(code: Code, name: Import | Own, ...operands: Node[]): void {
    code.effect([0x10, ...leb(this.index(name))], ...operands);
  }

  tail(code: Code, name: Own, ...operands: Node[]): void {
    code.effect([0x12, ...leb(this.index(name))], ...operands);
  }

  /** Goes on at `ip`. */
  dispatch(code: Code, cpu: I32, ip: I32, fuel: I32, offset = 0): void {
    code.effect([0x13, ...leb(this.handlerType), 0], cpu, i32.add(ip, i32.const(offset)), fuel, i32.load(ip, offset));
  }

  /** An address as the mode takes it: in 32-bit mode its low word (Book I, 1.10.3). */
  effective(code: Code, address: I64): I64 {
    return code.let(this.bits === 32 ? i64.low32(address) : address);
  }

  #bodies(): Record<Exclude<Own, 'select' | 'decode'>, (code: Code) => void> {
    return {
      leave: (code) => {
        const [cpu, ip, fuel, reason] = [0, 1, 2, 3].map((n) => code.parameter('i32', n)) as [I32, I32, I32, I32];
        poke64(code, cpu, STATE.pc, pcOf(cpu, ip));
        poke32(code, cpu, STATE.fuel, fuel);
        poke32(code, cpu, STATE.faultReason, reason);
        poke32(code, cpu, STATE.instructionWord, i32.load(ip, 4));
        code.return(reason);
      },
      pause: (code) => {
        const [cpu, ip, fuel] = [0, 1, 2].map((n) => code.parameter('i32', n)) as [I32, I32, I32];
        this.tail(code, 'leave', cpu, ip, fuel, pauseReason(cpu));
      },
      branchFar: (code) => {
        const fuel = code.let(i32.sub(code.parameter('i32', 2), i32.one));
        this.#resume(code, fuel);
      },
      returnFar: (code) => {
        const [cpu, target] = [code.parameter('i32', 0), this.effective(code, code.parameter('i64', 1))];
        const fuel = code.let(i32.sub(code.parameter('i32', 2), i32.one));
        this.#ifExpected(code, cpu, target, fuel);
        poke32(code, cpu, STATE.arrival, i32.const(ARRIVAL.other));
        const counts = i32.eqz(i32.and(fuel, i32.const(15)));
        const jump = jumpEntry(code, code.let(i32.load(cpu, STATE.tlb)), target);
        const compiled = i64.eq(i64.load(jump, JUMPS + JUMP.pc), target);
        code.if(i32.any(counts, compiled, mustPause(cpu, fuel)), () => this.tail(code, 'resume', cpu, target, fuel));
        this.tail(code, 'jump', cpu, target, fuel);
      },
      resume: (code) => this.#resume(code, code.parameter('i32', 2)),
      branchBack: (code) => {
        const [cpu, ip] = [code.parameter('i32', 0), code.parameter('i32', 1)];
        const fuel = code.let(i32.sub(code.parameter('i32', 2), i32.one));
        code.if(mustPause(cpu, fuel), () => this.tail(code, 'pause', cpu, ip, fuel));
        const base = code.let(i32.load(cpu, STATE.codeBase));
        const counter = code.let(i32.add(base, i32.shrU(i32.sub(ip, base), i32.const(3))));
        const count = code.let(i32.add(i32.load8U(counter, COUNTS_AT), i32.one));
        code.if(i32.ltU(count, THRESHOLD), () => {
          code.effect([0x3a, ...memarg(0, COUNTS_AT)], counter, count);
          this.dispatch(code, cpu, ip, fuel);
        });
        this.tail(code, 'far', cpu, pcOf(cpu, ip), fuel);
      },
      far: (code) => this.#far(code),
      locate: (code) => locate(code, (...operands) => this.call('i32', 'touch', ...operands)),
      remember: (code) => remember(code, (...operands) => this.call('i32', 'touch', ...operands)),
      nested: (code) => this.#nested(code),
      settle: (code) => settle(code, this.bits),
      jump: (code) => this.#jump(code, this.effective(code, code.parameter('i64', 1)), code.parameter('i32', 2)),
      slowLoad: (code) => {
        const [cpu, ea, size] = [code.parameter('i32', 0), code.parameter('i64', 1), code.parameter('i32', 2)];
        const at = code.let(this.#access(cpu, ea, size, 0));
        code.if(i32.eqz(at), () => code.return(i64.zero));
        code.if(i32.eq(size, i32.const(1)), () => code.return(i64.load8U(at)));
        code.if(i32.eq(size, i32.const(2)), () => code.return(i64.load16U(at)));
        code.if(i32.eq(size, i32.const(4)), () => code.return(i64.load32U(at)));
        code.return(i64.load(at));
      },
      slowLoad128: (code) => {
        const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
        const at = this.#access(cpu, ea, i32.const(16), 0);
        // A fault gives address 0, which may be read: the value is not used.
        code.return(operation('v128', [0xfd, 0, ...memarg(0, 0)], at));
      },
      slowStore: (code) => {
        const [cpu, ea] = [code.parameter('i32', 0), code.parameter('i64', 1)];
        const [value, size] = [code.parameter('i64', 2), code.parameter('i32', 3)];
        const at = code.let(this.#access(cpu, ea, size, 1));
        code.if(i32.eqz(at), () => code.return());
        code.if(
          i32.eq(size, i32.const(1)),
          () => code.effect([0x3c, ...memarg(0, 0)], at, value),
          () =>
            code.if(
              i32.eq(size, i32.const(2)),
              () => code.effect([0x3d, ...memarg(0, 0)], at, value),
              () =>
                code.if(
                  i32.eq(size, i32.const(4)),
                  () => code.effect([0x3e, ...memarg(0, 0)], at, value),
                  () => code.effect([0x37, ...memarg(0, 0)], at, value),
                ),
            ),
        );
        this.#commit(code, cpu, ea, at, size);
      },
      slowStore128: (code) => {
        const [cpu, ea, value] = [code.parameter('i32', 0), code.parameter('i64', 1), code.parameter('v128', 2)];
        const at = code.let(this.#access(cpu, ea, i32.const(16), 1));
        code.if(i32.eqz(at), () => code.return());
        code.effect([0xfd, 11, ...memarg(0, 0)], at, value);
        this.#commit(code, cpu, ea, at, i32.const(16));
      },
    };
  }

  #resume(code: Code, fuel: I32): void {
    const cpu = code.parameter('i32', 0);
    const target = this.effective(code, code.parameter('i64', 1));
    code.if(mustPause(cpu, fuel), () => {
      poke64(code, cpu, STATE.pc, target);
      poke32(code, cpu, STATE.fuel, fuel);
      code.return(pauseReason(cpu));
    });
    this.tail(code, 'far', cpu, target, fuel);
  }

  /** Looks for compiled code; without it, counts how often this target was wanted. */
  #far(code: Code): void {
    const cpu = code.parameter('i32', 0);
    const target = code.parameter('i64', 1);
    const fuel = code.parameter('i32', 2);
    this.#note(code, cpu, target, fuel);
    const jump = jumpEntry(code, code.let(i32.load(cpu, STATE.tlb)), target);
    code.if(i64.eq(i64.load(jump, JUMPS + JUMP.pc), target), () => {
      poke32(code, cpu, STATE.fuel, fuel);
      code.if(i64.eq(i64.load(cpu, STATE.expected), i64.const(NO_RETURN)), () =>
        poke32(code, cpu, STATE.outerEpoch, epoch(cpu)),
      );
      const slot = i32.load(jump, JUMPS + JUMP.slot);
      const stack = i32.load(cpu, STATE.stackLeft);
      const next = code.let(this.call('i64', 'region', cpu, stack, slot));
      this.#settle(code, cpu);
      // A way out counts, so that regions that only lead to each other come to an end.
      const left = code.let(i32.sub(fuelLeft(cpu), i32.one));
      poke32(code, cpu, STATE.fuelBack, i32.zero);
      const kind = code.let(i32.and(i32.wrap(next), i32.const(3)));
      const count = code.let(i32.add(cpu, i32.shl(kind, i32.const(2))));
      poke32(code, count, STATE.regionExits, i32.add(i32.load(count, STATE.regionExits), i32.one));
      poke32(code, cpu, STATE.arrival, arrivalBy(cpu, kind));
      code.if(i32.eqz(kind), () => {
        this.#ifExpected(code, cpu, next, left);
        this.tail(code, 'resume', cpu, next, left);
      });
      code.if(i32.eq(kind, i32.const(3)), () => this.tail(code, 'resume', cpu, i64.sub(next, i64.const(3)), left));
      code.if(i32.eq(kind, i32.one), () => this.tail(code, 'jump', cpu, i64.sub(next, i64.one), left));
      const exit = code.let(i32.shrU(i32.wrap(next), i32.const(2)));
      const outermost = i64.eq(i64.load(cpu, STATE.expected), i64.const(NO_RETURN));
      code.if(i32.and(i32.eq(exit, i32.const(Exit.unwound)), outermost), () =>
        this.tail(code, 'resume', cpu, i64.load(cpu, STATE.pc), left),
      );
      code.return(exit);
    });
    const base = this.#decoded(code, target, fuel);
    const entry = i32.and(i32.shrU(i32.wrap(target), i32.const(2)), i32.const(1023));
    const counter = code.let(i32.add(base, entry));
    const count = code.let(i32.add(i32.load8U(counter, COUNTS_AT), i32.one));
    code.if(
      i32.ltU(count, THRESHOLD),
      () => {
        code.effect([0x3a, ...memarg(0, COUNTS_AT)], counter, count);
        const jumped = i32.eq(i32.load(cpu, STATE.arrival), i32.const(ARRIVAL.jump));
        code.if(i32.and(i32.eq(count, i32.one), jumped), () => {
          this.run(code, 'jumped', cpu, high(target), i32.wrap(target));
          poke64(code, cpu, STATE.jumpFrom, i64.zero);
        });
      },
      () => {
        const at = i32.add(counter, i32.const(COUNTS_AT));
        const what = code.let(this.call('i32', 'hot', cpu, high(target), i32.wrap(target), at));
        code.if(i32.eq(what, i32.one), () => this.tail(code, 'far', cpu, target, fuel));
        code.if(what, () => {
          poke64(code, cpu, STATE.pc, target);
          poke32(code, cpu, STATE.fuel, fuel);
          code.return(i32.const(Exit.hot));
        });
      },
    );
    this.#enter(code, cpu, target, base, fuel);
  }

  /** Where jumps and calls through registers go, now and then. */
  #note(code: Code, cpu: I32, target: I64, fuel: I32): void {
    const arrival = code.let(i32.load(cpu, STATE.arrival));
    code.if(i32.geS(arrival, i32.const(ARRIVAL.jump)), () => {
      code.if(i32.eqz(i32.and(fuel, i32.const(NOTED - 1))), () =>
        this.run(code, 'jumped', cpu, high(target), i32.wrap(target)),
      );
      code.if(i32.eq(arrival, i32.const(ARRIVAL.callThrough)), () => {
        poke32(code, cpu, STATE.arrival, i32.const(ARRIVAL.call));
        poke64(code, cpu, STATE.jumpFrom, i64.zero);
      });
    });
  }

  /** Comes back to compiled code that called the interpreter, when this is where it goes on; unless a pause is due. */
  #ifExpected(code: Code, cpu: I32, target: I64, fuel: I32): void {
    const here = i64.eq(i64.load(cpu, STATE.expected), target);
    code.if(i32.and(here, i32.eqz(mustPause(cpu, fuel))), () => {
      poke32(code, cpu, STATE.fuel, fuel);
      code.return(i32.const(Exit.returned));
    });
  }

  /**
   * Nothing of a compiled function that waits for a call is anywhere but in the state block, so it does not matter who comes to the
   * address behind the call, nor how. But it keeps extents: when a translation was forgotten it must not go on.
   */
  #nested(code: Code): void {
    const [cpu, result] = [code.parameter('i32', 0), code.parameter('i64', 1)];
    const [expected, left] = [code.parameter('i64', 2), code.parameter('i32', 3)];
    this.#settle(code, cpu);
    const kind = code.let(i32.and(i32.wrap(result), i32.const(3)));
    const changed = (): I32 => i32.ne(epoch(cpu), i32.load(cpu, STATE.outerEpoch));
    code.if(i32.eq(kind, i32.const(2)), () => code.return(result));
    const leaving = (why: I32): I64 => i64.add(i64.shl(i64.extendU(why), i64.const(2)), i64.const(2));
    const leaveAt = (pc: I64): void => {
      poke64(code, cpu, STATE.pc, pc);
      code.return(leaving(i32.const(Exit.unwound)));
    };
    const target = code.let(i64.and(result, i64.const(-4)));
    code.if(i32.or(i32.ltS(left, i32.const(NESTED_STACK)), changed()), () => leaveAt(target));
    const outer = code.let(i64.load(cpu, STATE.expected));
    const stack = code.let(i32.load(cpu, STATE.stackLeft));
    poke64(code, cpu, STATE.expected, expected);
    poke32(code, cpu, STATE.stackLeft, i32.sub(left, i32.const(NESTED_STACK)));
    poke32(code, cpu, STATE.arrival, arrivalBy(cpu, kind));
    const fuel = code.let(i32.sub(fuelLeft(cpu), i32.one));
    poke32(code, cpu, STATE.fuelBack, i32.zero);
    const exit = code.unset('i32');
    code.if(
      i32.eq(kind, i32.one),
      () => code.set(exit, this.call('i32', 'jump', cpu, target, fuel)),
      () => code.set(exit, this.call('i32', 'resume', cpu, target, fuel)),
    );
    poke64(code, cpu, STATE.expected, outer);
    poke32(code, cpu, STATE.stackLeft, stack);
    code.if(i32.ne(code.get(exit), i32.const(Exit.returned)), () => code.return(leaving(code.get(exit))));
    code.if(changed(), () => leaveAt(expected));
    code.return(expected);
  }

  /** Behind compiled code. */
  #settle(code: Code, cpu: I32): void {
    code.if(isUnsettled(cpu), () => this.run(code, 'settle', cpu));
  }

  #jump(code: Code, target: I64, fuel: I32): void {
    this.#enter(code, code.parameter('i32', 0), target, this.#decoded(code, target, fuel), fuel);
  }

  /** The decoded page of the target; leaves when that cannot be executed. */
  #decoded(code: Code, target: I64, fuel: I32): I32 {
    const cpu = code.parameter('i32', 0);
    const base = code.unset('i32');
    const page = code.let(i64.and(target, i64.const(-4096)));
    const entry = code.let(tlbEntry(cpu, target));
    code.if(
      i64.eq(i64.load(entry, TLB.execute), page),
      () => code.set(base, i32.load(entry, TLB.code)),
      () => {
        code.set(base, this.call('i32', 'fetch', cpu, high(target), i32.wrap(target)));
        code.if(i32.eqz(code.get(base)), () => {
          poke64(code, cpu, STATE.pc, target);
          poke32(code, cpu, STATE.fuel, fuel);
          poke32(code, cpu, STATE.faultReason, i32.const(Exit.fault));
          code.return(i32.const(Exit.fault));
        });
      },
    );
    return code.settled(base);
  }

  /** Goes on at `target`, whose page is decoded at `base`. */
  #enter(code: Code, cpu: I32, target: I64, base: I32, fuel: I32): void {
    poke32(code, cpu, STATE.codeBase, base);
    const page = i64.and(target, i64.const(-4096));
    poke64(code, cpu, STATE.pcBias, i64.sub(page, i64.extendU(i32.shrU(base, i32.one))));
    const ip = i32.add(base, i32.shl(i32.and(i32.wrap(target), i32.const(0xffc)), i32.one));
    this.dispatch(code, cpu, code.let(ip), fuel);
  }

  #access(cpu: I32, ea: I64, size: I32, write: 0 | 1): I32 {
    return this.call('i32', 'access', cpu, high(ea), i32.wrap(ea), size, i32.const(write));
  }

  #commit(code: Code, cpu: I32, ea: I64, at: I32, size: I32): void {
    code.if(i32.eq(at, i32.add(cpu, i32.const(STATE.scratch))), () => {
      this.run(code, 'commit', cpu, high(ea), i32.wrap(ea), size);
    });
  }
}

function signature(parameters: readonly ValueType[], result: ValueType | undefined): Signature {
  return { parameters, results: result === undefined ? [] : [result] };
}

/** The effective address of the instruction whose decoded entry is at `ip`. */
export function pcOf(cpu: I32, ip: I32): I64 {
  return i64.add(i64.load(cpu, STATE.pcBias), i64.extendU(i32.shrU(ip, i32.one)));
}

function epoch(cpu: I32): I32 {
  return i32.load(i32.load(cpu, STATE.tlb), EPOCH);
}

/** Behind compiled code. */
function fuelLeft(cpu: I32): I32 {
  return i32.add(i32.load(cpu, STATE.fuel), i32.load(cpu, STATE.fuelBack));
}

/** How the interpreter goes on from compiled code, by the low bits of its result. */
function arrivalBy(cpu: I32, kind: I32): I32 {
  const none = i64.eqz(i64.load(cpu, STATE.jumpFrom));
  const other = i32.select(none, i32.const(ARRIVAL.other), i32.const(ARRIVAL.jump));
  return i32.select(kind, i32.const(ARRIVAL.call), other);
}

/** After counting fuel down: negative, or the poll word is. */
export function mustPause(cpu: I32, fuel: I32): I32 {
  return i32.ltS(i32.or(fuel, i32.load(cpu, STATE.poll)), i32.zero);
}

function pauseReason(cpu: I32): I32 {
  const polled = i32.ltS(i32.load(cpu, STATE.poll), i32.zero);
  return i32.select(polled, i32.const(Exit.interrupted), i32.const(Exit.fuel));
}
