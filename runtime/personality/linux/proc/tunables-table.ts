/**
 * The rows of /proc/sys: names, first values, and what may be written (Documentation/admin-guide/sysctl and tcp(7), ip(7),
 * socket(7), inotify(7), epoll(7), pipe(7)). Those whose value is the machine's own stand in LIVE.
 */
import { Errno } from '../../../generated/errors.ts';
import type { MachineView } from './context.ts';

export interface Tunable {
  readonly name: string;
  /** Several numbers stand with tabs between. */
  readonly value: string;
  /** Absent: cannot be written. A pair: one number or more, each within these. */
  readonly write?: 'text' | 'numbers' | readonly [least: number, most: number];
  readonly permissions?: number;
}

const INT = 2 ** 31 - 1;
/** CORENAME_MAX_SIZE without its end. */
const LONGEST_PATTERN = 127;
const SWITCH: readonly [number, number] = [0, 1];

function rows(
  folder: string,
  entries: readonly (readonly [string, string | number, Tunable['write']?, number?])[],
): Tunable[] {
  return entries.map(([name, value, write, permissions]) => ({
    name: `${folder}/${name}`,
    value: String(value),
    ...(write === undefined ? {} : { write }),
    ...(permissions === undefined ? {} : { permissions }),
  }));
}

const KERNEL = rows('kernel', [
  ['auto_msgmni', 0, SWITCH],
  ['cad_pid', 1],
  ['cap_last_cap', 40],
  ['core_pattern', 'core', 'text'],
  ['core_pipe_limit', 0, 'numbers'],
  ['core_uses_pid', 0, SWITCH],
  ['ctrl-alt-del', 0, 'numbers'],
  ['dmesg_restrict', 1, SWITCH],
  ['domainname', '', 'text'],
  ['hostname', '', 'text'],
  ['keys/gc_delay', 300, [0, INT]],
  ['keys/maxbytes', 20000, [0, INT]],
  ['keys/maxkeys', 200, [0, INT]],
  ['keys/root_maxbytes', 25000000, [0, INT]],
  ['keys/root_maxkeys', 1000000, [0, INT]],
  ['kptr_restrict', 0, [0, 2]],
  ['modules_disabled', 1],
  ['msgmax', 8192, [0, INT]],
  ['msgmnb', 16384, [0, INT]],
  ['msgmni', 32000, [0, 32768]],
  ['ngroups_max', 65536],
  ['osrelease', ''],
  ['ostype', 'Linux'],
  ['overflowgid', 65534, [0, 65535]],
  ['overflowuid', 65534, [0, 65535]],
  ['panic', 0, 'numbers'],
  ['panic_on_oops', 0, 'numbers'],
  ['perf_event_paranoid', 3, [-1, 4]],
  ['pid_max', 32768, [301, 4194304]],
  ['printk', '4\t4\t1\t7', 'numbers'],
  ['pty/max', 4096, [0, INT]],
  ['pty/nr', 0],
  ['pty/reserve', 1024, [0, INT]],
  ['random/boot_id', ''],
  ['random/entropy_avail', 256],
  ['random/poolsize', 256],
  ['random/urandom_min_reseed_secs', 60, 'numbers'],
  ['random/uuid', ''],
  ['random/write_wakeup_threshold', 256, 'numbers'],
  ['randomize_va_space', 0, [0, 2]],
  ['sched_autogroup_enabled', 0, SWITCH],
  ['sched_child_runs_first', 0, 'numbers'],
  ['sched_rr_timeslice_ms', 100, 'numbers'],
  ['sched_rt_period_us', 1000000, [1, INT]],
  ['sched_rt_runtime_us', 950000, [-1, INT]],
  ['seccomp/actions_avail', 'kill_process kill_thread trap errno trace log allow'],
  ['sem', '32000\t1024000000\t500\t32000', 'numbers'],
  ['shm_rmid_forced', 0, SWITCH],
  ['shmall', 2 ** 41, 'numbers'],
  ['shmmax', 2 ** 53, 'numbers'],
  ['shmmni', 4096, [0, 32768]],
  ['sysrq', 0, 'numbers'],
  ['tainted', 0],
  ['threads-max', 30000, [20, INT]],
  ['unprivileged_bpf_disabled', 2, [0, 2]],
  ['unprivileged_userns_clone', 0, SWITCH],
  ['version', ''],
]);

const VM = rows('vm', [
  ['compact_memory', 0, 'numbers', 0o200],
  ['dirty_background_ratio', 10, [0, 100]],
  ['dirty_expire_centisecs', 3000, [0, INT]],
  ['dirty_ratio', 20, [0, 100]],
  ['dirty_writeback_centisecs', 500, [0, INT]],
  ['drop_caches', 0, [1, 4], 0o200],
  ['legacy_va_layout', 0, SWITCH],
  ['max_map_count', 65530, [0, INT]],
  ['min_free_kbytes', 4096, [0, INT]],
  ['mmap_min_addr', 65536, [0, INT]],
  ['nr_hugepages', 0],
  ['nr_overcommit_hugepages', 0],
  ['oom_kill_allocating_task', 0, 'numbers'],
  ['overcommit_kbytes', 0, [0, INT]],
  ['overcommit_memory', 0, [0, 2]],
  ['overcommit_ratio', 50, [0, INT]],
  ['page-cluster', 3, [0, 31]],
  ['panic_on_oom', 0, [0, 2]],
  ['swappiness', 60, [0, 200]],
  ['user_reserve_kbytes', 26000, [0, INT]],
  ['vfs_cache_pressure', 100, [0, INT]],
]);

const FS = rows('fs', [
  ['aio-max-nr', 65536, [0, INT]],
  ['aio-nr', 0],
  ['dentry-state', '0\t0\t45\t0\t0\t0'],
  ['epoll/max_user_watches', 214748, [0, INT]],
  ['file-max', '9223372036854775807', 'text'],
  ['file-nr', '0\t0\t9223372036854775807'],
  ['inode-nr', '0\t0'],
  ['inode-state', '0\t0\t0\t0\t0\t0\t0'],
  ['inotify/max_queued_events', 16384, [0, INT]],
  ['inotify/max_user_instances', 128, [0, INT]],
  ['inotify/max_user_watches', 65536, [0, INT]],
  ['lease-break-time', 45, 'numbers'],
  ['leases-enable', 1, SWITCH],
  ['mount-max', 100000, [1, INT]],
  ['mqueue/msg_default', 10, [1, 65536]],
  ['mqueue/msg_max', 10, [1, 65536]],
  ['mqueue/msgsize_default', 8192, [128, 16777216]],
  ['mqueue/msgsize_max', 8192, [128, 16777216]],
  ['mqueue/queues_max', 256, [0, INT]],
  ['nr_open', 1048576, [64, 2147483584]],
  ['overflowgid', 65534, [0, 65535]],
  ['overflowuid', 65534, [0, 65535]],
  ['pipe-max-size', 1048576, [4096, INT]],
  ['pipe-user-pages-hard', 0, [0, INT]],
  ['pipe-user-pages-soft', 16384, [0, INT]],
  ['protected_fifos', 0, [0, 2]],
  ['protected_hardlinks', 1, SWITCH],
  ['protected_regular', 0, [0, 2]],
  ['protected_symlinks', 0, SWITCH],
  ['suid_dumpable', 0, [0, 2]],
]);

const NET_CORE = rows('net/core', [
  ['default_qdisc', 'pfifo_fast', 'text'],
  ['message_burst', 10, 'numbers'],
  ['netdev_max_backlog', 1000, [0, INT]],
  ['optmem_max', 81920, [0, INT]],
  ['rmem_default', 212992, [2304, INT]],
  ['rmem_max', 212992, [2304, INT]],
  ['somaxconn', 4096, [0, INT]],
  ['wmem_default', 212992, [4608, INT]],
  ['wmem_max', 212992, [4608, INT]],
]);

const NET_IPV4 = rows('net/ipv4', [
  ['icmp_echo_ignore_all', 0, SWITCH],
  ['icmp_echo_ignore_broadcasts', 1, SWITCH],
  ['ip_default_ttl', 64, [1, 255]],
  ['ip_dynaddr', 0, 'numbers'],
  ['ip_forward', 0, SWITCH],
  ['ip_local_port_range', '32768\t60999', [1, 65535]],
  ['ip_local_reserved_ports', '', 'text'],
  ['ip_nonlocal_bind', 0, SWITCH],
  ['ip_unprivileged_port_start', 1024, [0, 65535]],
  ['ping_group_range', '0\t2147483647', 'numbers'],
  ['tcp_abort_on_overflow', 0, SWITCH],
  ['tcp_adv_win_scale', 1, 'numbers'],
  ['tcp_allowed_congestion_control', 'reno', 'text'],
  ['tcp_available_congestion_control', 'reno'],
  ['tcp_congestion_control', 'reno', 'text'],
  ['tcp_dsack', 1, SWITCH],
  ['tcp_ecn', 2, [0, 2]],
  ['tcp_fastopen', 1, 'numbers'],
  ['tcp_fin_timeout', 60, [0, INT]],
  ['tcp_keepalive_intvl', 75, [1, 32767]],
  ['tcp_keepalive_probes', 9, [1, 127]],
  ['tcp_keepalive_time', 7200, [1, 32767]],
  ['tcp_max_orphans', 4096, [0, INT]],
  ['tcp_max_syn_backlog', 128, [0, INT]],
  ['tcp_max_tw_buckets', 4096, [0, INT]],
  ['tcp_mem', '11475\t15301\t22950', 'numbers'],
  ['tcp_moderate_rcvbuf', 1, SWITCH],
  ['tcp_no_metrics_save', 0, SWITCH],
  ['tcp_orphan_retries', 0, 'numbers'],
  ['tcp_retries1', 3, [0, 255]],
  ['tcp_retries2', 15, [0, 255]],
  ['tcp_rfc1337', 0, SWITCH],
  ['tcp_rmem', '4096\t131072\t6291456', [1, INT]],
  ['tcp_sack', 1, SWITCH],
  ['tcp_slow_start_after_idle', 1, SWITCH],
  ['tcp_syn_retries', 6, [1, 127]],
  ['tcp_synack_retries', 5, [0, 255]],
  ['tcp_syncookies', 0, [0, 2]],
  ['tcp_timestamps', 1, [0, 2]],
  ['tcp_tw_reuse', 2, [0, 2]],
  ['tcp_window_scaling', 1, SWITCH],
  ['tcp_wmem', '4096\t16384\t4194304', [1, INT]],
  ['udp_mem', '22953\t30605\t45906', 'numbers'],
  ['udp_rmem_min', 4096, [1, INT]],
  ['udp_wmem_min', 4096, [1, INT]],
  ...['all', 'default', 'lo'].map((device) => [`conf/${device}/forwarding`, 0, SWITCH] as const),
]);

const NET_OTHER = [
  ...rows('net/ipv6', [
    ['bindv6only', 0, SWITCH],
    ...['all', 'default', 'lo'].flatMap((device) => [
      [`conf/${device}/disable_ipv6`, 0, SWITCH] as const,
      [`conf/${device}/forwarding`, 0, SWITCH] as const,
    ]),
  ]),
  ...rows('net/unix', [['max_dgram_qlen', 10, [0, INT]]]),
  ...rows('user', [
    ['max_inotify_instances', 128, [0, INT]],
    ['max_inotify_watches', 65536, [0, INT]],
    ['max_user_namespaces', 0, [0, INT]],
  ]),
];

export const TUNABLES: readonly Tunable[] = [...FS, ...KERNEL, ...NET_CORE, ...NET_IPV4, ...NET_OTHER, ...VM];

interface Live {
  read(machine: MachineView): string;
  write?(machine: MachineView, value: string): number;
}

/** What users may have of keys: how many, and how many bytes. */
function keyQuota(
  name: string,
  of: (machine: MachineView) => { keys: number; bytes: number },
): Readonly<Record<string, Live>> {
  const live = (what: 'keys' | 'bytes'): Live => ({
    read: (machine) => String(of(machine)[what]),
    write: (machine, value) => set(value, INT, (number) => (of(machine)[what] = number)),
  });
  return { [`kernel/keys/${name}keys`]: live('keys'), [`kernel/keys/${name}bytes`]: live('bytes') };
}

/** Files whose value is the machine's own. */
export const LIVE: Readonly<Record<string, Live>> = {
  'kernel/hostname': { read: (machine) => machine.hostname(), write: (machine, value) => machine.setHostname(value) },
  'kernel/domainname': { read: (machine) => machine.domain(), write: (machine, value) => machine.setDomain(value) },
  'kernel/core_pattern': {
    read: ({ processes: { corePattern } }) => corePattern.text,
    write: ({ processes: { corePattern } }, value) => {
      corePattern.text = value.slice(0, LONGEST_PATTERN);
      return 0;
    },
  },
  'kernel/core_uses_pid': {
    read: ({ processes: { corePattern } }) => String(Number(corePattern.usesPid)),
    write: ({ processes: { corePattern } }, value) => set(value, 1, (number) => (corePattern.usesPid = number !== 0)),
  },
  ...keyQuota('max', ({ processes }) => processes.keys.most),
  ...keyQuota('root_max', ({ processes }) => processes.keys.rootMost),
  'kernel/ostype': { read: (machine) => machine.names().system },
  'kernel/osrelease': { read: (machine) => machine.names().release },
  'kernel/version': { read: (machine) => machine.names().version },
  'kernel/random/boot_id': { read: (machine) => machine.bootIdentity },
  'kernel/random/uuid': {
    read: (machine) => {
      const bytes = new Uint8Array(16);
      machine.random(bytes);
      return uuid(bytes);
    },
  },
  'fs/file-nr': { read: (machine) => `${openFiles(machine)}\t0\t9223372036854775807` },
  'fs/inode-nr': { read: (machine) => `${openFiles(machine)}\t0` },
  'fs/lease-break-time': {
    read: ({ processes: { leases } }) => String(leases.breakTime),
    write: ({ processes: { leases } }, value) => set(value, INT, (number) => (leases.breakTime = number)),
  },
  'fs/leases-enable': {
    read: ({ processes: { leases } }) => String(Number(leases.enabled)),
    write: ({ processes: { leases } }, value) => set(value, 1, (number) => (leases.enabled = number !== 0)),
  },
  'vm/drop_caches': { read: () => '0', write: () => 0 },
  'vm/compact_memory': { read: () => '', write: (_machine, value) => (value === '' ? Errno.EINVAL : 0) },
};

function set(value: string, most: number, keep: (number: number) => void): number {
  if (!/^[0-9]+$/u.test(value) || Number(value) > most) return Errno.EINVAL;
  keep(Number(value));
  return 0;
}

/** Open descriptions of all processes. */
function openFiles({ processes }: MachineView): number {
  const seen = new Set<object>();
  for (const { descriptors } of processes.all.values()) {
    for (const fd of descriptors.table.numbers()) seen.add(descriptors.table.get(fd) ?? seen);
  }
  return seen.size;
}

/** 16 random bytes as a version 4 UUID. */
export function uuid(bytes: Uint8Array): string {
  const text = [...bytes].map((byte, i) => {
    const value = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return `${[4, 6, 8, 10].includes(i) ? '-' : ''}${value.toString(16).padStart(2, '0')}`;
  });
  return text.join('');
}
