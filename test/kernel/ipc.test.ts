import { describe, expect, test } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { dispatchMemory, MemoryStub } from '../../runtime/generated/servers/memory.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { LoopbackPort } from '../../runtime/kernel/loopback-port.ts';
import { Message } from '../../runtime/kernel/message.ts';
import { handleKey, NO_OBJECT, sameHandle } from '../../runtime/kernel/object-handle.ts';
import { ObjectTable, Right } from '../../runtime/kernel/object-table.ts';
import { PRIVATE, RW, TestMachine } from './make-space.ts';

const nothing = () => undefined;

describe('an object table', () => {
  test('finds an object by its handle until it is removed', () => {
    const table = new ObjectTable(1);
    const object = {};
    const handle = table.register(object, nothing, { owner: 7, clientData: 3 });
    expect(table.resolve(handle)).toBe(object);
    expect(table.entry(handle)).toMatchObject({ owner: 7, clientData: 3, otherRights: Right.call });
    expect(table.remove(handle)).toBe(true);
    expect(table.resolve(handle)).toBeUndefined();
    expect(table.remove(handle)).toBe(false);
    expect(table.size).toBe(0);
  });

  test('never takes a stale handle for the object that has its place now', () => {
    const table = new ObjectTable(1);
    const old = table.register('old', nothing);
    table.remove(old);
    const fresh = table.register('new', nothing);
    expect(fresh.index).toBe(old.index);
    expect(table.resolve(old)).toBeUndefined();
    expect(sameHandle(old, fresh)).toBe(false);
    expect(handleKey(old)).not.toBe(handleKey(fresh));
  });

  test('replaces an object behind its handles', () => {
    const table = new ObjectTable(1);
    const handle = table.register('slow', nothing);
    expect(table.replace(handle, 'fast', nothing)).toBe(true);
    expect(table.resolve(handle)).toBe('fast');
    expect(table.replace(NO_OBJECT, 'x', nothing)).toBe(false);
  });

  test('knows only its own objects', () => {
    const handle = new ObjectTable(2).register('there', nothing);
    expect(new ObjectTable(1).resolve(handle)).toBeUndefined();
    expect(() => new Ipc().port(handle)).toThrow('no way to object');
  });
});

describe('a message', () => {
  const carrier = new LoopbackPort(new ObjectTable(1));

  test('gives back what was put in, in order, beyond its first capacity', () => {
    const message = new Message(carrier, 8);
    const long = 'x'.repeat(1000);
    message.putNumber(2 ** 53);
    message.putNumber(-1.5);
    message.putBoolean(true);
    message.putText(`\0ÿ${long}`);
    message.putBytes(Uint8Array.of(1, 2, 3));
    message.putHandle({ comm: 1, index: 2, sequence: 3 });
    message.rewind();
    expect(message.getNumber()).toBe(2 ** 53);
    expect(message.getNumber()).toBe(-1.5);
    expect(message.getBoolean()).toBe(true);
    expect(message.getText()).toBe(`\0ÿ${long}`);
    expect([...message.getBytes()]).toEqual([1, 2, 3]);
    expect(message.getHandle()).toEqual({ comm: 1, index: 2, sequence: 3 });
    expect(() => message.getNumber()).toThrow('message ends');
  });

  test('carries a lease as a token that is good once', () => {
    const message = new Message(carrier);
    const lease = Lease.over(new Uint8Array(4));
    message.putLease(lease);
    message.rewind();
    expect(message.getLease()).toBe(lease);
    message.rewind();
    expect(() => message.getLease()).toThrow('is not lent');
  });
});

describe('a call', () => {
  const make = () => {
    const machine = new TestMachine();
    const ipc = new Ipc();
    const space = machine.space();
    return { ipc, space, handle: ipc.table.register(space, dispatchMemory) };
  };

  test('to an object of the same processor sends no message', () => {
    const { ipc, handle } = make();
    const memory = new MemoryStub(ipc, handle);
    expect(memory.map(0, 4096, RW, PRIVATE, undefined, 0)).toBeGreaterThan(0);
    expect(ipc.counters).toEqual({ calls: 1, messages: 0 });
  });

  test('through a port does the same, bytes and leases included', () => {
    const { ipc, handle, space } = make();
    ipc.divert(new LoopbackPort(ipc.table));
    const memory = new MemoryStub(ipc, handle);
    const at = memory.map(0, 3 * 4096, RW, PRIVATE, undefined, 0);
    expect(at).toBeGreaterThan(0);
    space.copyOut(at, Uint8Array.of(1));
    const bytes = new Uint8Array(3);
    expect(memory.resident(at, 3 * 4096, Lease.over(bytes))).toBe(0);
    expect(bytes[0]).toBe(1);
    expect(memory.unmap(at + 1, 4096)).toBe(Errno.EINVAL);
    expect(ipc.counters).toEqual({ calls: 0, messages: 3 });
  });

  test('to an object that is gone says ESTALE', () => {
    const { ipc, handle } = make();
    ipc.divert(new LoopbackPort(ipc.table));
    const memory = new MemoryStub(ipc, handle);
    ipc.table.remove(handle);
    expect(memory.unmap(0, 4096)).toBe(Errno.ESTALE);
  });
});
