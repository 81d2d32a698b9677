/** What /proc and /sys are shown of the machine: figures of the kernel and its servers, gathered when they are asked for. */
import type { Processor as Model } from '../../emulator/processor.ts';
import type { ProcessStub } from '../generated/servers/process.ts';
import { PAGE_SIZE } from '../kernel/address.ts';
import type { FrameCaches } from '../kernel/frame-caches.ts';
import type { PageAllocator } from '../kernel/page-allocator.ts';
import type {
  CacheView,
  IpcView,
  MachineView,
  MemoryView,
  NetworkView,
  SystemNames,
  TerminalView,
  TimesView,
} from '../personality/linux/proc/context.ts';
import { uuid } from '../personality/linux/proc/tunables-table.ts';
import { type FileSystem, type Mount, type MountTable, ROOT_NODE } from '../personality/names/mount-table.ts';
import type { Processes } from '../personality/processes.ts';
import type { System } from '../personality/system.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Controlling } from './terminal.ts';

export interface MachineViewParts {
  readonly processes: Processes;
  readonly server: ProcessStub;
  readonly mounts: MountTable;
  readonly objects: Mount;
  readonly spaces: Mount;
  readonly allocator: PageAllocator;
  readonly caches: FrameCaches;
  readonly controlling: Controlling;
  readonly model: Model;
  readonly system: System;
  readonly names: () => SystemNames;
  readonly random: (into: Uint8Array) => void;
  readonly timebase: number;
  readonly network: NetworkView;
  readonly ipc: IpcView;
}

export class MachineFigures implements MachineView {
  readonly processes: Processes;
  readonly server: ProcessStub;
  readonly mounts: MountTable;
  readonly objects: Mount;
  readonly spaces: Mount;
  readonly timebase: number;
  readonly network: NetworkView;
  readonly ipc: IpcView;
  readonly settings = new Map<string, string>();
  readonly #parts: MachineViewParts;
  #boot: string | undefined;

  constructor(parts: MachineViewParts) {
    this.#parts = parts;
    this.processes = parts.processes;
    this.server = parts.server;
    this.mounts = parts.mounts;
    this.objects = parts.objects;
    this.spaces = parts.spaces;
    this.timebase = parts.timebase;
    this.network = parts.network;
    this.ipc = parts.ipc;
  }

  caller(): Thread | undefined {
    return this.processes.processor.scheduler.current;
  }

  /** Files in memory are outside the guests' frames, but a program sees one memory. */
  memory(): MemoryView {
    const { allocator, caches } = this.#parts;
    const files = filesInMemory(this.mounts);
    const total = allocator.limit * PAGE_SIZE;
    const used = allocator.used * PAGE_SIZE;
    const cached = caches.frames * PAGE_SIZE;
    return {
      total,
      free: Math.max(0, total - used - files),
      cached: cached + files,
      shared: files,
      anonymous: Math.max(0, used - cached),
      mapped: cached,
    };
  }

  times(): TimesView {
    const { scheduler, clock } = this.processes.processor;
    const uptime = clock.now();
    const busy = Math.min(scheduler.busyTime, uptime);
    const system = Math.min(scheduler.systemTime, busy);
    return { uptime, user: busy - system, nice: 0, system, idle: uptime - busy };
  }

  loads(): readonly [number, number, number] {
    const { scheduler, clock } = this.processes.processor;
    return scheduler.load.at(clock.now(), scheduler.running);
  }

  counts(): { forks: number; switches: number; last: number } {
    const { started, last } = this.processes;
    return { forks: started, switches: this.processes.processor.scheduler.switches, last };
  }

  running(): number {
    return this.processes.processor.scheduler.running;
  }

  get started(): number {
    const { clock } = this.processes.processor;
    const time = { seconds: 0, nanoseconds: 0 };
    clock.time.realtime(time);
    return Math.floor(time.seconds + time.nanoseconds / 1e9 - clock.now() / 1e9);
  }

  terminal(session: number): TerminalView | undefined {
    const terminal = this.#parts.controlling.of(session);
    if (terminal === undefined) return undefined;
    const foreground = terminal.session.getForeground(session);
    return { device: terminal.number, foreground: foreground < 0 ? -1 : foreground };
  }

  names(): SystemNames {
    return this.#parts.names();
  }

  hostname(): string {
    return this.#parts.system.node;
  }

  setHostname(name: string): number {
    const caller = this.caller();
    return caller === undefined ? 0 : this.#parts.system.setNodeName(caller, name);
  }

  domain(): string {
    return this.#parts.system.domain;
  }

  setDomain(name: string): number {
    const caller = this.caller();
    return caller === undefined ? 0 : this.#parts.system.setDomainName(caller, name);
  }

  get processor(): MachineView['processor'] {
    const { pvr, platform } = this.#parts.model;
    const version = (pvr >>> 16).toString(16).padStart(4, '0');
    const low = pvr & 0xffff;
    const revision = `${(low >>> 8) & 0xf}.${low & 0xff} (pvr ${version} ${low.toString(16).padStart(4, '0')})`;
    const title = `${platform.toUpperCase()} (architected), altivec supported`;
    return { title, revision, platform, clock: CLOCK_MEGAHERTZ };
  }

  get caches(): readonly CacheView[] {
    return this.#parts.model.caches.flatMap(([size, ways], i): CacheView[] => {
      const kind = KINDS[i];
      if (kind === undefined || size === 0) return [];
      return [{ level: kind.level, kind: kind.kind, size, ways, line: CACHE_LINE }];
    });
  }

  random(into: Uint8Array): void {
    this.#parts.random(into);
  }

  get bootIdentity(): string {
    if (this.#boot === undefined) {
      const bytes = new Uint8Array(16);
      this.#parts.random(bytes);
      this.#boot = uuid(bytes);
    }
    return this.#boot;
  }
}

const CLOCK_MEGAHERTZ = 1000;
const CACHE_LINE = 128;
/** In the order of a model's caches. */
const KINDS: readonly Pick<CacheView, 'level' | 'kind'>[] = [
  { level: 1, kind: 'Instruction' },
  { level: 1, kind: 'Data' },
  { level: 2, kind: 'Unified' },
  { level: 3, kind: 'Unified' },
];

/** Bytes that files of trees in memory take. */
function filesInMemory(mounts: MountTable): number {
  let bytes = 0;
  const seen = new Set<FileSystem>();
  for (const { tree, type, system } of mounts.everyMount()) {
    if (!IN_MEMORY.has(type) || seen.has(system)) continue;
    seen.add(system);
    const figures = tree.getFileSystemStatus(ROOT_NODE);
    if (typeof figures === 'object') bytes += (figures.blocks - figures.freeBlocks) * figures.blockSize;
  }
  return bytes;
}

const IN_MEMORY: ReadonlySet<string> = new Set(['tmpfs', 'devtmpfs', 'overlay']);
