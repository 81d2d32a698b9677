/**
 * Watches system calls and writes a line for each. A call's arguments are told before it is made, up to the first that it
 * writes, so that one which blocks or ends the process is seen; when another process writes in between, the line is broken
 * as strace breaks it.
 */
import { STATE } from '../../emulator/index.ts';
import { KEEP } from '../../runtime/kernel/result.ts';
import type { Thread } from '../../runtime/kernel/thread.ts';
import type { CallTracer, Exit } from '../../runtime/index.ts';
import { TraceDecoder, type TraceLimits } from '../../runtime/trace/decoder.ts';
import { argumentsText, callEvent, resultText, shapeOf, toldAtEntry } from '../../runtime/trace/line.ts';
import { SavedRegisters } from '../../runtime/trace/saved-registers.ts';
import type { TraceCall } from '../../runtime/trace/types.ts';
import type { TraceValues } from '../cli/options.ts';
import { CallSummary } from './summary.ts';
import { traceFilter } from './filter.ts';
import type { TraceTables } from './tables.ts';

const FIRST_ARGUMENT = STATE.gpr + 3 * 8;
const ARGUMENTS = 8;
/** strace ends the arguments here and begins the result, when there is room. */
const RESULT_COLUMN = 39;
const EXECUTES = new Set(['execve', 'execveat', 'fexecve']);

interface Open {
  readonly call: TraceCall;
  readonly registers: SavedRegisters;
  readonly decoder: TraceDecoder;
  readonly started: number;
  /** Arguments told so far. */
  readonly told: number;
  readonly text: string;
}

export class Tracer implements CallTracer {
  readonly #tables: TraceTables;
  readonly #values: TraceValues;
  readonly #write: (text: string) => void;
  readonly #limits: TraceLimits;
  readonly #wanted: (call: TraceCall) => boolean;
  readonly #open = new Map<Thread, Open>();
  readonly #summary = new CallSummary();
  /** The thread whose line stands unfinished at the end of what was written. */
  #unfinished: Thread | undefined;

  constructor(tables: TraceTables, values: TraceValues, write: (text: string) => void) {
    this.#tables = tables;
    this.#values = values;
    this.#write = write;
    this.#limits = { text: values.stringLimit ?? 32, items: 16, verbose: false };
    this.#wanted = traceFilter(values.expr);
  }

  before(thread: Thread, number: number, again: boolean): void {
    if (again && this.#open.has(thread)) return;
    const { abi, space } = thread.process;
    const table = this.#tables.get(`${abi.personality} ${abi.name}`);
    const call: TraceCall | undefined = table?.calls.get(number) ?? unknownCall(number);
    if (table === undefined || call === undefined || !this.#wanted(call)) return;
    const first = (thread.cpu.address + FIRST_ARGUMENT) >>> 2;
    const registers = new SavedRegisters(thread.cpu.physical.i32.subarray(first, first + 2 * ARGUMENTS), abi.bits);
    const decoder = new TraceDecoder(table, space, this.#limits);
    const { args } = shapeOf(call, registers);
    const told = toldAtEntry(args);
    const silent = this.#values.summary === true || this.#values.json === true;
    const text = silent ? '' : `${call.name}(${argumentsText(decoder, args, registers, undefined, 0, told)}`;
    this.#open.set(thread, { call, registers, decoder, started: performance.now(), told, text });
    if (silent) return;
    this.#breakLine(thread);
    this.#write(`${this.#prefix(thread)}${text}`);
    this.#unfinished = thread;
  }

  after(thread: Thread, _number: number, result: number): void {
    const open = this.#open.get(thread);
    if (open === undefined) return;
    this.#open.delete(thread);
    const { call, registers, decoder, started, told } = open;
    const spent = performance.now() - started;
    if (this.#values.summary === true) {
      this.#summary.add(call.name, spent, result < 0 && result > -1000);
      return;
    }
    if (this.#values.json === true) {
      this.#write(`${JSON.stringify(callEvent(decoder, call, thread.tid, registers, result))}\n`);
      return;
    }
    const { args, result: shape } = shapeOf(call, registers);
    const rest = argumentsText(decoder, args, registers, result, told);
    const table = this.#tables.get(`${thread.process.abi.personality} ${thread.process.abi.name}`);
    // execve keeps the registers of the new program; strace tells its success as 0.
    const answered = result === KEEP && EXECUTES.has(call.name) ? 0 : result;
    const answer = resultText(answered, shape, (signal) => table?.signalName(signal) ?? String(signal));
    const comma = told > 0 && rest !== '' ? ', ' : '';
    let line = `${comma}${rest})`;
    if (this.#unfinished !== thread) {
      this.#breakLine(thread);
      line = `${this.#prefix(thread)}<... ${call.name} resumed>${line}`;
    } else {
      line = line.padEnd(RESULT_COLUMN - open.text.length);
    }
    const time = this.#values.syscallTimes === true ? ` <${(spent / 1000).toFixed(6)}>` : '';
    this.#write(`${line} = ${answer}${time}\n`);
    this.#unfinished = undefined;
  }

  /** The first program is over. */
  ended(pid: number, exit: Exit): void {
    if (this.#values.summary === true) {
      this.#write(this.#summary.text());
      return;
    }
    for (const [thread, open] of this.#open)
      if (thread.process.pid === pid && this.#values.json !== true) this.#finish(thread, open);
    const how = 'code' in exit ? `exited with ${exit.code}` : `killed by ${exit.signal}`;
    if (this.#values.json === true) this.#write(`${JSON.stringify({ version: 1, event: 'end', pid, ...exit })}\n`);
    else {
      this.#breakLine(undefined);
      this.#write(`${this.#pidText(pid)}+++ ${how} +++\n`);
    }
  }

  /** A call that never answered: exit_group, or a process that was killed in it. */
  #finish(thread: Thread, open: Open): void {
    this.#open.delete(thread);
    if (this.#unfinished !== thread) return;
    this.#write(`${')'.padEnd(RESULT_COLUMN - open.text.length)} = ?\n`);
    this.#unfinished = undefined;
  }

  /** Ends the line of another thread. */
  #breakLine(thread: Thread | undefined): void {
    if (this.#unfinished === undefined || this.#unfinished === thread) return;
    const over = this.#unfinished.process.ended !== undefined;
    const open = this.#open.get(this.#unfinished);
    this.#write(over ? `${')'.padEnd(RESULT_COLUMN - (open?.text.length ?? 0))} = ?\n` : ' <unfinished ...>\n');
    this.#unfinished = undefined;
  }

  #prefix(thread: Thread): string {
    const time = this.#values.time === true ? `${new Date().toISOString().slice(11, 23)} ` : '';
    return `${this.#pidText(thread.tid)}${time}`;
  }

  #pidText(pid: number): string {
    return this.#values.follow === true ? `[pid ${String(pid).padStart(5)}] ` : '';
  }
}

/** A number that is in no table, told as strace does. */
function unknownCall(number: number): TraceCall {
  return {
    name: `syscall_0x${number.toString(16)}`,
    groups: [],
    args: [0, 1, 2, 3, 4, 5].map((index) => ({
      name: `arg${index}`,
      type: { kind: 'number', read: 'u64', as: 'hex' } as const,
    })),
    result: { kind: 'number' },
  };
}
