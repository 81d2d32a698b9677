import { describe, expect, it } from 'vitest';
import { WaitKind, WaitSelector } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { WaitOptions } from '../../runtime/generated/flags.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import { emptyResourceUsage } from '../../runtime/generated/structs.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { Tree } from './server.ts';

const { exited, stopped, continued, noHang, noWait, allChildren, cloneChildren } = WaitOptions;

describe('waiting for children', () => {
  it('answers ECHILD to a process without children', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toBe(Errno.ECHILD);
  });

  it('would block while the child runs, and says pid 0 when it must not hang', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    tree.fork(parent);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toBe(WOULD_BLOCK);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited | noHang)).toMatchObject({ pid: 0 });
  });

  it('tells exit codes and deadly signals once', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const first = tree.fork(parent);
    const second = tree.fork(parent);
    tree.exit(first, 7);
    tree.kill(second, Signal.SIGSEGV);
    expect(tree.server.wait(parent, WaitSelector.process, second, exited)).toMatchObject({
      pid: second,
      kind: WaitKind.killed,
      code: Signal.SIGSEGV,
    });
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toMatchObject({ pid: first, code: 7 });
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toBe(Errno.ECHILD);
  });

  it('leaves the child waitable with noWait', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const child = tree.fork(parent);
    tree.exit(child, 3);
    for (const options of [exited | noWait, exited]) {
      expect(tree.server.wait(parent, WaitSelector.any, 0, options)).toMatchObject({ pid: child, code: 3 });
    }
  });

  it('finds children by group; group 0 is the own one', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    tree.server.setSession(parent);
    const same = tree.fork(parent);
    const other = tree.fork(parent);
    tree.server.setGroup(parent, other, other);
    tree.exit(other);
    tree.exit(same);
    expect(tree.server.wait(parent, WaitSelector.group, other, exited)).toMatchObject({ pid: other });
    expect(tree.server.wait(parent, WaitSelector.group, 0, exited)).toMatchObject({ pid: same });
  });

  it('tells stops and continuations only to who asks, and each once', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const child = tree.fork(parent);
    tree.stop(child);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited | noHang)).toMatchObject({ pid: 0 });
    expect(tree.server.wait(parent, WaitSelector.any, 0, stopped)).toMatchObject({
      pid: child,
      kind: WaitKind.stopped,
    });
    expect(tree.server.wait(parent, WaitSelector.any, 0, stopped)).toBe(WOULD_BLOCK);
    tree.server.change(child, WaitKind.continued, Signal.SIGCONT);
    expect(tree.server.wait(parent, WaitSelector.any, 0, continued)).toMatchObject({ kind: WaitKind.continued });
  });

  it('meets a child with another exit signal only with cloneChildren or allChildren', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const child = tree.fork(parent, 0);
    tree.exit(child);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toBe(Errno.ECHILD);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited | cloneChildren | noWait)).toMatchObject({
      pid: child,
    });
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited | allChildren)).toMatchObject({ pid: child });
  });

  it('adds what a child and its own children used to the parent', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const child = tree.fork(parent);
    const grandchild = tree.fork(child);
    const used = (nanoseconds: number) => ({
      ...emptyResourceUsage(),
      userTime: { seconds: 1, nanoseconds },
      maximumResidentSet: nanoseconds,
    });
    tree.server.exit(grandchild, WaitKind.exited, 0, used(600_000_000));
    tree.server.wait(child, WaitSelector.any, 0, exited);
    tree.server.exit(child, WaitKind.exited, 0, used(500_000_000));
    tree.server.wait(parent, WaitSelector.any, 0, exited);
    expect(tree.server.getChildrenUsage(parent)).toMatchObject({
      userTime: { seconds: 3, nanoseconds: 100_000_000 },
      maximumResidentSet: 600_000_000,
    });
  });
});

describe('the end of a process', () => {
  it('sends the exit signal to the parent and wakes who waits', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const child = tree.fork(parent);
    const stopWatching = tree.watch(parent);
    tree.exit(child);
    expect(tree.take()).toEqual([`${parent} SIGCHLD`]);
    expect(tree.woken).toEqual([parent]);
    stopWatching();
    tree.exit(tree.fork(parent));
    expect(tree.woken).toEqual([parent]);
  });

  it('leaves no zombie when the parent ignores its children', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    tree.server.ignoreChildren(parent, true);
    const child = tree.fork(parent);
    tree.exit(child);
    expect(tree.server.wait(parent, WaitSelector.any, 0, exited)).toBe(Errno.ECHILD);
    expect(tree.server.getGroup(child)).toBe(Errno.ESRCH);
  });

  it('gives children to init, which waits for zombies at once', () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const living = tree.fork(parent);
    const zombie = tree.fork(parent);
    tree.exit(zombie);
    tree.exit(parent);
    expect(tree.server.getParent(living)).toBe(1);
    expect(tree.server.getParent(zombie)).toBe(Errno.ESRCH);
    tree.exit(living);
    expect(tree.server.getParent(living)).toBe(Errno.ESRCH);
  });

  it("makes a sibling the child of the maker's parent", () => {
    const tree = new Tree();
    const parent = tree.fork(1);
    const maker = tree.fork(parent);
    const sibling = tree.fork(maker, Signal.SIGCHLD, true);
    expect(tree.server.getParent(sibling)).toBe(parent);
  });
});
