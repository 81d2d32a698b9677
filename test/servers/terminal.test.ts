/** Sessions, job control, flow and hang-up of a terminal; what is typed is compared with Linux in terminal-recordings. */
import { describe, expect, it } from 'vitest';
import { AttributeWhen, FlushQueue, TerminalUse } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { Availability, SendFlags, TerminalInput, TerminalLocal } from '../../runtime/generated/flags.ts';
import { TerminalStub } from '../../runtime/generated/servers/terminal.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import type { TerminalAttributes } from '../../runtime/generated/structs.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { bytes, give, Listener, text } from './support.ts';
import { terminal, type TestTerminal } from './terminal-support.ts';

function stubOf({ ipc, opened }: TestTerminal): TerminalStub {
  return new TerminalStub(ipc, opened.object);
}

function receive(stub: TerminalStub, count = 100, flags = 0): string | number {
  const into = new Uint8Array(count);
  const done = stub.receive(Lease.over(into), flags);
  return done < 0 ? done : text(into.subarray(0, done));
}

/** Changes some attributes. */
function change(stub: TerminalStub, by: (attributes: TerminalAttributes) => void): void {
  const attributes = stub.getAttributes();
  if (typeof attributes === 'number') throw new Error('no attributes');
  by(attributes);
  expect(stub.setAttributes(AttributeWhen.now, attributes)).toBe(0);
}

function raw(stub: TerminalStub, minimum: number, time: number): void {
  change(stub, (attributes) => {
    attributes.local &= ~(TerminalLocal.canonical | TerminalLocal.echo);
    attributes.characters.minimum = minimum;
    attributes.characters.time = time;
  });
}

/** Session 10 with a shell (10), a foreground job (20) and a background job (30). */
function session(): { all: TestTerminal; stub: TerminalStub } {
  const all = terminal();
  for (const [pid, group] of [
    [10, 10],
    [20, 20],
    [30, 30],
  ] as const)
    all.groups.processes.set(pid, { group, session: 10 });
  all.groups.processes.set(99, { group: 99, session: 99 });
  const stub = stubOf(all);
  expect(stub.setControlling(10, false)).toBe(0);
  expect(stub.setForeground(10, 20, 10)).toBe(0);
  return { all, stub };
}

describe('a canonical read', () => {
  it('gets one whole line, and waits until there is one', () => {
    const all = terminal();
    const stub = stubOf(all);
    const listener = new Listener(all.ipc);
    expect(receive(stub)).toBe(WOULD_BLOCK);
    stub.subscribe(listener.handle);
    all.device.type(bytes('one'));
    expect(receive(stub)).toBe(WOULD_BLOCK);
    all.device.type(bytes('\rtwo\r'));
    expect((listener.heard.at(-1) ?? 0) & Availability.readable).not.toBe(0);
    expect(receive(stub)).toBe('one\n');
    expect(receive(stub, 2)).toBe('tw');
    expect(receive(stub)).toBe('o\n');
    expect(all.written()).toBe('one\r\ntwo\r\n');
  });

  it('ends at the end-of-file character, which alone reads as nothing', () => {
    const all = terminal();
    const stub = stubOf(all);
    all.device.type(bytes('abc\x04'));
    expect(receive(stub, 3)).toBe('abc');
    expect(receive(stub, 3)).toBe(WOULD_BLOCK);
    all.device.type(bytes('\x04'));
    expect(receive(stub)).toBe('');
    expect(receive(stub)).toBe(WOULD_BLOCK);
  });

  it('of a line that is too long gets what fitted', () => {
    const all = terminal();
    all.device.type(bytes(`${'x'.repeat(5000)}\r`));
    const line = receive(stubOf(all), 5000);
    expect(typeof line === 'string' && line.length).toBe(4096);
    expect(typeof line === 'string' && line.endsWith('x\n')).toBe(true);
  });
});

describe('a raw read', () => {
  it('waits for VMIN bytes, but not for more than were asked', () => {
    const all = terminal();
    const stub = stubOf(all);
    raw(stub, 3, 0);
    all.device.type(bytes('ab'));
    expect(stub.getAvailability() & Availability.readable).toBe(0);
    expect(receive(stub)).toBe(WOULD_BLOCK);
    expect(receive(stub, 2)).toBe('ab');
    all.device.type(bytes('abcd'));
    expect(receive(stub)).toBe('abcd');
  });

  it('without VMIN and VTIME never waits', () => {
    const all = terminal();
    const stub = stubOf(all);
    raw(stub, 0, 0);
    expect(receive(stub)).toBe('');
    expect(receive(stub, 5, SendFlags.dontWait)).toBe('');
  });

  it('with VTIME alone waits so long and then gets nothing', () => {
    const all = terminal();
    const stub = stubOf(all);
    raw(stub, 0, 5);
    const listener = new Listener(all.ipc);
    expect(receive(stub)).toBe(WOULD_BLOCK);
    stub.subscribe(listener.handle);
    all.passTime();
    expect(listener.heard.length).toBe(1);
    expect(receive(stub)).toBe('');
    expect(receive(stub)).toBe(WOULD_BLOCK);
  });

  it('with both gets what came before the line fell silent', () => {
    const all = terminal();
    const stub = stubOf(all);
    raw(stub, 5, 1);
    expect(receive(stub)).toBe(WOULD_BLOCK);
    stub.subscribe(new Listener(all.ipc).handle);
    all.passTime();
    expect(receive(stub)).toBe(WOULD_BLOCK);
    all.device.type(bytes('ab'));
    expect(receive(stub)).toBe(WOULD_BLOCK);
    all.passTime();
    expect(receive(stub)).toBe('ab');
  });

  it('sees what was typed before the mode changed', () => {
    const all = terminal();
    const stub = stubOf(all);
    all.device.type(bytes('ab'));
    raw(stub, 1, 0);
    expect(receive(stub)).toBe('ab');
  });
});

describe('output', () => {
  it('waits while the outside takes nothing, and goes on when it does', () => {
    const all = terminal();
    const stub = stubOf(all);
    const listener = new Listener(all.ipc);
    all.accept(false);
    const lease = give('hello\n');
    expect(stub.send(lease, 0)).toBe(6);
    expect(stub.send(give('more'), 0)).toBe(WOULD_BLOCK);
    expect(stub.drain()).toBe(WOULD_BLOCK);
    expect(stub.getOutputPending()).toBe(7);
    stub.subscribe(listener.handle);
    all.accept(true);
    expect(listener.heard.at(-1)).toBe(Availability.writable);
    expect([stub.drain(), all.written()]).toEqual([0, 'hello\r\n']);
  });

  it('can be thrown away', () => {
    const all = terminal();
    const stub = stubOf(all);
    all.accept(false);
    stub.send(give('lost'), 0);
    stub.flush(FlushQueue.both);
    all.accept(true);
    expect(all.written()).toBe('');
  });

  it('stops at ^S and goes on at ^Q', () => {
    const all = terminal();
    const stub = stubOf(all);
    all.device.type(bytes('\x13'));
    expect(stub.send(give('x'), 0)).toBe(WOULD_BLOCK);
    all.device.type(bytes('\x11'));
    expect(stub.send(give('x'), 0)).toBe(1);
    stub.flow(true, false);
    expect(stub.getAvailability() & Availability.writable).toBe(0);
    change(stub, (attributes) => {
      attributes.input &= ~TerminalInput.outputFlow;
    });
    expect(stub.getAvailability() & Availability.writable).not.toBe(0);
  });
});

describe('job control', () => {
  it('sends what ^C, ^\\ and ^Z mean to the foreground group', () => {
    const { all } = session();
    all.device.type(bytes('\x03\x1c\x1a'));
    expect(all.groups.sent).toEqual([
      [20, Signal.SIGINT],
      [20, Signal.SIGQUIT],
      [20, Signal.SIGTSTP],
    ]);
    expect(all.written().endsWith('^Z')).toBe(true);
  });

  it('stops a background process that reads, and one that writes when TOSTOP asks for it', () => {
    const { all, stub } = session();
    expect(stub.admit(20, TerminalUse.read, false)).toBe(0);
    expect(stub.admit(30, TerminalUse.read, false)).toBe(Errno.EINTR);
    expect(stub.admit(30, TerminalUse.write, false)).toBe(0);
    change(stub, (attributes) => {
      attributes.local |= TerminalLocal.stopOutput;
    });
    expect(stub.admit(30, TerminalUse.write, false)).toBe(Errno.EINTR);
    expect(stub.admit(30, TerminalUse.change, false)).toBe(Errno.EINTR);
    expect(all.groups.sent).toEqual([
      [30, Signal.SIGTTIN],
      [30, Signal.SIGTTOU],
      [30, Signal.SIGTTOU],
    ]);
  });

  it('answers EIO where the signal could not stop the process, but lets it write', () => {
    const { all, stub } = session();
    expect(stub.admit(30, TerminalUse.read, true)).toBe(Errno.EIO);
    expect(stub.admit(30, TerminalUse.change, true)).toBe(0);
    all.groups.orphaned.add(30);
    expect(stub.admit(30, TerminalUse.read, false)).toBe(Errno.EIO);
    expect(stub.admit(30, TerminalUse.change, false)).toBe(Errno.EIO);
    expect(all.groups.sent).toEqual([]);
  });

  it('does not concern processes of other sessions', () => {
    const { stub } = session();
    expect(stub.admit(99, TerminalUse.read, false)).toBe(0);
    expect(stub.getForeground(99)).toBe(Errno.ENOTTY);
    expect(stub.setForeground(99, 99, 99)).toBe(Errno.ENOTTY);
  });

  it('puts only groups of the session in the foreground', () => {
    const { stub } = session();
    expect(stub.getForeground(10)).toBe(20);
    expect(stub.setForeground(10, 99, 10)).toBe(Errno.EPERM);
    expect(stub.setForeground(10, 12345, 10)).toBe(Errno.ESRCH);
    expect(stub.setForeground(10, -1, 10)).toBe(Errno.EINVAL);
    expect(stub.setForeground(10, 30, 10)).toBe(0);
  });

  it('gives a terminal to one session, and a session one terminal', () => {
    const { all, stub } = session();
    expect(stub.setControlling(99, false)).toBe(Errno.EPERM);
    expect(stub.setControlling(10, false)).toBe(0);
    expect(stub.getSession(10)).toBe(10);
    expect(stub.dropControlling(10, false)).toBe(0);
    expect(all.groups.sent).toEqual([
      [20, Signal.SIGHUP],
      [20, Signal.SIGCONT],
    ]);
    expect(stub.getSession(10)).toBe(Errno.ENOTTY);
    expect(stub.setControlling(99, false)).toBe(0);
    expect(stub.setControlling(10, true)).toBe(0);
    expect(stub.getSession(10)).toBe(10);
  });

  it('tells the foreground group of a new window size, once', () => {
    const { all, stub } = session();
    const size = { rows: 50, columns: 132, width: 0, height: 0 };
    stub.setWindowSize(size);
    stub.setWindowSize(size);
    expect(stub.getWindowSize()).toEqual(size);
    expect(all.groups.sent).toEqual([[20, Signal.SIGWINCH]]);
  });
});

describe('a terminal that hangs up', () => {
  it('ends for readers, fails for writers, and tells the session', () => {
    const { all, stub } = session();
    const listener = new Listener(all.ipc);
    stub.subscribe(listener.handle);
    all.device.hangUp(true);
    expect(receive(stub)).toBe('');
    expect(stub.send(give('x'), 0)).toBe(Errno.EIO);
    expect((listener.heard.at(-1) ?? 0) & Availability.hangUp).not.toBe(0);
    expect(all.groups.sent).toEqual([
      [10, Signal.SIGHUP],
      [10, Signal.SIGCONT],
    ]);
  });
});

describe('the outside', () => {
  it('is asked for input only when somebody reads, polls or changes the mode', () => {
    const all = terminal();
    const stub = stubOf(all);
    stub.send(give('only output'), 0);
    stub.getAttributes();
    stub.getWindowSize();
    stub.subscribe(new Listener(all.ipc).handle);
    expect(all.wanted()).toBe(0);
    receive(stub);
    expect(all.wanted()).toBe(1);
  });

  it('is held back when input is not read, and let go when it is', () => {
    const all = terminal();
    const stub = stubOf(all);
    // A change of mode lets go what was held back.
    raw(stub, 1, 0);
    expect(all.throttles).toEqual([false]);
    all.device.type(new Uint8Array(4000).fill(120));
    expect(all.throttles).toEqual([false, true]);
    receive(stub, 4000);
    expect(all.throttles).toEqual([false, true, false]);
  });
});
