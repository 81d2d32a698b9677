/** Web servers in the guest, asked by ab on the host: requests a second on kept connections and on new ones. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, type Place, serve } from './places.ts';

export interface Server {
  readonly name: string;
  readonly needs: readonly string[];
  /** Writes what it reads into the folder (the guest's /tmp/bench), and answers its command. */
  prepare(folder: string, port: number): readonly string[];
}

const apache = (mpm: string): Server => ({
  name: `apache2 ${mpm}`,
  needs: ['usr/sbin/apache2', `usr/lib/apache2/modules/mod_mpm_${mpm}.so`],
  prepare: (folder, port) => {
    const modules = '/usr/lib/apache2/modules';
    const text = `ServerRoot /tmp
ServerName guest
Listen 127.0.0.1:${port}
PidFile /tmp/apache.pid
LoadModule mpm_${mpm}_module ${modules}/mod_mpm_${mpm}.so
LoadModule authz_core_module ${modules}/mod_authz_core.so
User www-data
Group www-data
ErrorLog /tmp/error.log
DocumentRoot /tmp/bench/www
MaxKeepAliveRequests 0
`;
    writeFileSync(join(folder, `${mpm}.conf`), text);
    return ['/usr/sbin/apache2', '-DFOREGROUND', '-f', `/tmp/bench/${mpm}.conf`];
  },
});

export const SERVERS: readonly Server[] = [
  {
    name: 'nginx',
    needs: ['usr/sbin/nginx'],
    prepare: (folder, port) => {
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path /tmp/${name};`,
      );
      const text = `daemon off; worker_processes 1; error_log stderr; pid /tmp/nginx.pid; events { worker_connections 256; }
http { access_log off; keepalive_requests 1000000; ${paths.join(' ')}
  server { listen 127.0.0.1:${port}; root /tmp/bench/www; } }
`;
      writeFileSync(join(folder, 'nginx.conf'), text);
      return ['/usr/sbin/nginx', '-p', '/tmp', '-c', '/tmp/bench/nginx.conf'];
    },
  },
  apache('prefork'),
  apache('event'),
];

export const haveAb = (): boolean => spawnSync('ab', ['-V'], { stdio: 'ignore' }).status === 0;

/** Requests a second with kept and with new connections; a text where it went wrong. */
export async function requests(
  server: Server,
  place: Place,
  folder: string,
  count: number,
): Promise<readonly (number | string)[]> {
  const port = freePort();
  const running = serve(place, server.prepare(folder, port), port);
  try {
    if (!(await listens(port, running.child.exitCode === null))) return ['does not listen', 'does not listen'];
    // First the code that serves becomes warm, as a server's is.
    await ab(['-k'], count, port);
    return [await ab(['-k'], count, port), await ab([], count, port)];
  } finally {
    running.stop();
  }
}

async function listens(port: number, alive: boolean): Promise<boolean> {
  for (let tries = 0; alive && tries < 200; tries++) {
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      // k42 listens for the guest before the guest does: an answer is what counts.
      socket.on('connect', () => socket.write('GET /page HTTP/1.0\r\n\r\n'));
      socket
        .on('data', () => resolve(true))
        .on('error', () => resolve(false))
        .on('close', () => resolve(false));
      socket.setTimeout(5000, () => socket.destroy());
    });
    if (there) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function ab(flags: readonly string[], count: number, port: number): Promise<number | string> {
  const words = ['-q', ...flags, '-n', `${count}`, '-c', '16', '-s', '60', `http://127.0.0.1:${port}/page`];
  return new Promise((resolve) => {
    execFile('ab', words, { timeout: 120_000 }, (error, stdout) => {
      const field = (name: string): number => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1] ?? 0);
      if (error !== null) resolve('ab failed');
      else if (field('Failed requests') + field('Non-2xx responses') > 0) resolve('requests failed');
      else resolve(field('Requests per second'));
    });
  });
}
