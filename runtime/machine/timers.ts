/** Timers of servers on the machine's clock. */
import { dispatchWatcher, type Watcher } from '../generated/servers/watcher.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Timers } from '../servers/terminal/read-timer.ts';

/** Callbacks by the machine's clock: VTIME of terminals, what protocols wait for. */
export function timersOf(clock: Clock, ipc: Ipc): Timers {
  return {
    after: (milliseconds, callback) => {
      const watcher: Watcher = {
        signal: () => {
          ipc.table.remove(handle);
          callback();
          return 0;
        },
      };
      const handle = ipc.table.register(watcher, dispatchWatcher);
      clock.arm(handle, clock.now() + milliseconds * 1e6);
      return {
        cancel: () => {
          clock.disarm(handle);
          ipc.table.remove(handle);
        },
      };
    },
  };
}
