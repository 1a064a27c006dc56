/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From `low` up to, not including, `high`. */
  between: (low: number, high: number) => number;
  /** From `low` to `high`, both included. */
  integer: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  /** Standard normal. */
  normal: () => number;
  pick: <T>(values: readonly T[]) => T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to make test data with. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A source of random numbers for `seed`. */
export function makeRandom(seed: number): Random {
  const next = mulberry32(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    between: (low, high) => low + next() * (high - low),
    integer,
    chance: (probability) => next() < probability,
    // Box and Muller, 1958; the logarithm never sees zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (values) => values[integer(0, values.length - 1)]!,
  };
}
