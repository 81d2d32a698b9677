/** Everything that follows from one personality's tables. */
import type { NeutralModel } from '../../load/neutral.ts';
import type { Personality } from '../../load/personality.ts';
import type { TypeScriptFile } from '../typescript-file.ts';
import { emitArbitraries } from './arbitraries.ts';
import { emitCalls } from './calls.ts';
import { emitConversions } from './conversions.ts';
import { emitErrno } from './errno.ts';
import { emitFigures } from './figures.ts';
import { emitPersonalityFlags } from './flags.ts';
import { emitLayer } from './layer.ts';
import { emitAbiSignals, emitPersonalitySignals, hasOwnSignals } from './signals.ts';
import { emitLayouts, emitSpec } from './spec.ts';
import { emitPersonalityStructs } from './structs.ts';
import { emitTrace } from './trace.ts';
import { emitTraceNames } from './trace-names.ts';

export function emitPersonality(neutral: NeutralModel, personality: Personality): TypeScriptFile[] {
  const abis = [...personality.abis.values()];
  return [
    emitErrno(neutral, personality),
    emitPersonalitySignals(neutral, personality),
    emitPersonalityFlags(personality),
    emitConversions(personality),
    emitSpec(neutral, personality),
    emitLayouts(personality),
    ...abis.flatMap((abi) => {
      const own = personality.under(abi);
      return [
        ...(hasOwnSignals(personality, abi) ? [emitAbiSignals(personality, abi)] : []),
        emitPersonalityStructs(neutral, own, abi),
        ...emitCalls(neutral, own, abi),
        emitLayer(own, abi),
        emitFigures(personality, abi),
        emitTrace(neutral, own, abi),
      ];
    }),
    emitTraceNames(personality),
    emitArbitraries(personality),
  ];
}
