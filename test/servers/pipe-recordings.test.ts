/** Pipes against recordings of Linux's (recordings/record-pipe.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Errno, errorName } from '../../runtime/generated/errors.ts';
import { Availability, PipeFlags } from '../../runtime/generated/flags.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { PipeServer } from '../../runtime/servers/streams/pipe-server.ts';
import { ROOT_USER, services } from './support.ts';

type Step =
  | ['write', number, number | string]
  | ['read', number, [number, number] | string]
  | ['poll', 'r' | 'w', string[]]
  | ['pending', number, number]
  | ['capacity', number, number | string]
  | ['close', 'r' | 'w', number];

interface Recording {
  release: string;
  packets: boolean;
  steps: Step[];
}

function shown(result: number): number | string {
  if (result >= 0) return result;
  return errorName(result === WOULD_BLOCK ? Errno.EAGAIN : result);
}

function events(state: number): string[] {
  const names: string[] = [];
  if ((state & Availability.readable) !== 0) names.push('in');
  if ((state & Availability.writable) !== 0) names.push('out');
  if ((state & Availability.hangUp) !== 0) names.push('hangUp');
  if ((state & Availability.error) !== 0) names.push('error');
  return names;
}

const recordings = readFileSync(new URL('recordings/pipe.jsonl', import.meta.url), 'latin1')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);

describe(`a pipe does what Linux ${recordings[0]?.release} did`, () => {
  it.each(recordings.map((recording, index) => [index, recording] as const))('in sequence %i', (_index, recording) => {
    const all = services();
    const ends = new PipeServer(all).create(recording.packets ? PipeFlags.direct : 0, ROOT_USER);
    if (typeof ends === 'number') throw new Error('no pipe');
    const r = new StreamStub(all.ipc, ends.reader.object);
    const w = new StreamStub(all.ipc, ends.writer.object);
    let counter = 0;
    for (const [index, step] of recording.steps.entries()) {
      const say = `step ${index} ${JSON.stringify(step)} of ${JSON.stringify(recording)}`;
      if (step[0] === 'write') {
        const data = Uint8Array.from({ length: step[1] }, (_, i) => (counter + i) % 251);
        const lease = Lease.over(data);
        // A client goes on until a send takes nothing.
        let result = w.send(lease, 0);
        while (result > 0 && lease.remaining > 0 && w.send(lease, 0) > 0);
        if (result > 0) result = lease.moved;
        if (result > 0) counter += result;
        expect(shown(result), say).toBe(step[2]);
      } else if (step[0] === 'read') {
        const into = new Uint8Array(step[1]);
        const count = r.receive(Lease.over(into), 0);
        const seen = count < 0 ? shown(count) : [count, count > 0 ? into[0] : -1];
        expect(seen, say).toEqual(step[2]);
      } else if (step[0] === 'poll') {
        expect(events((step[1] === 'r' ? r : w).getAvailability()), say).toEqual(step[2]);
      } else if (step[0] === 'pending') {
        expect(r.pending(), say).toBe(step[2]);
      } else if (step[0] === 'capacity') {
        expect(shown(w.setCapacity(step[1])), say).toBe(step[2]);
      } else {
        (step[1] === 'r' ? r : w).close(0);
      }
    }
  });
});
