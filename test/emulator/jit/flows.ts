/**
 * Little programs of any shape of control flow, for what compiled code keeps on the ways between its blocks: loops within loops of
 * another kind, ways into loops beside their heads, calls on rare ways, fields and flags that are read far from where they are set.
 */
import { assemble } from '../support/machine.ts';

/** Registers that hold values; r9 is an address, r20 counts calls, r21 keeps LR. */
const VALUES = [3, 4, 5, 6, 7, 8] as const;
/** Condition register fields that are used. */
const FIELDS = 3;
const SAVED = 21;
const ADDRESS = 9;
const UNLESS = 4;
const IF = 12;
const NOT_COUNTED = 18;

const SC = assemble('sc');
const BLR = assemble('bclr', { BO: 20 });

/** Where the functions stand that a program may call, in instructions from its beginning. */
export const FUNCTIONS = [1024, 1088, 1152, 1216, 1280] as const;

export class Flow {
  readonly words: number[];
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.words = this.#program();
  }

  /** The next drawn number below another. */
  next(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0;
    return Math.floor(((this.#seed >>> 8) / 2 ** 24) * below);
  }

  #value(): number {
    return VALUES[this.next(VALUES.length)] as number;
  }

  #step(): number {
    const [a, b, c] = [this.#value(), this.#value(), this.#value()];
    const BF = this.next(FIELDS);
    const bit = (): number => this.next(4 * FIELDS);
    switch (this.next(17)) {
      case 0:
        return assemble('add', { RT: a, RA: b, RB: c });
      case 1:
        return assemble('addi', { RT: a, RA: b, SI: this.next(9) - 4 });
      case 2:
        return assemble('cmp', { BF, L: this.next(2), RA: a, RB: b });
      case 3:
        return assemble('cmpl', { BF, L: this.next(2), RA: a, RB: b });
      case 4:
        return assemble('cmpi', { BF, L: 1, RA: a, SI: this.next(5) - 2 });
      case 5:
      case 6:
        return assemble('isel', { RT: a, RA: b, RB: c, BC: bit() });
      case 7:
        return assemble('addic.', { RT: a, RA: b, SI: -1 });
      case 8:
        return assemble('addc', { RT: a, RA: b, RB: c });
      case 9:
        return assemble('adde', { RT: a, RA: b, RB: c });
      case 10:
        return assemble('addze', { RT: a, RA: b });
      case 11:
        return assemble('crand', { BT: bit(), BA: bit(), BB: bit() });
      case 12:
        return assemble('mfcr', { RT: a });
      case 13:
        return this.next(5) === 0
          ? assemble('add', { RT: a, RA: b, RB: c, OE: 1 })
          : assemble('and', { RA: a, RS: b, RB: c });
      case 14:
        return assemble('lwz', { RT: a, RA: ADDRESS, D: 4 * this.next(8) });
      case 15:
        return assemble('stw', { RS: a, RA: ADDRESS, D: 4 * this.next(8) });
      default:
        return this.next(3) === 0
          ? assemble('srad', { RA: a, RS: b, RB: c })
          : assemble('subf', { RT: a, RA: b, RB: c });
    }
  }

  #steps(most: number): number[] {
    return Array.from({ length: this.next(most + 1) }, () => this.#step());
  }

  #program(): number[] {
    const blocks = 3 + this.next(7);
    const bodies = Array.from({ length: blocks }, () => this.#steps(4));
    const ends = Array.from({ length: blocks }, (_, n) => this.#end(n, blocks));
    const starts: number[] = [];
    let at = 0;
    for (let n = 0; n < blocks; n++) {
      starts.push(at);
      at += (bodies[n] as number[]).length + (ends[n] as Ending).length;
    }
    const end = at;
    const words: number[] = [];
    for (let n = 0; n < blocks; n++) {
      words.push(...(bodies[n] as number[]));
      (ends[n] as Ending).write(words, n, (target) => (target >= blocks ? end : (starts[target] as number)), end);
    }
    words.push(SC);
    this.#functions(words);
    return words;
  }

  #end(from: number, blocks: number): Ending {
    // Every second one is near and backwards: such loops lie within each other.
    const target = this.next(2) === 0 ? Math.max(0, from - this.next(3)) : this.next(blocks + 1);
    const BO = this.next(2) === 0 ? IF : UNLESS;
    const BI = this.next(4 * FIELDS);
    const LI = FUNCTIONS[this.next(FUNCTIONS.length)] as number;
    const call = (words: number[]): void => {
      words.push(assemble('b', { LI: 4 * (LI - words.length), LK: 1 }));
    };
    switch (this.next(8)) {
      case 0:
        return { length: 0, write: () => {} };
      case 1:
        return { length: 1, write: call };
      case 2:
        // A call on a way that is seldom taken.
        return {
          length: 2,
          write: (words) => {
            words.push(assemble('bc', { BO, BI, BD: 8 }));
            call(words);
          },
        };
      case 3:
        return {
          length: 1,
          write: (words) => {
            words.push(assemble('bc', { BO, BI, BD: 4 * (LI - words.length), LK: 1 }));
          },
        };
      default:
        // Ways back are counted by CTR.
        return {
          length: 2,
          write: (words, _from, placeOf, end) => {
            words.push(assemble('bc', { BO: NOT_COUNTED, BI: 0, BD: 4 * (end - words.length) }));
            words.push(assemble('bc', { BO, BI, BD: 4 * (placeOf(target) - words.length) }));
          },
        };
    }
  }

  /** Small ones; one with a loop, one that the interpreter must help, one that comes back behind the next instruction, one that calls. */
  #functions(words: number[]): void {
    const put = (index: number, ...code: number[]): void => {
      const at = FUNCTIONS[index] as number;
      while (words.length < at) words.push(SC);
      words.push(...code);
    };
    put(0, ...this.#steps(5), BLR);
    const body = this.#steps(5);
    put(
      1,
      assemble('addi', { RT: 20, RA: 0, SI: 1 + this.next(4) }),
      ...body,
      assemble('addi', { RT: 20, RA: 20, SI: -1 }),
      assemble('cmpi', { BF: this.next(FIELDS), L: 1, RA: 20, SI: 0 }),
      assemble('cmpi', { BF: 5, L: 1, RA: 20, SI: 0 }),
      assemble('bc', { BO: IF, BI: 21, BD: -4 * (body.length + 3) }),
      ...this.#steps(3),
      BLR,
    );
    put(2, ...this.#steps(3), assemble('lswi', { RT: 3, RA: ADDRESS, NB: 5 }), ...this.#steps(3), BLR);
    put(
      3,
      ...this.#steps(2),
      assemble('mfspr', { RT: 22, SPR: 8 }),
      assemble('addi', { RT: 22, RA: 22, SI: this.next(2) === 0 ? 4 : 0 }),
      assemble('mtspr', { RS: 22, SPR: 8 }),
      assemble('bclr', { BO: this.next(2) === 0 ? IF : UNLESS, BI: this.next(4 * FIELDS) }),
      ...this.#steps(3),
      BLR,
    );
    const before = [assemble('mfspr', { RT: SAVED, SPR: 8 }), ...this.#steps(2)];
    const to = (FUNCTIONS[this.next(3)] as number) - (FUNCTIONS[4] as number) - before.length;
    put(
      4,
      ...before,
      assemble('b', { LI: 4 * to, LK: 1 }),
      ...this.#steps(2),
      assemble('mtspr', { RS: SAVED, SPR: 8 }),
      BLR,
    );
  }
}

interface Ending {
  readonly length: number;
  readonly write: (words: number[], from: number, placeOf: (block: number) => number, end: number) => void;
}
