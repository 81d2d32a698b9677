/** The one interface of a network, which may be down: then it has no addresses, and nothing gets anywhere. */
import type { NetworkInterface as Described } from '../../generated/structs.ts';
import { INTERFACES, LOOPBACK_INTERFACE, type NetworkInterface } from './interfaces.ts';

/** IFF_UP. */
const UP = 1;
/** IFF_LOOPBACK alone. */
const DOWN: readonly NetworkInterface[] = INTERFACES.map((one) => ({ ...one, flags: 0x8, addresses: [] }));

export class Loopback {
  up: boolean;
  /** It has never been up: there is no table of addresses that one could be missing from. */
  fresh: boolean;
  /** Who may change it; undefined: nobody. */
  readonly owner: number | undefined;

  /** The machine's own is up and stays so; that of another network belongs to who made it. */
  constructor(owner?: number) {
    this.owner = owner;
    this.up = owner === undefined;
    this.fresh = !this.up;
  }

  get interfaces(): readonly NetworkInterface[] {
    return this.up ? INTERFACES : DOWN;
  }

  /** Whether a user may change it. */
  mayChange(user: number): boolean {
    return this.owner !== undefined && (user === this.owner || user === 0);
  }

  /** False: there is no such interface. */
  setFlags(index: number, flags: number): boolean {
    if (index !== LOOPBACK_INTERFACE) return false;
    this.up = (flags & UP) !== 0;
    if (this.up) this.fresh = false;
    return true;
  }

  /** For who asks by ioctl(2). */
  described(): Described[] {
    return this.interfaces.map(({ index, name, flags, mtu, queueLength, hardware, addresses }) => {
      const own = addresses.find(({ address }) => address.isV4);
      const mask = own === undefined ? 0 : (0xffff_ffff << (32 - own.prefix)) >>> 0;
      return { index, name, flags, mtu, queueLength, hardware, address: own?.address.word3 ?? 0, mask, broadcast: 0 };
    });
  }
}
