/**
 * The ground under the translation layers: the client side of the interfaces whose state is the thread's or the process's.
 * One of each serves every process of a machine.
 */
import type { Keys } from '../generated/servers/keys.ts';
import type { Mounting } from '../generated/servers/mounting.ts';
import type { Filters } from '../generated/servers/filters.ts';
import type { Events } from '../generated/servers/events.ts';
import type { SocketCalls } from './sockets/socket-calls.ts';
import type { Signals } from '../generated/servers/signals.ts';
import type { Space } from '../generated/servers/space.ts';
import type { System } from './system.ts';
import type { PosixIpc } from '../generated/servers/posix-ipc.ts';
import type { SystemV } from '../generated/servers/system-v.ts';
import type { Task } from '../generated/servers/task.ts';
import type { Tracing } from '../generated/servers/tracing.ts';
import type { Time } from '../generated/servers/time.ts';

export interface Ground {
  readonly task: Task;
  readonly signals: Signals;
  readonly sockets: SocketCalls;
  readonly space: Space;
  readonly time: Time;
  readonly system: System;
  readonly systemV: SystemV;
  readonly posixIpc: PosixIpc;
  readonly events: Events;
  readonly keys: Keys;
  readonly filters: Filters;
  readonly mounting: Mounting;
  readonly tracing: Tracing;
}
