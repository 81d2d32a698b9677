/** Options of TCP (do_tcp_setsockopt), and those of every socket that a connection feels. tcp(7). */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { SocketOptionValue } from '../../generated/structs.ts';
import { changesGroups } from './multicast.ts';
import { deferralOf } from './tcp-deferral.ts';
import { tcpInformation } from './tcp-information.ts';
import { SEGMENT4, SEGMENT6, USUAL_SEGMENT } from './tcp-segment.ts';
import type { TcpSocket } from './tcp-socket.ts';
import { TcpState } from './tcp-state.ts';

const MOST_KEEP_IDLE = 32_767;
const MOST_KEEP_COUNT = 127;
/** TCP_MIN_MSS, MAX_TCP_WINDOW. */
const LEAST_SEGMENT = 88;
const MOST_SEGMENT = 32_767;
/** SOCK_MIN_RCVBUF / 2. */
const LEAST_WINDOW = 1152;
const CONGESTION = new Set(['cubic', 'reno']);
const UINT = 2 ** 32;

/** 0 or an error; undefined: not an option of TCP. */
export function setTcpOption(socket: TcpSocket, option: number, value: SocketOptionValue): number | undefined {
  const { end } = socket;
  const { settings } = end;
  const { number } = value;
  const on = number !== 0;
  switch (option) {
    case SocketOption.tcpNoDelay:
      settings.noDelay = on;
      if (on) end.release();
      return 0;
    case SocketOption.tcpCork:
      settings.cork = on;
      if (!on) end.release();
      return 0;
    case SocketOption.tcpQuickAcknowledge:
      settings.quickAcknowledge = on;
      return 0;
    case SocketOption.tcpMaximumSegment:
      if (on && (number < LEAST_SEGMENT || number > MOST_SEGMENT)) return Errno.EINVAL;
      settings.maximumSegment = number;
      return 0;
    case SocketOption.tcpKeepIdle:
      if (number < 1 || number > MOST_KEEP_IDLE) return Errno.EINVAL;
      settings.keepIdle = number;
      return 0;
    case SocketOption.tcpKeepInterval:
      if (number < 1 || number > MOST_KEEP_IDLE) return Errno.EINVAL;
      settings.keepInterval = number;
      return 0;
    case SocketOption.tcpKeepCount:
      if (number < 1 || number > MOST_KEEP_COUNT) return Errno.EINVAL;
      settings.keepCount = number;
      return 0;
    case SocketOption.tcpSynCount:
      if (number < 1 || number > MOST_KEEP_COUNT) return Errno.EINVAL;
      settings.synCount = number;
      return 0;
    case SocketOption.tcpLinger2:
      settings.linger2 = number < 0 ? -1 : number > 120 ? 120 : number === 0 ? 60 : number;
      return 0;
    case SocketOption.tcpDeferAccept:
      settings.deferAccept = deferralOf(number);
      return 0;
    case SocketOption.tcpWindowClamp:
      if (!on && end.state !== TcpState.close) return Errno.EINVAL;
      settings.windowClamp = on ? Math.max(number, LEAST_WINDOW) : 0;
      return 0;
    case SocketOption.tcpUserTimeout:
      if (number < 0) return Errno.EINVAL;
      settings.userTimeout = number;
      return 0;
    case SocketOption.tcpNotSentLowWater:
      settings.notSentLowWater = number < 0 ? number + UINT : number === 0 ? UINT - 1 : number;
      socket.tell();
      return 0;
    case SocketOption.tcpCongestion:
      if (!CONGESTION.has(value.text)) return Errno.ENOENT;
      settings.congestion = value.text;
      return 0;
    case SocketOption.tcpSaveSyn:
      if (number < 0 || number > 2) return Errno.EINVAL;
      settings.saveSyn = number;
      return 0;
    case SocketOption.tcpThinLinear:
      if (number < 0 || number > 1) return Errno.EINVAL;
      settings.thinLinear = on;
      return 0;
    case SocketOption.tcpThinDupack:
      return number < 0 || number > 1 ? Errno.EINVAL : 0;
    case SocketOption.tcpInQueue:
      if (number < 0 || number > 1) return Errno.EINVAL;
      settings.reportInQueue = on;
      return 0;
    case SocketOption.tcpTransmitDelay:
      settings.transmitDelay = number;
      return 0;
    case SocketOption.tcpFastOpen:
      // The server half alone has no effect without a client that may use it.
      if (number < 0 || (end.state !== TcpState.close && end.state !== TcpState.listen)) return Errno.EINVAL;
      settings.fastOpenQueue = number;
      return 0;
    case SocketOption.tcpFastOpenConnect:
      return Errno.EOPNOTSUPP;
    case SocketOption.tcpTimestamp:
    case SocketOption.tcpRepair:
      return Errno.EPERM;
    case SocketOption.tcpUpperProtocol:
      return Errno.ENOENT;
    case SocketOption.tcpInformation:
    case SocketOption.tcpSavedSyn:
    case SocketOption.tcpZeroCopyReceive:
      return Errno.ENOPROTOOPT;
    case SocketOption.ipAddMembership:
    case SocketOption.ipDropMembership:
      return Errno.EPROTO;
    default:
      if (changesGroups(option)) return socket.memberships.change(option, value);
      return setFelt(socket, option, value);
  }
}

/** Options of every socket that change what a connection does: they are remembered as usual too. */
function setFelt(socket: TcpSocket, option: number, value: SocketOptionValue): number | undefined {
  const { end } = socket;
  const on = value.number !== 0;
  switch (option) {
    case SocketOption.reuseAddress:
      end.reuseAddress = on;
      return undefined;
    case SocketOption.reusePort:
      end.reusePort = on;
      return undefined;
    case SocketOption.outOfBandInline:
      end.settings.outOfBandInline = on;
      return undefined;
    case SocketOption.linger:
      end.settings.lingerOn = on;
      end.settings.lingerSeconds = value.seconds;
      return undefined;
    case SocketOption.ipv6Only:
      if (end.v6 && end.localPort !== 0) return Errno.EINVAL;
      end.v6Only = end.v6 && on;
      return undefined;
    default:
      return undefined;
  }
}

/** Fills the value: 0 or an error; undefined: not an option of TCP. */
export function getTcpOption(socket: TcpSocket, option: number, value: SocketOptionValue): number | undefined {
  const { end } = socket;
  const { settings } = end;
  const connected = end.peer !== undefined;
  switch (option) {
    case SocketOption.tcpInformation:
      value.numbers = tcpInformation(end);
      return 0;
    case SocketOption.tcpCongestion:
      value.text = settings.congestion;
      return 0;
    case SocketOption.tcpUpperProtocol:
      value.text = '';
      return 0;
    case SocketOption.tcpSavedSyn:
      value.text = '';
      return 0;
    case SocketOption.tcpRepair:
      return Errno.EPERM;
    case SocketOption.tcpMaximumSegment: {
      const usual = connected ? (socket.family === SocketFamily.inet6 ? SEGMENT6 : SEGMENT4) : USUAL_SEGMENT;
      value.number = settings.maximumSegment !== 0 && !connected ? settings.maximumSegment : usual;
      return 0;
    }
    case SocketOption.tcpDeferAccept:
      value.number = settings.deferAccept;
      return 0;
    default: {
      const number = numberOf(socket, option);
      if (number === undefined) return undefined;
      value.number = number;
      return 0;
    }
  }
}

function numberOf({ end }: TcpSocket, option: number): number | undefined {
  const { settings } = end;
  switch (option) {
    case SocketOption.sendBuffer:
      return settings.sendBuffer;
    case SocketOption.receiveBuffer:
      return settings.receiveBuffer;
    case SocketOption.tcpNoDelay:
      return Number(settings.noDelay);
    case SocketOption.tcpCork:
      return Number(settings.cork);
    case SocketOption.tcpKeepIdle:
      return settings.keepIdle;
    case SocketOption.tcpKeepInterval:
      return settings.keepInterval;
    case SocketOption.tcpKeepCount:
      return settings.keepCount;
    case SocketOption.tcpSynCount:
      return settings.synCount;
    case SocketOption.tcpLinger2:
      return settings.linger2;
    case SocketOption.tcpWindowClamp:
      return settings.windowClamp;
    case SocketOption.tcpQuickAcknowledge:
      return Number(settings.quickAcknowledge);
    case SocketOption.tcpUserTimeout:
      return settings.userTimeout;
    case SocketOption.tcpNotSentLowWater:
      return settings.notSentLowWater === UINT - 1 ? 0 : settings.notSentLowWater;
    case SocketOption.tcpSaveSyn:
      return settings.saveSyn;
    case SocketOption.tcpThinLinear:
      return Number(settings.thinLinear);
    case SocketOption.tcpInQueue:
      return Number(settings.reportInQueue);
    case SocketOption.tcpTransmitDelay:
      return settings.transmitDelay;
    case SocketOption.tcpFastOpen:
      return settings.fastOpenQueue;
    case SocketOption.tcpTimestamp:
      return Math.floor(end.stack.now() / 1e6) % UINT;
    case SocketOption.tcpThinDupack:
    case SocketOption.tcpFastOpenConnect:
      return 0;
    default:
      return undefined;
  }
}
