/** A checked personality: what its tables say, references resolved as far as names go. */
import type { AbiRow, ConversionRow, PersonalityFile } from '../schema/personality.ts';
import type { FlagSetRow, EnumRow } from '../schema/flags.ts';
import type { StructRow, StructFieldRow } from '../schema/structs.ts';
import type { SupportRow } from '../schema/syscalls.ts';
import type { SignalsFile } from '../schema/signals.ts';
import type { ArgumentType } from './argument-type.ts';
import type { Expression, MethodCall } from './expression.ts';
import type { LayoutType } from './layout-type.ts';
import type { NeutralType } from './neutral-type.ts';
import type { Path, Source } from './source.ts';

/** Where something stands in the tables. */
export interface Place {
  readonly source: Source;
  readonly path: Path;
}

export interface Abi extends AbiRow {
  readonly name: string;
}

export interface Conversion {
  readonly name: string;
  readonly row: ConversionRow;
  /** Types of the neutral members, in order. */
  readonly types: readonly NeutralType[];
}

export interface EnumValue {
  readonly name: string;
  readonly value: number;
  readonly is: string | undefined;
  readonly absent: string | undefined;
}
export interface EnumSet {
  readonly name: string;
  readonly row: EnumRow;
  readonly values: readonly EnumValue[];
  readonly place: Place;
}

export interface FlagSet {
  readonly name: string;
  readonly row: FlagSetRow;
  readonly place: Place;
}

export interface StructField {
  readonly name: string;
  readonly type: LayoutType;
  readonly row: StructFieldRow | Omit<StructFieldRow, 'at'>;
  /** Neutral members, each a path such as `accessed.seconds`. */
  readonly from: readonly string[];
  /** For a flag set with fields: which piece goes to which neutral member. */
  readonly parts: ReadonlyMap<string, string> | undefined;
  readonly union: ReadonlyMap<string, LayoutType> | undefined;
  readonly path: Path;
}

/** Where the fields of a structure lie under one ABI. */
export interface Layout {
  readonly size: number;
  readonly align: number;
  readonly offsets: ReadonlyMap<string, number>;
}

export interface Struct {
  readonly name: string;
  readonly row: StructRow;
  readonly fields: readonly StructField[];
  readonly tail: readonly StructField[];
  /** By ABI of the width; none where there is no such structure. */
  readonly layouts: ReadonlyMap<string, Layout>;
  readonly place: Place;
}

export interface Argument {
  readonly name: string;
  /** The register that it begins in, counted from the first. */
  readonly index: number;
  readonly type: ArgumentType;
  /** The type as the table writes it. */
  readonly text: string;
  /** Whether a variant takes it otherwise than its call. */
  readonly overridden: boolean;
  readonly path: Path;
}
export interface Check {
  readonly that: Expression;
  readonly text: string;
  readonly else: string;
  /** A descriptor whose EBADF comes before. */
  readonly after: string | undefined;
  readonly path: Path;
}

/** What a call, or one variant of it, takes, does and answers. */
export interface Meaning {
  readonly doc: string | undefined;
  readonly args: readonly Argument[];
  readonly checks: readonly Check[];
  /** Over the answer of the method: what has no room in the structures of an ABI is refused. */
  readonly answers: readonly Omit<Check, 'after'>[];
  readonly decode: readonly string[];
  readonly call: MethodCall | undefined;
  readonly answer: number | undefined;
  readonly hook: string | undefined;
  /** A word, or expressions by `returns` and argument. */
  readonly result: string | ReadonlyMap<string, Expression>;
  readonly tooSmall: string | undefined;
  /** Values that are looked at only when a pointer is not null, by argument. */
  readonly onlyWith: ReadonlyMap<string, string>;
  /** When a tracer tells an argument; those not named always. */
  readonly tell: ReadonlyMap<string, Expression>;
  readonly taken: MethodCall | undefined;
  /** What takes back an answer that could not be copied out; its expressions are over the answer. */
  readonly undo: MethodCall | undefined;
  readonly errors: readonly string[];
  readonly support: SupportRow;
  /** A variant that is only an error. */
  readonly errno: string | undefined;
  readonly path: Path;
}

export interface SystemCall {
  readonly name: string;
  /** By ABI. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly meaning: Meaning;
  readonly select: Expression | undefined;
  readonly variants: ReadonlyMap<string, Meaning>;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly groups: readonly string[];
  readonly aliases: readonly string[];
  /** The table's name without folder and ending: calls are generated file by file. */
  readonly topic: string;
  readonly place: Place;
}

export interface Personality {
  readonly name: string;
  readonly row: PersonalityFile;
  readonly abis: ReadonlyMap<string, Abi>;
  readonly conversions: ReadonlyMap<string, Conversion>;
  /** Neutral errors and the personality's own, by name. */
  readonly errnos: ReadonlyMap<string, number>;
  readonly fallbacks: ReadonlyMap<string, string>;
  readonly errnoAliases: ReadonlyMap<string, string>;
  readonly signals: SignalsFile;
  readonly flags: ReadonlyMap<string, FlagSet>;
  readonly enums: ReadonlyMap<string, EnumSet>;
  /** Under ABIs of the greatest width, as the calls are; `under` has them of another. */
  readonly structs: ReadonlyMap<string, Struct>;
  readonly calls: ReadonlyMap<string, SystemCall>;
  /** The same personality with its structures and calls as ABIs of a width have them. */
  under(width: { readonly bits: 32 | 64 }): Personality;
  readonly place: Place;
  readonly sources: readonly Source[];
}
