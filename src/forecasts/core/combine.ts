import type { Runs } from './backtest.ts';
import type { History } from './history.ts';

/** Candidates are weighted by 1 / error to this power: the best count, and near ties share. */
const POWER = 16;
/** The power is less in proportion where fewer stretches of days, side by side, were tested than this. */
const FULL_BLOCKS = 8;
/** Of the weight of a day's forecasts, so much is left out at either end: one that runs away does not count. */
const CUT = 0.25;
/** Candidates of less weight are left out. */
const MIN_WEIGHT = 1e-3;
const WEEK = 7;
/** Folds of origins: the weights that forecast a fold are learnt from the others. */
const FOLDS = 4;

/** Mean size of the `days` errors from `from` on plus that of their means over weeks; NaN is a day that is not known. */
export function sizeOfErrors(errors: Float64Array, from: number, days: number): number {
  let known = 0;
  let day_sizes = 0;
  let weeks = 0;
  let week_sizes = 0;
  let week_sum = 0;
  for (let h = from; h < from + days; h += 1) {
    const error = errors[h]!;
    if (Number.isNaN(error)) continue;
    known += 1;
    day_sizes += Math.abs(error);
    week_sum += error;
    if (known % WEEK !== 0) continue;
    weeks += 1;
    week_sizes += Math.abs(week_sum / WEEK);
    week_sum = 0;
  }
  return known === 0 ? 0 : day_sizes / known + (weeks === 0 ? 0 : week_sizes / weeks);
}

/** Sizes of the errors of each candidate from each origin; NaN for one that does not apply. */
function backtestErrors({ values, known }: History, { origins, span, tested, candidates }: Runs): Float64Array {
  const sizes = new Float64Array(candidates.length * origins.length);
  const errors = new Float64Array(span);
  for (let i = 0; i < sizes.length; i += 1) {
    const origin = origins[i % origins.length]!;
    if (Number.isNaN(tested[i * span]!)) {
      sizes[i] = Number.NaN;
      continue;
    }
    for (let h = 0; h < span; h += 1)
      errors[h] = known[origin + h] === 1 ? values[origin + h]! - tested[i * span + h]! : Number.NaN;
    sizes[i] = sizeOfErrors(errors, 0, span);
  }
  return sizes;
}

function weightsOf(totals: Float64Array, power: number): Float64Array {
  let best = Number.POSITIVE_INFINITY;
  for (const total of totals) if (total < best) best = total;
  const weights = new Float64Array(totals.length);
  let sum = 0;
  const floor = Math.max(best, Number.MIN_VALUE);
  for (const [c, total] of totals.entries()) {
    weights[c] = Number.isFinite(total) ? (floor / Math.max(total, floor)) ** power : 0;
    sum += weights[c]!;
  }
  for (let c = 0; c < weights.length; c += 1) weights[c] = sum > 0 ? weights[c]! / sum : 0;
  return weights;
}

export interface Combination {
  /** One weight a candidate, adding to 1; all 0 where none applies. */
  weights: Float64Array;
  mean: Float64Array;
  /** What the combination would have forecast: `[origin × span + day]`, with weights learnt from other origins. */
  tested: Float64Array;
}

/** The candidates that count, their weights, and room to sort a day's forecasts in. */
interface Mixer {
  used: Int32Array;
  weights: Float64Array;
  total: number;
  values: Float64Array;
  shares: Float64Array;
}

function mixer(all: Float64Array): Mixer {
  const used = Int32Array.from(all.keys()).filter((c) => all[c]! >= MIN_WEIGHT);
  const weights = Float64Array.from(used, (c) => all[c]!);
  let total = 0;
  for (const weight of weights) total += weight;
  return { used, weights, total, values: new Float64Array(used.length), shares: new Float64Array(used.length) };
}

/** Sorts the first `count` values, and the shares with them. */
function sortTogether(values: Float64Array, shares: Float64Array, count: number): void {
  for (let i = 1; i < count; i += 1) {
    const value = values[i]!;
    const share = shares[i]!;
    let j = i - 1;
    while (j >= 0 && values[j]! > value) {
      values[j + 1] = values[j]!;
      shares[j + 1] = shares[j]!;
      j -= 1;
    }
    values[j + 1] = value;
    shares[j + 1] = share;
  }
}

/** The weighted mean of the middle half, by weight, of the forecasts in `values`. */
function middleMean({ values, shares, total }: Mixer): number {
  sortTogether(values, shares, values.length);
  const low = CUT * total;
  const high = total - low;
  let passed = 0;
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i += 1) {
    const within = Math.min(passed + shares[i]!, high) - Math.max(passed, low);
    passed += shares[i]!;
    if (within <= 0) continue;
    sum += within * values[i]!;
    weight += within;
  }
  return weight > 0 ? sum / weight : Number.NaN;
}

/** Writes the combined forecast of `days` days, of paths that are `stride` apart and begin at `from`, to `into[from ...]`. */
function mix(mixing: Mixer, paths: Float64Array, stride: number, from: number, days: number, into: Float64Array): void {
  const { used, weights, values, shares } = mixing;
  for (let h = from; h < from + days; h += 1) {
    for (let i = 0; i < used.length; i += 1) {
      values[i] = paths[used[i]! * stride + h]!;
      shares[i] = weights[i]!;
    }
    into[h] = middleMean(mixing);
  }
}

/** Errors of each candidate, added up over the origins outside `[from, to)`; NaN for one that does not apply. */
function totalErrors(errors: Float64Array, runs: Runs, from: number, to: number): Float64Array {
  const count = runs.origins.length;
  const totals = new Float64Array(runs.candidates.length);
  for (let c = 0; c < totals.length; c += 1) {
    let total = Number.isFinite(runs.final[c * runs.horizon]!) ? 0 : Number.NaN;
    for (let o = 0; o < count; o += 1) if (o < from || o >= to) total += errors[c * count + o]!;
    totals[c] = total;
  }
  return totals;
}

/** Combines the candidates by their errors. Without origins they count alike. */
export function combine(history: History, runs: Runs): Combination {
  const { origins, span, horizon } = runs;
  const errors = backtestErrors(history, runs);
  const count = origins.length;
  const tested = new Float64Array(count * span);
  const folds = Math.min(FOLDS, count);
  const blocks = count > 1 ? 1 + (origins[count - 1]! - origins[0]!) / span : 1;
  const power = POWER * Math.min(1, blocks / FULL_BLOCKS);
  for (let fold = 0; fold < folds; fold += 1) {
    const from = Math.floor((fold * count) / folds);
    const to = Math.floor(((fold + 1) * count) / folds);
    // With one origin there is no other to learn from.
    const held_out = mixer(
      weightsOf(folds === 1 ? totalErrors(errors, runs, 0, 0) : totalErrors(errors, runs, from, to), power),
    );
    mix(held_out, runs.tested, count * span, from * span, (to - from) * span, tested);
  }
  const weights = weightsOf(totalErrors(errors, runs, 0, 0), power);
  const mean = new Float64Array(horizon);
  mix(mixer(weights), runs.final, horizon, 0, horizon, mean);
  return { weights, mean, tested };
}
