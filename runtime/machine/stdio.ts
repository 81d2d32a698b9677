/** Gives a first process its descriptors 0 to 2. */
import { ObjectKind } from '../generated/enums.ts';
import { OpenFlags } from '../generated/flags.ts';
import type { HostPort } from '../host/port.ts';
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

const NOTHING = new Uint8Array(0);
