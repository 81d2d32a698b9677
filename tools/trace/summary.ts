/** Counts calls, errors and time, as `strace -c` tells them. */
interface Figures {
  calls: number;
  errors: number;
  milliseconds: number;
}

export class CallSummary {
  readonly #byName = new Map<string, Figures>();

  add(name: string, milliseconds: number, failed: boolean): void {
    const figures = this.#byName.get(name) ?? { calls: 0, errors: 0, milliseconds: 0 };
    figures.calls++;
    figures.milliseconds += milliseconds;
    if (failed) figures.errors++;
    this.#byName.set(name, figures);
  }

  text(): string {
    const rows = [...this.#byName].toSorted(([, a], [, b]) => b.milliseconds - a.milliseconds);
    const sum = { calls: 0, errors: 0, milliseconds: 0 };
    for (const [, row] of rows) {
      sum.calls += row.calls;
      sum.errors += row.errors;
      sum.milliseconds += row.milliseconds;
    }
    const line = (name: string, { calls, errors, milliseconds }: Figures): string => {
      const share = sum.milliseconds === 0 ? 0 : (100 * milliseconds) / sum.milliseconds;
      const each = calls === 0 ? 0 : Math.round((1000 * milliseconds) / calls);
      const cells = [
        share.toFixed(2).padStart(6),
        (milliseconds / 1000).toFixed(6).padStart(11),
        String(each).padStart(11),
      ];
      return [...cells, String(calls).padStart(9), (errors === 0 ? '' : String(errors)).padStart(9), name].join(' ');
    };
    const rule = '------ ----------- ----------- --------- --------- ----------------';
    const head = '% time     seconds  usecs/call     calls    errors syscall';
    return `${[head, rule, ...rows.map(([name, row]) => line(name, row)), rule, line('total', sum)].join('\n')}\n`;
  }
}
