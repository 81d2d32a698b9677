/** Result lines of LTP and TAP programs, and what a program came to. */
import { describe, expect, it } from 'vitest';
import { ResultLines } from '../../../tools/conform/lines.ts';
import { verdict } from '../../../tools/conform/verdict.ts';

function lines(text: string): ResultLines {
  const all = new ResultLines();
  for (const line of text.split('\n')) all.add(line);
  return all;
}
const ended = { killed: false, fault: undefined };

describe("the Linux Test Project's lines", () => {
  const NEW = `tst_test.c:2038: TINFO: LTP version
access01.c:294: TPASS: access(accessfile_rwx, F_OK) as root passed
access01.c:301: TFAIL: access(x, W_OK) as nobody succeeded: EACCES (13)
access01.c:305: TPASS: done

Summary:
passed   2
failed   1`;

  it('are counted by kind, and the first failing one is the reason', () => {
    expect(lines(NEW).counts()).toEqual({ pass: 2, fail: 1, conf: 0, brok: 0, warn: 0, info: 1 });
    expect(lines(NEW).reason()).toBe('access01.c:301: TFAIL: access(x, W_OK) as nobody succeeded: EACCES (13)');
  });

  it('are known in their older form and in colours', () => {
    const old = lines('pipe01    1  TPASS  :  pipe.c:3: works\nx.c:1: \u001b[1;31mTFAIL: \u001b[0mno');
    expect(old.counts()).toMatchObject({ pass: 1, fail: 1 });
    expect(old.reason()).toBe('x.c:1: TFAIL: no');
  });

  it.each([
    [0, 'a.c:1: TPASS: x', 'pass'],
    [0, 'a.c:1: TPASS: x\na.c:2: TFAIL: a child says so', 'fail'],
    [1, 'a.c:1: TFAIL: x', 'fail'],
    [2, 'a.c:1: TBROK: x', 'brok'],
    [4, 'a.c:1: TWARN: x', 'brok'],
    [32, 'a.c:1: TCONF: x', 'conf'],
    [32, 'a.c:1: TCONF: x\na.c:2: TPASS: y', 'pass'],
    [33, 'a.c:1: TFAIL: x\na.c:2: TCONF: y', 'fail'],
    [2, 'tst_test.c:1900: TBROK: Test timeouted, sending SIGKILL!', 'timeout'],
    ['SIGSEGV', 'a.c:1: TPASS: x', 'crash'],
  ] as const)('with status %s after %j are %s', (status, text, outcome) => {
    expect(verdict(lines(text), { status, ...ended })).toBe(outcome);
  });
});

describe("the Test Anything Protocol's lines", () => {
  it.each([
    ['1..2\nok 1 - a\nok 2 - b', 0, 'pass', { pass: 2, fail: 0, conf: 0 }],
    ['1..2\nok 1 - a\nnot ok 2 - b', 0, 'fail', { pass: 1, fail: 1, conf: 0 }],
    ['1..3\nok 1\nok 2', 0, 'fail', { pass: 2, fail: 1, conf: 0 }],
    ['TAP version 13\n1..2\nnot ok 1 # TODO later\nok 2', 0, 'pass', { pass: 1, fail: 0, conf: 1 }],
    ['1..0 # SKIP no such device', 4, 'conf', { pass: 0, fail: 0, conf: 1 }],
    ['1..1\nok 1 # SKIP no such device', 4, 'conf', { pass: 0, fail: 0, conf: 1 }],
    ['1..2\nok 1\nBail out! no memory', 1, 'brok', { pass: 1, brok: 1 }],
    ['1..1\nok 1', 3, 'fail', { pass: 1 }],
  ] as const)('%j with status %i are %s', (text, status, outcome, counts) => {
    expect(lines(text).counts()).toMatchObject(counts);
    expect(verdict(lines(text), { status, ...ended })).toBe(outcome);
  });
});

describe('a program without result lines', () => {
  it.each([
    [0, 'pass'],
    [1, 'fail'],
    [77, 'conf'],
    [99, 'brok'],
    ['SIGILL', 'crash'],
  ] as const)('with status %s is %s', (status, outcome) => {
    expect(verdict(lines('ok, here we go'), { status, ...ended })).toBe(outcome);
  });

  it('that was killed has timed out, and a fault of k42 is a crash', () => {
    expect(verdict(lines(''), { status: 'SIGKILL', killed: true, fault: undefined })).toBe('timeout');
    expect(verdict(lines(''), { status: 125, killed: false, fault: 'k42: Error' })).toBe('crash');
  });
});
