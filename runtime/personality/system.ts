/** What a process may ask of the machine as a whole, as spec/servers/system.yaml promises. */
import { Errno } from '../generated/errors.ts';
import { RandomFlags } from '../generated/flags.ts';
import type { System as SystemInterface } from '../generated/servers/system.ts';
import type { SystemInformation, SystemName } from '../generated/structs.ts';
import { PAGE_SIZE } from '../kernel/address.ts';
import type { Lease } from '../kernel/lease.ts';
import type { PageAllocator } from '../kernel/page-allocator.ts';
import type { Thread } from '../kernel/thread.ts';
import { Capability, isCapableIn } from './capabilities.ts';

/** Longest node or domain name (Linux: __NEW_UTS_LEN). */
const LONGEST_NAME = 64;
const CHUNK = 256;
/** The 32-bit domain (Linux: PER_LINUX32), in which the machine is called by its 32-bit name. */
const NARROW_DOMAIN = 8;
const DOMAIN_MASK = 0xff;

/** What the machine is, whoever asks. */
export interface SystemOptions {
  readonly hostname: string;
  readonly domain: string;
  readonly allocator: PageAllocator;
  /** Load over 1, 5 and 15 minutes; bytes that are free, and that files in memory take. */
  figures(): { readonly loads: readonly number[]; readonly free: number; readonly shared: number };
  /** Fills with random bytes: the host's, or a seeded generator's. */
  random(into: Uint8Array): void;
  /** How the system of a personality names itself: `uname`. */
  identity(personality: string, abi: string): { system: string; release: string; version: string; machine: string };
}

export class System implements SystemInterface {
  readonly #options: SystemOptions;
  #node: string;
  #domain: string;
  readonly #bytes = new Uint8Array(CHUNK);

  constructor(options: SystemOptions) {
    this.#options = options;
    this.#node = options.hostname;
    this.#domain = options.domain;
  }

  /** Another one with the same names, for a name space of its own. */
  copy(): System {
    return new System({ ...this.#options, hostname: this.#node, domain: this.#domain });
  }

  getName({ process }: Thread): SystemName {
    const {
      system,
      release,
      version,
      machine: wide,
    } = this.#options.identity(process.abi.personality, process.abi.name);
    const machine = (process.domain & DOMAIN_MASK) === NARROW_DOMAIN ? wide.replace('64', '') : wide;
    return { system, node: this.#node, release, version, machine, domain: this.#domain };
  }

  get node(): string {
    return this.#node;
  }

  get domain(): string {
    return this.#domain;
  }

  setNodeName(thread: Thread, name: string): number {
    const refused = refuse(thread, name);
    if (refused === 0) this.#node = name;
    return refused;
  }

  setDomainName(thread: Thread, name: string): number {
    const refused = refuse(thread, name);
    if (refused === 0) this.#domain = name;
    return refused;
  }

  getInformation({ process, processor }: Thread): SystemInformation {
    const { loads, free, shared } = this.#options.figures();
    const { allocator } = this.#options;
    let threads = 0;
    for (const one of process.processes.all.values()) threads += one.threads.length;
    return {
      uptime: Math.floor(processor.clock.now() / 1e9),
      // In 65536ths (SI_LOAD_SHIFT).
      loads: loads.map((load) => Math.floor(load * 65_536)),
      totalMemory: allocator.limit * PAGE_SIZE,
      freeMemory: free,
      sharedMemory: shared,
      bufferMemory: 0,
      totalSwap: 0,
      freeSwap: 0,
      processes: threads,
      totalHigh: 0,
      freeHigh: 0,
      unit: 1,
    };
  }

  random(_thread: Thread, into: Lease, flags: number): number {
    const both = RandomFlags.random | RandomFlags.insecure;
    if ((flags & both) === both) return Errno.EINVAL;
    while (into.remaining > 0 && !into.faulted) {
      const count = Math.min(CHUNK, into.remaining);
      this.#options.random(this.#bytes.subarray(0, count));
      into.put(this.#bytes, 0, count);
    }
    return into.moved === 0 && into.faulted ? Errno.EFAULT : into.moved;
  }

  getProcessor(_thread: Thread): number {
    return 0;
  }
}

function refuse({ process }: Thread, name: string): number {
  if (!isCapableIn(process, process.spaces.uts.owner, Capability.administrator)) return Errno.EPERM;
  return name.length > LONGEST_NAME ? Errno.EINVAL : 0;
}
