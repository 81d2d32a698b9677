/** What a structure's codec needs to know of the neutral model. */
import type { NeutralType } from '../../load/neutral-type.ts';
import type { NeutralModel } from '../../load/neutral.ts';
import type { Personality, Struct } from '../../load/personality.ts';

/** The type of a neutral member given as a path: `accessed.seconds` of FileStatus. */
export function memberType(neutral: NeutralModel, struct: string, path: string): NeutralType | undefined {
  let at: string | undefined = struct;
  let type: NeutralType | undefined;
  for (const part of path.split('.')) {
    type = at === undefined ? undefined : neutral.structs.get(at)?.fields.find(({ name }) => name === part)?.type;
    at = type?.kind === 'struct' ? type.name : undefined;
  }
  return type;
}

/** Whether reading a structure may answer an error: a conversion, flag set or enumeration in it refuses values. */
export function readRefuses(personality: Personality, struct: Struct, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(struct.name)) return false;
  const inner = new Set([...seen, struct.name]);
  return struct.fields.some(({ row, type, from, parts, union }) => {
    if (row.direction === 'out') return false;
    if (from.length === 0 && parts === undefined && union === undefined) return false;
    if (row.as !== undefined && personality.conversions.get(row.as)?.row.refuses !== undefined) return true;
    if (row.flags !== undefined && flagsRefuse(personality, row.flags)) return true;
    const parted = row.flags === undefined ? undefined : personality.flags.get(row.flags)?.row.fields;
    const partRefuses = (part: string): boolean => {
      const name = parted?.[part]?.enum;
      return name !== undefined && personality.enums.get(name)?.row.unknown !== 'ignore';
    };
    if ([...(parts?.keys() ?? [])].some(partRefuses)) return true;
    if (row.enum !== undefined && personality.enums.get(row.enum)?.row.unknown !== 'ignore') return true;
    const structs = [type, ...(union?.values() ?? [])].flatMap((one) => (one.kind === 'struct' ? [one.name] : []));
    return structs.some((name) => {
      const found = personality.structs.get(name);
      return found !== undefined && readRefuses(personality, found, inner);
    });
  });
}

/** Whether decoding a flag set may answer an error. */
export function flagsRefuse(personality: Personality, name: string): boolean {
  const row = personality.flags.get(name)?.row;
  return (
    row !== undefined &&
    (row.unknown !== 'ignore' ||
      Object.values(row.fields).some(({ unknown }) => unknown !== undefined && unknown !== 'ignore'))
  );
}
