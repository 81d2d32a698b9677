/** Everything that follows from the neutral model and the server interfaces alone. */
import type { NeutralModel } from '../load/neutral.ts';
import { emitErrors } from './errors.ts';
import { emitEnums, emitFlags } from './flags.ts';
import { emitInterface } from './interface.ts';
import { emitMessages } from './message-codec.ts';
import { emitSignals } from './signals.ts';
import { emitStructs } from './structs.ts';
import type { TypeScriptFile } from './typescript-file.ts';

export function emitNeutral(model: NeutralModel): TypeScriptFile[] {
  return [
    emitErrors(model),
    emitSignals(model),
    emitFlags(model),
    emitEnums(model),
    emitStructs(model),
    emitMessages(model),
    ...[...model.interfaces.values()].map((one) => emitInterface(model, one)),
  ];
}
