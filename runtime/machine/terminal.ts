/** The caller's terminal, when one of descriptors 0 to 2 is one, and what it must know of processes. */
import { type Credentials, emptySignalInformation } from '../generated/structs.ts';
import type { ProcessStub } from '../generated/servers/process.ts';
import type { HostPort } from '../host/port.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FileServices } from '../servers/files/services.ts';
import { HostConsole } from '../servers/terminal/host-console.ts';
import { ControllingTerminals, type ProcessGroups } from '../servers/terminal/jobs.ts';
import { PseudoTerminals, type TerminalServices } from '../servers/terminal/pseudo-terminals.ts';
import type { TerminalDevice } from '../servers/terminal/terminal-device.ts';
import { timersOf } from './timers.ts';

export type Controlling = ControllingTerminals<TerminalDevice>;

/** /dev/ptmx, /dev/pts and /dev/tty. */
export function makeTerminals(
  services: FileServices,
  stub: ProcessStub,
  clock: Clock,
  controlling: Controlling,
): TerminalServices & { readonly pseudo: PseudoTerminals } {
  const all = { services, groups: groupsOf(stub), controlling, timers: timersOf(clock, services.ipc) };
  return { ...all, pseudo: new PseudoTerminals(all) };
}

/** The caller's terminal, which the guest knows as the first of /dev/pts. */
export function makeConsole(
  terminals: ReturnType<typeof makeTerminals>,
  host: HostPort,
  owner: Credentials,
): HostConsole | undefined {
  const console = HostConsole.of({ ...terminals, host });
  if (console !== undefined) console.status = terminals.pseudo.adopt(console.device, owner);
  return console;
}

export function noControllingTerminals(): Controlling {
  return new ControllingTerminals<TerminalDevice>();
}

function groupsOf(stub: ProcessStub): ProcessGroups {
  return {
    groupOf: (pid) => stub.getGroup(pid),
    sessionOf: (pid) => stub.getSession(pid),
    sessionOfGroup: (group) => stub.getSessionOfGroup(group),
    isOrphaned: (group) => stub.isOrphaned(group) === true,
    signalProcess: (pid, signal) => void stub.signal(0, pid, signal, emptySignalInformation()),
    signalGroup: (group, signal) => void stub.signal(0, -group, signal, emptySignalInformation()),
  };
}
