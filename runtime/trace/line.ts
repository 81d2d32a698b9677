/** The text and the event of one call: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */
import { errorName, errorText } from '../generated/errors.ts';
import type { TraceDecoder } from './decoder.ts';
import { flagsValue } from './names.ts';
import type { Registers, TraceArgument, TraceCall, TraceResult } from './types.ts';
import { toJson, toText } from './value.ts';
import type { Json } from './value.ts';

/** The arguments and result of a call, its variant looked up. */
export function shapeOf(
  call: TraceCall,
  registers: Registers,
): { readonly args: readonly TraceArgument[]; readonly result: TraceResult } {
  const variant = call.select === undefined ? undefined : call.variants?.get(call.select(registers));
  return variant ?? call;
}

/**
 * How many arguments can be told before the call has answered: those up to the first that it writes.
 * A tracer prints them at once, so that a call that blocks or ends the process is seen.
 */
export function toldAtEntry(args: readonly TraceArgument[]): number {
  const first = args.findIndex(({ type }) => 'direction' in type && type.direction !== 'in');
  return first < 0 ? args.length : first;
}

/** Arguments from `start` up to `end`, without the parentheses. */
export function argumentsText(
  decoder: TraceDecoder,
  args: readonly TraceArgument[],
  registers: Registers,
  result: number | undefined,
  start = 0,
  end = args.length,
): string {
  const told = args
    .map((argument, index) => ({ argument, index }))
    .filter(({ argument, index }) => index >= start && index < end && (argument.when?.(registers) ?? true));
  return told.map(({ argument, index }) => toText(decoder.argument(argument, index, registers, result))).join(', ');
}

/** What stands behind the equals sign. `result` is what the translation layer answered. */
export function resultText(result: number, shape: TraceResult, signalName: (signal: number) => string): string {
  if (result <= -1000) return '?';
  if (result < 0) return `-1 ${errorName(result)} (${errorText(result)})`;
  if (shape.kind === 'address') return `0x${result.toString(16)}`;
  if (shape.kind === 'flags')
    return `0x${result.toString(16)} (flags ${toText(flagsValue(result, shape.names, signalName))})`;
  return String(result);
}

/** One event of a trace as JSON lines carry it. */
export interface CallEvent {
  readonly version: 1;
  readonly event: 'call';
  readonly pid: number;
  readonly call: string;
  readonly arguments: { readonly [name: string]: Json };
  readonly result: number | undefined;
  readonly error: string | undefined;
}

export function callEvent(
  decoder: TraceDecoder,
  call: TraceCall,
  pid: number,
  registers: Registers,
  result: number,
): CallEvent {
  const { args } = shapeOf(call, registers);
  return {
    version: 1,
    event: 'call',
    pid,
    call: call.name,
    arguments: Object.fromEntries(
      args.map((argument, index) => [argument.name, toJson(decoder.argument(argument, index, registers, result))]),
    ),
    result: result >= 0 ? result : undefined,
    error: result < 0 && result > -1000 ? errorName(result) : undefined,
  };
}
