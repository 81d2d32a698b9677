/**
 * The JSON of V8's CPU profiles (Profiler.Profile of the DevTools protocol), which Chrome, VS Code and speedscope open.
 * Times are microseconds of guests' running time, one after the other, whatever was between them.
 */
import type { CallNode, Profiler } from '../../runtime/profile/profiler.ts';

export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** A node's id for each sample, and the time since the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    /** There are no lines: −1. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount: number;
  readonly children: readonly number[];
}

export function cpuProfile({ nodes, samples, times }: Profiler): CpuProfile {
  const scripts = new Map<string, string>([['', '0']]);
  const scriptOf = (file: string): string => {
    const id = scripts.get(file) ?? String(scripts.size);
    scripts.set(file, id);
    return id;
  };
  const node = ({ id, function: { name, file }, hits, children }: CallNode): CpuProfileNode => ({
    id,
    callFrame: { functionName: name, scriptId: scriptOf(file), url: file, lineNumber: -1, columnNumber: -1 },
    hitCount: hits,
    children: [...children.values()].map((child) => child.id),
  });
  const timeDeltas = times.map((time) => Math.round(time / 1000));
  return {
    nodes: nodes.map(node),
    startTime: 0,
    endTime: timeDeltas.reduce((sum, time) => sum + time, 0),
    samples,
    timeDeltas,
  };
}
