/** Instruction words by mnemonic, for the programs that tests write. */
import { encode, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { FieldName, Instruction, Mnemonic } from '../../../emulator/decode.ts';

const ROWS: ReadonlyMap<string, Instruction> = new Map(INSTRUCTIONS.map((row) => [row.mnemonic, row]));

export function rowOf(mnemonic: string): Instruction {
  const row = ROWS.get(mnemonic);
  if (row === undefined) throw new Error(`the instruction table has no ${mnemonic}`);
  return row;
}

export function assemble(mnemonic: Mnemonic, values: Readonly<Partial<Record<FieldName, number>>> = {}): number {
  return encode(rowOf(mnemonic), values);
}

/** Loads a 32-bit address below 2 GiB. */
export function loadAddress(RT: number, address: number): number[] {
  return [
    assemble('addis', { RT, RA: 0, SI: address >> 16 }),
    assemble('ori', { RA: RT, RS: RT, UI: address & 0xffff }),
  ];
}
