/** What a machine's programs may use of the host's network, as its options say. */
import { errorText } from '../generated/errors.ts';
import type { NetworkView } from '../personality/linux/proc/context.ts';
import { HostWays, type Published, type PublishedPort } from '../servers/inet/host-ways.ts';
import type { InetStack } from '../servers/inet/stack.ts';
import { MachineError } from './error.ts';
import { type LocalSockets, networkView } from './network-view.ts';
import type { MachineOptions } from './options.ts';

export class MachineNetwork {
  /** What /proc/net shows. */
  readonly view: NetworkView;
  readonly #publish: readonly Published[];
  readonly #ways: HostWays | undefined;
  #published: PublishedPort[] = [];
  #opening: Promise<void> | undefined;

  constructor(
    inet: InetStack,
    { host, network = 'loopback', publish = [], connect }: MachineOptions,
    local?: LocalSockets,
  ) {
    this.view = networkView(inet, local);
    this.#publish = publish;
    const reaches = network === 'host-loopback';
    if (publish.length === 0 && !reaches) return;
    if (network === 'none') throw new MachineError('failed', 'network none has nothing to publish');
    if (host.network === undefined) throw new MachineError('failed', 'the host has no network');
    this.#ways = new HostWays(inet, host.network, reaches ? connect : []);
    if (reaches) inet.wayOut = this.#ways;
  }

  /** The ports that are open now. */
  get published(): readonly PublishedPort[] {
    return this.#published;
  }

  /** Opens what is to be published, unless it is open; throws a MachineError when the host refuses a port. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** No guest is left: the host's ports are free again. */
  close(): void {
    this.#opening = undefined;
    this.#published = [];
    this.#ways?.close();
  }

  async #open(): Promise<void> {
    for (const one of this.#publish) {
      const opened = await this.#ways?.publish(one);
      if (opened === undefined) continue;
      if (typeof opened === 'number') {
        this.close();
        const { address = '127.0.0.1', hostPort, protocol = 'tcp' } = one;
        throw new MachineError('failed', `publish ${address}:${hostPort}/${protocol}: ${errorText(opened)}`);
      }
      this.#published.push(opened);
    }
  }
}
