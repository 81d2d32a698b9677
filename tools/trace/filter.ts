/** Which calls a trace shows: strace's `-e trace=` with names, %classes, /regular expressions/ and `!` before all. */
import { ExitStatus, Failure } from '../cli/exit.ts';
import type { TraceCall } from '../../runtime/trace/types.ts';

const CLASSES = ['file', 'desc', 'process', 'signal', 'memory', 'network', 'ipc'];

export function traceFilter(expression: string | undefined): (call: TraceCall) => boolean {
  if (expression === undefined) return () => true;
  const text = expression.replace(/^trace=/, '');
  const not = text.startsWith('!');
  const tests = (not ? text.slice(1) : text).split(',').map(testOf);
  return (call) => tests.some((test) => test(call)) !== not;
}

function testOf(part: string): (call: TraceCall) => boolean {
  if (part === 'all') return () => true;
  if (part === 'none') return () => false;
  if (part.startsWith('%')) {
    const group = part.slice(1);
    if (!CLASSES.includes(group))
      throw new Failure(`-e trace=${part}: no such class; there are %${CLASSES.join(' %')}`, ExitStatus.usage);
    return ({ groups }) => groups.includes(group);
  }
  if (part.startsWith('/')) {
    try {
      const pattern = new RegExp(part.replace(/^\/|\/$/g, ''));
      return ({ name }) => pattern.test(name);
    } catch (error) {
      throw new Failure(`-e trace=${part}: ${(error as Error).message}`, ExitStatus.usage);
    }
  }
  return ({ name }) => name === part;
}
