import { copyFinite, MAD_TO_SIGMA, selectInPlace } from '../../../forecasts/core/robust.ts';
import type { Levels } from './levels.ts';
import type { Expectation } from './special-days.ts';

/** The days of a new life that its own level is still being found in: they say nothing of what is usual. */
export const ACCEPTED_AFTER = 4;
/** The most days back that a scale is taken from. */
export const SCALE_DAYS = 112;
const OWN_DAYS = 84;
const LEAST_DAYS = 10;
const PHASES = 8;
/** The most that one day counts in the scale of its phase (65 %). */
const PHASE_LIMIT = 0.5;
/** The mean absolute deviation of normal data × this is their standard deviation: √(π/2). */
const MEAN_TO_SIGMA = Math.sqrt(Math.PI / 2);
/** A series without any noise is not to be surprised by a thousandth. */
const LEAST_SIGMA = 0.005;
/** The first four weeks of a life are too few to be believed: until then it is taken to vary at least by this. */
const YOUNG_DAYS = 28;
const YOUNG_SIGMA = 0.12;

/** How many standard deviations of normal data, on both sides, hold this share of them. */
const SHARE_IN_SIGMAS = { '0.7': 1.0364333894937898, '0.9': 1.6448536269514722 } as const;

/** Room that `usualSize` works in. */
export const scaleBuffer = (): Float64Array => new Float64Array(SCALE_DAYS);

/**
 * The usual size of `values[from..to)`, at most SCALE_DAYS of them, as a standard deviation: the larger of what their
 * median and the quantile `share` of their sizes say. Alarms stay among them, as a scale that leaves them out shrinks
 * until all is alarm; they count for little while they are rarer than 1 − `share`. NaN where fewer than 10 are known.
 */
export function usualSize(
  values: Float64Array,
  from: number,
  to: number,
  share: keyof typeof SHARE_IN_SIGMAS,
  buffer: Float64Array,
): number {
  const count = copyFinite(values, Math.max(from, to - SCALE_DAYS), to, buffer);
  if (count < LEAST_DAYS) return Number.NaN;
  for (let i = 0; i < count; i += 1) buffer[i] = Math.abs(buffer[i]!);
  const rare = selectInPlace(buffer, count, Math.floor(Number(share) * (count - 1)));
  const middle = selectInPlace(buffer, count, (count - 1) >> 1);
  return Math.max(middle * MAD_TO_SIGMA, rare / SHARE_IN_SIGMAS[share], LEAST_SIGMA);
}

/** The same of the days of one weekday (or of every other week), where a batch job varies though the days between do not. */
function sizeOfPhase(contrast: Float64Array, i: number, from: number, step: number): number {
  let sum = 0;
  let largest = 0;
  let count = 0;
  for (let j = i - step; j >= from && j >= i - PHASES * step; j -= step) {
    const deviation = contrast[j]!;
    if (Number.isNaN(deviation)) continue;
    const size = Math.min(Math.abs(deviation), PHASE_LIMIT);
    sum += size;
    if (size > largest) largest = size;
    count += 1;
  }
  return count < 3 ? 0 : (MEAN_TO_SIGMA * (sum - largest)) / (count - 1);
}

/** How far day `i` may be from what is expected of it as a standard deviation (see contrast.ts), by the days before it. */
export function sigmaOf(expectation: Expectation, levels: Levels, i: number, buffer: Float64Array): number {
  const born = levels.birth[i]!;
  // While weekdays are being learnt the errors are those of not knowing them: left out as soon as there are enough others.
  const learnt = born + (i - born >= 2 * YOUNG_DAYS ? YOUNG_DAYS : ACCEPTED_AFTER);
  const own = usualSize(expectation.contrast, Math.max(learnt, i - OWN_DAYS), i, '0.9', buffer);
  const phase = sizeOfPhase(expectation.contrast, i, learnt, expectation.period[i]!);
  const sigma = Math.max(Number.isNaN(own) ? YOUNG_SIGMA : own, phase);
  return i - born < YOUNG_DAYS ? Math.max(sigma, YOUNG_SIGMA) : sigma;
}
