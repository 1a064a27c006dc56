/** Models that take the series as it is, with the week as their season. */
export type SeasonalModel =
  /** The value of the same day `period` days before. */
  | { kind: 'seasonal_naive'; period: number }
  /**
   * Holt-Winters with a season of seven days: in the error-correction form of ETS(A,Ad,A), beta a share of alpha and gamma of
   * 1 − alpha (Hyndman, Koehler, Ord and Snyder, 2008), or with a multiplicative season, of which gamma is the share of the
   * latest factor (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd edition, section 7.3).
   */
  | { kind: 'holt_winters'; is_multiplicative: boolean; alpha: number; beta: number; gamma: number; phi: number };

const SEASON = 7;
const MIN_FACTOR = 0.01;

/** Level and seasonal states of Holt-Winters, from the first two weeks. */
function initialSeason(values: Float64Array, is_multiplicative: boolean): { level: number; season: Float64Array } {
  let first = 0;
  let second = 0;
  for (let i = 0; i < SEASON; i += 1) {
    first += values[i]! / SEASON;
    second += values[i + SEASON]! / SEASON;
  }
  const season = new Float64Array(SEASON);
  for (let i = 0; i < SEASON; i += 1) {
    if (!is_multiplicative) season[i] = (values[i]! - first + (values[i + SEASON]! - second)) / 2;
    else if (first <= 0 || second <= 0) season[i] = 1;
    else season[i] = Math.max(MIN_FACTOR, (values[i]! / first + values[i + SEASON]! / second) / 2);
  }
  return { level: first, season };
}

type HoltWinters = Extract<SeasonalModel, { kind: 'holt_winters' }>;

function holtWintersPaths(
  model: HoltWinters,
  values: Float64Array,
  ends: readonly number[],
  horizon: number,
  into: Float64Array,
): void {
  const { alpha, beta, gamma, phi, is_multiplicative } = model;
  const start = initialSeason(values, is_multiplicative);
  const { season } = start;
  let level = start.level;
  let trend = 0;
  let next = 0;
  const last = ends[ends.length - 1]!;
  for (let t = 0; t < last; t += 1) {
    const k = t % SEASON;
    const expected = level + phi * trend;
    const error = is_multiplicative ? values[t]! / season[k]! - expected : values[t]! - expected - season[k]!;
    level = expected + alpha * error;
    trend = phi * trend + alpha * beta * error;
    if (!is_multiplicative) season[k] = season[k]! + gamma * (1 - alpha) * error;
    else if (expected > 0) season[k] = Math.max(MIN_FACTOR, season[k]! + gamma * (values[t]! / expected - season[k]!));
    if (t + 1 !== ends[next]) continue;
    let step = trend;
    let reached = level;
    for (let h = 0; h < horizon; h += 1) {
      step *= phi;
      reached += step;
      const factor = season[(t + 1 + h) % SEASON]!;
      into[next * horizon + h] = is_multiplicative ? reached * factor : reached + factor;
    }
    next += 1;
  }
}

/**
 * Writes what `model` expects on each of the `horizon` days after each of the ascending `ends` (numbers of days known, at
 * least 14) to `into[index × horizon ...]`.
 */
export function seasonalPaths(
  model: SeasonalModel,
  values: Float64Array,
  ends: readonly number[],
  horizon: number,
  into: Float64Array,
): void {
  if (model.kind === 'holt_winters') {
    holtWintersPaths(model, values, ends, horizon, into);
    return;
  }
  const { period } = model;
  for (const [index, end] of ends.entries())
    for (let h = 0; h < horizon; h += 1) into[index * horizon + h] = values[end - period + (h % period)]!;
}
