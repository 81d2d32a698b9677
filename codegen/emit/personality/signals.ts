/** runtime/generated/<p>/signals.ts: signal numbers both ways. */
import type { NeutralModel } from '../../load/neutral.ts';
import type { Abi, Personality } from '../../load/personality.ts';
import { key, quote, TypeScriptFile } from '../typescript-file.ts';
import { pathsOf } from './paths.ts';
import { sourcesOf } from './sources.ts';

/** Sets are made of longs: under a 32-bit ABI a module of its own says so. */
export function hasOwnSignals({ signals }: Personality, abi: Abi): boolean {
  return signals.set.order === 'long' && abi.bits === 32;
}

/** Where what generated code asks of signals stands. */
export function signalsOf(personality: Personality, abi: Abi): string {
  const paths = pathsOf(personality.name);
  return hasOwnSignals(personality, abi) ? paths.abiSignals(abi.name) : paths.signals;
}

/** runtime/generated/<p>/<abi>/signals.ts: the same numbers, in sets of 32-bit words. */
export function emitAbiSignals(personality: Personality, abi: Abi): TypeScriptFile {
  const paths = pathsOf(personality.name);
  const file = new TypeScriptFile(paths.abiSignals(abi.name), {
    purpose: `Signal numbers of ${personality.row.title} under ${abi.name}: a set is made of 32-bit words there.`,
    sources: sourcesOf(personality, 'signals'),
  });
  file.module('signals', paths.signals);
  file.line("export * from '../signals.ts';");
  file.line();
  file.line('export const SIGNAL_SET_UNIT = 4;');
  file.line('export const SIGNAL_NUMBERS = { ...signals.SIGNAL_NUMBERS, setUnit: SIGNAL_SET_UNIT } as const;');
  return file;
}

export function emitPersonalitySignals(neutral: NeutralModel, personality: Personality): TypeScriptFile {
  const { numbers, realtime, set, aliases } = personality.signals;
  const file = new TypeScriptFile(pathsOf(personality.name).signals, {
    purpose: `Signal numbers of ${personality.row.title}.`,
    sources: sourcesOf(personality, 'signals'),
  });
  const count = realtime === undefined ? 0 : Math.min(realtime.last - realtime.first + 1, neutral.realtime.count);
  const toNative = [0, ...neutral.signals.map(({ name }) => numbers[name] ?? 0)];
  for (let index = 0; index < count; index++) toNative.push((realtime?.first ?? 0) + index);
  const last = Math.max(...toNative);
  const toNeutral = Array.from({ length: last + 1 }, (_, native) => Math.max(0, toNative.indexOf(native)));
  toNeutral[0] = 0;

  file.block(
    'export const NATIVE_SIGNAL =',
    () => {
      for (const [name, number] of Object.entries(numbers)) file.line(`${key(name)}: ${number},`);
      for (const [alias, name] of Object.entries(aliases ?? {}))
        file.line(`${key(alias)}: ${numbers[name] ?? 0}, // ${name}`);
    },
    '} as const;',
  );
  file.line();
  file.doc('The greatest signal number, and the first that queues.');
  file.line(`export const LAST_SIGNAL = ${last};`);
  file.line(`export const FIRST_REALTIME_SIGNAL = ${realtime?.first ?? last + 1};`);
  file.line();
  file.doc('Bytes of a signal set in memory, and the width of its words.');
  file.line(`export const SIGNAL_SET_BYTES = ${set.bytes};`);
  file.line(`export const SIGNAL_SET_UNIT = ${set.order === 'u32' ? 4 : 8};`);
  file.line();
  file.doc('Numbers both ways, by index; 0 where there is none. Real-time signals queue.');
  file.block(
    'export const SIGNAL_NUMBERS =',
    () => {
      file.line(`toNative: [${toNative.join(', ')}],`);
      file.line(`toNeutral: [${toNeutral.join(', ')}],`);
      file.line(`firstRealtime: FIRST_REALTIME_SIGNAL,`);
      file.line('last: LAST_SIGNAL,');
      file.line('setBytes: SIGNAL_SET_BYTES,');
      file.line('setUnit: SIGNAL_SET_UNIT,');
    },
    '} as const;',
  );
  file.line();
  file.doc('The native number of a neutral signal; 0 when it has none.');
  file.block('export function nativeSignal(signal: number): number', () =>
    file.line('return SIGNAL_NUMBERS.toNative[signal] ?? 0;'),
  );
  file.line();
  file.doc('The neutral signal of a native number; 0 when there is none such.');
  file.block('export function neutralSignal(native: number): number', () =>
    file.line('return SIGNAL_NUMBERS.toNeutral[native] ?? 0;'),
  );
  file.line();
  const names = Array.from({ length: last + 1 }, (_, native) => {
    const name = Object.entries(numbers).find(([, number]) => number === native)?.[0];
    if (name !== undefined || realtime === undefined || native < realtime.first) return name ?? '';
    return `${realtime.firstName ?? 'SIGRT_'}${realtime.firstName === undefined ? native - realtime.first : native === realtime.first ? '' : `+${native - realtime.first}`}`;
  });
  file.line(`const names = [${names.map(quote).join(', ')}];`);
  file.line();
  file.doc('The name of a native signal, or its number.');
  file.block('export function nativeSignalName(native: number): string', () =>
    file.line('return names[native] || String(native);'),
  );
  return file;
}
