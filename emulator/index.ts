/** The emulator's public face: a PowerPC computer that knows no operating system. */
export { Exit } from './exit.ts';
export { Engine, type EngineHooks } from './engine.ts';
export { Interpreter, type InterpreterHooks } from './interpreter/interpreter.ts';
export type { JitStatistics } from './jit/statistics.ts';
export * from './memory/access.ts';
export { type AccessKind, Mmu, TLB_ENTRIES, type Translator } from './memory/mmu.ts';
export { FRAME_SIZE, MAX_ORDER, PhysicalMemory, type PhysicalMemoryOptions } from './memory/physical-memory.ts';
export { ACCESS, CpuState, STATE, STATE_SIZE } from './state.ts';
