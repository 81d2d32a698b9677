/** Flags, values and numbers by name. */
import type { FlagNames, TraceNumber, ValueNames } from './types.ts';
import { word } from './value.ts';
import type { TraceValue } from './value.ts';

/** `O_RDWR|O_CREAT|0x80000000`, with strace's remark when nothing of it is known. */
export function flagsValue(native: number, names: FlagNames, signalName: (signal: number) => string): TraceValue {
  const found: { readonly at: number; readonly name: string }[] = [];
  let rest = native;
  names.fields.forEach(({ mask, values, as }, index) => {
    const piece = and(native, mask);
    rest -= and(rest, mask);
    // Numbers stand last: S_IFREG|0644, CLONE_VM|SIGCHLD.
    if (as === 'octal') found.push({ at: 10_000 + index, name: octal(piece) });
    else if (as === 'signal') {
      if (piece !== 0) found.push({ at: 10_000 + index, name: signalName(piece) });
    } else {
      const name = values?.get(piece);
      if (name !== undefined) found.push({ at: index - names.fields.length, name });
      else rest += piece;
    }
  });
  const bits = names.bits
    .map(([value, name], at) => ({ value, name, at }))
    .toSorted((a, b) => bitCount(b.value) - bitCount(a.value));
  for (const { value, name, at } of bits) {
    if (value === 0 || and(rest, value) !== value) continue;
    rest -= value;
    found.push({ at, name });
  }
  const list = found.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  if (list.length === 0)
    return native === 0 ? word(names.zero ?? '0', []) : word(`${hex(native)} /* ${names.prefix}??? */`, [hex(native)]);
  if (rest !== 0) list.push(hex(rest));
  return word(list.join('|'), list);
}

export function enumValue(native: number, names: ValueNames, prefix: string): TraceValue {
  const name = names.get(native);
  return name === undefined ? word(`${hex(native)} /* ${prefix}??? */`, native) : word(name);
}

export function numberValue(native: number, as: TraceNumber, signalName: (signal: number) => string): TraceValue {
  switch (as) {
    case 'decimal':
    case 'fd':
      return word(String(native), native);
    case 'dirfd':
      return native === -100 ? word('AT_FDCWD') : word(String(native), native);
    case 'octal':
      return word(octal(native), native);
    case 'hex':
      return word(hex(native), native);
    case 'address':
      return native === 0 ? word('NULL', null) : word(hex(native), native);
    case 'signal':
      return word(native === 0 ? '0' : signalName(native));
    case 'bool':
      return word(String(native), native);
    case 'dev':
      return word(
        `makedev(${hex(Math.floor(native / 0x100) & 0xfff)}, ${hex((native & 0xff) | ((native >>> 12) & 0xfff00))})`,
        native,
      );
  }
}

function octal(value: number): string {
  return value === 0 ? '0' : `0${value.toString(8)}`;
}

export function hex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** `&` of values up to 2^53. */
function and(a: number, b: number): number {
  return ((a & b) >>> 0) + ((Math.floor(a / 0x100000000) & Math.floor(b / 0x100000000)) >>> 0) * 0x100000000;
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
