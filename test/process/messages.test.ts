import { describe, expect, it } from 'vitest';
import { WaitKind, WaitSelector } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { WaitOptions } from '../../runtime/generated/flags.ts';
import { dispatchProcess, type Process, ProcessStub } from '../../runtime/generated/servers/process.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import { emptyCredentials, emptyResourceUsage, emptySignalInformation } from '../../runtime/generated/structs.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { LoopbackPort } from '../../runtime/kernel/loopback-port.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { ProcessServer } from '../../runtime/servers/process/process-server.ts';

/** The same conversation, with every call a method call or every call a message. */
function converse(remote: boolean): { answers: unknown[]; messages: number; calls: number } {
  const ipc = new Ipc();
  if (remote) ipc.divert(new LoopbackPort(ipc.table));
  const handle = ipc.table.register<Process>(new ProcessServer(ipc, emptyCredentials()), dispatchProcess);
  const stub = new ProcessStub(ipc, handle);
  const parent = stub.fork(1, Signal.SIGCHLD, false);
  const session = stub.setSession(parent);
  const child = stub.fork(parent, Signal.SIGCHLD, false);
  const answers = [
    parent,
    child,
    stub.wait(parent, WaitSelector.any, 0, WaitOptions.exited),
    session,
    stub.setGroup(parent, child, 0),
    stub.getGroup(child),
    stub.mayStop(child),
    stub.signal(parent, 4711, Signal.SIGTERM, emptySignalInformation()),
    stub.exit(child, WaitKind.exited, 42, emptyResourceUsage()),
    stub.wait(parent, WaitSelector.any, 0, WaitOptions.exited),
    stub.getCredentials(parent),
  ];
  return { answers, messages: ipc.counters.messages, calls: ipc.counters.calls };
}

describe('the process server', () => {
  it('answers the same near and far, and near no message is sent', () => {
    const near = converse(false);
    const far = converse(true);
    expect(near.answers).toEqual(far.answers);
    expect(near.answers.slice(2, 8)).toEqual([WOULD_BLOCK, near.answers[0], 0, near.answers[1], true, Errno.ESRCH]);
    expect(near.messages).toBe(0);
    expect(far.messages).toBeGreaterThan(0);
    expect(far.calls).toBe(0);
  });
});
