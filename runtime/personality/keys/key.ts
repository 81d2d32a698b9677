/** One key, or a ring of keys. */

export type KeyKind = 'user' | 'logon' | 'keyring';

/** What can be allowed; four times in a key's permissions: to who possesses it, its user, its group, and others. */
export const KeyRight = { view: 1, read: 2, write: 4, search: 8, link: 16, attributes: 32 } as const;
export const ALL_RIGHTS = 0x3f;
export const POSSESSOR = 24;
export const USER = 16;
export const GROUP = 8;

/** What a link costs of its ring's user's quota. */
const LINK_BYTES = 4;

export class Key {
  readonly serial: number;
  readonly kind: KeyKind;
  readonly description: string;
  user: number;
  group: number;
  permissions: number;
  content = new Uint8Array(0);
  /** Of a ring, by kind and description. */
  readonly links: Map<string, Key> | undefined;
  /** Monotonic nanoseconds at which it is over; Infinity: never. */
  end = Infinity;
  revoked = false;
  /** Somebody asked for it, and it is known that it is not there. */
  missing = false;
  /** Rings and processes that have it. */
  holders = 0;
  /** What it counts against its user's quota; nothing: the rings that the kernel makes by itself. */
  charged = 0;

  constructor(serial: number, kind: KeyKind, description: string, user: number, group: number, permissions: number) {
    this.serial = serial;
    this.kind = kind;
    this.description = description;
    this.user = user;
    this.group = group;
    this.permissions = permissions;
    this.links = kind === 'keyring' ? new Map() : undefined;
  }

  get name(): string {
    return `${this.kind}:${this.description}`;
  }

  /** Bytes that it takes with such a content. */
  cost(content: number, links = this.links?.size ?? 0): number {
    return this.description.length + 1 + content + LINK_BYTES * links;
  }
}
