// How large errors are: measured in backtests, by day ahead and size of the day, so that those of all days can be compared.

/** What the combination would have forecast, and what came: `[origin × span + day]`, NaN where nothing is known. */
export interface TestedForecasts {
  origins: number;
  span: number;
  /** Days between origins. */
  step: number;
  forecast: Float64Array;
  actual: Float64Array;
}

/**
 * How large an error is usual, with days counted from 1: of a day, `typical × (|forecast| / typical) ^ exponent × (base + rise ×
 * √day)`; of the sum from the first day through one, `typical × √day × (base + rise × day)`: chance, and a level that wanders.
 */
export interface ErrorScale {
  of: 'day' | 'sum';
  typical: number;
  exponent: number;
  base: number;
  rise: number;
}

/** The scale of a series' errors, its scores, and how many of them say something new. */
export interface Calibration {
  scale: ErrorScale;
  /** `[origin × span + day]`, NaN where nothing is known. */
  scores: Float64Array;
  span: number;
  origins: number;
  /** Stretches of days that do not overlap. */
  blocks: number;
}

const EXPONENTS = [0, 0.5, 1] as const;
/** Without a backtest, an error grows by this share of itself times √day. */
const UNTESTED_RISE = 0.25;
/** A forecast near zero counts as this share of the typical one, so that its interval is not nothing. */
const MIN_SHARE = 0.1;

/** The mean size of the finite values; 0 for none. */
export function typicalSize(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += Math.abs(value);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

/** Size of the day as a factor of the typical one, to the power of the scale. */
const dayFactor = (scale: Pick<ErrorScale, 'typical' | 'exponent'>, forecast: number): number =>
  scale.exponent === 0 || scale.typical === 0
    ? 1
    : Math.max(MIN_SHARE, Math.abs(forecast) / scale.typical) ** scale.exponent;

/** The usual error of a forecast `day` days ahead (from 1), or of its sum through that day. */
export function usualError(scale: ErrorScale, forecast: number, day: number): number {
  const root = Math.sqrt(day);
  if (scale.of === 'sum') return scale.typical * root * (scale.base + scale.rise * day);
  return scale.typical * dayFactor(scale, forecast) * (scale.base + scale.rise * root);
}

/** The exponent under which errors are most alike: the greatest likelihood of a Laplace distribution with that scale. */
function bestExponent(tested: TestedForecasts, typical: number): number {
  let best = 0;
  let best_cost = Number.POSITIVE_INFINITY;
  for (const exponent of EXPONENTS) {
    let errors = 0;
    let logs = 0;
    let count = 0;
    for (let i = 0; i < tested.forecast.length; i += 1) {
      const error = Math.abs(tested.actual[i]! - tested.forecast[i]!);
      if (!Number.isFinite(error)) continue;
      const factor = dayFactor({ typical, exponent }, tested.forecast[i]!);
      errors += error / factor;
      logs += Math.log(factor);
      count += 1;
    }
    const cost = count === 0 ? 0 : Math.log(Math.max(errors / count, Number.MIN_VALUE)) + logs / count;
    if (cost < best_cost - 1e-9) {
      best = exponent;
      best_cost = cost;
    }
  }
  return best;
}

/** Least squares of the errors on what `usualError` is made of, neither part below zero. */
function fitRise(
  tested: TestedForecasts,
  scale: Pick<ErrorScale, 'of' | 'typical' | 'exponent'>,
): { base: number; rise: number } {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < tested.forecast.length; i += 1) {
    const error = Math.abs(tested.actual[i]! - tested.forecast[i]!);
    if (!Number.isFinite(error)) continue;
    const day = (i % tested.span) + 1;
    const x = scale.of === 'sum' ? day : Math.sqrt(day);
    const y = error / usualError({ ...scale, base: 1, rise: 0 }, tested.forecast[i]!, day);
    n += 1;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  if (n === 0) return { base: 0, rise: 0 };
  const spread = sxx - (sx * sx) / n;
  const rise = spread > 0 ? Math.max(0, (sxy - (sx * sy) / n) / spread) : 0;
  const base = (sy - rise * sx) / n;
  return base >= 0 ? { base, rise } : { base: 0, rise: sxy / sxx };
}

/** Scores of the backtest of days, or of sums, with `typical` the size of a day. */
export function calibrate(tested: TestedForecasts, of: 'day' | 'sum', typical: number): Calibration {
  const exponent = typical > 0 && of === 'day' ? bestExponent(tested, typical) : 0;
  const rise = typical > 0 ? fitRise(tested, { of, typical, exponent }) : { base: 0, rise: 0 };
  const scale: ErrorScale = { of, typical, exponent, ...rise };
  const scores = new Float64Array(tested.forecast.length);
  for (let i = 0; i < scores.length; i += 1) {
    const usual = usualError(scale, tested.forecast[i]!, (i % tested.span) + 1);
    const error = tested.actual[i]! - tested.forecast[i]!;
    scores[i] = usual > 0 ? error / usual : Number.isFinite(error) ? 0 : Number.NaN;
  }
  const blocks = 1 + (Math.max(0, tested.origins - 1) * tested.step) / tested.span;
  return { scale, scores, span: tested.span, origins: tested.origins, blocks };
}

/** The scale where nothing was tested: `error` is what a day may be wrong by, and a little more each day ahead. */
export function untestedCalibration(of: 'day' | 'sum', typical: number, error: number): Calibration {
  const base = typical > 0 ? error / typical : 0;
  const scale: ErrorScale = { of, typical, exponent: 0, base, rise: UNTESTED_RISE * base };
  return { scale, scores: new Float64Array(0), span: 1, origins: 0, blocks: 1 };
}
