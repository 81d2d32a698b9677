/** runtime/generated/signals.ts: the neutral signals. */
import type { NeutralModel } from '../load/neutral.ts';
import { NEUTRAL } from './paths.ts';
import { quote, TypeScriptFile } from './typescript-file.ts';

export function emitSignals(model: NeutralModel): TypeScriptFile {
  const file = new TypeScriptFile(NEUTRAL.signals, {
    purpose: 'The neutral signals, numbered from 1; real-time signals follow the named ones.',
    sources: ['spec/model/signals.yaml'],
  });
  const { signals, realtime } = model;
  const first = signals.length + 1;
  file.block(
    'export const Signal =',
    () => signals.forEach(({ name }, index) => file.line(`${name}: ${index + 1},`)),
    '} as const;',
  );
  file.line('export type SignalName = keyof typeof Signal;');
  file.line();
  file.doc('The neutral number of the first real-time signal (RT0).');
  file.line(`export const FIRST_REALTIME = ${first};`);
  file.doc('One more than the greatest neutral signal.');
  file.line(`export const SIGNAL_LIMIT = ${first + realtime.count};`);
  file.line();
  file.line("export type SignalDefault = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue';");
  file.line();
  file.line('const rows: readonly (readonly [name: string, byDefault: SignalDefault, text: string])[] = [');
  file.line("  ['', 'ignore', ''],");
  for (const { name, default: byDefault, text } of signals)
    file.line(`  [${quote(name)}, ${quote(byDefault)}, ${quote(text)}],`);
  file.line('];');
  file.line();
  file.doc('The name of a neutral signal: SIGHUP …, or RT0 … for real-time signals.');
  file.block('export function signalName(signal: number): string', () =>
    file.line('return rows[signal]?.[0] ?? `RT${signal - FIRST_REALTIME}`;'),
  );
  file.line();
  file.doc('What a signal does that nobody handles.');
  file.block('export function signalDefault(signal: number): SignalDefault', () =>
    file.line(`return rows[signal]?.[1] ?? ${quote(realtime.default)};`),
  );
  file.line();
  file.doc('A sentence as strsignal(3) gives it.');
  file.block('export function signalText(signal: number): string', () =>
    file.line('return rows[signal]?.[2] ?? `Real-time signal ${signal - FIRST_REALTIME}`;'),
  );
  return file;
}
