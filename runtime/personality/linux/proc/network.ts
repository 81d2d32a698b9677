/** /proc/net: devices, routes and sockets; net/ipv4/tcp_ipv4.c and its neighbours say how their lines look. */
import type { VirtualDirectory } from '../../../servers/virtual/entity.ts';
import { file, fixedDirectory, type NamedMaker, textFile } from '../../../servers/virtual/make.ts';
import type { LocalSocketView, MachineView, NetworkView, SocketView } from './context.ts';
import type { Subject } from './subject.ts';
import { hex } from './format.ts';

const TCP_HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const TCP6_HEADING =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const UDP_HEADING =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const UDP6_HEADING =
  '   sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const UNIX_HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path';
const DEVICE_HEADING =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed';
const ROUTE_HEADING = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
const ARP_HEADING = 'IP address       HW type     Flags       HW address            Mask     Device';
/** Lines of the IPv4 tables are padded to these. */
const TCP_WIDTH = 149;
const UDP_WIDTH = 127;
const ACCEPTS = 0x10000;

/** Of the network that a process is in. */
export function networkDirectory({ machine, guest }: Subject): VirtualDirectory {
  const network = guest?.spaces.net.network?.view ?? machine.network;
  return fixedDirectory(() => networkFiles(machine, network));
}

function networkFiles(machine: MachineView, network: NetworkView | undefined): Record<string, NamedMaker> {
  const text = (render: () => string): NamedMaker => file(() => textFile(0o444, render));
  const rows = (
    list: Iterable<SocketView> | undefined,
    line: (socket: SocketView, index: number, little: boolean) => string,
  ): string[] => {
    const little = machine.caller()?.process.abi.order !== 'big';
    return [...(list ?? [])].map((socket, index) => line(socket, index, little));
  };
  return {
    unix: text(() => lines(UNIX_HEADING, [...(network?.local() ?? [])].map(localLine))),
    dev: text(() => deviceText(machine)),
    route: text(() => `${ROUTE_HEADING.padEnd(127)}\n`),
    arp: text(() => `${ARP_HEADING}\n`),
    if_inet6: text(() => (network?.up() === false ? '' : '00000000000000000000000000000001 01 80 10 80       lo\n')),
    ipv6_route: text(() =>
      network?.up() === false
        ? ''
        : `${'0'.repeat(31)}1 80 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000000 00000002 00000000 80200001       lo\n`,
    ),
    tcp: text(() => table(TCP_HEADING, TCP_WIDTH, rows(network?.tcp(4), tcpLine))),
    tcp6: text(() => lines(TCP6_HEADING, rows(network?.tcp(6), tcpLine))),
    udp: text(() => table(UDP_HEADING, UDP_WIDTH, rows(network?.udp(4), udpLine))),
    udp6: text(() => lines(UDP6_HEADING, rows(network?.udp(6), udpLine))),
    raw: text(() => table(UDP_HEADING, UDP_WIDTH, rows(network?.raw(4), udpLine))),
    raw6: text(() => lines(UDP6_HEADING, rows(network?.raw(6), udpLine))),
    sockstat: text(() => socketStatistics(machine)),
    netlink: text(() => 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n'),
    packet: text(() => 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n'),
  };
}

function lines(heading: string, rows: readonly string[]): string {
  return [heading, ...rows, ''].join('\n');
}

function table(heading: string, width: number, rows: readonly string[]): string {
  return [heading, ...rows].map((row) => `${row.padEnd(width)}\n`).join('');
}

/** An address as numbers of the reader's byte order, four bytes each. */
function address(bytes: Uint8Array, port: number, little: boolean): string {
  let words = '';
  for (let at = 0; at < bytes.length; at += 4) {
    for (let i = 0; i < 4; i++) words += hex(bytes[at + (little ? 3 - i : i)] ?? 0, 2);
  }
  return `${words.toUpperCase()}:${hex(port, 4).toUpperCase()}`;
}

function common(socket: SocketView, little: boolean): string {
  const { local, localPort, remote, remotePort } = socket;
  const ends = `${address(local, localPort, little)} ${address(remote, remotePort, little)}`;
  const queues = `${hex(socket.sendQueue, 8)}:${hex(socket.receiveQueue, 8)}`.toUpperCase();
  return `${ends} ${hex(socket.state, 2).toUpperCase()} ${queues} 00:00000000 00000000 ${String(socket.owner).padStart(5)}        0 ${socket.inode}`;
}

function tcpLine(socket: SocketView, index: number, little: boolean): string {
  return `${String(index).padStart(4)}: ${common(socket, little)} ${socket.references} 0000000000000000 20 4 0 10 -1`;
}

function udpLine(socket: SocketView, index: number, little: boolean): string {
  return `${String(index).padStart(5)}: ${common(socket, little)} ${socket.references} 0000000000000000 0`;
}

function localLine({ references, listening, type, state, inode, path }: LocalSocketView): string {
  const shown = path === undefined ? '' : ` ${path.replaceAll('\0', '@')}`;
  const flags = hex(listening ? ACCEPTS : 0, 8);
  return `0000000000000000: ${hex(references, 8)} 00000000 ${flags} ${hex(type, 4)} ${hex(state, 2)} ${String(inode).padStart(5)}${shown}`;
}

function deviceText({ network }: MachineView): string {
  const { bytes, packets } = network?.loopback() ?? { bytes: 0, packets: 0 };
  const receive = `${String(bytes).padStart(7)} ${String(packets).padStart(7)}    0    0    0     0          0         0`;
  const send = `${String(bytes).padStart(8)} ${String(packets).padStart(7)}    0    0    0     0       0          0`;
  return `${DEVICE_HEADING}\n    lo: ${receive} ${send}\n`;
}

function socketStatistics({ network }: MachineView): string {
  const count = (list: Iterable<unknown> | undefined): number => [...(list ?? [])].length;
  const tcp = count(network?.tcp(4));
  const udp = count(network?.udp(4));
  const all = tcp + udp + count(network?.tcp(6)) + count(network?.udp(6)) + count(network?.local());
  return [
    `sockets: used ${all}`,
    `TCP: inuse ${tcp} orphan 0 tw 0 alloc ${tcp} mem 0`,
    `UDP: inuse ${udp} mem 0`,
    'UDPLITE: inuse 0',
    `RAW: inuse ${count(network?.raw(4))}`,
    'FRAG: inuse 0 memory 0',
    '',
  ].join('\n');
}
