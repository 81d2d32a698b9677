/**
 * The tables as data, for reports, documentation and tests: what `import … from 'k42/spec'` gives.
 * Generated files under runtime/generated/ hold values of these types.
 */

export interface SpecArgument {
  readonly name: string;
  /** As the table writes it: `flags open_flags`, `out buffer[count]`. */
  readonly type: string;
}

/** How far a call is supported, as its row says. */
export interface SpecSupport {
  readonly level: 'full' | 'partial' | 'absent';
  /** What is missing, by flag, argument or command: what happens instead. */
  readonly missing: Readonly<Record<string, string>>;
  /** Absent calls: the error given, why, and whether it matters to programs. */
  readonly errno?: string | undefined;
  readonly why?: string | undefined;
  readonly matters?: 'never' | 'rarely' | 'sometimes' | 'often' | undefined;
}

export interface SpecVariant {
  readonly name: string;
  readonly doc?: string | undefined;
  readonly support: SpecSupport;
}

/** A call under ABIs of one width, where it is another there. */
export interface SpecNarrow {
  readonly args: readonly SpecArgument[];
  readonly support: SpecSupport;
}

export interface SpecCall {
  readonly name: string;
  readonly topic: string;
  /** By ABI; a described call may have none. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly doc?: string | undefined;
  readonly args: readonly SpecArgument[];
  /** The method of the ground that it means. */
  readonly method?: string | undefined;
  readonly result: string;
  /** Errors of the method's servers with their reasons, and the row's own. */
  readonly errors: Readonly<Record<string, string>>;
  readonly support: SpecSupport;
  readonly variants: readonly SpecVariant[];
  /** What its arguments and support are under ABIs of another width, by ABI. */
  readonly otherwise: Readonly<Record<string, SpecNarrow>>;
  /** Whether everything the call does follows from its row, without a hand-written hook. */
  readonly whole: boolean;
  readonly since?: string | undefined;
  readonly groups: readonly string[];
  /** `file:line` of the row. */
  readonly source: string;
}

/** Rows of a personality, counted. */
export interface SpecShare {
  readonly described: number;
  readonly full: number;
  readonly partial: number;
  readonly absent: number;
  /** Supported rows that are generated whole. */
  readonly whole: number;
}

export interface SpecAbi {
  readonly name: string;
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
  readonly page: number;
  /** The rows that it has a number of. */
  readonly share: SpecShare;
}

export interface SpecPersonality {
  readonly name: string;
  readonly title: string;
  readonly release: string;
  readonly abis: readonly SpecAbi[];
  readonly calls: readonly SpecCall[];
  readonly share: SpecShare;
  /** Native numbers of errors and signals. */
  readonly errnos: Readonly<Record<string, number>>;
  readonly signals: Readonly<Record<string, number>>;
}

export interface SpecApplication {
  readonly name: string;
  readonly weight: number;
  readonly calls: readonly string[];
}

/** What must be supported for something to run: spec/targets. */
export interface SpecTarget {
  readonly name: string;
  readonly personality: string;
  readonly doc?: string | undefined;
  readonly applications: readonly SpecApplication[];
}

export interface LayoutField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly type: string;
  /** The neutral members that it carries, if any. */
  readonly carries: readonly string[];
}

export interface StructLayout {
  readonly size: number;
  readonly align: number;
  readonly fields: readonly LayoutField[];
}

/** A native structure of one personality, by ABI. */
export interface SpecStruct {
  readonly personality: string;
  readonly name: string;
  readonly doc?: string | undefined;
  /** The neutral structure it stands for. */
  readonly model?: string | undefined;
  readonly layouts: Readonly<Record<string, StructLayout>>;
  readonly source: string;
}
