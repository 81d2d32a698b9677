/** Lines for the person who runs a guest: each thing that is not supported once, and what ended a guest strangely. */
import type { HostPort } from '../host/port.ts';
import { showAddress } from '../kernel/address.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Unsupported } from '../personality/call.ts';
import type { MachineOptions } from './options.ts';

export class Reports {
  readonly #under: Promise<void>[] = [];
  readonly #said = new Set<string>();
  readonly #unsupported: (what: Unsupported) => void;
  readonly #line: (line: string) => void;

  constructor(host: HostPort, options: Pick<MachineOptions, 'unsupported' | 'diagnostic'>) {
    this.#line = options.diagnostic ?? ((line) => host.report(`k42: ${line}\n`));
    this.#unsupported =
      options.unsupported ??
      ((what) => {
        // What real kernels answer too and every program expects is no news (rseq at the start of each glibc program).
        if (what.matters !== 'never') this.#line(showUnsupported(what));
      });
  }

  unsupported(what: Unsupported): void {
    const key = `${what.personality} ${what.call} ${what.what}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#unsupported(what);
  }

  /** A call number that is none of the personality's. */
  unknownCall({ process }: Thread, number: number): void {
    this.unsupported({
      personality: process.abi.personality,
      call: `number ${number}`,
      what: '',
      got: 'ENOSYS',
      why: 'there is no such call in the table',
      matters: 'unknown',
    });
  }

  illegalInstruction({ process, tid, cpu }: Thread, word: number): void {
    const { program } = process;
    const address = cpu.pc;
    // Some programs try instructions out and handle SIGILL, again and again.
    const key = `${program} ${word}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const bytes = [24, 16, 8, 0].map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, '0')).join(' ');
    // The disassembler is large and rarely needed.
    this.#under.push(
      import('../../emulator/disassembler.ts').then(({ disassemble }) => {
        const text = disassemble(word, address);
        this.#line(
          `${program}[${tid}]: illegal or unsupported instruction \`${text}\` at ${showAddress(address)} (bytes ${bytes}); the program gets SIGILL`,
        );
      }),
    );
  }

  /** Settles when everything was said. */
  async settled(): Promise<void> {
    await Promise.all(this.#under.splice(0));
  }

  outOfMemory({ process, tid }: Thread): void {
    this.#line(
      `${process.program}[${tid}]: the machine's memory is used up; the program is killed (--memory gives more)`,
    );
  }

  line(text: string): void {
    this.#line(text);
  }
}

/** As in `k42: linux clone: CLONE_NEWNS is not supported (name spaces …); the program got EINVAL. Matters rarely.` */
function showUnsupported({ personality, call, what, got, why, matters }: Unsupported): string {
  const subject = what === '' ? `${personality} ${call}` : `${personality} ${call}: ${what}`;
  const reason = why === '' ? '' : ` (${why})`;
  return `${subject} is not supported${reason}; the program got ${got}. Matters: ${matters}.`;
}
