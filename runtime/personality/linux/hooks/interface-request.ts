/**
 * ioctl on sockets about interfaces: one structure whose second half depends on the request. netdevice(7), dev_ifsioc of
 * Linux's net/core/dev_ioctl.c.
 */
import { Errno } from '../../../generated/errors.ts';
import type { NetworkInterface } from '../../../generated/structs.ts';
import type { StructView } from '../../../kernel/struct-view.ts';
import type { Call } from '../../call.ts';
import { FIRST } from '../../name-spaces/spaces.ts';
import { Capability, isCapableIn } from '../../capabilities.ts';
import { setNetworkU32 } from '../sockets/addresses.ts';

const SIOCGIFNAME = 0x8910;
const SIOCGIFCONF = 0x8912;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const SIOCGIFADDR = 0x8915;
const SIOCGIFDSTADDR = 0x8917;
const SIOCGIFBRDADDR = 0x8919;
const SIOCGIFNETMASK = 0x891b;
const SIOCGIFMETRIC = 0x891d;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;
const SIOCGIFINDEX = 0x8933;
const SIOCGIFTXQLEN = 0x8942;
/** SIOCSIFNAME, FLAGS, ADDR, DSTADDR, BRDADDR, NETMASK, METRIC, MTU, HWADDR, TXQLEN: for CAP_NET_ADMIN only. */
const SETS = new Set([0x8923, 0x8914, 0x8916, 0x8918, 0x891a, 0x891c, 0x891e, 0x8922, 0x8924, 0x8943]);
/** Bytes of a name, and where the rest of struct ifreq begins. */
const NAME = 16;
const AF_INET = 2;

export function interfaceRequest(c: Call): number {
  const description = c.descriptors.table.get(c.i32(0));
  if (description?.client === undefined) return Errno.ENOTTY;
  const all = c.descriptors.services.sockets.getInterfaces();
  if (typeof all === 'number') return all;
  const request = c.u32(1);
  const at = c.address(2);
  if (request === SIOCGIFCONF) return configuration(c, at, all);
  const size = requestSize(c);
  const view = c.structIn(at, size);
  if (typeof view === 'number') return view;
  const { spaces } = c.process;
  // The machine's own interface stays as it is.
  const changes = SETS.has(request) && spaces.net.number !== FIRST['net'];
  if (SETS.has(request) && !(changes && isCapableIn(c.process, spaces.net.owner, Capability.network)))
    return Errno.EPERM;
  const wanted = view.text(0, NAME).replace(/:.*$/s, '');
  const number = view.s32(NAME);
  const found = all.find((one) => (request === SIOCGIFNAME ? one.index === number : one.name === wanted));
  if (found === undefined) return Errno.ENODEV;
  if (changes) {
    if (request !== SIOCSIFFLAGS) return Errno.EPERM;
    return c.descriptors.services.sockets.setInterface(found.index, view.u16(NAME));
  }
  const result = fill(view, request, found);
  if (result < 0) return result;
  return c.space.copyOut(at, view.bytes, 0, size) < size ? Errno.EFAULT : 0;
}

/** struct ifreq: its longest member is struct ifmap, which has two longs. */
function requestSize(c: Call): number {
  return c.process.abi.bits === 64 ? 40 : 32;
}

function fill(view: StructView, request: number, one: NetworkInterface): number {
  switch (request) {
    case SIOCGIFNAME:
      view.setText(0, NAME, one.name);
      return 0;
    case SIOCGIFFLAGS:
      view.setU16(NAME, one.flags & 0xffff);
      return 0;
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR:
      return setAddress(view, 0, one.address);
    case SIOCGIFBRDADDR:
      return setAddress(view, 0, one.broadcast);
    case SIOCGIFNETMASK:
      return setAddress(view, 0, one.mask);
    case SIOCGIFMETRIC:
      view.setU32(NAME, 0);
      return 0;
    case SIOCGIFMTU:
      view.setU32(NAME, one.mtu);
      return 0;
    case SIOCGIFHWADDR:
      view.bytes.fill(0, NAME, NAME + 16);
      view.setU16(NAME, one.hardware);
      return 0;
    case SIOCGIFINDEX:
      view.setU32(NAME, one.index);
      return 0;
    case SIOCGIFTXQLEN:
      view.setU32(NAME, one.queueLength);
      return 0;
    default:
      // SIOCGIFMAP.
      view.bytes.fill(0, NAME, view.size);
      return 0;
  }
}

/** A struct sockaddr_in behind the name. */
function setAddress(view: StructView, at: number, address: number): number {
  view.bytes.fill(0, at + NAME, at + NAME + 16);
  view.setU16(at + NAME, AF_INET);
  setNetworkU32(view, at + NAME + 4, address);
  return 0;
}

/** SIOCGIFCONF: a length and a buffer for structures; without a buffer the length alone (dev_ifconf). */
function configuration(c: Call, at: number, all: readonly NetworkInterface[]): number {
  const wide = c.process.abi.bits === 64;
  const header = c.structIn(at, wide ? 16 : 8);
  if (typeof header === 'number') return header;
  const room = header.s32(0);
  const buffer = wide ? header.address(8) : header.u32(4);
  const size = requestSize(c);
  const named = all.filter(({ address }) => address !== 0);
  let length = named.length * size;
  if (buffer !== 0) {
    const count = Math.max(0, Math.min(named.length, Math.floor(room / size)));
    length = count * size;
    for (let i = 0; i < count; i++) {
      const one = named[i];
      if (one === undefined) break;
      const view = header.reset(size);
      view.setText(0, NAME, one.name);
      setAddress(view, 0, one.address);
      if (c.space.copyOut(buffer + i * size, view.bytes, 0, size) < size) return Errno.EFAULT;
    }
  }
  return c.space.writeU32(at, length);
}
