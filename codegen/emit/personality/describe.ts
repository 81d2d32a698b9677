/** Calls and structures as data: what reports, documentation and the spec export are made of. */
import { isDeepStrictEqual } from 'node:util';
import type { SpecCall, SpecPersonality, SpecShare, SpecStruct, SpecSupport } from '../../../runtime/spec/types.ts';
import { scalarSize } from '../../load/layout-type.ts';
import type { LayoutType } from '../../load/layout-type.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Spec } from '../../load/spec.ts';
import type { Abi, Layout, Meaning, Personality, Struct, SystemCall } from '../../load/personality.ts';
import type { SupportRow } from '../../schema/syscalls.ts';

export function describePersonality(neutral: NeutralModel, personality: Personality): SpecPersonality {
  const calls = [...personality.calls.values()].map((call) => describeCall(neutral, personality, call));
  const shareUnder = (abi: Abi): SpecShare =>
    shareOf(
      [...personality.under(abi).calls.values()]
        .filter(({ numbers }) => numbers.has(abi.name))
        .map((call) => describeMeaning(neutral, call)),
    );
  return {
    name: personality.name,
    title: personality.row.title,
    release: personality.row.release,
    abis: [...personality.abis.values()].map((abi) => {
      const { name, bits, order, page } = abi;
      return { name, bits, order, page, share: shareUnder(abi) };
    }),
    calls,
    share: shareOf(calls),
    errnos: Object.fromEntries(personality.errnos),
    signals: personality.signals.numbers,
  };
}

/** The share of rows that stand, by personality. */
export function sharesOf({
  neutral,
  personalities,
}: Pick<Spec, 'neutral' | 'personalities'>): ReadonlyMap<string, SpecShare> {
  if (neutral === undefined) return new Map();
  return new Map([...personalities.values()].map((one) => [one.name, describePersonality(neutral, one).share]));
}

/** Counts rows; a row is supported when it is not absent. */
export function shareOf(calls: readonly Pick<SpecCall, 'support' | 'whole'>[]): SpecShare {
  const count = (level: SpecSupport['level']): number => calls.filter(({ support }) => support.level === level).length;
  return {
    described: calls.length,
    full: count('full'),
    partial: count('partial'),
    absent: count('absent'),
    whole: calls.filter(({ whole }) => whole).length,
  };
}

/** A call as the first ABI that has it takes it, with what is otherwise under others. */
function describeCall(neutral: NeutralModel, personality: Personality, call: SystemCall): SpecCall {
  const abis = [...personality.abis.values()].filter(({ name }) => call.numbers.has(name));
  const under = (abi: Abi): SystemCall => personality.under(abi).calls.get(call.name) ?? call;
  const first = abis[0] === undefined ? call : under(abis[0]);
  const described = describeMeaning(neutral, first);
  const otherwise = abis.flatMap((abi) => {
    const { args, support } = describeMeaning(neutral, under(abi));
    const same = isDeepStrictEqual({ args, support }, { args: described.args, support: described.support });
    return same ? [] : [[abi.name, { args, support }] as const];
  });
  return {
    name: call.name,
    topic: call.topic,
    numbers: Object.fromEntries(call.numbers),
    ...described,
    otherwise: Object.fromEntries(otherwise),
    since: call.since,
    groups: call.groups,
    source: call.place.source.where(call.place.path),
  };
}

type Described = Pick<SpecCall, 'doc' | 'args' | 'method' | 'result' | 'errors' | 'support' | 'variants' | 'whole'>;

function describeMeaning(neutral: NeutralModel, { meaning, variants }: SystemCall): Described {
  const support = describeSupport(meaning.support);
  const methods = [meaning, ...variants.values()].flatMap((one) =>
    one.call === undefined ? [] : [`${one.call.interface}.${one.call.method}`],
  );
  return {
    doc: meaning.doc,
    args: meaning.args.map(({ name, text }) => ({ name, type: text })),
    method: methods[0],
    result: resultText(meaning),
    errors: errorsOf(neutral, [meaning, ...variants.values()]),
    support,
    variants: [...variants]
      .filter(([name]) => name !== 'default')
      .map(([name, variant]) => ({ name, doc: variant.doc, support: describeSupport(variant.support) })),
    whole: support.level !== 'absent' && [meaning, ...variants.values()].every(({ hook }) => hook === undefined),
  };
}

export function describeSupport(row: SupportRow): SpecSupport {
  if (row === 'full') return { level: 'full', missing: {} };
  if ('partial' in row) return { level: 'partial', missing: row.partial };
  return { level: 'absent', missing: {}, errno: row.absent.errno, why: row.absent.why, matters: row.absent.matters };
}

function resultText({ result }: Meaning): string {
  return typeof result === 'string' ? result : [...result.keys()].join(', ');
}

function errorsOf(neutral: NeutralModel, meanings: readonly Meaning[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { call, errors: own, checks, answers } of meanings) {
    const method = call === undefined ? undefined : neutral.interfaces.get(call.interface)?.methods.get(call.method);
    for (const server of method?.servers ?? []) {
      const [name = '', one = ''] = server.split('.');
      for (const [error, reason] of neutral.interfaces.get(name)?.methods.get(one)?.errors ?? [])
        errors[error] ??= reason;
    }
    for (const check of [...checks, ...answers]) errors[check.else] ??= `unless ${check.text}`;
    for (const error of own) errors[error] ??= neutral.errors.get(error) ?? '';
  }
  return errors;
}

export function describeStruct(personality: Personality, struct: Struct): SpecStruct {
  const layouts: SpecStruct['layouts'] = Object.fromEntries(
    layoutsOf(personality, struct.name).map(([abi, layout, own]) => {
      const fields = own.fields.map((field) => ({
        name: field.name,
        offset: layout.offsets.get(field.name) ?? 0,
        size: sizeOf(personality.under(abi), abi, field.type),
        type: field.row.type,
        carries: [...field.from, ...(field.parts?.values() ?? [])],
      }));
      return [abi.name, { size: layout.size, align: layout.align, fields }];
    }),
  );
  return {
    personality: personality.name,
    name: struct.name,
    doc: struct.row.doc,
    model: struct.row.model,
    layouts,
    source: struct.place.source.where(struct.place.path),
  };
}

/** The layouts of a structure under the ABIs that have it, with the structure as it is there. */
export function layoutsOf(personality: Personality, name: string): [Abi, Layout, Struct][] {
  return [...personality.abis.values()].flatMap((abi): [Abi, Layout, Struct][] => {
    const struct = personality.under(abi).structs.get(name);
    const layout = struct?.layouts.get(abi.name);
    return struct === undefined || layout === undefined ? [] : [[abi, layout, struct]];
  });
}

function sizeOf(personality: Personality, abi: Abi, type: LayoutType): number {
  switch (type.kind) {
    case 'scalar':
      return scalarSize(type.name, abi.bits);
    case 'array':
      return sizeOf(personality, abi, type.of) * type.length;
    case 'struct':
      return personality.structs.get(type.name)?.layouts.get(abi.name)?.size ?? 0;
    case 'signalset':
      return personality.signals.set.bytes;
    default:
      return 0;
  }
}
