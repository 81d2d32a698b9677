/** How scalar argument types lie in memory when a pointer names them. */
import { getter, setter } from './scalars.ts';

/** The layout type that a scalar argument type has in memory. */
export function memoryScalar(name: string): Parameters<typeof getter>[0] {
  switch (name) {
    case 'int':
    case 'fd':
    case 'dirfd':
    case 'pid':
    case 'signal':
    case 'signal0':
    case 'bool':
    case 's32':
      return 'int';
    case 'uint':
    case 'uid':
    case 'gid':
    case 'mode':
    case 'dev':
    case 'u32':
      return 'uint';
    case 'long':
    case 'ssize':
      return 'long';
    case 'ulong':
    case 'size':
      return 'ulong';
    case 'off':
    case 's64':
      return 's64';
    case 'short':
      return 'short';
    case 'ushort':
      return 'ushort';
    case 'u64':
      return 'u64';
    default:
      return 'ptr';
  }
}

/** Bytes of a scalar in memory. */
export function scalarBytes(name: string, bits: number): number {
  return Number(/\d+$/.exec(setter(memoryScalar(name), bits))?.[0] ?? bits) / 8;
}
