/** Where the generated files of a personality stand. */
import { GENERATED } from '../paths.ts';

export interface PersonalityPaths {
  readonly errno: string;
  readonly signals: string;
  readonly flags: string;
  readonly conversions: string;
  /** Hand-written. */
  readonly conversionFunctions: string;
  readonly traceNames: string;
  readonly spec: string;
  readonly arbitraries: string;
  readonly layouts: string;
  structs(abi: string): string;
  calls(abi: string, topic: string): string;
  layer(abi: string): string;
  abiSignals(abi: string): string;
  figures(abi: string): string;
  abiTrace(abi: string): string;
  hook(name: string): string;
}

export function pathsOf(personality: string): PersonalityPaths {
  const folder = `${GENERATED}/${personality}`;
  return {
    errno: `${folder}/errno.ts`,
    signals: `${folder}/signals.ts`,
    flags: `${folder}/flags.ts`,
    conversions: `${folder}/conversions.ts`,
    conversionFunctions: `runtime/personality/${personality}/conversions.ts`,
    traceNames: `${folder}/trace-names.ts`,
    spec: `${folder}/spec.ts`,
    arbitraries: `${folder}/arbitraries.ts`,
    layouts: `${folder}/layouts.ts`,
    structs: (abi) => `${folder}/${abi}/structs.ts`,
    calls: (abi, topic) => `${folder}/${abi}/calls/${topic}.ts`,
    layer: (abi) => `${folder}/${abi}/layer.ts`,
    abiSignals: (abi) => `${folder}/${abi}/signals.ts`,
    figures: (abi) => `${folder}/${abi}/figures.ts`,
    abiTrace: (abi) => `${folder}/${abi}/trace.ts`,
    hook: (name) =>
      `runtime/personality/${personality}/hooks/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`,
  };
}
