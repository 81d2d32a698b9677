/** /sys: processors, nodes, the loopback device and what else programs look for when they start (sysfs(5)). */
import type { VirtualDirectory } from '../../../servers/virtual/entity.ts';
import { directory, file, fixedDirectory, link, type NamedMaker, symlink } from '../../../servers/virtual/make.ts';
import type { VirtualFile } from '../../../servers/virtual/entity.ts';
import { type Accept, TextContent } from '../../../servers/virtual/content.ts';
import { Errno } from '../../../generated/errors.ts';
import type { CacheView, MachineView } from '../proc/context.ts';
import { hex } from '../proc/format.ts';

const PAGE = 4096;

type Entries = Record<string, NamedMaker>;

/** A file of one value. */
function value(text: string | (() => string), permissions = 0o444, accept?: Accept): NamedMaker {
  const render = typeof text === 'string' ? () => `${text}\n` : () => `${text()}\n`;
  const make = (): VirtualFile => ({
    kind: 'file',
    permissions,
    size: PAGE,
    open: () => new TextContent(render, accept),
  });
  return file(make);
}

const folder = (entries: () => Entries): NamedMaker => directory(() => fixedDirectory(entries, 0o755));
const to = (target: string): NamedMaker => symlink(() => link(() => target));

export function systemFileSystem(machine: MachineView): VirtualDirectory {
  return fixedDirectory(
    () => ({
      block: folder(() => ({})),
      bus: folder(() => ({
        cpu: folder(() => ({ devices: folder(() => ({ cpu0: to('../../../devices/system/cpu/cpu0') })) })),
        node: folder(() => ({ devices: folder(() => ({ node0: to('../../../devices/system/node/node0') })) })),
      })),
      class: folder(() => ({
        block: folder(() => ({})),
        mem: folder(() => ({})),
        net: folder(() => ({ lo: to('../../devices/virtual/net/lo') })),
        tty: folder(() => ({})),
      })),
      dev: folder(() => ({ block: folder(() => ({})), char: folder(() => ({})) })),
      devices: folder(() => ({
        system: folder(() => ({
          cpu: folder(() => processors(machine)),
          node: folder(() => nodes(machine)),
        })),
        virtual: folder(() => ({ net: folder(() => ({ lo: folder(() => loopback(machine)) })) })),
      })),
      firmware: folder(() => ({})),
      fs: folder(() => ({ cgroup: folder(() => ({})) })),
      kernel: folder(() => kernel()),
      module: folder(() => ({})),
      power: folder(() => ({})),
    }),
    0o555,
  );
}

function processors(machine: MachineView): Entries {
  return {
    cpu0: folder(() => ({
      cache: folder(() =>
        Object.fromEntries(machine.caches.map((cache, i) => [`index${i}`, folder(() => cacheFiles(cache))])),
      ),
      dscr: value('0'),
      node0: to('../../node/node0'),
      physical_id: value('0'),
      smt_snooze_delay: value('0'),
      topology: folder(() => ({
        core_cpus: value('1'),
        core_cpus_list: value('0'),
        core_id: value('0'),
        core_siblings: value('1'),
        core_siblings_list: value('0'),
        die_cpus: value('1'),
        die_cpus_list: value('0'),
        die_id: value('-1'),
        package_cpus: value('1'),
        package_cpus_list: value('0'),
        physical_package_id: value('0'),
        thread_siblings: value('1'),
        thread_siblings_list: value('0'),
      })),
    })),
    isolated: value(''),
    kernel_max: value('0'),
    offline: value(''),
    online: value('0'),
    possible: value('0'),
    present: value('0'),
    vulnerabilities: folder(() => Object.fromEntries(VULNERABILITIES.map((name) => [name, value('Not affected')]))),
  };
}

const VULNERABILITIES = [
  'gather_data_sampling',
  'itlb_multihit',
  'l1tf',
  'mds',
  'meltdown',
  'mmio_stale_data',
  'retbleed',
  'spec_rstack_overflow',
  'spec_store_bypass',
  'spectre_v1',
  'spectre_v2',
  'srbds',
  'tsx_async_abort',
];

function cacheFiles({ level, kind, size, ways, line }: CacheView): Entries {
  return {
    coherency_line_size: value(String(line)),
    level: value(String(level)),
    number_of_sets: value(String(Math.max(1, Math.floor(size / Math.max(1, ways * line))))),
    shared_cpu_list: value('0'),
    shared_cpu_map: value('1'),
    size: value(`${Math.floor(size / 1024)}K`),
    type: value(kind),
    ways_of_associativity: value(String(ways)),
  };
}

function nodes(machine: MachineView): Entries {
  return {
    has_cpu: value('0'),
    has_memory: value('0'),
    has_normal_memory: value('0'),
    node0: folder(() => ({
      cpu0: to('../../cpu/cpu0'),
      cpulist: value('0'),
      cpumap: value('1'),
      distance: value('10'),
      meminfo: value(() => nodeMemory(machine)),
      numastat: value('numa_hit 0\nnuma_miss 0\nnuma_foreign 0\ninterleave_hit 0\nlocal_node 0\nother_node 0'),
    })),
    online: value('0'),
    possible: value('0'),
  };
}

function nodeMemory(machine: MachineView): string {
  const { total, free } = machine.memory();
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemUsed', total - free],
  ];
  return rows
    .map(([name, bytes]) => `Node 0 ${`${name}:`.padEnd(15)} ${String(Math.floor(bytes / 1024)).padStart(8)} kB`)
    .join('\n');
}

const LOOPBACK_TYPE = 772;
const LOOPBACK_FLAGS = 9;

function loopback(machine: MachineView): Entries {
  const counted = (): { bytes: number; packets: number } => machine.network?.loopback() ?? { bytes: 0, packets: 0 };
  return {
    addr_assign_type: value('0'),
    addr_len: value('6'),
    address: value('00:00:00:00:00:00'),
    broadcast: value('00:00:00:00:00:00'),
    carrier: value('1'),
    dev_id: value('0x0'),
    dormant: value('0'),
    flags: value(`0x${hex(LOOPBACK_FLAGS)}`),
    ifalias: value(''),
    ifindex: value('1'),
    iflink: value('1'),
    link_mode: value('0'),
    mtu: value('65536'),
    netdev_group: value('0'),
    operstate: value('unknown'),
    statistics: folder(() => ({
      rx_bytes: value(() => String(counted().bytes)),
      rx_dropped: value('0'),
      rx_errors: value('0'),
      rx_packets: value(() => String(counted().packets)),
      tx_bytes: value(() => String(counted().bytes)),
      tx_dropped: value('0'),
      tx_errors: value('0'),
      tx_packets: value(() => String(counted().packets)),
    })),
    subsystem: to('../../../../class/net'),
    tx_queue_len: value('1000'),
    type: value(String(LOOPBACK_TYPE)),
    uevent: value('INTERFACE=lo\nIFINDEX=1', 0o644, () => Errno.EPERM),
  };
}

/** k42 makes no huge pages of its own accord that a program could see. */
function kernel(): Entries {
  return {
    kexec_crash_loaded: value('0'),
    kexec_loaded: value('0'),
    mm: folder(() => ({
      hugepages: folder(() => ({})),
      transparent_hugepage: folder(() => ({
        defrag: value('always defer defer+madvise madvise [never]'),
        enabled: value('always madvise [never]'),
        hpage_pmd_size: value(String(2 * 2 ** 20)),
        shmem_enabled: value('always within_size advise [never] deny force'),
        use_zero_page: value('0'),
      })),
    })),
    profiling: value('0'),
    security: folder(() => ({})),
    uevent_seqnum: value('0'),
  };
}
