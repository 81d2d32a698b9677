/** Reads the values of --publish, --connect and --network. */
import type { Connected, Network, Published } from '../../runtime/index.ts';
import { wrong } from './values.ts';

const NETWORKS: readonly Network[] = ['none', 'loopback', 'host-loopback'];

/** [ADDR:]HOSTPORT:GUESTPORT[/tcp|/udp]; an IPv6 address stands in brackets. A host port of 0 is one of the host's choice. */
export function publish(value: string): Published {
  const found = /^(?:(\[[0-9a-f:.]+\]|[\d.]+):)?(\d+):(\d+)(?:\/(tcp|udp))?$/i.exec(value);
  const hostPort = Number(found?.[2]);
  const guestPort = Number(found?.[3]);
  if (found === null || hostPort > 65_535 || guestPort > 65_535 || guestPort === 0)
    wrong('--publish', value, 'HOSTPORT:GUESTPORT or ADDRESS:HOSTPORT:GUESTPORT, perhaps with /udp, such as 8080:80');
  const address = found[1]?.replace(/^\[|\]$/g, '');
  return { ...(address === undefined ? {} : { address }), hostPort, guestPort, protocol: protocolOf(found[4]) };
}

/** [GUESTPORT:]HOSTPORT[/tcp|/udp] */
export function connect(value: string): Connected {
  const found = /^(?:(\d+):)?(\d+)(?:\/(tcp|udp))?$/i.exec(value);
  const hostPort = Number(found?.[2]);
  const guestPort = Number(found?.[1] ?? hostPort);
  if (found === null || !isPort(hostPort) || !isPort(guestPort))
    wrong('--connect', value, 'HOSTPORT or GUESTPORT:HOSTPORT, perhaps with /udp, such as 5432');
  return { guestPort, hostPort, protocol: protocolOf(found[3]) };
}

export function network(value: string): Network {
  return NETWORKS.find((one) => one === value) ?? wrong('--network', value, NETWORKS.join(', '));
}

function isPort(port: number): boolean {
  return port > 0 && port <= 65_535;
}

function protocolOf(name: string | undefined): 'tcp' | 'udp' {
  return name?.toLowerCase() === 'udp' ? 'udp' : 'tcp';
}
