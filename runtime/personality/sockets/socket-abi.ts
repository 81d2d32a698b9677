/**
 * How a personality lays out in memory what its socket calls take and tell: addresses, message headers, ancillary data,
 * option values. Views are in the byte order of the process.
 */
import type { SocketAddress, SocketMessage, SocketOptionValue } from '../../generated/structs.ts';
import type { StructView } from '../../kernel/struct-view.ts';
import type { SocketClient } from './socket-client.ts';

/** struct msghdr. */
export interface MessageHeader {
  name: number;
  nameLength: number;
  vector: number;
  vectorCount: number;
  control: number;
  controlLength: number;
  /** Native. */
  flags: number;
}

/** Where in a header what a receive tells is written, and how wide: 4 or 8 bytes. */
export interface HeaderPlaces {
  readonly nameLength: number;
  readonly control: number;
  readonly controlLength: number;
  readonly flags: number;
}

/** What the ancillary data of a send says. */
export interface OutgoingControl {
  /** Descriptors to be passed; filled in place. */
  readonly descriptors: number[];
}

/** What became of the ancillary data of a receive. */
export interface ControlWriter {
  /** Bytes used so far. */
  readonly length: number;
  /** Something did not fit. */
  readonly truncated: boolean;
  /** How many descriptors have room in one item now. */
  descriptorRoom(): number;
  putDescriptors(descriptors: readonly number[]): void;
  /** Everything else that a message carries, in the system's order before descriptors. */
  putMessage(client: SocketClient, about: SocketMessage): void;
}

export interface SocketAbi {
  /** Bytes of the longest address (struct sockaddr_storage). */
  readonly longestAddress: number;
  /** Bytes of a message header, and of one in an array with a length behind it, which is at `messageLength`. */
  readonly headerSize: number;
  readonly messageSize: number;
  readonly messageLength: number;
  readonly places: HeaderPlaces;
  /** Room for one address, in the byte order of the processes: one call at a time uses it. */
  readonly scratch: StructView;
  /** 0 or why it is none. */
  readAddress(view: StructView, length: number, into: SocketAddress): number;
  /** The bytes that it takes. */
  writeAddress(view: StructView, at: number, from: SocketAddress): number;
  readHeader(view: StructView, at: number, into: MessageHeader): void;
  /** Reads ancillary data: 0 or an error. */
  readControl(
    view: StructView,
    length: number,
    client: SocketClient,
    about: SocketMessage,
    into: OutgoingControl,
  ): number;
  writeControl(view: StructView, room: number): ControlWriter;
  /** Native flags of a received message. */
  messageFlags(flags: number): number;
  /** The neutral option, or why there is none, or why it cannot be set to a value of so many bytes. */
  option(client: SocketClient, level: number, name: number, length?: number): number;
  /** Reads a value of so many bytes: 0 or an error. */
  readOption(option: number, name: number, view: StructView, length: number, into: SocketOptionValue): number;
  /** The bytes of a value, at most `room` of them are told; or an error. */
  writeOption(option: number, name: number, view: StructView, room: number, from: SocketOptionValue): number;
}
