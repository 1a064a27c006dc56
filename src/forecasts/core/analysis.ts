import { planBacktest, type Runs, runCandidates } from './backtest.ts';
import { type Calibration, calibrate, typicalSize, untestedCalibration } from './calibration.ts';
import { type Combination, combine } from './combine.ts';
import { type HeldOut, holdOut } from './conformal.ts';
import type { Backtest, ForecastOptions } from './forecast-types.ts';
import { type History, prepareHistory } from './history.ts';
import { CANDIDATES, type Candidate, LEVEL_CANDIDATE, NAMED_CANDIDATES, WEEK_CANDIDATE } from './models/catalogue.ts';
import { median } from './robust.ts';
import type { DailySeries } from './series.ts';

/** Fewer known days than this say nothing of the days to come. */
const MIN_KNOWN_DAYS = 7;
/** A series of which nothing is known for longer than this is not forecast. */
const MAX_SILENT_DAYS = 60;
/** No forecast leaves the range of the history by more than so many times that range. */
const MAX_RANGES_BEYOND = 2;
/** Below this weight a candidate is not named. */
const NAMED_WEIGHT = 0.02;
/** Two weeks show whether there is a weekly rhythm: when repeating it errs this much less than the median does. */
const DAYS_OF_TWO_WEEKS = 14;
const RHYTHM_SHARE = 0.8;
/** Without a backtest, errors are taken for this many times the spread of the days around their middle, and then widened. */
const UNTESTED_FACTOR = 0.8;

/** What the combination would have forecast, and what came: `[origin × span + day]`, NaN where it is not known. */
export interface Tests {
  /** Day numbers of the first day forecast from each origin, ascending. */
  origins: number[];
  span: number;
  forecast: Float64Array;
  actual: Float64Array;
}

/** What is known of a series' forecast besides its intervals. */
export interface Analysis {
  /** The day number of the first day after the last known one. */
  first_day: number;
  /** Days from there to the first day asked for: the series ends with days that are not known. */
  silent: number;
  /** From `first_day` on, without planned changes. */
  mean: Float64Array;
  weights: { name: string; weight: number }[];
  backtest: Backtest;
  days: Calibration;
  sums: Calibration;
  /** What parts of the backtest say of intervals, by ascending level. */
  held_out: { days: HeldOut | null; sums: HeldOut | null };
  is_non_negative: boolean;
  tests: Tests;
  /** The mean absolute change from a week before, the unit of MASE; 0 where there is none. */
  naive_error: number;
}

function silentDays(values: Float64Array): number {
  let silent = 0;
  while (silent < values.length && !Number.isFinite(values[values.length - 1 - silent]!)) silent += 1;
  return silent;
}

/** The mean absolute change from a week before over known days, the unit of MASE; 0 where there is none. */
function naiveError({ values, known, length }: History): number {
  let sum = 0;
  let count = 0;
  for (let t = 7; t < length; t += 1) {
    if (known[t] === 0 || known[t - 7] === 0) continue;
    sum += Math.abs(values[t]! - values[t - 7]!);
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

/** The mean distance of the days from their median. */
function spreadOf({ values, length }: History): number {
  const middle = median(values, 0, length);
  let spread = 0;
  for (let t = 0; t < length; t += 1) spread += Math.abs(values[t]! - middle) / length;
  return spread;
}

function candidatesFor(history: History, options: ForecastOptions): readonly Candidate[] {
  if (planBacktest(history.length, options.horizon).origins.length > 0) {
    const { model } = options;
    return model === undefined ? CANDIDATES : NAMED_CANDIDATES[model];
  }
  const has_rhythm = history.length >= DAYS_OF_TWO_WEEKS && naiveError(history) < RHYTHM_SHARE * spreadOf(history);
  return [has_rhythm ? WEEK_CANDIDATE : LEVEL_CANDIDATE];
}

/** What the combination would have forecast from each origin, and what came, NaN where it is not known. */
function testsOf({ values, known, first_day }: History, { origins, span }: Runs, forecast: Float64Array): Tests {
  const actual = new Float64Array(origins.length * span);
  for (let i = 0; i < actual.length; i += 1) {
    const t = origins[Math.floor(i / span)]! + (i % span);
    actual[i] = known[t] === 1 ? values[t]! : Number.NaN;
  }
  return { origins: origins.map((origin) => first_day + origin), span, forecast, actual };
}

/** Sums from the first day of each origin on; a day that is not known makes the rest unknown. */
function cumulated(values: Float64Array, span: number): Float64Array {
  const sums = values.slice();
  for (let i = 0; i < sums.length; i += 1) if (i % span !== 0) sums[i] = sums[i]! + sums[i - 1]!;
  return sums;
}

/** How large errors were; null where nothing was tested. */
function calibrations({ origins, span, forecast, actual }: Tests): { days: Calibration; sums: Calibration } | null {
  if (origins.length === 0) return null;
  const step = origins.length > 1 ? origins[1]! - origins[0]! : span;
  const typical = typicalSize(forecast) || typicalSize(actual);
  const of_days = { origins: origins.length, span, step, forecast, actual };
  const of_sums = { ...of_days, forecast: cumulated(forecast, span), actual: cumulated(actual, span) };
  return { days: calibrate(of_days, 'day', typical), sums: calibrate(of_sums, 'sum', typical) };
}

function untested(history: History): { days: Calibration; sums: Calibration } {
  const typical = typicalSize(history.values);
  const error = Math.max(typical / history.length, UNTESTED_FACTOR * spreadOf(history));
  return { days: untestedCalibration('day', typical, error), sums: untestedCalibration('sum', typical, error) };
}

function backtestOf({ origins, span, forecast, actual }: Tests, naive: number): Omit<Backtest, 'coverage'> {
  const squares = new Float64Array(span);
  const counts = new Float64Array(span);
  let errors = 0;
  let bias = 0;
  let size = 0;
  let count = 0;
  for (let i = 0; i < actual.length; i += 1) {
    const error = forecast[i]! - actual[i]!;
    if (!Number.isFinite(error)) continue;
    errors += Math.abs(error);
    bias += error;
    size += Math.abs(actual[i]!);
    count += 1;
    squares[i % span] = squares[i % span]! + error * error;
    counts[i % span] = counts[i % span]! + 1;
  }
  return {
    mase: count > 0 && naive > 0 ? errors / count / naive : null,
    wape: size > 0 ? (100 * errors) / size : null,
    origins: origins.length,
    bias: size > 0 ? (100 * bias) / size : null,
    variance: count > 0 ? Array.from(squares, (sum, day) => (counts[day]! > 0 ? sum / counts[day]! : 0)) : [],
  };
}

function namedWeights({ candidates }: Runs, { weights }: Combination): { name: string; weight: number }[] {
  const by_name = new Map<string, number>();
  for (const [c, { name }] of candidates.entries()) by_name.set(name, (by_name.get(name) ?? 0) + weights[c]!);
  return [...by_name]
    .map(([name, weight]) => ({ name, weight }))
    .filter(({ weight }) => weight >= NAMED_WEIGHT)
    .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}

/** Cuts off what left the range of the history by far: a trend that ran away. */
function keepWithinReach({ values, is_non_negative }: History, mean: Float64Array): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const reach = MAX_RANGES_BEYOND * (high - low);
  const lowest = is_non_negative ? Math.max(0, low - reach) : low - reach;
  for (let h = 0; h < mean.length; h += 1) {
    const value = Number.isFinite(mean[h]!) ? mean[h]! : values[values.length - 1]!;
    mean[h] = Math.min(high + reach, Math.max(lowest, value));
  }
}

/** The levels asked for, ascending, each once. */
export const sortedLevels = ({ levels }: ForecastOptions): number[] => [...new Set(levels)].sort((a, b) => a - b);

/** Everything but the intervals of a series, or why there is no forecast. Throws RangeError where a date is none. */
export function analyse(series: DailySeries, options: ForecastOptions): Analysis | string {
  const silent = silentDays(series.values);
  const given = series.values.length - silent;
  if (given === 0) return 'There is not enough data: no day has a known value.';
  if (silent > MAX_SILENT_DAYS)
    return `There is not enough data: nothing is known of the last ${silent} days, and a forecast can bridge ${MAX_SILENT_DAYS}.`;
  const horizon = options.horizon + silent;
  const history = prepareHistory({ ...series, values: series.values.subarray(0, given) }, horizon, options.calendar);
  const known = history?.known_count ?? 0;
  if (!history || known < MIN_KNOWN_DAYS)
    return `There is not enough data: ${known} days are known, and a forecast needs ${MIN_KNOWN_DAYS}.`;
  const runs = runCandidates(history, candidatesFor(history, options), horizon);
  const combination = combine(history, runs);
  const tests = testsOf(history, runs, combination.tested);
  const naive_error = naiveError(history);
  keepWithinReach(history, combination.mean);
  return {
    first_day: history.first_day + history.length,
    silent,
    mean: combination.mean,
    weights: namedWeights(runs, combination),
    is_non_negative: history.was_non_negative,
    naive_error,
    ...measured(tests, naive_error, options, calibrations(tests) ?? untested(history)),
  };
}

type Measured = Pick<Analysis, 'tests' | 'backtest' | 'days' | 'sums' | 'held_out'>;

/** What backtests say of the errors to come. */
function measured(
  tests: Tests,
  naive_error: number,
  options: ForecastOptions,
  { days, sums }: { days: Calibration; sums: Calibration },
): Measured {
  const levels = sortedLevels(options);
  const held_out = { days: holdOut(days, levels), sums: holdOut(sums, levels) };
  const within = held_out.days?.coverage;
  const coverage = within ? Object.fromEntries(levels.map((level, i) => [level, within[i]!])) : null;
  return { tests, backtest: { ...backtestOf(tests, naive_error), coverage }, days, sums, held_out };
}

/** The analysis with another forecast: its `mean`, and what it would have been from each origin. */
export function withForecast(
  analysis: Analysis,
  mean: Float64Array,
  tested: Float64Array,
  options: ForecastOptions,
): Analysis {
  const tests = { ...analysis.tests, forecast: tested };
  const scales = calibrations(tests) ?? analysis;
  return { ...analysis, mean, ...measured(tests, analysis.naive_error, options, scales) };
}
