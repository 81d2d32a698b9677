/** A decoded value, told in strace's text or as JSON: one decoder, two ways to write. */

export type TraceValue =
  /** A number or name; flags are several names. */
  | { readonly kind: 'word'; readonly text: string; readonly value: number | string | readonly string[] | null }
  /** Bytes, one character each; `cut` when there are more. */
  | { readonly kind: 'bytes'; readonly bytes: string; readonly cut: boolean }
  | { readonly kind: 'list'; readonly items: readonly TraceValue[]; readonly spaced: boolean; readonly cut: boolean }
  | {
      readonly kind: 'struct';
      readonly fields: readonly (readonly [name: string, value: TraceValue])[];
      readonly cut: boolean;
    };

export type Json = number | string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export function word(text: string, value: number | string | readonly string[] | null = text): TraceValue {
  return { kind: 'word', text, value };
}

/** The value as strace writes it. */
export function toText(value: TraceValue): string {
  switch (value.kind) {
    case 'word':
      return value.text;
    case 'bytes':
      return `"${escape(value.bytes)}"${value.cut ? '...' : ''}`;
    case 'list': {
      const items = value.items.map(toText);
      return value.spaced
        ? `[${items.join(' ')}${value.cut ? ' ...' : ''}]`
        : `[${items.join(', ')}${value.cut ? ', ...' : ''}]`;
    }
    case 'struct':
      return `{${value.fields.map(([name, inner]) => `${name}=${toText(inner)}`).join(', ')}${value.cut ? ', ...' : ''}}`;
  }
}

/** The value as JSON: text stays one character a byte. */
export function toJson(value: TraceValue): Json {
  switch (value.kind) {
    case 'word':
      return typeof value.value === 'number' || typeof value.value === 'string' || value.value === null
        ? value.value
        : [...value.value];
    case 'bytes':
      return value.bytes;
    case 'list':
      return value.items.map(toJson);
    case 'struct':
      return Object.fromEntries(value.fields.map(([name, inner]) => [name, toJson(inner)]));
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\v': '\\v',
  '\f': '\\f',
  '"': '\\"',
  '\\': '\\\\',
};

/** strace's escapes: octal, as short as the next character allows. */
function escape(bytes: string): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const character = bytes.charAt(i);
    const code = bytes.charCodeAt(i);
    const known = ESCAPES[character];
    if (known !== undefined) text += known;
    else if (code >= 0x20 && code < 0x7f) text += character;
    else text += `\\${/[0-9]/.test(bytes.charAt(i + 1)) ? code.toString(8).padStart(3, '0') : code.toString(8)}`;
  }
  return text;
}
