/** Looking into plain YAML data without trusting its shape. */
export type Plain = Readonly<Record<string, unknown>>;

export function record(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
