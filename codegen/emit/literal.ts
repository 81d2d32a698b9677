/** Plain data as the text of a literal, short enough values on one line. */
import { key, quote } from './typescript-file.ts';

export function data(value: unknown, indent = ''): string {
  const line = flat(value);
  if (indent.length + line.length <= 118) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one) => `${inner}${data(one, inner)},\n`).join('')}${indent}]`;
  if (typeof value === 'object' && value !== null) {
    return `{\n${entries(value)
      .map(([name, one]) => `${inner}${key(name)}: ${data(one, inner)},\n`)
      .join('')}${indent}}`;
  }
  return line;
}

function flat(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${Number(value)}`;
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const list = entries(value).map(([name, one]) => `${key(name)}: ${flat(one)}`);
  return list.length === 0 ? '{}' : `{ ${list.join(', ')} }`;
}

/** Members without a value are left out. */
function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, inner]) => inner !== undefined);
}
