/** A package's file: what it says of itself, and its files put up. */
import { readdirSync } from 'node:fs';
import { Failure } from '../cli/exit.ts';
import { run } from './process.ts';

/** Fields of a control file, as they stand there: names in their own case, values with their further lines. */
export type Fields = ReadonlyMap<string, string>;

/** A stanza of a control file. */
export function parseFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([^\s:]+):[ \t]*(.*(?:\n[ \t].*)*)/gm))
    fields.set(name, value);
  return fields;
}

export function showFields(fields: Fields): string {
  return [...fields].map(([name, value]) => `${name}:${value.startsWith('\n') ? '' : ' '}${value}\n`).join('');
}

/** Unpacks the maintainer's scripts and lists into a folder; their names. */
export async function control(file: string, into: string): Promise<string[]> {
  await checked(['dpkg-deb', '-e', file, into], file);
  return readdirSync(into);
}

/** As `dpkg-deb -X`, which however puts a folder in the place of a link to one: /lib and /sbin are links to those of /usr. */
const UNPACK = 'dpkg-deb --fsys-tarfile "$1" | tar -xpv --keep-directory-symlink --warning=no-timestamp -C "$2"';

/** Unpacks the files below a root; their names in the order in which they come, `/.` first, as dpkg's lists have them. */
export async function unpack(file: string, root: string): Promise<string[]> {
  const output = await checked(['bash', '-o', 'pipefail', '-c', UNPACK, 'bash', file, root], file);
  return output
    .split('\n')
    .filter((line) => line.startsWith('.'))
    .map((line) => unquote(line.slice(1)).replace(/\/$/, '') || '/.');
}

async function checked(words: readonly string[], file: string): Promise<string> {
  const { status, stdout, stderr } = await run(words);
  if (status === 0) return stdout;
  throw new Failure(`${file}: ${stderr.trim().replace(/^dpkg-deb: error: /, '')}`);
}

/** tar shows unusual bytes of names in octal; the answer is UTF-8. */
function unquote(name: string): string {
  if (!name.includes('\\')) return name;
  const bytes: number[] = [];
  for (const [all, octal] of name.matchAll(/\\([0-7]{3})|\\\\|[^]/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(all === '\\\\' ? '\\' : all));
  }
  return Buffer.from(bytes).toString();
}
