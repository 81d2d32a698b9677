/** Servers answer the same whether they are called directly or through messages, and a direct call sends none. */
import { describe, expect, it } from 'vitest';
import { OpenFlags } from '../../runtime/generated/flags.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { PipesStub } from '../../runtime/generated/servers/pipes.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { LoopbackPort } from '../../runtime/kernel/loopback-port.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { MemoryTree } from '../../runtime/servers/files/memory-tree.ts';
import { PipeServer } from '../../runtime/servers/streams/pipe-server.ts';
import { give, Listener, Paths, ROOT_USER, services } from './support.ts';

function everything(remote: boolean): { answers: unknown[]; counters: { calls: number; messages: number } } {
  const all = services();
  const tree = new MemoryTree(all);
  const pipes = new PipeServer(all);
  if (remote) all.ipc.divert(new LoopbackPort(all.ipc.table));
  const paths = new Paths(all.ipc, tree.handle);
  const answers: unknown[] = [];
  const note = (answer: unknown): void => void answers.push(structuredClone(answer));
  note(paths.mkdir('/d'));
  note(paths.mkdir('/d'));
  paths.put('/d/f', 'hello');
  note(paths.get('/d/f'));
  note(paths.names('/d'));
  note(paths.rename('/d/f', '/g'));
  note(paths.symlink('g', '/l'));
  note(paths.readlink('/l'));
  note(paths.get('/l'));
  note(paths.file('/g', OpenFlags.read | OpenFlags.write).append(give('!')));
  const status = paths.status('/g');
  note(typeof status === 'number' ? status : [status.size, status.links, status.permissions]);
  const ends = new PipesStub(all.ipc, pipes.handle).create(0, ROOT_USER);
  if (typeof ends === 'number') throw new Error('no pipe');
  const reader = new StreamStub(all.ipc, ends.reader.object);
  const writer = new StreamStub(all.ipc, ends.writer.object);
  const listener = new Listener(all.ipc);
  const into = new Uint8Array(3);
  note(reader.receive(Lease.over(into), 0) === WOULD_BLOCK);
  reader.subscribe(listener.handle);
  note(writer.send(give('abcdef'), 0));
  note(listener.heard);
  note(reader.receive(Lease.over(into), 0));
  note([...into]);
  note(reader.pending());
  return { answers, counters: all.ipc.counters };
}

describe('a call', () => {
  it('on the same processor sends no message', () => {
    const { counters } = everything(false);
    expect(counters.messages).toBe(0);
    expect(counters.calls).toBeGreaterThan(30);
  });

  it('through messages is answered alike', () => {
    const remote = everything(true);
    expect(remote.answers).toEqual(everything(false).answers);
    expect(remote.counters.calls).toBe(0);
    expect(remote.counters.messages).toBeGreaterThan(30);
  });
});
