import type { Calibration } from './calibration.ts';
import { copyFinite, median, quantileOfSorted, selectInPlace } from './robust.ts';

/**
 * Intervals from the errors of backtests (split conformal prediction): an error is measured in units of what is usual for a day
 * so large and so far ahead, and the quantiles of these scores make the interval.
 */

/** Quantiles of scores for one level. */
export interface ScoreBounds {
  lower: number;
  upper: number;
}

/** Parts of the origins of which one is held out in turn. */
const FOLDS = 3;
/**
 * What no backtest has seen widens an interval by `share / blocks tested ^ power`: those of sums by far more than those of days
 * where few were tested, since all sums from one origin err alike.
 */
const INFLATION = { day: { share: 0.1, power: 1 }, sum: { share: 3, power: 2 } };
/** What held-out parts ask for widens an interval by this factor at most, and asks nothing with fewer origins than this. */
const MAX_WIDENING = 1.6;
const MIN_ORIGINS_TO_WIDEN = 6;
/** Held-out parts hold few sums that say something new: of what they ask for, sums widen by this power. */
const WIDENING_POWER = { day: 1, sum: 1.5 };
/** Series of so many blocks, and so many of them, say what is usual among them. */
const MIN_COMMON_BLOCKS = 4;
const MIN_COMMON_SERIES = 8;
/** The bounds of no series in particular weigh as much as this many blocks of a series' own. */
const PRIOR_BLOCKS = 2;

/** The finite scores of the origins `[from, to)`, in ascending order. */
function sortedScores({ scores, span }: Calibration, from: number, to: number): Float64Array {
  const sorted = new Float64Array((to - from) * span);
  return sorted.subarray(0, copyFinite(scores, from * span, to * span, sorted)).sort();
}

/** Two ascending lists in one. */
function merged(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < result.length; k += 1) {
    if (j >= b.length || (i < a.length && a[i]! <= b[j]!)) {
      result[k] = a[i]!;
      i += 1;
    } else {
      result[k] = b[j]!;
      j += 1;
    }
  }
  return result;
}

/** The sizes of ascending scores, ascending. */
function sizesOf(sorted: Float64Array): Float64Array {
  let positive = 0;
  while (positive < sorted.length && sorted[positive]! < 0) positive += 1;
  return merged(sorted.subarray(0, positive).map(Math.abs).reverse(), sorted.subarray(positive));
}

/**
 * The bounds of one level: half from the scores of either side, half from their size whatever the side, since few origins say
 * little of the difference.
 */
function rawBounds(sorted: Float64Array, sizes: Float64Array, level: number): ScoreBounds {
  const size = quantileOfSorted(sizes, level / 100);
  const tail = (1 - level / 100) / 2;
  return {
    lower: Math.min(0, (quantileOfSorted(sorted, tail) - size) / 2),
    upper: Math.max(0, (quantileOfSorted(sorted, 1 - tail) + size) / 2),
  };
}

/** Between the tails of a normal (2) and a Laplace distribution (1); Γ(1 + 1 / shape) makes its mean 1. */
const WEIBULL = { shape: 1.15, gamma: 0.9516 };

/** Bounds of scores whose mean size is 1, where little was tested: the quantiles of a Weibull distribution of sizes. */
export function usualBounds(level: number): ScoreBounds {
  const size = (-Math.log(1 - level / 100)) ** (1 / WEIBULL.shape) / WEIBULL.gamma;
  return { lower: -size, upper: size };
}

/** The bounds that are usual among series that belong together; null where fewer than 8 have been tested enough. */
export function commonBounds(calibrations: readonly Calibration[], levels: readonly number[]): ScoreBounds[] | null {
  const tested = calibrations.filter(({ blocks, scale }) => blocks >= MIN_COMMON_BLOCKS && scale.base + scale.rise > 0);
  if (tested.length < MIN_COMMON_SERIES) return null;
  const bounds = tested.map((calibration) => {
    const sorted = sortedScores(calibration, 0, calibration.origins);
    const sizes = sizesOf(sorted);
    return levels.map((level) => rawBounds(sorted, sizes, level));
  });
  return levels.map((_, i) => ({
    lower: median(Float64Array.from(bounds, (own) => own[i]!.lower)),
    upper: median(Float64Array.from(bounds, (own) => own[i]!.upper)),
  }));
}

/** What the parts of a backtest say of bounds that the other parts give, by level. */
export interface HeldOut {
  /** Share of days within them. */
  coverage: number[];
  /** The factor that would have made it the level; from 1, where they were wide enough, to MAX_WIDENING. */
  widening: number[];
}

/** Holds out one part of the backtest after the other; null with too few origins. */
export function holdOut(calibration: Calibration, levels: readonly number[]): HeldOut | null {
  const { scores, span, origins } = calibration;
  if (origins < FOLDS) return null;
  const starts = Array.from({ length: FOLDS + 1 }, (_, fold) => Math.floor((fold * origins) / FOLDS));
  const parts = starts.slice(1).map((to, fold) => sortedScores(calibration, starts[fold]!, to));
  const ratios = levels.map(() => new Float64Array(scores.length));
  let count = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const sorted = parts.filter((_, part) => part !== fold).reduce(merged);
    if (sorted.length === 0) continue;
    const sizes = sizesOf(sorted);
    const bounds = levels.map((level) => rawBounds(sorted, sizes, level));
    for (let i = starts[fold]! * span; i < starts[fold + 1]! * span; i += 1) {
      const score = scores[i]!;
      if (!Number.isFinite(score)) continue;
      for (const [k, { lower, upper }] of bounds.entries())
        ratios[k]![count] = score === 0 ? 0 : score > 0 ? score / upper : score / lower;
      count += 1;
    }
  }
  if (count === 0) return null;
  const coverage = ratios.map((own) => own.subarray(0, count).filter((ratio) => ratio <= 1).length / count);
  const widening = levels.map((level, k) => {
    if (origins < MIN_ORIGINS_TO_WIDEN) return 1;
    const wanted = selectInPlace(ratios[k]!, count, Math.min(count - 1, Math.floor((level / 100) * count)));
    return Math.min(MAX_WIDENING, Math.max(1, wanted));
  });
  return { coverage, widening };
}

/**
 * The bounds of a series by ascending level: drawn towards `priors` where it has few blocks, and widened for what no backtest
 * has seen, and as `held_out` parts ask.
 */
export function boundsByLevel(
  calibration: Calibration,
  levels: readonly number[],
  priors: readonly ScoreBounds[],
  held_out: HeldOut | null,
): ScoreBounds[] {
  const sorted = sortedScores(calibration, 0, calibration.origins);
  const sizes = sizesOf(sorted);
  const own = sorted.length === 0 ? 0 : calibration.blocks / (calibration.blocks + PRIOR_BLOCKS);
  const { of } = calibration.scale;
  const inflation = 1 + INFLATION[of].share / calibration.blocks ** INFLATION[of].power;
  const bounds: ScoreBounds[] = [];
  for (const [i, level] of levels.entries()) {
    const mine = sorted.length === 0 ? { lower: 0, upper: 0 } : rawBounds(sorted, sizes, level);
    const factor = inflation * (held_out?.widening[i] ?? 1) ** WIDENING_POWER[of];
    const inner = bounds[i - 1] ?? { lower: 0, upper: 0 };
    bounds.push({
      lower: Math.min(inner.lower, factor * (own * mine.lower + (1 - own) * priors[i]!.lower)),
      upper: Math.max(inner.upper, factor * (own * mine.upper + (1 - own) * priors[i]!.upper)),
    });
  }
  return bounds;
}
