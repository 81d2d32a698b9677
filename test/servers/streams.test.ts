/** Fifos and devices. */
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { ObjectKind } from '../../runtime/generated/enums.ts';
import { Availability, OpenFlags } from '../../runtime/generated/flags.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { deviceTree } from '../../runtime/servers/files/device-tree.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { PipeServer } from '../../runtime/servers/streams/pipe-server.ts';
import { give, Listener, Paths, ROOT_USER, services, text } from './support.ts';

const { read, write, nonblock } = OpenFlags;

function receive(stream: StreamStub, count: number): string | number {
  const into = new Uint8Array(count);
  const done = stream.receive(Lease.over(into), 0);
  return done < 0 ? done : text(into.subarray(0, done));
}

function withFifo(): Paths {
  const all = services();
  const paths = new Paths(all.ipc, new MemoryTree(all).handle);
  paths.mkfifo('/p');
  return paths;
}

describe('a fifo', () => {
  it('is opening until its other end is opened, and stays open when that one leaves', () => {
    const paths = withFifo();
    const reader = paths.stream('/p', read);
    const listener = new Listener(paths.ipc);
    reader.subscribe(listener.handle);
    expect(reader.getAvailability()).toBe(Availability.opening);
    const writer = paths.stream('/p', write);
    expect(writer.getAvailability()).toBe(Availability.writable);
    expect(listener.heard.length).toBe(1);
    writer.close(0);
    expect(reader.getAvailability()).toBe(Availability.hangUp);
    expect(receive(reader, 5)).toBe('');
  });

  it('opened for writing without waiting needs a reader', () => {
    const paths = withFifo();
    expect(paths.opened('/p', write | nonblock)).toBe(Errno.ENXIO);
    const reader = paths.stream('/p', read | nonblock);
    expect(reader.getAvailability()).toBe(0);
    expect(receive(reader, 5)).toBe('');
    const writer = paths.stream('/p', write | nonblock);
    writer.send(give('x'), 0);
    expect(receive(reader, 5)).toBe('x');
    expect(receive(reader, 5)).toBe(WOULD_BLOCK);
  });

  it('keeps its bytes while one end is open, and forgets them with the last', () => {
    const paths = withFifo();
    const both = paths.stream('/p', read | write);
    both.send(give('kept'), 0);
    const reader = paths.stream('/p', read | nonblock);
    both.close(0);
    expect(receive(reader, 2)).toBe('ke');
    reader.close(0);
    expect(receive(paths.stream('/p', read | write), 9)).toBe(WOULD_BLOCK);
  });

  it('has the status of its node', () => {
    const paths = withFifo();
    const status = paths.stream('/p', read | nonblock).getStatus();
    expect(status).toBe(paths.status('/p'));
  });

  it('without a reader breaks the pipe for the writer', () => {
    const paths = withFifo();
    const reader = paths.stream('/p', read | nonblock);
    const writer = paths.stream('/p', write);
    reader.close(0);
    expect(writer.getAvailability()).toBe(Availability.writable | Availability.error);
    expect(writer.send(give('x'), 0)).toBe(Errno.EPIPE);
    expect(writer.send(give(''), 0)).toBe(0);
  });
});

describe('a pipe', () => {
  it('tells its reader of bytes and its writer of room', () => {
    const all = services();
    const ends = new PipeServer(all).create(0, ROOT_USER);
    if (typeof ends === 'number') throw new Error('no pipe');
    const reader = new StreamStub(all.ipc, ends.reader.object);
    const writer = new StreamStub(all.ipc, ends.writer.object);
    const [onRead, onWrite] = [new Listener(all.ipc), new Listener(all.ipc)];
    reader.subscribe(onRead.handle);
    writer.subscribe(onWrite.handle);
    writer.send(give('x'), 0);
    expect(onRead.heard).toEqual([Availability.readable]);
    receive(reader, 1);
    expect(onWrite.heard, 'there was room before').toEqual([]);
    writer.send(give('x'.repeat(65536)), 0);
    expect(writer.send(give('x'), 0)).toBe(WOULD_BLOCK);
    expect(onRead.heard.length, 'each arrival').toBe(2);
    receive(reader, 65536);
    expect(onWrite.heard).toEqual([Availability.writable]);
    reader.unsubscribe(onRead.handle);
    writer.send(give('x'), 0);
    expect(onRead.heard.length).toBe(2);
    writer.close(0);
    reader.close(0);
  });
});

describe('/dev', () => {
  const all = services();
  const paths = new Paths(all.ipc, deviceTree(all).handle);

  it('has the usual names', () => {
    expect(paths.names('/')).toEqual([
      '..:3',
      '.:3',
      'console:2',
      'fd:6',
      'full:2',
      'null:2',
      'ptmx:2',
      'random:2',
      'shm:3',
      'stderr:6',
      'stdin:6',
      'stdout:6',
      'tty:2',
      'urandom:2',
      'zero:2',
    ]);
    expect(paths.status('/shm')).toMatchObject({ permissions: 0o1777 });
    expect(paths.status('/null')).toMatchObject({ permissions: 0o666, rdev: 2 ** 20 + 3 });
    expect(paths.readlink('/fd')).toBe('/proc/self/fd');
  });

  it('null swallows everything and gives nothing', () => {
    const stream = paths.stream('/null', read | write | OpenFlags.truncate);
    expect(stream.send(give('x'.repeat(1000)), 0)).toBe(1000);
    expect(receive(stream, 10)).toBe('');
  });

  it('zero gives zeroes, full takes nothing', () => {
    expect(receive(paths.stream('/zero', read), 3)).toBe('\0\0\0');
    const full = paths.stream('/full', read | write);
    expect(receive(full, 2)).toBe('\0\0');
    expect(full.send(give('x'), 0)).toBe(Errno.ENOSPC);
  });

  it('urandom gives bytes that differ', () => {
    const stream = paths.stream('/urandom', read);
    expect(receive(stream, 32)).not.toBe(receive(stream, 32));
  });

  it('tty without a terminal is ENXIO', () => {
    expect(paths.opened('/tty', read | write)).toBe(Errno.ENXIO);
  });

  it('opens a device by its number wherever its node stands', () => {
    const elsewhere = new Paths(all.ipc, new MemoryTree(all).handle);
    elsewhere.tree.makeNode(1, 'n', 2, 0o666, 2 ** 20 + 3, ROOT_USER);
    const opened = elsewhere.opened('/n', read);
    expect(opened).toMatchObject({ kind: ObjectKind.stream, type: 2 });
  });
});
