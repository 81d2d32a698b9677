/** What is wrong with a name, before anybody looks whether it exists. */
import { SocketFamily } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { SocketAddress } from '../../generated/structs.ts';

/**
 * 0 or an error, for a socket of a family.
 * @param binding bind also takes an IPv4 name of no family, when it names no address (inet_bind)
 */
export function checkName(family: number, address: SocketAddress, v6Only: boolean, binding: boolean): number {
  if (family === SocketFamily.inet) {
    if (address.family === SocketFamily.inet) return 0;
    if (binding && address.family === SocketFamily.unspecified && address.word0 === 0) return 0;
    return Errno.EAFNOSUPPORT;
  }
  // A v6 socket finds an IPv4 name too short before it looks at the family.
  if (address.family === SocketFamily.inet) return Errno.EINVAL;
  if (address.family !== SocketFamily.inet6) return Errno.EAFNOSUPPORT;
  const mapped = address.word0 === 0 && address.word1 === 0 && address.word2 === 0xffff;
  if (v6Only && mapped) return binding ? Errno.EINVAL : Errno.ENETUNREACH;
  const link = address.word0 >>> 22 === 0x3fa;
  const group = (address.word0 & 0xff0f_0000) >>> 0;
  if ((link || group === 0xff02_0000 || group === 0xff01_0000) && address.scope === 0 && (binding || link)) {
    return Errno.EINVAL;
  }
  return 0;
}
