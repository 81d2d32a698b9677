/** The files of /proc that are about the machine: proc(5). */
import { Errno } from '../../../generated/errors.ts';
import type { Render } from '../../../servers/virtual/content.ts';
import {
  directory,
  file,
  fixedDirectory,
  link,
  type NamedMaker,
  symlink,
  textFile,
} from '../../../servers/virtual/make.ts';
import { FILE_SYSTEMS } from '../file-systems.ts';
import type { MachineView } from './context.ts';
import { centiseconds, ticks } from './format.ts';
import { memoryInformation, memoryStatistics, SWAPS } from './memory-information.ts';
import { messagesText, segmentsText, semaphoresText } from './system-v.ts';
import { systemDirectory } from './tunables.ts';

/** Fields of a processor's line: user nice system idle iowait irq softirq steal guest guest_nice. */
const IDLE_FIELDS = ' 0 0 0 0 0 0';
const CHARACTER_DEVICES: readonly (readonly [major: number, name: string])[] = [
  [1, 'mem'],
  [4, 'tty'],
  [5, '/dev/tty'],
  [5, '/dev/console'],
  [5, '/dev/ptmx'],
  [136, 'pts'],
];

export function machineFiles(machine: MachineView): Record<string, NamedMaker> {
  const text = (render: Render, permissions = 0o444): NamedMaker => file(() => textFile(permissions, render));
  const fixed = (value: string, permissions = 0o444): NamedMaker => text(() => value, permissions);
  return {
    buddyinfo: fixed(''),
    cgroups: fixed('#subsys_name\thierarchy\tnum_cgroups\tenabled\n'),
    cmdline: fixed('\n'),
    consoles: fixed('hvc0                 -W- (EC  p  )  229:0\n'),
    cpuinfo: text(() => processorText(machine)),
    crypto: fixed(''),
    devices: fixed(devicesText()),
    diskstats: fixed(''),
    execdomains: fixed('0-0\tLinux           \t[kernel]\n'),
    filesystems: fixed(FILE_SYSTEMS.map((type) => `nodev\t${type}\n`).join('')),
    fs: directory(() => fixedDirectory(() => ({}))),
    interrupts: fixed('           CPU0       \n'),
    iomem: fixed('', 0o400),
    ioports: fixed('', 0o400),
    'key-users': fixed(''),
    keys: fixed(''),
    kmsg: file(() => ({ kind: 'file', permissions: 0o400, open: () => Errno.EPERM })),
    loadavg: text(() => loadText(machine)),
    locks: fixed(''),
    meminfo: text(() => memoryInformation(machine)),
    misc: fixed(''),
    modules: fixed(''),
    mounts: symlink(() => link(() => 'self/mounts')),
    net: symlink(() => link(() => 'self/net')),
    partitions: fixed('major minor  #blocks  name\n\n'),
    softirqs: fixed('                    CPU0       \n'),
    stat: text(() => statText(machine)),
    swaps: fixed(SWAPS),
    sys: directory(() => systemDirectory(machine)),
    sysvipc: directory(() => ipcDirectory(machine)),
    tty: directory(() => terminalDirectory()),
    uptime: text(() => uptimeText(machine)),
    version: text(() => versionText(machine)),
    vmstat: text(() => memoryStatistics(machine)),
    zoneinfo: text(() => zoneText(machine)),
  };
}

/** As arch/powerpc/kernel/setup-common.c shows a pSeries. */
function processorText({ processor, timebase }: MachineView): string {
  const { title, revision, platform, clock } = processor;
  return [
    'processor\t: 0',
    `cpu\t\t: ${title}`,
    `clock\t\t: ${clock.toFixed(6)}MHz`,
    `revision\t: ${revision}`,
    '',
    `timebase\t: ${timebase}`,
    'platform\t: pSeries',
    `model\t\t: k42 (${platform})`,
    `machine\t\t: CHRP k42 (${platform})`,
    'MMU\t\t: Hash',
    '',
  ].join('\n');
}

function statText(machine: MachineView): string {
  const { user, nice, system, idle } = machine.times();
  const { forks, switches } = machine.counts();
  const times = `${ticks(user)} ${ticks(nice)} ${ticks(system)} ${ticks(idle)}${IDLE_FIELDS}`;
  return [
    `cpu  ${times}`,
    `cpu0 ${times}`,
    'intr 0',
    `ctxt ${switches}`,
    `btime ${machine.started}`,
    `processes ${forks}`,
    `procs_running ${Math.max(1, machine.running())}`,
    'procs_blocked 0',
    'softirq 0 0 0 0 0 0 0 0 0 0 0',
    '',
  ].join('\n');
}

function uptimeText(machine: MachineView): string {
  const { uptime, idle } = machine.times();
  return `${centiseconds(uptime)} ${centiseconds(idle)}\n`;
}

function loadText(machine: MachineView): string {
  const loads = machine.loads().map((load) => load.toFixed(2));
  let threads = 0;
  for (const process of machine.processes.all.values()) threads += process.threads.length;
  return `${loads.join(' ')} ${Math.max(1, machine.running())}/${threads + 1} ${machine.counts().last}\n`;
}

function versionText(machine: MachineView): string {
  const { system, release, version } = machine.names();
  return `${system} version ${release} (k42@k42) (k42) ${version}\n`;
}

function devicesText(): string {
  const rows = CHARACTER_DEVICES.map(([major, name]) => `${String(major).padStart(3)} ${name}\n`);
  return `Character devices:\n${rows.join('')}\nBlock devices:\n`;
}

function zoneText(machine: MachineView): string {
  const { total, free } = machine.memory();
  const pages = (bytes: number): number => Math.floor(bytes / 4096);
  return `Node 0, zone   Normal\n  pages free     ${pages(free)}\n        present  ${pages(total)}\n        managed  ${pages(total)}\n`;
}

function ipcDirectory(machine: MachineView) {
  return fixedDirectory(() => ({
    msg: file(() => textFile(0o444, () => messagesText(machine.ipc))),
    sem: file(() => textFile(0o444, () => semaphoresText(machine.ipc))),
    shm: file(() => textFile(0o444, () => segmentsText(machine.ipc))),
  }));
}

const DRIVERS = [
  '/dev/tty             /dev/tty        5       0 system:/dev/tty',
  '/dev/console         /dev/console    5       1 system:console',
  '/dev/ptmx            /dev/ptmx       5       2 system',
  'pty_slave            /dev/pts      136 0-1048575 pty:slave',
  'pty_master           /dev/ptm      128 0-1048575 pty:master',
  '',
].join('\n');

function terminalDirectory() {
  return fixedDirectory(() => ({
    drivers: file(() => textFile(0o444, () => DRIVERS)),
    ldiscs: file(() => textFile(0o444, () => 'n_tty       0\n')),
    driver: directory(() => fixedDirectory(() => ({}))),
    ldisc: directory(() => fixedDirectory(() => ({}))),
  }));
}
