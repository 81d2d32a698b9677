/** The library: a machine that runs guests. See `MachineOptions` for everything that it can be told. */
export { Machine } from './machine.ts';
export type { Bind, Engine, MachineOptions, Network, RunOptions, Stdio } from './machine/options.ts';
export type { Connected, Published, PublishedPort } from './servers/inet/host-ways.ts';
export type { JitStatistics } from '../emulator/jit/statistics.ts';
export { MachineError, type MachineErrorCode } from './machine/error.ts';
export type { Exit, Guest } from './machine/guest.ts';
export { type CallNode, Profiler } from './profile/profiler.ts';
export type { ProfiledFunction } from './profile/functions.ts';
export type { Sampler } from './personality/sampler.ts';
export type { CallTracer } from './personality/system-call.ts';
export type { Unsupported } from './personality/call.ts';
export type * from './host/port.ts';
