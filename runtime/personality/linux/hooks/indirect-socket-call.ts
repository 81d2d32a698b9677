/** socketcall(2): the number of a socket call and its arguments in memory. The call itself is the one of that name. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';

/** The call of each number and how many arguments it has (net/socket.c, nargs; linux/net.h). */
const CALLS: readonly (readonly [number: number, count: number] | undefined)[] = [
  undefined,
  [326, 3], // SYS_SOCKET
  [327, 3], // SYS_BIND
  [328, 3], // SYS_CONNECT
  [329, 2], // SYS_LISTEN
  [330, 3], // SYS_ACCEPT
  [331, 3], // SYS_GETSOCKNAME
  [332, 3], // SYS_GETPEERNAME
  [333, 4], // SYS_SOCKETPAIR
  [334, 4], // SYS_SEND
  [336, 4], // SYS_RECV
  [335, 6], // SYS_SENDTO
  [337, 6], // SYS_RECVFROM
  [338, 2], // SYS_SHUTDOWN
  [339, 5], // SYS_SETSOCKOPT
  [340, 5], // SYS_GETSOCKOPT
  [341, 3], // SYS_SENDMSG
  [342, 3], // SYS_RECVMSG
  [344, 4], // SYS_ACCEPT4
  [343, 5], // SYS_RECVMMSG
  [349, 4], // SYS_SENDMMSG
];

export function indirectSocketCall(c: Call): number {
  const call = CALLS[c.i32(0)];
  if (call === undefined) return Errno.EINVAL;
  const [number, count] = call;
  const fault = c.argumentsAt(c.address(1), count);
  if (fault < 0) return fault;
  return c.process.abi.lookup(number)?.(c) ?? Errno.ENOSYS;
}
