/** The instruction set as the tables describe it, checked. */
import type { FieldRow, InstructionClass, InstructionRow } from '../schema/isa.ts';
import type { Condition, Operand } from './isa-encoding.ts';
import type { ProcessorTable } from './processors.ts';

/** One layout of a field: which bits of the word make up its value. */
export interface FieldLayout {
  readonly name: string;
  readonly kind: FieldRow['kind'];
  readonly pieces: readonly { readonly shift: number; readonly width: number; readonly at: number }[];
  readonly width: number;
  readonly signed: boolean;
  readonly scale: number;
}

export interface AliasModel {
  readonly mnemonic: string;
  readonly when: readonly Condition[];
  readonly operands: readonly Operand[];
}

export interface InstructionModel {
  readonly mnemonic: string;
  /** The fixed bits of the word, or of the suffix. */
  readonly mask: number;
  readonly match: number;
  readonly prefix?: { readonly mask: number; readonly match: number };
  readonly fields: readonly FieldLayout[];
  readonly form: string;
  readonly level: InstructionRow['level'];
  readonly class: InstructionClass;
  readonly specialize: readonly string[];
  readonly privileged: boolean;
  readonly operands: readonly Operand[];
  readonly aliases: readonly AliasModel[];
  /** `file:line` of the row. */
  readonly where: string;
}

export interface IsaModel {
  readonly instructions: readonly InstructionModel[];
  /** Those of two words. */
  readonly prefixed: readonly InstructionModel[];
  /** The models of `--cpu`; undefined without their table. */
  readonly processors: ProcessorTable | undefined;
  readonly sources: readonly string[];
}
