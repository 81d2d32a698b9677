/** struct signalfd_siginfo, by its table; what the table cannot say is which word of a queued value is its number. */
import type { Order } from '../../../emulator/index.ts';
import type { SignalInformation } from '../../generated/structs.ts';
import { StructView } from '../../kernel/struct-view.ts';
import type { SignalRecord } from '../abi.ts';

const SIZE = 128;
const SSI_INT = 44;
const WORD = 2 ** 32;

export class LinuxSignalRecord implements SignalRecord {
  readonly size = SIZE;
  readonly #view: StructView;
  readonly #highFirst: boolean;
  readonly #write: (view: StructView, at: number, value: SignalInformation) => void;

  constructor(order: Order, bits: 32 | 64, write: (view: StructView, at: number, value: SignalInformation) => void) {
    this.#view = new StructView(order, SIZE);
    // sigval is a union: sival_int are the first four bytes of the pointer.
    this.#highFirst = order === 'big' && bits === 64;
    this.#write = write;
  }

  write(information: SignalInformation): Uint8Array {
    const view = this.#view.reset(SIZE);
    this.#write(view, 0, information);
    const { value } = information;
    view.setU32(SSI_INT, this.#highFirst ? Math.floor(value / WORD) : value % WORD);
    return view.bytes;
  }
}
