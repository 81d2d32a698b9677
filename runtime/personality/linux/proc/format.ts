/** Numbers as the files of /proc have them. */
import { majorOf, minorOf } from '../../common-conversions.ts';

/** Hexadecimal, at least so many digits. */
export function hex(value: number, width = 0): string {
  return value.toString(16).padStart(width, '0');
}

/** Kibibytes as status and meminfo show them: right-aligned in eight. */
export function kilobytes(bytes: number): string {
  return `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;
}

/** USER_HZ ticks. */
export function ticks(nanoseconds: number): number {
  return Math.floor(nanoseconds / 10_000_000);
}

/** A neutral device number as maps shows it. */
export function deviceText(device: number): string {
  return `${hex(majorOf(device), 2)}:${hex(minorOf(device), 2)}`;
}

/** Seconds with two digits behind the point. */
export function centiseconds(nanoseconds: number): string {
  const hundredths = Math.floor(nanoseconds / 10_000_000);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** A name in a line of fields: space, tab, newline and backslash become octal escapes (mangle_path). */
export function escaped(text: string, special = ' \t\n\\'): string {
  let result = '';
  for (const character of text) {
    result += special.includes(character) ? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}` : character;
  }
  return result;
}
