/**
 * What a folder of the host has under which name, for as long as the folder itself tells that nothing was added, removed or
 * renamed: its times are asked at every use, which costs the host much less than looking a name up. Only what was looked up
 * when the last change was long past is kept, so that any later change has later times.
 */
import type { HostFolderState } from '../../host/port.ts';
import type { HostNode } from './host-node.ts';

/** Names of one folder, there or missing, that are kept at most. */
const MOST = 512;

export class KnownNames {
  readonly #nodes = new Map<string, HostNode | undefined>();
  #modified = 0;
  #changed = 0;

  /** Forgets everything if the folder has changed since. */
  check(state: HostFolderState): void {
    if (state.modified === this.#modified && state.changed === this.#changed) return;
    this.#nodes.clear();
    this.#modified = state.modified;
    this.#changed = state.changed;
  }

  /** The node of a name, undefined when there is none, or `false` when the host must be asked. */
  get(name: string): HostNode | undefined | false {
    const node = this.#nodes.get(name);
    if (node === undefined) return this.#nodes.has(name) ? undefined : false;
    return node.gone ? false : node;
  }

  /** The host was asked after `check`. */
  set(name: string, node: HostNode | undefined): void {
    if (this.#nodes.size >= MOST) this.#nodes.clear();
    this.#nodes.set(name, node);
  }
}
