import { arsinh } from './contrast.ts';
import type { Frame } from './frame.ts';
import type { Levels } from './levels.ts';
import { medianOfFew } from './medians.ts';

/** What is expected of each day from level and weekday, before its day of the month is looked at. */
export interface WeekExpectation {
  /** By the model that was best lately; NaN where nothing can be expected. */
  center: Float64Array;
  /** The lowest and highest of what is plausible. */
  low: Float64Array;
  high: Float64Array;
  /** See contrast.ts. */
  knee: Float64Array;
  /** Mean size of the best model's errors so far, each at most 1 (a factor of e). */
  spread: Float64Array;
  /** 14 where the fortnight told more than the week, else 7. */
  period: Uint8Array;
}

const WEEKS = 8;
const FORTNIGHTS = 4;
/** Twelve weeks: how far back the same weekday is still looked for where days are unknown. */
const LONGEST_GAP = 84;
/** Days by which a model's error is forgotten to 1/e. */
const MEMORY = 30;
/** Days that a model must have forecast before it is believed. */
const PROOF = 10;
/** A model is plausible while its mean error is within this of the best one's. */
const PLAUSIBLE_RATIO = 1.3;
const PLAUSIBLE_MORE = 0.01;
/** A level below this share of the mean spend is no base for ratios: a job that costs nothing between its runs. */
const NEGLIGIBLE = 0.01;
/** Where amounts turn from being compared by ratio to by difference, as a share of the level. */
const KNEE = 0.05;

// Models, by index: the weekday's share of the level, the same of every other week, and the level as it is.
const WEEK = 0;
const FORTNIGHT = 1;
const FLAT = 2;
const MODELS = 3;

/** What the models need of the days so far; index is the day. */
interface Memory {
  /** Each day as a multiple of the level before it; NaN where that is no base. */
  share: Float64Array;
  buffer: Float64Array;
}

/** The median of the days `step`, 2 × `step` … before day `i`; NaN where fewer than two, or a third of all, are known. */
function samePhase(
  of: Float64Array,
  i: number,
  born: number,
  step: number,
  most: number,
  buffer: Float64Array,
): number {
  let count = 0;
  let all = 0;
  for (let then = i - step; count < most && then >= born && then >= i - most * step; then -= step) {
    const value = of[then]!;
    all += 1;
    if (value === value) buffer[count++] = value;
  }
  return count < 2 || 3 * count < all ? Number.NaN : medianOfFew(buffer, count);
}

function fillForecasts(target: Float64Array, frame: Frame, levels: Levels, memory: Memory, i: number): void {
  const born = levels.birth[i]!;
  const week = levels.week[i]!;
  const { buffer } = memory;
  const negligible = NEGLIGIBLE * levels.size[i]!;
  if (Math.abs(week) > negligible) {
    target[WEEK] = week * samePhase(memory.share, i, born, 7, WEEKS, buffer);
    target[FORTNIGHT] = week * samePhase(memory.share, i, born, 14, FORTNIGHTS, buffer);
  } else {
    target[WEEK] = samePhase(frame.values, i, born, 7, WEEKS, buffer);
    target[FORTNIGHT] = samePhase(frame.values, i, born, 14, FORTNIGHTS, buffer);
  }
  target[FLAT] = week;
}

function remember(memory: Memory, frame: Frame, levels: Levels, i: number): void {
  const negligible = NEGLIGIBLE * levels.size[i]!;
  const week = levels.week[i]!;
  const value = frame.holiday[i] === 1 ? Number.NaN : frame.values[i]!;
  memory.share[i] = Math.abs(week) > negligible ? value / week : Number.NaN;
}

/**
 * What at least two of the last five known days of the same weekday (by `step` of 14, of the same fortnight's day) cost: as
 * much is no news, even where the days since were lower (the return from a holiday is not a rise).
 */
function secondHighest(values: Float64Array, i: number, born: number, step: number): number {
  let first = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  let known = 0;
  for (let j = i - step; j >= born && j >= i - LONGEST_GAP && known < 5; j -= step) {
    const value = values[j]!;
    if (value === value) known += 1;
    if (value > first) {
      second = first;
      first = value;
    } else if (value > second) second = value;
  }
  return second;
}

function kneeOf(level: number, size: number): number {
  const base = Math.abs(level);
  return KNEE * (base > NEGLIGIBLE * size ? base : size);
}

interface Errors {
  mean: Float64Array;
  days: Float64Array;
}

/** The flat model needs no proof: it has nothing to learn. */
const isUsable = (model: number, forecasts: Float64Array, errors: Errors): boolean =>
  (model === FLAT || errors.days[model]! >= PROOF) && !Number.isNaN(forecasts[model]!);

function bestModel(forecasts: Float64Array, errors: Errors): number {
  let best = -1;
  for (let m = 0; m < MODELS; m += 1) {
    if (!isUsable(m, forecasts, errors)) continue;
    if (best < 0 || errors.mean[m]! < errors.mean[best]!) best = m;
  }
  return best;
}

function learn(forecasts: Float64Array, errors: Errors, value: number, knee: number): void {
  const seen = arsinh(value / knee);
  for (let m = 0; m < MODELS; m += 1) {
    const forecast = forecasts[m]!;
    if (Number.isNaN(forecast)) continue;
    const error = Math.min(1, Math.abs(seen - arsinh(forecast / knee)));
    const days = errors.days[m]! + 1;
    errors.days[m] = days;
    errors.mean[m]! += (error - errors.mean[m]!) / (days < MEMORY ? days : MEMORY);
  }
}

function expectDay(result: WeekExpectation, forecasts: Float64Array, errors: Errors, best: number, i: number): void {
  const bound = errors.mean[best]! * PLAUSIBLE_RATIO + PLAUSIBLE_MORE;
  const center = forecasts[best]!;
  let low = center;
  let high = center;
  for (let m = 0; m < MODELS; m += 1) {
    const forecast = forecasts[m]!;
    if (errors.mean[m]! > bound || !isUsable(m, forecasts, errors)) continue;
    if (forecast < low) low = forecast;
    if (forecast > high) high = forecast;
  }
  result.center[i] = center;
  result.low[i] = low;
  result.high[i] = high;
  result.spread[i] = errors.mean[best]!;
  if (best === FORTNIGHT) result.period[i] = 14;
}

const unknown = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

/** Expects every day of the frame from those before it. */
export function expectByWeek(frame: Frame, levels: Levels): WeekExpectation {
  const { length, values } = frame;
  const result: WeekExpectation = {
    center: unknown(length),
    low: unknown(length),
    high: unknown(length),
    knee: unknown(length),
    spread: new Float64Array(length),
    period: new Uint8Array(length).fill(7),
  };
  const memory: Memory = { share: unknown(length), buffer: new Float64Array(WEEKS) };
  const forecasts = new Float64Array(MODELS);
  const errors: Errors = { mean: new Float64Array(MODELS), days: new Float64Array(MODELS) };
  for (let i = 0; i < length; i += 1) {
    if (i > 0 && levels.birth[i] !== levels.birth[i - 1]) {
      errors.mean.fill(0);
      errors.days.fill(0);
    }
    fillForecasts(forecasts, frame, levels, memory, i);
    remember(memory, frame, levels, i);
    const best = bestModel(forecasts, errors);
    if (best < 0) continue;
    const knee = kneeOf(levels.week[i]!, levels.size[i]!);
    if (!(knee > 0)) continue;
    expectDay(result, forecasts, errors, best, i);
    result.knee[i] = knee;
    const again = secondHighest(values, i, levels.birth[i]!, result.period[i]!);
    if (again > result.high[i]!) result.high[i] = again;
    const value = values[i]!;
    if (value === value && frame.holiday[i] === 0) learn(forecasts, errors, value, knee);
  }
  return result;
}
