/**
 * nginx and Apache of Debian for ppc64el serve the host through `--publish`, unmodified: every answer is whole and right.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DISTRIBUTION } from '../../../tools/real/distribution.ts';
import { k42 } from '../guest.ts';

const GUEST_PORT = 8080;
const CLIENTS = 8;
const REQUESTS = 1000;
const SIZE = 20_000;

let folder = '';
let server: ChildProcess | undefined;
let digest = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'k42-web-'));
  spawnSync('chmod', ['-R', 'a+rwx', folder]);
  mkdirSync(join(folder, 'www'));
  const page = randomBytes(SIZE);
  digest = sum(page);
  writeFileSync(join(folder, 'www', 'page'), page);
});

afterEach(async () => {
  if (server !== undefined && server.exitCode === null) {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }
  server = undefined;
  rmSync(folder, { recursive: true });
});

describe('nginx', () => {
  test('serves the host', { timeout: 40_000 }, async () => {
    const config = [
      'daemon off; worker_processes 1; error_log stderr; pid nginx.pid; events { worker_connections 256; }',
      `http { access_log off; server { listen ${GUEST_PORT}; root ${folder}/www; }`,
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`),
      '}',
    ];
    const port = await start('/usr/sbin/nginx', ['-p', folder, '-c', conf(config)]);
    await load(port);
    expect(await ticksWhileIdle()).toBeLessThan(20);
  });
});

describe('apache', () => {
  test.each(['prefork', 'event'])('with mpm_%s serves the host', { timeout: 40_000 }, async (mpm) => {
    const modules = `/usr/lib/apache2/modules`;
    const config = [
      `ServerRoot ${folder}`,
      'ServerName guest',
      `Listen ${GUEST_PORT}`,
      `PidFile ${folder}/pid`,
      `LoadModule mpm_${mpm}_module ${modules}/mod_mpm_${mpm}.so`,
      `LoadModule authz_core_module ${modules}/mod_authz_core.so`,
      'User www-data',
      'Group www-data',
      'ErrorLog /dev/stderr',
      `DocumentRoot ${folder}/www`,
    ];
    const port = await start('/usr/sbin/apache2', ['-DFOREGROUND', '-f', conf(config)]);
    await load(port);
  });
});

function conf(lines: readonly string[]): string {
  const path = join(folder, 'conf');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Starts a server and answers the port of the host once it serves. */
async function start(program: string, args: readonly string[]): Promise<number> {
  const port = await freePort();
  const options = ['run', '--quiet', '--publish', `${port}:${GUEST_PORT}`, '--sysroot', DISTRIBUTION];
  const log: string[] = [];
  server = spawn(process.execPath, [k42, ...options, program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr?.on('data', (text: Buffer) => log.push(text.toString()));
  const agent = new http.Agent();
  for (let left = 100; left > 0; left--) {
    if (server.exitCode !== null) break;
    if ((await get(port, agent).catch(() => '')) === digest) return port;
    await pause(100);
  }
  throw new Error(`${program} does not serve:\n${log.join('')}`);
}

/** Half of the requests on connections that are kept, half on new ones: each answer has every byte. */
async function load(port: number): Promise<void> {
  for (const keepAlive of [true, false]) {
    const agent = new http.Agent({ keepAlive, maxSockets: CLIENTS });
    const client = async (): Promise<void> => {
      for (let i = 0; i < REQUESTS / 2 / CLIENTS; i++) expect(await get(port, agent)).toBe(digest);
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    agent.destroy();
  }
}

function get(port: number, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', path: '/page', agent }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve(sum(Buffer.concat(pieces))));
      answer.on('error', reject);
    });
    request.setTimeout(10_000, () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

/** Hundredths of a second of processor time in two seconds without a request. */
async function ticksWhileIdle(): Promise<number> {
  await pause(500);
  const before = ticks();
  await pause(2000);
  return ticks() - before;
}

function ticks(): number {
  const fields = readFileSync(`/proc/${server?.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function sum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
