/** The files that the load serves and packs, with the sums that every copy of them must have. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZES = [1, 100, 1000, 4096, 20_000, 65_536, 300_000, 1_048_576, 4_194_304];
export const GUEST_PORT = 8080;

export interface Served {
  readonly name: string;
  readonly size: number;
  readonly sum: string;
}

/** A new folder that is the guest's working directory: `www`, `sums`, `nginx.conf`. */
export function prepare(): { readonly folder: string; readonly files: readonly Served[] } {
  const folder = mkdtempSync(join(tmpdir(), 'k42-load-'));
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, 'www'));
  const files = SIZES.map((size) => {
    // Half is noise and half is not, so that gzip has something to do.
    const body = Buffer.alloc(size, 'k42 ');
    randomBytes(Math.ceil(size / 2)).copy(body);
    writeFileSync(join(folder, 'www', `f${size}`), body);
    return { name: `f${size}`, size, sum: sum([body]) };
  });
  writeFileSync(join(folder, 'sums'), files.map(({ sum, name, size }) => `${sum} ${name} ${size}\n`).join(''));
  writeFileSync(join(folder, 'nginx.conf'), `${nginx(folder).join('\n')}\n`);
  return { folder, files };
}

export function sum(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function nginx(folder: string): string[] {
  return [
    'daemon off; worker_processes 1; error_log stderr; pid nginx.pid; events { worker_connections 256; }',
    `http { access_log off; server { listen ${GUEST_PORT}; root ${folder}/www; }`,
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`),
    '}',
  ];
}
