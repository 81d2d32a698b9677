/** What is set of a TCP socket: children of a listener begin with its settings. tcp(7), socket(7). */

/** net.ipv4.tcp_wmem and tcp_rmem: what a socket begins with, and what Linux makes of a send buffer on loopback. */
const SEND_BUFFER = 16_384;
const RECEIVE_BUFFER = 131_072;
const GROWN_SEND_BUFFER = 2_626_560;
export const UINT_MAX = 2 ** 32 - 1;

export class TcpSettings {
  sendBuffer = SEND_BUFFER;
  receiveBuffer = RECEIVE_BUFFER;
  /** SO_SNDBUF was set: the buffer does not grow. */
  sendBufferLocked = false;
  outOfBandInline = false;
  lingerOn = false;
  lingerSeconds = 0;
  noDelay = false;
  cork = false;
  quickAcknowledge = true;
  maximumSegment = 0;
  keepIdle = 7200;
  keepInterval = 75;
  keepCount = 9;
  synCount = 6;
  linger2 = 60;
  /** Seconds that a connection waits for data before it may be accepted; 0: none. */
  deferAccept = 0;
  windowClamp = 0;
  userTimeout = 0;
  notSentLowWater = UINT_MAX;
  congestion = 'cubic';
  saveSyn = 0;
  fastOpenQueue = 0;
  thinLinear = false;
  reportInQueue = false;
  transmitDelay = 0;

  /** What a connection begins with. Field by field: Object.assign takes longer than everything else of a connect. */
  copy(): TcpSettings {
    const to = new TcpSettings();
    to.sendBuffer = this.sendBuffer;
    to.receiveBuffer = this.receiveBuffer;
    to.sendBufferLocked = this.sendBufferLocked;
    to.outOfBandInline = this.outOfBandInline;
    to.lingerOn = this.lingerOn;
    to.lingerSeconds = this.lingerSeconds;
    to.noDelay = this.noDelay;
    to.cork = this.cork;
    to.quickAcknowledge = this.quickAcknowledge;
    to.maximumSegment = this.maximumSegment;
    to.keepIdle = this.keepIdle;
    to.keepInterval = this.keepInterval;
    to.keepCount = this.keepCount;
    to.synCount = this.synCount;
    to.linger2 = this.linger2;
    to.deferAccept = this.deferAccept;
    to.windowClamp = this.windowClamp;
    to.userTimeout = this.userTimeout;
    to.notSentLowWater = this.notSentLowWater;
    to.congestion = this.congestion;
    to.saveSyn = this.saveSyn;
    to.fastOpenQueue = this.fastOpenQueue;
    to.thinLinear = this.thinLinear;
    to.reportInQueue = this.reportInQueue;
    to.transmitDelay = this.transmitDelay;
    return to;
  }

  /** A connection is made: the send buffer grows as far as it may. */
  grow(): void {
    if (!this.sendBufferLocked) this.sendBuffer = GROWN_SEND_BUFFER;
  }
}
