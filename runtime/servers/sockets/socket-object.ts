/**
 * What sockets of every family have in common: a status of their own, a pending error, what was shut down, the options of
 * every socket, and reading and writing as messages without an address. socket(7).
 */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { dispatchSocket, type Socket } from '../../generated/servers/socket.ts';
import {
  type Credentials,
  emptyFileStatus,
  emptySocketMessage,
  emptySocketOptionValue,
  type FileStatus,
  type Opened,
  type SocketAddress,
  type SocketIdentity,
  type SocketMessage,
  type SocketOptionValue,
} from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { isOwner, mayGive, withoutSetId } from '../files/permission.ts';
import { StreamObject } from '../streams/stream-object.ts';
import type { SocketServices } from './services.ts';
import { getStandardOption, setStandardOption, StandardOptions } from './standard-options.ts';

const UNCHANGED = 2 ** 32 - 1;

export abstract class SocketObject extends StreamObject implements Socket {
  readonly services: SocketServices;
  /** Values of SocketFamily and SocketType, and the family's own number. */
  family: number;
  readonly type: number;
  readonly protocol: number;
  readonly options = new StandardOptions();
  readonly status: FileStatus;
  /** An Errno that the next call shall see once, 0 for none. */
  error = 0;
  /** Nothing more will be read; nothing more may be sent. */
  readShut = false;
  writeShut = false;
  /** Takes connections. */
  listening = false;
  /** Made when they are needed: a connection of one answer has no use for them. */
  #plain: SocketMessage | undefined;
  #value: SocketOptionValue | undefined;

  constructor(services: SocketServices, family: number, type: number, protocol: number, credentials: Credentials) {
    super(services.files.ipc);
    this.services = services;
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    this.status = newStatus(services, credentials);
  }

  /** See IPV6_ADDRFORM of ipv6(7); false: it cannot. */
  becomeV4(): boolean {
    return false;
  }

  abstract bind(address: SocketAddress, credentials: Credentials): number;
  abstract connect(address: SocketAddress, who: SocketIdentity, credentials: Credentials): number;
  abstract listen(backlog: number, who: SocketIdentity, credentials: Credentials): number;
  abstract accept(): Opened | Errno;
  abstract getName(): SocketAddress | Errno;
  abstract getPeer(): SocketAddress | Errno;
  abstract shutdown(how: number): number;
  abstract sendMessage(from: Lease, about: SocketMessage, flags: number): number;
  abstract receiveMessage(into: Lease, flags: number, about: SocketMessage): number;

  receive(into: Lease, flags: number): number {
    const about = (this.#plain ??= emptySocketMessage());
    const count = this.receiveMessage(into, flags, about);
    if (about.parcel !== 0) this.services.parcels.release(about.parcel);
    about.parcel = 0;
    return count;
  }

  send(from: Lease, flags: number): number {
    return this.sendMessage(from, (this.#plain ??= emptySocketMessage()), flags);
  }

  getStatus(): FileStatus {
    return this.status;
  }

  override setMode(mode: number, credentials: Credentials): number {
    if (!isOwner(this.status, credentials)) return Errno.EPERM;
    this.status.permissions = mode;
    return 0;
  }

  override setOwner(owner: number, group: number, credentials: Credentials): number {
    const { status } = this;
    if (!mayGive(status, owner, group, credentials)) return Errno.EPERM;
    if (owner !== UNCHANGED) status.owner = owner;
    if (group !== UNCHANGED) status.group = group;
    status.permissions = withoutSetId(status.permissions);
    return 0;
  }

  setOption(option: number, value: SocketOptionValue, credentials: Credentials): number {
    return this.setOwnOption(option, value, credentials) ?? setStandardOption(this, option, value, credentials);
  }

  getOption(option: number): SocketOptionValue | Errno {
    const value = (this.#value ??= emptySocketOptionValue());
    const result = this.getOwnOption(option, value) ?? getStandardOption(this, option, value);
    return result < 0 ? result : value;
  }

  getParcels(): readonly number[] {
    return [];
  }

  fromKernel(_text: Lease): number {
    return Errno.EOPNOTSUPP;
  }

  outputPending(): number {
    return Errno.ENOTTY;
  }

  atMark(): boolean | Errno {
    return Errno.ENOTTY;
  }

  /** The pending error, which is told once: an Errno or 0. */
  takeError(): number {
    const { error } = this;
    this.error = 0;
    return error;
  }

  /** The socket for the client that asked for it. */
  opened(): Opened {
    return {
      object: this.handle,
      kind: ObjectKind.socket,
      type: FileType.socket,
      node: this.status.inode,
      availability: this.getAvailability(),
    };
  }

  /** An option of the family: 0 or an error; undefined: not the family's. */
  protected setOwnOption(_option: number, _value: SocketOptionValue, _credentials: Credentials): number | undefined {
    return undefined;
  }

  /** Fills the value: 0 or an error; undefined: not the family's. */
  protected getOwnOption(_option: number, _value: SocketOptionValue): number | undefined {
    return undefined;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Socket>(this, dispatchSocket);
  }
}

function newStatus(services: SocketServices, credentials: Credentials): FileStatus {
  const status = emptyFileStatus();
  status.device = services.device;
  status.inode = services.newInode();
  status.type = FileType.socket;
  status.permissions = 0o777;
  status.links = 1;
  status.owner = credentials.fileUser;
  status.group = credentials.fileGroup;
  status.blockSize = 4096;
  // Times of a socket are the epoch (sockfs sets none).
  return status;
}
