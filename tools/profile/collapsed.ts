/**
 * Collapsed stacks, as flame-graph tools and speedscope read them: a line a stack, functions from the outermost to the
 * innermost with semicolons between, a space, and its weight in microseconds.
 */
import type { CallNode, Profiler } from '../../runtime/profile/profiler.ts';

export function collapsed({ root }: Profiler): string {
  const lines: string[] = [];
  const visit = (node: CallNode, path: string): void => {
    for (const child of node.children.values()) {
      const here = `${path}${path === '' ? '' : ';'}${child.function.name.replaceAll(';', ':')}`;
      if (child.hits > 0) lines.push(`${here} ${Math.max(1, Math.round(child.time / 1000))}\n`);
      visit(child, here);
    }
  };
  visit(root, '');
  return lines.join('');
}
