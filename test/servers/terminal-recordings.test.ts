/** The line discipline against recordings of Linux's (recordings/record-terminal.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AttributeWhen } from '../../runtime/generated/enums.ts';
import { Errno, errorName } from '../../runtime/generated/errors.ts';
import {
  Availability,
  SendFlags,
  TerminalInput,
  TerminalLocal,
  TerminalOutput,
} from '../../runtime/generated/flags.ts';
import { TerminalStub } from '../../runtime/generated/servers/terminal.ts';
import type { TerminalAttributes } from '../../runtime/generated/structs.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { standardAttributes } from '../../runtime/servers/terminal/attributes.ts';
import { bytes, give, text } from './support.ts';
import { terminal } from './terminal-support.ts';

interface Attributes {
  input: (keyof typeof TerminalInput)[];
  output: (keyof typeof TerminalOutput)[];
  local: (keyof typeof TerminalLocal)[];
  minimum: number;
  time: number;
}

type Step =
  | ['type', string]
  | ['read', number, string]
  | ['write', string, number | string]
  | ['attributes', Attributes, boolean]
  | ['pending', number]
  | ['poll', boolean]
  | ['output', string];

interface Recording {
  release: string;
  attributes: Attributes;
  steps: Step[];
}

function attributesOf(wanted: Attributes): TerminalAttributes {
  const made = standardAttributes();
  made.input = wanted.input.reduce((sum, name) => sum | TerminalInput[name], 0);
  made.output = wanted.output.reduce((sum, name) => sum | TerminalOutput[name], 0);
  made.local = wanted.local.reduce((sum, name) => sum | TerminalLocal[name], 0);
  // The recorder sets VMIN and VTIME only where they do not share a slot with VEOF and VEOL.
  if ((made.local & TerminalLocal.canonical) === 0) {
    made.characters.minimum = wanted.minimum;
    made.characters.time = wanted.time;
  }
  return made;
}

function named(result: number): string {
  return errorName(result === WOULD_BLOCK ? Errno.EAGAIN : result);
}

const recordings = readFileSync(new URL('recordings/terminal.jsonl', import.meta.url), 'latin1')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);

describe(`a terminal does what Linux ${recordings[0]?.release} did`, () => {
  it.each(recordings.map((recording, index) => [index, recording] as const))('in sequence %i', (_index, recording) => {
    const setup = terminal();
    const { device, opened, ipc } = setup;
    const stub = new TerminalStub(ipc, opened.object);
    stub.setAttributes(AttributeWhen.now, attributesOf(recording.attributes));
    for (const [index, step] of recording.steps.entries()) {
      const say = `step ${index}: ${JSON.stringify(step)} of ${JSON.stringify(recording)}`;
      if (step[0] === 'type') {
        device.type(bytes(step[1]));
      } else if (step[0] === 'read') {
        const into = new Uint8Array(step[1]);
        const count = stub.receive(Lease.over(into), SendFlags.dontWait);
        expect(count < 0 ? named(count) : text(into.subarray(0, count)), say).toBe(step[2]);
      } else if (step[0] === 'write') {
        const count = stub.send(give(step[1]), 0);
        expect(count < 0 ? named(count) : count, say).toBe(step[2]);
      } else if (step[0] === 'attributes') {
        const when = step[2] ? AttributeWhen.flush : AttributeWhen.now;
        expect(stub.setAttributes(when, attributesOf(step[1])), say).toBe(0);
      } else if (step[0] === 'pending') {
        expect(stub.pending(), say).toBe(step[1]);
      } else if (step[0] === 'poll') {
        expect((stub.getAvailability() & Availability.readable) !== 0, say).toBe(step[1]);
      } else {
        expect(setup.written(), say).toBe(step[1]);
      }
    }
  });
});
