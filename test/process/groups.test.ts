import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import { Tree } from './server.ts';

/** A session leader with two children, as a shell has them. */
function shell(): { tree: Tree; leader: number; a: number; b: number } {
  const tree = new Tree();
  const leader = tree.fork(1);
  tree.server.setSession(leader);
  return { tree, leader, a: tree.fork(leader), b: tree.fork(leader) };
}

describe('process groups', () => {
  it('are inherited', () => {
    const { tree, leader, a } = shell();
    expect(tree.server.getGroup(a)).toBe(leader);
    expect(tree.server.getSession(a)).toBe(leader);
  });

  it("take a child, and join it to another child's group", () => {
    const { tree, leader, a, b } = shell();
    expect(tree.server.setGroup(leader, a, 0)).toBe(0);
    expect(tree.server.setGroup(leader, b, a)).toBe(0);
    expect(tree.server.getGroup(b)).toBe(a);
  });

  it('refuse what setpgid(2) refuses', () => {
    const { tree, leader, a, b } = shell();
    expect(tree.server.setGroup(a, b, 0)).toBe(Errno.ESRCH);
    expect(tree.server.setGroup(leader, leader, 0)).toBe(Errno.EPERM);
    expect(tree.server.setGroup(leader, a, 9999)).toBe(Errno.EPERM);
    expect(tree.server.setGroup(leader, a, -1)).toBe(Errno.EINVAL);
    tree.server.executed(a, '/bin/true');
    expect(tree.server.setGroup(leader, a, 0)).toBe(Errno.EACCES);
    const stranger = tree.fork(1);
    expect(tree.server.setGroup(leader, stranger, 0)).toBe(Errno.ESRCH);
  });

  it('do not make a leader lead a session', () => {
    const { tree, leader, a } = shell();
    tree.server.setGroup(leader, a, 0);
    expect(tree.server.setSession(a)).toBe(Errno.EPERM);
    expect(tree.server.setSession(tree.fork(a))).toBeGreaterThan(0);
  });
});

describe('an orphaned group', () => {
  it('is one whose parents are all in it or outside the session', () => {
    const { tree, leader, a } = shell();
    expect(tree.server.mayStop(leader)).toBe(false);
    tree.server.setGroup(leader, a, 0);
    expect(tree.server.mayStop(a)).toBe(true);
    tree.exit(leader);
    expect(tree.server.mayStop(a)).toBe(false);
  });

  it('hears SIGHUP and SIGCONT when it comes about with a stopped member', () => {
    const { tree, leader, a, b } = shell();
    tree.server.setGroup(leader, a, 0);
    tree.server.setGroup(leader, b, a);
    tree.stop(a);
    tree.take();
    tree.exit(leader);
    expect(tree.take()).toEqual([`${a} SIGHUP`, `${b} SIGHUP`, `${a} SIGCONT`, `${b} SIGCONT`]);
  });

  it('hears nothing when nobody is stopped', () => {
    const { tree, leader, a } = shell();
    tree.server.setGroup(leader, a, 0);
    tree.exit(leader);
    expect(tree.take()).toEqual([]);
  });
});

describe('signals', () => {
  it('reach a process, a group, the own group, and everybody', () => {
    const { tree, leader, a, b } = shell();
    tree.server.setGroup(leader, b, 0);
    expect(tree.signal(leader, a, Signal.SIGUSR1)).toBe(0);
    expect(tree.signal(leader, -b, Signal.SIGUSR1)).toBe(0);
    expect(tree.signal(a, 0, Signal.SIGTERM)).toBe(0);
    expect(tree.signal(leader, -1, Signal.SIGINT)).toBe(0);
    expect(tree.take()).toEqual([
      `${a} SIGUSR1`,
      `${b} SIGUSR1`,
      `${leader} SIGTERM`,
      `${a} SIGTERM`,
      `${a} SIGINT`,
      `${b} SIGINT`,
    ]);
  });

  it('say who is not there', () => {
    const { tree, leader } = shell();
    expect(tree.signal(leader, 999, Signal.SIGTERM)).toBe(Errno.ESRCH);
    expect(tree.signal(leader, -999, Signal.SIGTERM)).toBe(Errno.ESRCH);
    expect(tree.signal(leader, leader, 500)).toBe(Errno.EINVAL);
  });

  it('only ask with number 0, and find a zombie', () => {
    const { tree, leader, a } = shell();
    tree.exit(a);
    tree.take();
    expect(tree.signal(leader, a, 0)).toBe(0);
    expect(tree.signal(leader, a, Signal.SIGTERM)).toBe(0);
    expect(tree.take()).toEqual([]);
  });

  it('need the same user, except SIGCONT within a session', () => {
    const { tree, leader, a, b } = shell();
    const become = (pid: number, user: number): void => {
      const now = tree.server.getCredentials(pid);
      if (typeof now === 'number') throw new Error('no such process');
      tree.server.setCredentials(pid, { ...now, user, effectiveUser: user, savedUser: user, fileUser: user });
    };
    become(a, 1000);
    become(b, 1001);
    expect(tree.signal(a, b, Signal.SIGTERM)).toBe(Errno.EPERM);
    expect(tree.signal(a, b, Signal.SIGCONT)).toBe(0);
    expect(tree.signal(leader, a, Signal.SIGTERM)).toBe(0);
    expect(tree.signal(a, -leader, Signal.SIGTERM)).toBe(0);
  });

  it('reach a thread', () => {
    const { tree, leader, a } = shell();
    const tid = tree.server.newThread(a);
    const information = {
      signal: 0,
      code: 0,
      error: 0,
      pid: 0,
      user: 0,
      status: 0,
      address: 0,
      value: 0,
      timer: 0,
      overrun: 0,
      band: 0,
      fd: 0,
      call: 0,
      architecture: 0,
    };
    expect(tree.server.signalThread(leader, a, tid, Signal.SIGUSR1, information)).toBe(0);
    expect(tree.server.signalThread(leader, leader, tid, Signal.SIGUSR1, information)).toBe(Errno.ESRCH);
    expect(tree.take()).toEqual([`${a}/${tid} SIGUSR1`]);
    tree.server.endThread(a, tid);
    expect(tree.server.signalThread(leader, 0, tid, Signal.SIGUSR1, information)).toBe(Errno.ESRCH);
  });
});

describe('credentials and priority', () => {
  it('cannot be gained', () => {
    const tree = new Tree(1000);
    const pid = tree.fork(1);
    const now = tree.server.getCredentials(pid);
    if (typeof now === 'number') throw new Error('no such process');
    expect(tree.server.setCredentials(pid, { ...now, effectiveUser: 0 })).toBe(Errno.EPERM);
    expect(tree.server.setCredentials(pid, { ...now, groups: [5] })).toBe(Errno.EPERM);
  });

  it('let a process only be nicer', () => {
    const tree = new Tree(1000);
    const pid = tree.fork(1);
    expect(tree.server.getPriority(pid, 0, 0)).toBe(20);
    expect(tree.server.setPriority(pid, 0, 0, 5)).toBe(0);
    expect(tree.server.getPriority(pid, 0, 0)).toBe(15);
    expect(tree.server.setPriority(pid, 0, 0, 4)).toBe(Errno.EACCES);
  });
});
