/** The meaning of every instruction that the emulator knows, by mnemonic. */
import { atomic } from './atomic.ts';
import { branches } from './branch.ts';
import type { SemanticsTable } from './builder.ts';
import { conditionRegister } from './condition-register.ts';
import { decimalAssist } from './decimal-assist.ts';
import { decimalFloat } from './decimal-float.ts';
import { fixedArithmetic } from './fixed-arithmetic.ts';
import { fixedCompare } from './fixed-compare.ts';
import { fixedDivide } from './fixed-divide.ts';
import { fixedLogical } from './fixed-logical.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { floatCompare } from './float-compare.ts';
import { floatConvert } from './float-convert.ts';
import { floatMove } from './float-move.ts';
import { floatStatus } from './float-status.ts';
import { floatStorage } from './float-storage.ts';
import { loadStoreMultiple } from './load-store-multiple.ts';
import { loadStore } from './load-store.ts';
import { quadFloat } from './quad-float.ts';
import { reservation } from './reservation.ts';
import { rotates } from './rotate.ts';
import { specialRegisters } from './special-registers.ts';
import { storageControl } from './storage-control.ts';
import { vectorArithmetic } from './vector-arithmetic.ts';
import { vectorCarryless } from './vector-carryless.ts';
import { vectorCompare } from './vector-compare.ts';
import { vectorMultiply } from './vector-multiply.ts';
import { vectorPermute } from './vector-permute.ts';
import { vectorRotateMask } from './vector-rotate-mask.ts';
import { vectorShift } from './vector-shift.ts';
import { vectorCount } from './vector-count.ts';
import { vectorCrypto } from './vector-crypto.ts';
import { vectorDecimal } from './vector-decimal.ts';
import { vectorExtract } from './vector-extract.ts';
import { vectorFloat } from './vector-float.ts';
import { vectorStorage } from './vector-storage.ts';
import { vsxClass } from './vsx-class.ts';
import { vsxConvert } from './vsx-convert.ts';
import { vsxPermute } from './vsx-permute.ts';
import { vsxScalar } from './vsx-scalar.ts';
import { vsxMove, vsxStorage } from './vsx-storage.ts';
import { vsxVector } from './vsx-vector.ts';

export const SEMANTICS: SemanticsTable = {
  ...atomic,
  ...branches,
  ...conditionRegister,
  ...decimalAssist,
  ...decimalFloat,
  ...fixedArithmetic,
  ...fixedCompare,
  ...fixedDivide,
  ...fixedLogical,
  ...floatArithmetic,
  ...floatCompare,
  ...floatConvert,
  ...floatMove,
  ...floatStatus,
  ...floatStorage,
  ...loadStoreMultiple,
  ...loadStore,
  ...quadFloat,
  ...reservation,
  ...rotates,
  ...specialRegisters,
  ...storageControl,
  ...vectorArithmetic,
  ...vectorCarryless,
  ...vectorCompare,
  ...vectorMultiply,
  ...vectorPermute,
  ...vectorRotateMask,
  ...vectorShift,
  ...vectorCount,
  ...vectorCrypto,
  ...vectorDecimal,
  ...vectorExtract,
  ...vectorFloat,
  ...vectorStorage,
  ...vsxClass,
  ...vsxConvert,
  ...vsxPermute,
  ...vsxScalar,
  ...vsxMove,
  ...vsxStorage,
  ...vsxVector,
};
