/**
 * Uses the caller's descriptors as a machine does: a loop that reads and writes, and waits only where it would block.
 * Arguments: `copy`, `read N`, `write N`, `poll`, `nothing`.
 */
import { Availability, OpenFlags } from '../../runtime/generated/flags.ts';
import { FileStub } from '../../runtime/generated/servers/file.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { dispatchWatcher, type Watcher } from '../../runtime/generated/servers/watcher.ts';
import { ObjectKind } from '../../runtime/generated/enums.ts';
import { nodeHost } from '../../runtime/host/node/index.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import { WOULD_BLOCK } from '../../runtime/kernel/result.ts';
import { FileServices } from '../../runtime/servers/files/services.ts';
import { Drivers } from '../../runtime/servers/streams/drivers.ts';
import { openStandard } from '../../runtime/servers/streams/standard.ts';

const host = nodeHost();
const ipc = new Ipc();
const services = new FileServices(ipc, (into) => host.clock.realtime(into), new Drivers());

class End {
  readonly #file: FileStub | undefined;
  readonly stream: StreamStub | undefined;
  readonly #append: boolean;
  #position: number;

  constructor(descriptor: 0 | 1) {
    const channel = host.standard(descriptor);
    if (channel === undefined) throw new Error('no descriptor');
    const { opened, flags, offset } = openStandard(services, channel);
    if (opened.kind === ObjectKind.file) this.#file = new FileStub(ipc, opened.object);
    else this.stream = new StreamStub(ipc, opened.object);
    this.#append = (flags & OpenFlags.append) !== 0;
    this.#position = offset;
  }

  async read(into: Uint8Array): Promise<number> {
    if (this.#file !== undefined) {
      const count = this.#file.read(this.#position, Lease.over(into));
      if (count > 0) this.#position += count;
      return count;
    }
    return this.#wait((stream) => stream.receive(Lease.over(into), 0));
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.#file !== undefined) {
      const result = this.#append
        ? this.#file.append(Lease.over(bytes))
        : this.#file.write(this.#position, Lease.over(bytes));
      const count = typeof result === 'number' ? result : result.count;
      this.#position += count;
      return count;
    }
    const lease = Lease.over(bytes);
    while (lease.remaining > 0) {
      const count = await this.#wait((stream) => stream.send(lease, 0));
      if (count < 0) return count;
    }
    return bytes.length;
  }

  async #wait(call: (stream: StreamStub) => number): Promise<number> {
    const { stream } = this;
    if (stream === undefined) throw new Error('no stream');
    for (;;) {
      const result = call(stream);
      if (result !== WOULD_BLOCK) return result;
      await new Promise<void>((resolve) => {
        const watcher: Watcher = {
          signal: () => {
            stream.unsubscribe(handle);
            resolve();
            return 0;
          },
        };
        const handle = ipc.table.register(watcher, dispatchWatcher);
        stream.subscribe(handle);
      });
    }
  }
}

async function main(what: string | undefined, count: number): Promise<number> {
  const [input, output] = [new End(0), new End(1)];
  const buffer = new Uint8Array(65536);
  if (what === 'copy') {
    for (;;) {
      const got = await input.read(buffer);
      if (got <= 0) return 0;
      const done = await output.write(buffer.slice(0, got));
      if (done < 0) return -done;
    }
  }
  if (what === 'read') {
    const got = await input.read(buffer.subarray(0, count));
    await output.write(buffer.slice(0, got));
  }
  if (what === 'write') {
    const done = await output.write(new Uint8Array(count).fill(120));
    if (done < 0) return -done;
  }
  if (what === 'poll') {
    const state = (input.stream?.getAvailability() ?? 0) & ~Availability.always;
    await output.write(Uint8Array.from(`${state} `, (c) => c.charCodeAt(0)));
  }
  return 0;
}

const status = await main(process.argv[2], Number(process.argv[3] ?? '0'));
await host.flush(500);
host.close();
process.exit(status);
