/** What the JIT did, as counters that it raises in place; `k42 run --jit-stats` shows them. */
export interface JitStatistics {
  /** Regions translated, and the modules that they were compiled in. */
  regions: number;
  modules: number;
  /** Guest instructions in them, each as often as it was translated. */
  instructions: number;
  /** Bytes of WebAssembly. */
  wasmBytes: number;
  /** Milliseconds making WebAssembly of guest code, and milliseconds that compiling it took from the guest. */
  translating: number;
  compiling: number;
  /** Regions thrown away because their code was stored to, its frame given to something else, or others took their place. */
  invalidations: number;
  /** Of the regions, those that were there already and were put into one module with others. */
  gathered: number;
  /** Regions that earlier runs had kept and this one used. */
  kept: number;
  /** How often compiled code was left, by reason: see `EXITS` in regions.ts. */
  readonly exits: Record<string, number>;
}

export function noStatistics(): JitStatistics {
  return {
    regions: 0,
    modules: 0,
    instructions: 0,
    wasmBytes: 0,
    translating: 0,
    compiling: 0,
    invalidations: 0,
    gathered: 0,
    kept: 0,
    exits: {},
  };
}
