/**
 * Debian's Python passes under k42 what of its own regression tests asks most of the system. All of these modules, and the
 * larger ones, take many minutes: this is what is quick.
 */
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { DISTRIBUTION } from '../../../tools/real/distribution.ts';
import { k42Run, outcome } from '../guest.ts';

/** What is run of a module, as its own runner selects; all of it where nothing is said. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  test_epoll: [],
  test_select: [],
  test_resource: [],
  // Directory notification is not there.
  test_fcntl: ['-i', 'test_fcntl_64_bit'],
  test_threading: ['-m', 'LockTests', '-m', 'ConditionTests', '-m', 'BarrierTests'],
  test_socket: ['-m', 'RecvmsgSCMRightsStreamTest', '-m', 'SendmsgUnixStreamTest', '-m', 'BasicTCPTest'],
  test_signal: ['-m', 'PidfdSignalTest', '-m', 'PendingSignalsTests', '-m', 'ItimerTest'],
  test_subprocess: ['-m', 'test_pass_fds', '-m', 'test_start_new_session'],
};

test.each(Object.entries(MODULES))('%s', (name, selected) => {
  const command = ['/usr/bin/python3', '-m', 'test', name, ...selected];
  const run = k42Run('--quiet', '--sysroot', DISTRIBUTION, '-w', '/tmp');
  const { status, output } = outcome([...run, ...command], tmpdir());
  expect(output).toContain('Tests result: SUCCESS');
  expect(output).not.toContain('NO TEST');
  expect(status).toBe(0);
});
