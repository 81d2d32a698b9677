/**
 * Decodes the arguments of a call from registers and memory, by the table of its personality and ABI.
 * Memory that cannot be read is told as its address, as strace does.
 */
import { StructView } from '../kernel/struct-view.ts';
import { enumValue, flagsValue, numberValue } from './names.ts';
import type {
  Registers,
  TraceArgument,
  TraceFieldType,
  TraceMemory,
  TraceScalar,
  TraceStruct,
  TraceTable,
  TraceType,
} from './types.ts';
import { word } from './value.ts';
import type { TraceValue } from './value.ts';

export interface TraceLimits {
  /** Bytes of text that are told (strace -s). */
  readonly text: number;
  /** Elements of arrays. */
  readonly items: number;
  /** Every field of a structure, and every environment string (strace -v). */
  readonly verbose: boolean;
}

const PATH_LIMIT = 4096;
const SIZES: Readonly<Record<TraceScalar, number>> = {
  s8: 1,
  u8: 1,
  s16: 2,
  u16: 2,
  s32: 4,
  u32: 4,
  s64: 8,
  u64: 8,
  address: 8,
  f32: 4,
  f64: 8,
};

export class TraceDecoder {
  readonly #table: TraceTable;
  readonly #memory: TraceMemory;
  readonly #limits: TraceLimits;

  constructor(table: TraceTable, memory: TraceMemory, limits: TraceLimits) {
    this.#table = table;
    this.#memory = memory;
    this.#limits = limits;
  }

  /** One argument. `result` is undefined while the call is under way: what it writes is then told as an address. */
  argument(
    { type, name, register }: TraceArgument,
    position: number,
    registers: Registers,
    result: number | undefined,
  ): TraceValue {
    const index = register ?? position;
    const address = registers.address(index);
    const { signalName } = this.#table;
    switch (type.kind) {
      case 'number':
        return numberValue(registers[type.read](index), type.as, signalName);
      case 'flags':
        return flagsValue(registers[type.read](index), type.names, signalName);
      case 'enum':
        return enumValue(registers[type.read](index), type.names, type.prefix);
      case 'path':
        return this.#text(address, PATH_LIMIT, true) ?? pointer(address);
      case 'strings':
        return this.#strings(address, name);
      default:
        return this.#pointed(type, address, registers, result);
    }
  }

  #pointed(
    type: Exclude<TraceType, { kind: 'number' | 'flags' | 'enum' | 'path' | 'strings' }>,
    address: number,
    registers: Registers,
    result: number | undefined,
  ): TraceValue {
    const written = type.direction !== 'in';
    if (address === 0 || (written && (result === undefined || result < 0))) return pointer(address);
    switch (type.kind) {
      case 'buffer':
        return this.#bytes(address, written ? (result ?? 0) : type.length(registers)) ?? pointer(address);
      case 'text':
        return this.#bytes(address, result ?? 0) ?? pointer(address);
      case 'iovec':
        return this.#vector(address, type.length(registers), written ? (result ?? 0) : Number.POSITIVE_INFINITY);
      case 'records':
        return word(`${pointer(address).kind === 'word' ? hexOf(address) : ''} /* ${result ?? 0} bytes */`, address);
      case 'fdset':
        return this.#fdSet(address, type.length(registers));
      case 'struct':
        return this.#array(address, type.struct.size, type.length?.(registers), (view, at) =>
          this.#struct(view, at, type.struct),
        );
      case 'scalars':
        return this.#array(address, SIZES[type.scalar], type.length?.(registers), (view, at) =>
          numberValue(read(view, at, type.scalar), type.as, this.#table.signalName),
        );
      case 'signalset':
        return this.#signalSet(address, type.indirect === true);
    }
  }

  /** One thing (without brackets) or a list of them. */
  #array(
    address: number,
    size: number,
    length: number | undefined,
    item: (view: StructView, at: number) => TraceValue,
  ): TraceValue {
    const count = Math.min(length ?? 1, this.#limits.items);
    const view = this.#view(address, size * count);
    if (view === undefined) return pointer(address);
    if (length === undefined) return item(view, 0);
    return {
      kind: 'list',
      items: Array.from({ length: count }, (_, i) => item(view, size * i)),
      spaced: false,
      cut: length > count,
    };
  }

  #struct(view: StructView, at: number, { fields, brief, list }: TraceStruct): TraceValue {
    if (list === true) {
      const items = fields.map(({ offset, type }) => this.#field(view, at + offset, type));
      return { kind: 'list', items, spaced: false, cut: false };
    }
    const told =
      brief === undefined || this.#limits.verbose ? fields : fields.filter(({ name }) => brief.includes(name));
    return {
      kind: 'struct',
      fields: told.map(({ name, offset, type }) => [name, this.#field(view, at + offset, type)] as const),
      cut: told.length < fields.length,
    };
  }

  #field(view: StructView, at: number, type: TraceFieldType): TraceValue {
    const { signalName } = this.#table;
    switch (type.kind) {
      case 'scalar': {
        const native = read(view, at, type.scalar);
        const name = type.names?.get(native);
        return name === undefined ? numberValue(native, type.as, signalName) : word(name);
      }
      case 'flags':
        return flagsValue(read(view, at, type.scalar), type.names, signalName);
      case 'enum':
        return enumValue(read(view, at, type.scalar), type.names, '');
      case 'text':
        return { kind: 'bytes', bytes: view.text(at, type.size), cut: false };
      case 'signalset':
        return this.#signals(view, at);
      case 'struct':
        return this.#struct(view, at, type.struct);
      case 'array':
        return {
          kind: 'list',
          items: Array.from({ length: type.length }, (_, i) => this.#field(view, at + type.size * i, type.of)),
          spaced: false,
          cut: false,
        };
    }
  }

  #text(address: number, limit: number, whole: boolean): TraceValue | undefined {
    if (address === 0) return undefined;
    let text = '';
    const chunk = new Uint8Array(64);
    while (text.length < limit) {
      const count = this.#memory.copyIn(address + text.length, chunk, 0, chunk.length);
      const end = chunk.subarray(0, count).indexOf(0);
      text += String.fromCharCode(...chunk.subarray(0, end < 0 ? count : end));
      if (end >= 0)
        return {
          kind: 'bytes',
          bytes: whole ? text : text.slice(0, this.#limits.text),
          cut: !whole && text.length > this.#limits.text,
        };
      if (count < chunk.length) return undefined;
    }
    return { kind: 'bytes', bytes: text.slice(0, limit), cut: true };
  }

  #bytes(address: number, length: number): TraceValue | undefined {
    const count = Math.max(0, Math.min(length, this.#limits.text));
    const view = this.#view(address, count);
    return view === undefined
      ? undefined
      : { kind: 'bytes', bytes: String.fromCharCode(...view.bytes.subarray(0, count)), cut: length > count };
  }

  #strings(address: number, name: string): TraceValue {
    const items: TraceValue[] = [];
    const size = this.#table.bits / 8;
    for (let at = address; at !== 0; at += size) {
      const view = this.#view(at, size);
      if (view === undefined) return pointer(address);
      const string = size === 8 ? view.address(0) : view.u32(0);
      if (string === 0) break;
      items.push(this.#text(string, 65_536, false) ?? pointer(string));
    }
    // The environment is long and seldom looked for.
    if (name.startsWith('env') && !this.#limits.verbose)
      return word(`${hexOf(address)} /* ${items.length} vars */`, address);
    return {
      kind: 'list',
      items: items.slice(0, this.#limits.items),
      spaced: false,
      cut: items.length > this.#limits.items,
    };
  }

  #vector(address: number, count: number, most: number): TraceValue {
    const size = this.#table.bits / 8;
    let left = most;
    return this.#array(address, 2 * size, count, (view, at) => {
      const base = size === 8 ? view.address(at) : view.u32(at);
      const length = size === 8 ? view.u64(at + 8) : view.u32(at + 4);
      const told = Math.min(length, left);
      left -= told;
      return {
        kind: 'struct',
        fields: [
          ['iov_base', this.#bytes(base, told) ?? pointer(base)],
          ['iov_len', word(String(length), length)],
        ],
        cut: false,
      };
    });
  }

  #fdSet(address: number, count: number): TraceValue {
    const { bits } = this.#table;
    const view = this.#view(address, (Math.ceil(Math.max(0, count) / bits) * bits) / 8);
    if (view === undefined) return pointer(address);
    const items: TraceValue[] = [];
    for (let fd = 0; fd < count; fd++) {
      const at = Math.floor(fd / bits) * (bits / 8);
      const half = bits === 32 ? view.u32(at) : fd % 64 < 32 ? view.u64Low(at) : view.u64High(at);
      if (((half >>> (fd % 32)) & 1) !== 0) items.push(word(String(fd), fd));
    }
    return { kind: 'list', items, spaced: true, cut: false };
  }

  #signalSet(address: number, indirect: boolean): TraceValue {
    const size = this.#table.bits / 8;
    const pair = indirect ? this.#view(address, 2 * size) : undefined;
    const at = pair === undefined ? address : size === 8 ? pair.address(0) : pair.u32(0);
    const view = at === 0 ? undefined : this.#view(at, this.#table.signalSetBytes);
    return view === undefined ? pointer(at) : this.#signals(view, 0);
  }

  /** `[INT CHLD]`, or `~[…]` of those left out when more than half are in. */
  #signals(view: StructView, at: number): TraceValue {
    const { signalSetBytes, signalSetUnit, signalName } = this.#table;
    const inside: string[] = [];
    const outside: string[] = [];
    for (let signal = 1; signal <= signalSetBytes * 8; signal++) {
      const word32 = Math.floor((signal - 1) / 32);
      const place = at + (signalSetUnit === 4 ? word32 * 4 : Math.floor(word32 / 2) * 8);
      const half = signalSetUnit === 4 ? view.u32(place) : word32 % 2 === 0 ? view.u64Low(place) : view.u64High(place);
      const name = signalName(signal).replace(/^SIG/, '');
      (((half >>> ((signal - 1) % 32)) & 1) !== 0 ? inside : outside).push(name);
    }
    const list = inside.length > outside.length ? outside : inside;
    return word(`${list === outside ? '~' : ''}[${list.join(' ')}]`, inside);
  }

  #view(address: number, size: number): StructView | undefined {
    const view = new StructView(this.#table.order, size);
    return this.#memory.copyIn(address, view.bytes, 0, size) === size ? view : undefined;
  }
}

function read(view: StructView, at: number, scalar: TraceScalar): number {
  return view[scalar](at);
}

function pointer(address: number): TraceValue {
  return address === 0 ? word('NULL', null) : word(hexOf(address), address);
}

function hexOf(address: number): string {
  return `0x${address.toString(16)}`;
}
