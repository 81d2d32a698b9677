/**
 * The terminals of a machine by number: /dev/ptmx makes pairs, /dev/pts names them, /dev/tty is whichever the caller's
 * session has. The caller's own terminal, if there is one, is number 0.
 */
import { ObjectKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { dispatchTerminals, type Terminals } from '../../generated/servers/terminals.ts';
import { type Credentials, emptyFileStatus, type FileStatus, type Opened } from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { DevptsTree } from '../files/devpts-tree.ts';
import type { FileServices } from '../files/services.ts';
import { deviceNumber, type Driver, type StatusSource } from '../streams/drivers.ts';
import type { ControllingTerminals, ProcessGroups } from './jobs.ts';
import { PseudoMaster } from './pseudo-master.ts';
import { PseudoTerminal } from './pseudo-terminal.ts';
import type { Timers } from './read-timer.ts';
import type { TerminalDevice } from './terminal-device.ts';

/** Linux's numbers for /dev/tty, /dev/console, /dev/ptmx, and the first of /dev/pts. */
const TTY = deviceNumber(5, 0);
const CONSOLE = deviceNumber(5, 1);
const MULTIPLEXER = deviceNumber(5, 2);
const FIRST = deviceNumber(136, 0);
/** kernel.pty.max */
const MOST = 4096;

export interface TerminalServices {
  readonly services: FileServices;
  readonly groups: ProcessGroups;
  readonly controlling: ControllingTerminals<TerminalDevice>;
  readonly timers: Timers;
}

export class PseudoTerminals implements Terminals {
  readonly handle: ObjectHandle;
  /** /dev/pts. */
  readonly tree: DevptsTree;
  readonly #options: TerminalServices;
  readonly #pairs = new Map<number, TerminalDevice>();
  readonly #ttyStatus: FileStatus = emptyFileStatus();

  constructor(options: TerminalServices) {
    this.#options = options;
    const { services } = options;
    this.tree = new DevptsTree(services);
    this.handle = services.ipc.table.register<Terminals>(this, dispatchTerminals);
    services.drivers.add(MULTIPLEXER, (_flags, status, credentials) => this.#make(status, credentials));
    services.drivers.add(TTY, (_flags, status) => {
      const known = status();
      if (typeof known !== 'number') Object.assign(this.#ttyStatus, known);
      return { object: this.handle, kind: ObjectKind.controlling, availability: 0 };
    });
  }

  /** Gives the caller's terminal a name. */
  adopt(device: TerminalDevice, owner: Credentials): StatusSource {
    const number = this.#free();
    this.#pairs.set(number, device);
    const node = this.#name(number, owner);
    const open: Driver = (flags, status, credentials) => this.#open(device, flags, status, credentials);
    this.#options.services.drivers.add(FIRST + number, open);
    this.#options.services.drivers.add(CONSOLE, open);
    device.number = FIRST + number;
    return () => this.tree.getStatus(node);
  }

  openControlling(session: number, flags: number): Opened | Errno {
    const device = this.#options.controlling.of(session);
    if (device === undefined) return Errno.ENXIO;
    return device.open(() => this.#ttyStatus, flags);
  }

  hangUpControlling(session: number): number {
    this.#options.controlling.of(session)?.hangUp(false);
    return 0;
  }

  /** A new pair; the master is what /dev/ptmx opens. */
  #make(status: StatusSource, credentials: Credentials): ReturnType<Driver> {
    const number = this.#free();
    if (number >= MOST) return Errno.ENOSPC;
    const pair = new PseudoTerminal(number, this.#options);
    pair.device.number = FIRST + number;
    this.#pairs.set(number, pair.device);
    const node = this.#name(number, credentials);
    const { drivers } = this.#options.services;
    drivers.add(FIRST + number, (flags, nodeStatus, who) =>
      pair.locked ? Errno.EIO : this.#open(pair.device, flags, nodeStatus, who),
    );
    const known = status();
    const own = { ...(typeof known === 'number' ? emptyFileStatus() : known) };
    const master = new PseudoMaster(
      pair,
      {
        device: FIRST + number,
        open: (flags, who) => (pair.locked ? Errno.EIO : this.tree.open(node, flags, who)),
        closed: () => {
          pair.end();
          drivers.remove(FIRST + number);
          this.tree.remove(number);
          this.#pairs.delete(number);
        },
      },
      () => own,
    );
    return { object: master.handle, kind: ObjectKind.master, availability: master.getAvailability() };
  }

  #open(device: TerminalDevice, flags: number, status: StatusSource, credentials: Credentials): ReturnType<Driver> {
    if (device.exclusive && credentials.effectiveUser !== 0) return Errno.EBUSY;
    return device.open(status, flags);
  }

  #name(number: number, owner: Credentials): number {
    return this.tree.add(number, FIRST + number, owner);
  }

  #free(): number {
    let number = 0;
    while (this.#pairs.has(number)) number++;
    return number;
  }
}
