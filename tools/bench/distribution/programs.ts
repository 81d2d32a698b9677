/** What is run, and what it needs of the sysroot. Everything is seen by the guests under /tmp/bench; /tmp/out is theirs. */
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GUEST = fileURLToPath(new URL('guest', import.meta.url));

export interface Program {
  readonly name: string;
  /** Paths in the sysroot. */
  readonly needs: readonly string[];
  /** For /bin/sh; `$PORT` is a port of its own. */
  readonly script: string;
  /** `rates`: it prints `name number` a line, and more is better; else its time counts. */
  readonly rates?: true;
}

const loop = (count: number, body: string): string => `i=0; while [ $i -lt ${count} ]; do ${body}; i=$((i+1)); done`;

export const PROGRAMS: readonly Program[] = [
  { name: 'sh -c true', needs: ['bin/dash'], script: 'true' },
  { name: "python3 -c 'print(1)'", needs: ['usr/bin/python3'], script: "exec python3 -c 'print(1)'" },
  { name: 'dash, 1,000 /bin/true', needs: ['bin/dash'], script: `exec dash -c '${loop(1000, '/bin/true')}'` },
  { name: 'bash, 1,000 /bin/true', needs: ['bin/bash'], script: `exec bash -c '${loop(1000, '/bin/true')}'` },
  { name: 'bash, loop of 20,000', needs: ['bin/bash'], script: `exec bash -c '${loop(20_000, ':')}'` },
  {
    name: 'configure-like script',
    needs: ['bin/sed', 'bin/grep', 'usr/bin/expr', 'usr/bin/awk', 'usr/bin/find'],
    script: 'mkdir -p /tmp/out && exec sh /tmp/bench/configure.sh /tmp/out',
  },
  {
    name: 'dd | cat | wc, 256 MB',
    needs: ['bin/dd', 'bin/cat', 'usr/bin/wc'],
    script: 'dd if=/dev/zero bs=64k count=4096 2>/dev/null | cat | wc -c',
  },
  { name: 'ping-pong of 20,000 in perl', needs: ['usr/bin/perl'], script: 'exec perl /tmp/bench/ping-pong.pl 20000' },
  {
    name: 'sqlite3, 50,000 inserts at once',
    needs: ['usr/bin/sqlite3'],
    script: 'exec sqlite3 /tmp/one.db </tmp/bench/one.sql',
  },
  {
    name: 'sqlite3, 500 transactions',
    needs: ['usr/bin/sqlite3'],
    script: 'exec sqlite3 /tmp/many.db </tmp/bench/many.sql',
  },
  { name: 'perl, words', needs: ['usr/bin/perl'], script: 'exec perl /tmp/bench/words.pl' },
  { name: 'gawk, words', needs: ['usr/bin/gawk'], script: 'exec gawk -f /tmp/bench/words.awk' },
  {
    name: 'gcc -O1 of 1,000 lines',
    needs: ['usr/bin/gcc'],
    script: 'gcc -O1 -c -o /tmp/lines.o /tmp/bench/lines.c && test -s /tmp/lines.o && echo compiled',
  },
  {
    name: 'redis, operations a second',
    needs: ['usr/bin/redis-server', 'usr/bin/redis-benchmark'],
    script: 'mkdir -p /tmp/out && exec sh /tmp/bench/redis.sh /tmp/out $PORT 20000',
    rates: true,
  },
];

/** Puts the guests' files into a folder. */
export function prepare(folder: string): void {
  for (const file of readdirSync(GUEST)) copyFileSync(join(GUEST, file), join(folder, file));
  const row = (index: number): string =>
    `insert into t values (${index}, 'row ${index * 7919}', ${(index * 31) % 1009});`;
  const rows = (count: number): string[] => Array.from({ length: count }, (_, index) => row(index));
  const table = 'create table t (a integer primary key, b text, c integer); create index i on t (c);';
  const sum = 'select count(*), sum(c), max(b) from t;';
  writeFileSync(join(folder, 'one.sql'), [table, 'begin;', ...rows(50_000), 'commit;', sum].join('\n'));
  writeFileSync(join(folder, 'many.sql'), [table, ...rows(500), sum].join('\n'));
  writeFileSync(join(folder, 'lines.c'), lines());
}

/** A C file of about a thousand lines: fifty functions of twenty. */
function lines(): string {
  const text = ['#include <stdio.h>', '#include <stdlib.h>', '#include <string.h>', ''];
  for (let index = 0; index < 50; index++) {
    text.push(
      `struct item${index} { int key; long value; char name[${8 + index}]; struct item${index} *next; };`,
      `static struct item${index} *find${index}(struct item${index} *list, int key) {`,
      '  for (; list != NULL; list = list->next)',
      '    if (list->key == key) return list;',
      '  return NULL;',
      '}',
      `long work${index}(const int *data, int count) {`,
      `  struct item${index} *list = NULL;`,
      '  long sum = 0;',
      '  for (int i = 0; i < count; i++) {',
      `    struct item${index} *item = find${index}(list, data[i] % ${7 + index});`,
      '    if (item == NULL) {',
      '      item = calloc(1, sizeof *item);',
      `      item->key = data[i] % ${7 + index}, item->next = list, list = item;`,
      '      snprintf(item->name, sizeof item->name, "%d", data[i]);',
      '    }',
      `    item->value += data[i] * ${3 + index}l ^ (long)strlen(item->name);`,
      '    sum += item->value;',
      '  }',
      '  return sum;',
      '}',
    );
  }
  return `${text.join('\n')}\n`;
}
