/**
 * Result lines of a test program: those of the Linux Test Project, `file.c:12: TPASS: …` and the older `name 1 TPASS : …`, and
 * those of the Test Anything Protocol, `1..3`, `ok 1 - …`, `not ok 2 # TODO …`.
 */
import type { Counts } from './result.ts';

const LTP = /(?:^|\s)T(PASS|FAIL|CONF|BROK|WARN|INFO)\s*(?:\||:)/;
const TAP = /^(not )?ok\b(?:\s+\d+)?([^#]*)(?:#\s*(SKIP|TODO)\b.*)?/i;
const PLAN = /^1\.\.(\d+)(\s*#\s*skip\b)?/i;
/** A terminal's colours. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
const LONGEST = 300;

type Tally = { -readonly [kind in keyof Counts]: number };
const none = (): Tally => ({ pass: 0, fail: 0, conf: 0, brok: 0, warn: 0, info: 0 });

export class ResultLines {
  readonly #ltp = none();
  readonly #tap = none();
  /** The first line of each kind. */
  readonly #first: Partial<Record<keyof Counts, string>> = {};
  #last = '';
  #planned: number | undefined;
  #isTap = false;
  #isLtp = false;
  /** The program's own watch has killed it. */
  timedOut = false;

  get isLtp(): boolean {
    return this.#isLtp;
  }

  get isTap(): boolean {
    return this.#isTap && !this.#isLtp;
  }

  /** A line without its end. */
  add(text: string): void {
    const line = text.replace(COLOUR, '').trimEnd();
    if (line === '') return;
    this.#last = line;
    if (/Test timeouted|Test timed out/.test(line)) this.timedOut = true;
    const word = LTP.exec(line)?.[1];
    if (word !== undefined) {
      this.#isLtp = true;
      this.#count(this.#ltp, word.toLowerCase() as keyof Counts, line);
    } else this.#addTap(line);
  }

  /** Result lines by kind; what a TAP plan promised and did not come has failed. */
  counts(): Counts {
    if (!this.isTap) return this.#ltp;
    const { pass, fail, conf, brok } = this.#tap;
    const lost = Math.max(0, (this.#planned ?? 0) - pass - fail - conf);
    return { ...none(), pass, fail: fail + lost, conf, brok };
  }

  /** The line that says best why the outcome is not a pass; otherwise the last one. */
  reason(): string | undefined {
    const { fail, brok, warn, conf } = this.#first;
    const line = fail ?? brok ?? warn ?? conf ?? this.#last;
    return line === '' ? undefined : line.slice(0, LONGEST);
  }

  #addTap(line: string): void {
    const plan = PLAN.exec(line);
    if (plan !== null) {
      this.#isTap = true;
      this.#planned = Number(plan[1]);
      if (plan[2] !== undefined) this.#count(this.#tap, 'conf', line);
    } else if (line.startsWith('TAP version ')) this.#isTap = true;
    else if (line.startsWith('Bail out!')) this.#count(this.#tap, 'brok', line);
    else {
      const [all, not, , directive] = TAP.exec(line) ?? [];
      if (all === undefined) return;
      if (directive !== undefined) this.#count(this.#tap, 'conf', line);
      else this.#count(this.#tap, not === undefined ? 'pass' : 'fail', line);
    }
  }

  #count(tally: Tally, kind: keyof Counts, line: string): void {
    tally[kind]++;
    this.#first[kind] ??= line;
  }
}
