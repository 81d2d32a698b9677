/** The caller's terminal, when one of descriptors 0 to 2 is one, and what it must know of processes. */
import { emptySignalInformation } from '../generated/structs.ts';
import type { ProcessStub } from '../generated/servers/process.ts';
import type { HostPort } from '../host/port.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FileServices } from '../servers/files/services.ts';
import { HostConsole } from '../servers/terminal/host-console.ts';
import { ControllingTerminals, type ProcessGroups } from '../servers/terminal/jobs.ts';
import type { TerminalDevice } from '../servers/terminal/terminal-device.ts';
import { timersOf } from './timers.ts';

export type Controlling = ControllingTerminals<TerminalDevice>;

export function makeConsole(
  services: FileServices,
  host: HostPort,
  stub: ProcessStub,
  clock: Clock,
  controlling: Controlling,
): HostConsole | undefined {
  return HostConsole.of({ services, host, groups: groupsOf(stub), controlling, timers: timersOf(clock, services.ipc) });
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
    signalGroup: (group, signal) => void stub.signal(0, -group, signal, emptySignalInformation()),
  };
}
