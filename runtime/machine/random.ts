/** A small seeded generator (xorshift128 of Marsaglia), for machines whose runs are to come out the same. */
export function seededRandom(seed: number): (into: Uint8Array) => void {
  const state = new Uint32Array([seed >>> 0, 362_436_069, 521_288_629, 88_675_123]);
  const next = (): number => {
    const [x = 0, y = 0, z = 0, w = 0] = state;
    const t = x ^ (x << 11);
    state.set([y, z, w, w ^ (w >>> 19) ^ t ^ (t >>> 8)]);
    return state[3] as number;
  };
  for (let i = 0; i < 16; i++) next();
  return (into) => {
    for (let i = 0; i < into.length; i++) into[i] = next() & 0xff;
  };
}
