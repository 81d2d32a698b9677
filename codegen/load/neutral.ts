/** The checked neutral model and the server interfaces: what every personality is mapped to. */
import type { SignalDefault } from '../schema/model.ts';
import type { NeutralType } from './neutral-type.ts';

export interface NeutralField {
  readonly name: string;
  readonly type: NeutralType;
}
export interface NeutralStruct {
  readonly name: string;
  readonly doc: string | undefined;
  readonly fields: readonly NeutralField[];
  readonly where: string;
}
export interface NeutralFlags {
  readonly name: string;
  readonly doc: string | undefined;
  readonly bits: readonly string[];
  readonly where: string;
}
export interface NeutralEnum {
  readonly name: string;
  readonly values: readonly string[];
  readonly where: string;
}
export interface NeutralSignal {
  readonly name: string;
  readonly default: SignalDefault;
  readonly text: string;
}
export interface Method {
  readonly name: string;
  readonly doc: string | undefined;
  readonly args: readonly NeutralField[];
  readonly result: NeutralType;
  readonly errors: ReadonlyMap<string, string>;
  readonly wouldBlock: string | undefined;
  readonly blocks: boolean;
  readonly servers: readonly string[];
  readonly asynchronous: boolean;
  readonly where: string;
}
export interface Interface {
  readonly name: string;
  readonly side: 'server' | 'client';
  readonly extends: string | undefined;
  readonly doc: string | undefined;
  /** Its own; `allMethods` has the inherited ones first. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly file: string;
}
export interface NeutralModel {
  readonly structs: ReadonlyMap<string, NeutralStruct>;
  readonly flags: ReadonlyMap<string, NeutralFlags>;
  readonly enums: ReadonlyMap<string, NeutralEnum>;
  /** Name to text. */
  readonly errors: ReadonlyMap<string, string>;
  readonly signals: readonly NeutralSignal[];
  readonly realtime: { readonly first: string; readonly count: number; readonly default: SignalDefault };
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly sources: readonly string[];
}

/** The methods of an interface, those of the interfaces it extends first. */
export function allMethods(model: NeutralModel, one: Interface): readonly Method[] {
  const base = one.extends === undefined ? undefined : model.interfaces.get(one.extends);
  return [...(base === undefined ? [] : allMethods(model, base)), ...one.methods.values()];
}
