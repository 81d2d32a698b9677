import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../runtime/servers/terminal/byte-queue.ts';
import { PseudoMaster } from '../../runtime/servers/terminal/pseudo-master.ts';
import { PseudoTerminal } from '../../runtime/servers/terminal/pseudo-terminal.ts';
import { ControllingTerminals } from '../../runtime/servers/terminal/jobs.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { Availability, TerminalLocal } from '../../runtime/generated/flags.ts';
import { TerminalStub } from '../../runtime/generated/servers/terminal.ts';
import { emptyFileStatus } from '../../runtime/generated/structs.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { services } from './support.ts';
import { Groups } from './terminal-support.ts';

function pair(): { master: PseudoMaster; terminal: TerminalStub; closed: () => boolean } {
  const all = services();
  const timers = { after: () => ({ cancel: () => {} }) };
  const pseudo = new PseudoTerminal(0, {
    services: all,
    groups: new Groups(),
    controlling: new ControllingTerminals(),
    timers,
  });
  let closed = false;
  const owner = {
    device: 0,
    open: () => Errno.EIO,
    closed: () => {
      closed = true;
      pseudo.end();
    },
  };
  const master = new PseudoMaster(pseudo, owner, () => emptyFileStatus());
  const opened = pseudo.device.open(() => emptyFileStatus());
  return { master, terminal: new TerminalStub(all.ipc, opened.object), closed: () => closed };
}

const give = (text: string): Lease => Lease.over(new TextEncoder().encode(text));

function read(from: { receive(into: Lease, flags: number): number }, most = 100): string | number {
  const bytes = new Uint8Array(most);
  const count = from.receive(Lease.over(bytes), 0);
  return count < 0 ? count : new TextDecoder().decode(bytes.subarray(0, count));
}

describe('a pseudo-terminal', () => {
  it('gives what is typed at its master to who reads it, line by line, and shows it to the master', () => {
    const { master, terminal } = pair();
    expect(master.send(give('hello\nwor'), 0)).toBe(9);
    expect(read(terminal)).toBe('hello\n');
    expect(read(terminal)).toBe(WOULD_BLOCK);
    expect(read(master)).toBe('hello\r\nwor');
    terminal.send(give('out\n'), 0);
    expect(read(master)).toBe('out\r\n');
    expect(read(master)).toBe(WOULD_BLOCK);
  });

  it('loses nothing when neither side reads for a while', () => {
    const { master, terminal } = pair();
    const attributes = terminal.getAttributes();
    if (typeof attributes === 'number') throw new Error('a terminal has attributes');
    terminal.setAttributes(0, {
      ...attributes,
      local: attributes.local & ~(TerminalLocal.canonical | TerminalLocal.echo),
    });
    let sent = 0;
    for (let count = master.send(give('0123456789'.repeat(100)), 0); count > 0; ) {
      sent += count;
      count = master.send(give('0123456789'.repeat(100)), 0);
    }
    expect(sent).toBeGreaterThanOrEqual(16_384);
    expect(master.getAvailability() & Availability.writable).toBe(0);
    let back = '';
    for (let text = read(terminal, 777); typeof text === 'string'; text = read(terminal, 777)) back += text;
    expect(back.length).toBe(sent);
    expect(back.startsWith('0123456789'.repeat(100))).toBe(true);
    expect(master.getAvailability() & Availability.writable).not.toBe(0);
  });

  it('is hung up when its master is closed', () => {
    const { master, terminal, closed } = pair();
    master.close(0);
    expect(closed()).toBe(true);
    expect(read(terminal)).toBe('');
    expect(terminal.send(give('x'), 0)).toBe(Errno.EIO);
    expect(terminal.getAttributes()).toBe(Errno.EIO);
    expect(terminal.setForeground(1, 1, 1)).toBe(Errno.ENOTTY);
  });

  it('is an error to its master once everybody has closed it', () => {
    const { master, terminal } = pair();
    terminal.send(give('last words'), 0);
    terminal.close(0);
    expect(master.getAvailability() & Availability.hangUp).not.toBe(0);
    expect(read(master)).toBe('last words');
    expect(read(master)).toBe(Errno.EIO);
  });
});

describe('a queue of bytes', () => {
  it('gives back in order what was put in, across its end', () => {
    const queue = new ByteQueue(5000);
    const into = new Uint8Array(5000);
    let next = 0;
    let expected = 0;
    for (const [put, take] of [
      [900, 850],
      [900, 100],
      [4200, 3000],
      [5000, 5000],
    ] as const) {
      const bytes = Uint8Array.from({ length: put }, (_, at) => (next + at) % 251);
      next += queue.put(bytes, 0, put);
      const count = queue.take(into, 0, take);
      for (let at = 0; at < count; at++) expect(into[at]).toBe(expected++ % 251);
    }
    expect(queue.length).toBe(next - expected);
    expect(queue.room).toBe(5000 - queue.length);
  });
});
