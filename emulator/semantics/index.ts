/** The meaning of every instruction that the emulator knows, by mnemonic. */
import { branches } from './branch.ts';
import type { SemanticsTable } from './builder.ts';
import { conditionRegister } from './condition-register.ts';
import { decimalAssist } from './decimal-assist.ts';
import { fixedArithmetic } from './fixed-arithmetic.ts';
import { fixedCompare } from './fixed-compare.ts';
import { fixedDivide } from './fixed-divide.ts';
import { fixedLogical } from './fixed-logical.ts';
import { loadStoreMultiple } from './load-store-multiple.ts';
import { loadStore } from './load-store.ts';
import { reservation } from './reservation.ts';
import { rotates } from './rotate.ts';
import { specialRegisters } from './special-registers.ts';
import { storageControl } from './storage-control.ts';

export const SEMANTICS: SemanticsTable = {
  ...branches,
  ...conditionRegister,
  ...fixedArithmetic,
  ...fixedCompare,
  ...fixedDivide,
  ...fixedLogical,
  ...rotates,
  ...decimalAssist,
  ...loadStore,
  ...loadStoreMultiple,
  ...reservation,
  ...specialRegisters,
  ...storageControl,
};
