import { normal, randomFrom } from './random.ts';

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

/** A source of random numbers for `seed`. */
export function makeRandom(seed: number): Random {
  const next = randomFrom(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    between: (low, high) => low + next() * (high - low),
    integer,
    chance: (probability) => next() < probability,
    normal: () => normal(next),
    pick: (values) => values[integer(0, values.length - 1)]!,
  };
}
