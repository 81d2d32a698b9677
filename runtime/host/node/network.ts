/**
 * TCP and UDP of the host by node:net and node:dgram, which are loaded when they are first used. Handles are unreferenced:
 * a machine lives as long as its guests, not as long as somebody may connect.
 */
import type * as Dgram from 'node:dgram';
import type * as Net from 'node:net';
import type { Errno } from '../../generated/errors.ts';
import type {
  ConnectionUser,
  DatagramReceiver,
  HostConnection,
  HostDatagrams,
  HostListener,
  HostNetwork,
} from '../port.ts';
import { hostError } from './errors.ts';

/** What may wait in Node for a slow host before the guest waits. */
const WAITING = 262_144;
const BACKLOG = 4096;
/** So much fits into one packet anywhere. */
const SMALL = 1400;

export class NodeNetwork implements HostNetwork {
  readonly #connections = new Set<NodeConnection>();
  readonly #open = new Set<{ close(): void }>();

  async listen(
    address: string,
    port: number,
    accept: (connection: HostConnection) => void,
  ): Promise<HostListener | Errno> {
    const net: typeof Net = process.getBuiltinModule('node:net');
    const server = net.createServer({ allowHalfOpen: true, highWaterMark: WAITING }, (socket) =>
      accept(this.#adopt(socket)),
    );
    server.unref();
    const failed = await started(server, () => server.listen({ host: address, port, backlog: BACKLOG }));
    if (failed !== 0) return failed;
    const name = server.address();
    return this.#keep({
      port: typeof name === 'object' && name !== null ? name.port : port,
      close: () => void server.close(),
    });
  }

  connect(address: string, port: number): HostConnection {
    const net: typeof Net = process.getBuiltinModule('node:net');
    const socket = net.connect({ host: address, port, allowHalfOpen: true });
    const connection = this.#adopt(socket);
    socket.on('connect', () => connection.connected());
    return connection;
  }

  async datagrams(address: string, port: number, receive: DatagramReceiver): Promise<HostDatagrams | Errno> {
    const dgram: typeof Dgram = process.getBuiltinModule('node:dgram');
    const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const failed = await started(socket, () => socket.bind({ address, port }));
    if (failed !== 0) return failed;
    socket.unref();
    socket.on('message', (bytes, from) => receive(bytes, from.address, from.port));
    // A datagram that the host refuses is lost, as one on a wire.
    socket.on('error', () => {});
    return this.#keep({
      port: socket.address().port,
      send: (bytes, to, toPort) => socket.send(bytes.slice(), toPort, to),
      close: () => socket.close(),
    });
  }

  /** Settles when every connection that is to end has given away what was written to it. */
  async written(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.written()));
  }

  close(): void {
    for (const one of [...this.#open]) one.close();
    for (const connection of this.#connections) connection.close();
  }

  #adopt(socket: Net.Socket): NodeConnection {
    const connection = new NodeConnection(socket, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    return connection;
  }

  #keep<One extends { close(): void }>(one: One): One {
    const kept = {
      ...one,
      close: () => {
        if (this.#open.delete(kept)) one.close();
      },
    };
    this.#open.add(kept);
    return kept;
  }
}

class NodeConnection implements HostConnection {
  readonly #socket: Net.Socket;
  #user: ConnectionUser | undefined;
  #closed = false;
  #error: Errno | 0 = 0;
  /** Something was written; small pieces go at once. */
  #wrote = false;
  #prompt = false;

  constructor(socket: Net.Socket, gone: () => void) {
    this.#socket = socket;
    socket.unref();
    socket.on('drain', () => this.#user?.drained());
    socket.on('end', () => this.#user?.ended());
    socket.on('error', (thrown) => {
      this.#error = hostError(thrown);
    });
    socket.on('close', () => {
      gone();
      this.#closed = true;
      this.#user?.closed(this.#error);
      this.#user = undefined;
    });
  }

  /** At once: what comes before it has a user goes to nobody. */
  use(user: ConnectionUser): void {
    this.#user = user;
    if (this.#closed) user.closed(this.#error);
    else this.#socket.on('data', (bytes: Buffer) => user.received(bytes));
  }

  connected(): void {
    this.#user?.connected();
  }

  write(bytes: Uint8Array): void {
    if (!this.#closed) this.#send(Buffer.from(bytes));
  }

  lend(bytes: Uint8Array): boolean {
    if (this.#closed) return true;
    const socket = this.#socket;
    // What is there already goes first.
    if (socket.writableLength > 0) {
      this.write(bytes);
      return true;
    }
    this.#send(bytes);
    return socket.writableLength === 0;
  }

  #send(bytes: Uint8Array): void {
    // Nothing waits for an acknowledgement before the first bytes: most connections of one answer need not ask for that.
    if (!this.#prompt && (this.#wrote || bytes.length > SMALL)) {
      this.#prompt = true;
      this.#socket.setNoDelay(true);
    }
    this.#wrote = true;
    this.#socket.write(bytes);
  }

  get full(): boolean {
    return !this.#closed && this.#socket.writableNeedDrain;
  }

  end(): void {
    if (!this.#closed) this.#socket.end();
  }

  leave(): void {
    if (this.#closed) return;
    // The host has all of it: closing says so, as well as ending and waiting for the other end would.
    if (this.#socket.writableLength === 0) this.#socket.destroy();
    else this.#socket.destroySoon();
  }

  reset(): void {
    this.#user = undefined;
    if (!this.#closed) this.#socket.resetAndDestroy();
  }

  /** Nobody is left who could use it; what is unread makes the host reset it. */
  close(): void {
    this.#user = undefined;
    this.#socket.destroy();
  }

  pause(on: boolean): void {
    if (on) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Settles when what was written has gone to the host. */
  async written(): Promise<void> {
    const socket = this.#socket;
    if (this.#closed || socket.writableFinished || (socket.writableLength === 0 && !socket.writableEnded)) return;
    await new Promise<void>((resolve) => {
      socket.ref();
      socket.once('finish', resolve);
      socket.once('drain', () => {
        if (!socket.writableEnded) resolve();
      });
      socket.once('close', () => resolve());
    });
  }
}

/** Waits until something began, or says why it did not. */
async function started(emitter: NodeJS.EventEmitter, begin: () => void): Promise<0 | Errno> {
  return await new Promise((resolve) => {
    const failed = (thrown: unknown): void => resolve(hostError(thrown));
    emitter.once('error', failed);
    emitter.once('listening', () => {
      emitter.off('error', failed);
      resolve(0);
    });
    begin();
  });
}
