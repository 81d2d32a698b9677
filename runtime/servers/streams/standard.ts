/** The caller's descriptors 0 to 2 as open objects of the guest. */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { OpenFlags } from '../../generated/flags.ts';
import { emptyFileStatus, type Opened } from '../../generated/structs.ts';
import type { HostChannel } from '../../host/port.ts';
import { StandardFile } from '../files/standard-file.ts';
import type { FileServices } from '../files/services.ts';
import type { HostConsole } from '../terminal/host-console.ts';
import { HostStream } from './host-stream.ts';

export interface Standard {
  readonly opened: Opened;
  /** OpenFlags of the description: read, write, append. */
  readonly flags: number;
  /** Where the description's offset stands. */
  readonly offset: number;
}

/**
 * Opens one of the caller's descriptors for the guest.
 * @param console the machine's terminal, when one of the three is a terminal
 */
export function openStandard(services: FileServices, channel: HostChannel, console?: HostConsole): Standard {
  const flags =
    (channel.readable ? OpenFlags.read : 0) |
    (channel.writable ? OpenFlags.write : 0) |
    (channel.append ? OpenFlags.append : 0);
  if (channel.kind === 'terminal' && console !== undefined) {
    return { opened: console.device.open(console.status), flags, offset: 0 };
  }
  const status = emptyFileStatus();
  channel.status(status);
  const { type, inode: node } = status;
  if (channel.file !== undefined) {
    const { handle: object } = new StandardFile(services, channel, channel.file);
    return { opened: { object, kind: ObjectKind.file, type, node, availability: 0 }, flags, offset: channel.offset };
  }
  const { handle: object } = new HostStream(services, channel);
  const shown = channel.kind === 'terminal' ? FileType.character : type;
  // Nothing is known of availability: to look would take a byte from the caller.
  return { opened: { object, kind: ObjectKind.stream, type: shown, node, availability: 0 }, flags, offset: 0 };
}
