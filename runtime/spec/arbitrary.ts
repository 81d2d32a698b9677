/** What random calls need to know of an argument: generated per personality, for tests. */
export type ArgumentShape =
  | {
      readonly name: string;
      readonly kind:
        | 'int'
        | 'fd'
        | 'dirfd'
        | 'pid'
        | 'mode'
        | 'dev'
        | 'bool'
        | 'signal'
        | 'id'
        | 'length'
        | 'offset'
        | 'pointer';
    }
  | { readonly name: string; readonly kind: 'enum'; readonly values: readonly number[] }
  /** Any of the bits, and one value of each field. */
  | {
      readonly name: string;
      readonly kind: 'flags';
      readonly bits: readonly number[];
      readonly fields: readonly (readonly number[])[];
    }
  | { readonly name: string; readonly kind: 'path'; readonly nullable: boolean }
  | {
      readonly name: string;
      readonly kind: 'memory';
      readonly direction: 'in' | 'out' | 'inout';
      readonly bytes: number;
      readonly nullable: boolean;
    }
  /** As long as another argument says. */
  | {
      readonly name: string;
      readonly kind: 'buffer';
      readonly direction: 'in' | 'out';
      readonly length: string | undefined;
    };
