import { ACCEPTED_AFTER } from './scale.ts';

const REPEATED_WITHIN = 120;
/** As far out as this share of the day counts as the same. */
const AS_FAR = 0.8;
const REPEATED = 3;
/** Days further apart than this are two occasions. */
const SAME_OCCASION = 4;
const FAMILIAR_WITHIN = 400;
const AS_MUCH = 0.67;
const FAMILIAR = 2;

/**
 * Whether days about as far out as day `i` have come on three occasions within the last four months: then they are how
 * the series is, whatever their rhythm. `excess` is how far each day was above all that was plausible.
 */
export function isRepeated(excess: Float64Array, i: number, born: number): boolean {
  const enough = AS_FAR * excess[i]!;
  let occasions = 0;
  let last = i;
  for (let j = i - 1; j >= born + ACCEPTED_AFTER && j >= i - REPEATED_WITHIN; j -= 1) {
    if (!(excess[j]! >= enough)) continue;
    if (last - j > SAME_OCCASION) occasions += 1;
    last = j;
  }
  return occasions >= REPEATED;
}

/** Whether a series that mostly costs nothing has cost as much as on day `i` at least twice in the year before. */
export function isFamiliar(values: Float64Array, i: number): boolean {
  const enough = AS_MUCH * values[i]!;
  let charges = 0;
  for (let j = Math.max(1, i - FAMILIAR_WITHIN); j < i - ACCEPTED_AFTER; j += 1) {
    if (values[j]! >= enough && !(values[j - 1]! >= enough)) charges += 1;
  }
  return charges >= FAMILIAR;
}
