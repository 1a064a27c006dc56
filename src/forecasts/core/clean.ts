import type { LevelInput } from './models/level-models.ts';
import type { Profile } from './profile.ts';
import { MAD_TO_SIGMA, medianInPlace } from './robust.ts';

/** Under this factor a day says nothing of the level. */
const MIN_SCALE = 0.1;
/** A day farther from the level than this many sigma is an outlier, and this many of one sign in a row are a new level. */
const OUTLIER_SIGMA = 4;
export const DAYS_OF_NEW_LEVEL = 4;
const REFERENCE_ALPHA = 0.2;
const OUTLIER_ALPHA = 0.05;
/** Logarithms of less than this share of the median are those of it: a day of nothing is no end of the world. */
const SMALLEST_SHARE = 1e-6;
const START_DAYS = 7;

/**
 * Writes the level that each of the first `count` days shows to `into`: the calendar taken out and, for a multiplicative
 * profile, the logarithm. `middle` is the median of the series.
 */
export function adjust(
  values: Float64Array,
  profile: Profile,
  count: number,
  middle: number,
  into: Float64Array,
): void {
  const floor = Math.max(SMALLEST_SHARE * middle, Number.MIN_VALUE);
  let last = Number.NaN;
  for (let t = 0; t < count; t += 1) {
    const scale = profile.scale[t]!;
    if (Math.abs(scale) >= MIN_SCALE) {
      const level = (values[t]! - profile.offset[t]!) / scale;
      last = profile.is_multiplicative ? Math.log(Math.max(level, floor)) : level;
    } else if (Number.isNaN(last)) last = profile.is_multiplicative ? Math.log(Math.max(middle, floor)) : middle;
    into[t] = last;
  }
}

/** The spread of the steps that a smoothed level of the first `end` days leaves: noise and drift together. */
export function referenceSigma(adjusted: Float64Array, end: number, buffer: Float64Array): number {
  let level = adjusted[0]!;
  for (let t = 0; t < end; t += 1) {
    const error = adjusted[t]! - level;
    buffer[t] = Math.abs(error);
    level += REFERENCE_ALPHA * error;
  }
  return MAD_TO_SIGMA * medianInPlace(buffer, end);
}

const recent = new Float64Array(Math.max(START_DAYS, DAYS_OF_NEW_LEVEL));

function medianOf(values: Float64Array, from: number, count: number): number {
  for (let i = 0; i < count; i += 1) recent[i] = values[from + i]!;
  return medianInPlace(recent, count);
}

/**
 * Takes outliers and level shifts out of `adjusted[0..count)`, each day seen from that day: an outlier is drawn in, the fourth
 * of one sign in a row makes a jump to their median.
 */
export function cleanLevels(adjusted: Float64Array, count: number, sigma: number, into: LevelInput): void {
  const limit = Math.max(OUTLIER_SIGMA * sigma, Number.MIN_VALUE);
  let level = medianOf(adjusted, 0, Math.min(START_DAYS, count));
  let run = 0;
  let sign = 0;
  for (let t = 0; t < count; t += 1) {
    const error = adjusted[t]! - level;
    into.jumps[t] = 0;
    into.values[t] = adjusted[t]!;
    if (Math.abs(error) <= limit) {
      run = 0;
      level += REFERENCE_ALPHA * error;
      continue;
    }
    run = Math.sign(error) === sign ? run + 1 : 1;
    sign = Math.sign(error);
    if (run >= DAYS_OF_NEW_LEVEL) {
      const found = medianOf(adjusted, t - DAYS_OF_NEW_LEVEL + 1, DAYS_OF_NEW_LEVEL);
      into.jumps[t] = found - level;
      into.values[t] = Math.max(found - limit, Math.min(found + limit, adjusted[t]!));
      level = found;
      run = 0;
    } else into.values[t] = level + (sign * limit) / 2;
    level += OUTLIER_ALPHA * (into.values[t]! - level);
  }
}
