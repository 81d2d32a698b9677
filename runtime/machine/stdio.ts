/** Gives a first process its descriptors 0 to 2. */
import { ObjectKind } from '../generated/enums.ts';
import { OpenFlags } from '../generated/flags.ts';
import type { HostChannel, HostPort } from '../host/port.ts';
import type { Descriptors } from '../personality/descriptors/descriptors.ts';
import type { MountTable } from '../personality/names/mount-table.ts';
import type { FileServices } from '../servers/files/services.ts';
import { openStandard } from '../servers/streams/standard.ts';
import type { HostConsole } from '../servers/terminal/host-console.ts';
import { CapturedStream } from './captured-stream.ts';
import type { Stdio } from './options.ts';

export function installStdio(
  descriptors: Descriptors,
  services: FileServices,
  host: HostPort,
  stdio: Stdio,
  console: HostConsole | undefined,
  mounts: MountTable,
): void {
  const wishes = [stdio.stdin, stdio.stdout, stdio.stderr] as const;
  wishes.forEach((wish, fd) => {
    if (wish === undefined || wish === 'inherit') {
      const channel = host.standard(fd as 0 | 1 | 2);
      if (channel === undefined) return;
      const shared = sameOpen(host, fd as 0 | 1 | 2, channel);
      const first = shared === undefined ? undefined : descriptors.table.get(shared);
      if (first !== undefined) {
        descriptors.table.put(fd, first, 0);
        return;
      }
      const { opened, flags, offset } = openStandard(services, channel, console);
      const mount = mounts.mounts.find(({ type }) => type === 'devpts');
      const named = opened.kind === ObjectKind.terminal && mount !== undefined;
      descriptors.install(fd, opened, flags, named ? { mount, node: opened.node } : undefined);
      const description = descriptors.table.get(fd);
      if (description !== undefined) description.position = offset;
      return;
    }
    const input =
      typeof wish === 'string' ? new TextEncoder().encode(wish) : wish instanceof Uint8Array ? wish : NOTHING;
    const output = typeof wish === 'function' ? wish : undefined;
    const stream = new CapturedStream(services.ipc, input, output);
    descriptors.install(fd, stream.opened(), fd === 0 ? OpenFlags.read : OpenFlags.write);
  });
}

/**
 * A lower descriptor that is the same open as this one (`>file 2>&1`): both move one offset. Node cannot ask, but opens of
 * one file that stand at one place and may do the same are hardly ever two.
 */
function sameOpen(host: HostPort, fd: 0 | 1 | 2, channel: HostChannel): 0 | 1 | undefined {
  if (channel.kind !== 'file') return undefined;
  for (const lower of [0, 1] as const) {
    if (lower >= fd) return undefined;
    const other = host.standard(lower);
    if (other?.key !== channel.key || other.offset !== channel.offset || other.append !== channel.append) continue;
    if (other.readable === channel.readable && other.writable === channel.writable) return lower;
  }
  return undefined;
}

const NOTHING = new Uint8Array(0);
