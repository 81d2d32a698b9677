/** A stub reaches its object here or elsewhere with the same arguments and the same answer. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { dispatchFile, FileStub } from '../../runtime/generated/servers/file.ts';
import type { File } from '../../runtime/generated/servers/file.ts';
import { dispatchNameTree, NameTreeStub } from '../../runtime/generated/servers/name-tree.ts';
import type { NameTree } from '../../runtime/generated/servers/name-tree.ts';
import { dispatchTerminal, TerminalStub } from '../../runtime/generated/servers/terminal.ts';
import type { Terminal } from '../../runtime/generated/servers/terminal.ts';
import { emptyCredentials, emptyFileStatus, emptyTerminalAttributes } from '../../runtime/generated/structs.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { LoopbackPort } from '../../runtime/kernel/loopback-port.ts';

/** An object that answers every method alike and keeps what it was asked. */
function answering(answer: unknown): { readonly object: unknown; readonly asked: unknown[][] } {
  const asked: unknown[][] = [];
  const object = new Proxy(
    {},
    {
      get:
        () =>
        (...args: unknown[]) => (asked.push(args), typeof answer === 'function' ? answer(...args) : answer),
    },
  );
  return { object, asked };
}

describe.each(['here', 'elsewhere'] as const)('an object %s', (place) => {
  let ipc: Ipc;
  beforeEach(() => {
    ipc = new Ipc();
    if (place === 'elsewhere') ipc.divert(new LoopbackPort(ipc.table));
  });

  it('gets numbers, text, flags and structures, and answers a structure', () => {
    const status = { ...emptyFileStatus(), size: 2 ** 53 - 1, modified: { seconds: -5, nanoseconds: 999_999_999 } };
    const { object, asked } = answering((...args: unknown[]) => (args.length === 1 ? status : Errno.EACCES));
    const stub = new NameTreeStub(ipc, ipc.table.register(object as NameTree, dispatchNameTree));
    expect(stub.getStatus(17)).toEqual(status);
    const credentials = { ...emptyCredentials(), groups: [1, 2, 3] };
    expect(stub.walk(1, 'a/\xff', true, credentials)).toBe(Errno.EACCES);
    expect(asked).toEqual([[17], [1, 'a/\xff', true, credentials]]);
  });

  it('answers an error in place of a structure', () => {
    const { object } = answering(Errno.ENOENT);
    const stub = new NameTreeStub(ipc, ipc.table.register(object as NameTree, dispatchNameTree));
    expect(stub.getStatus(1)).toBe(Errno.ENOENT);
    expect(stub.readSymlink(1)).toBe(Errno.ENOENT);
  });

  it('answers texts and lists', () => {
    const entries = [
      { inode: 3, cookie: 9, type: 1, name: 'one' },
      { inode: 4, cookie: 10, type: 2, name: '' },
    ];
    const file = new FileStub(ipc, ipc.table.register(answering(entries).object as File, dispatchFile));
    expect(file.getEntries(0, 10)).toEqual(entries);
    const tree = new NameTreeStub(ipc, ipc.table.register(answering('target').object as NameTree, dispatchNameTree));
    expect(tree.readSymlink(1)).toBe('target');
  });

  it('writes into the caller through a lease', () => {
    const { object } = answering((_: number, into: Lease) => into.put(new Uint8Array([1, 2, 3])));
    const stub = new FileStub(ipc, ipc.table.register(object as File, dispatchFile));
    const bytes = new Uint8Array(8);
    expect(stub.read(0, Lease.over(bytes))).toBe(3);
    expect([...bytes]).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
  });

  it('has the methods of what it extends, under numbers of their own', () => {
    const attributes = { ...emptyTerminalAttributes(), characterSize: 8 };
    const { object, asked } = answering((...args: unknown[]) => (args.length === 0 ? attributes : 0));
    const stub = new TerminalStub(ipc, ipc.table.register(object as Terminal, dispatchTerminal));
    expect(stub.getAttributes()).toEqual(attributes);
    stub.setCapacity(4096);
    expect(asked).toEqual([[], [4096]]);
  });

  it('is counted as a call or as a message', () => {
    const stub = new FileStub(ipc, ipc.table.register(answering(0).object as File, dispatchFile));
    stub.sync();
    expect(ipc.counters).toEqual(place === 'here' ? { calls: 1, messages: 0 } : { calls: 0, messages: 1 });
  });
});
