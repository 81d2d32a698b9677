/** /proc/meminfo, vmstat, swaps and zoneinfo: proc(5), fs/proc/meminfo.c of Linux 6.1. */
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { MachineView } from './context.ts';
import { kilobytes } from './format.ts';

export function memoryInformation(machine: MachineView): string {
  const { total, free, cached, shared, anonymous, mapped } = machine.memory();
  const files = Math.max(0, cached - shared);
  const lines: readonly (readonly [label: string, bytes: number])[] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemAvailable', free + files],
    ['Buffers', 0],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', anonymous + cached],
    ['Inactive', 0],
    ['Active(anon)', anonymous + shared],
    ['Inactive(anon)', 0],
    ['Active(file)', files],
    ['Inactive(file)', 0],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Zswap', 0],
    ['Zswapped', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', anonymous],
    ['Mapped', mapped],
    ['Shmem', shared],
    ['KReclaimable', 0],
    ['Slab', 0],
    ['SReclaimable', 0],
    ['SUnreclaim', 0],
    ['KernelStack', 0],
    ['PageTables', 0],
    ['SecPageTables', 0],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', total / 2],
    ['Committed_AS', anonymous + shared],
    ['VmallocTotal', 0],
    ['VmallocUsed', 0],
    ['VmallocChunk', 0],
    ['Percpu', 0],
  ];
  const pages = [
    ['HugePages_Total', 0],
    ['HugePages_Free', 0],
    ['HugePages_Rsvd', 0],
    ['HugePages_Surp', 0],
  ] as const;
  return [
    ...lines.map(([label, bytes]) => `${`${label}:`.padEnd(16)}${kilobytes(bytes)}\n`),
    ...pages.map(([label, count]) => `${`${label}:`.padEnd(16)}${String(count).padStart(8)}\n`),
    `${'Hugepagesize:'.padEnd(16)}${kilobytes(2 * 2 ** 20)}\n`,
    `${'Hugetlb:'.padEnd(16)}${kilobytes(0)}\n`,
  ].join('');
}

export function memoryStatistics(machine: MachineView): string {
  const { free, cached, shared, anonymous, mapped } = machine.memory();
  const pages = (bytes: number): number => Math.floor(bytes / PAGE_SIZE);
  let minor = 0;
  let major = 0;
  for (const { space } of machine.processes.all.values()) {
    minor += space.minorFaults;
    major += space.majorFaults;
  }
  const rows: readonly (readonly [name: string, value: number])[] = [
    ['nr_free_pages', pages(free)],
    ['nr_inactive_anon', 0],
    ['nr_active_anon', pages(anonymous + shared)],
    ['nr_inactive_file', 0],
    ['nr_active_file', pages(cached - shared)],
    ['nr_unevictable', 0],
    ['nr_mlock', 0],
    ['nr_slab_reclaimable', 0],
    ['nr_slab_unreclaimable', 0],
    ['nr_anon_pages', pages(anonymous)],
    ['nr_mapped', pages(mapped)],
    ['nr_file_pages', pages(cached)],
    ['nr_dirty', 0],
    ['nr_writeback', 0],
    ['nr_shmem', pages(shared)],
    ['nr_page_table_pages', 0],
    ['pgpgin', 0],
    ['pgpgout', 0],
    ['pswpin', 0],
    ['pswpout', 0],
    ['pgfault', minor + major],
    ['pgmajfault', major],
    ['oom_kill', 0],
  ];
  return rows.map(([name, value]) => `${name} ${value}\n`).join('');
}

export const SWAPS = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
