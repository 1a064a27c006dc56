import { describe, expect, it } from 'vitest';
import { type SeasonalModel, seasonalPaths } from './seasonal-models.ts';

/** Daily births in California, January and February 1959 (Newton, TIMESLAB, 1988). */
const BIRTHS = [
  35, 32, 30, 31, 44, 29, 45, 43, 38, 27, 38, 33, 55, 47, 45, 37, 50, 43, 41, 52, 34, 53, 39, 32, 37, 43, 39, 35, 44,
  38, 24, 23, 31, 44, 38, 50, 38, 51, 31, 31, 51, 36, 45, 51, 34, 52, 47, 45, 46, 39, 48, 37, 35, 52, 42, 45,
];

function pathsOf(model: SeasonalModel, values: readonly number[], horizon: number, ends = [values.length]): number[] {
  const into = new Float64Array(ends.length * horizon);
  seasonalPaths(model, Float64Array.from(values), ends, horizon, into);
  return [...into].map((value) => Number(value.toFixed(4)));
}

const holtWinters = (changes: Partial<Extract<SeasonalModel, { kind: 'holt_winters' }>>): SeasonalModel => ({
  kind: 'holt_winters',
  is_multiplicative: false,
  alpha: 0.3,
  beta: 0.1,
  gamma: 0.2,
  phi: 1,
  ...changes,
});

// Reference values: ExponentialSmoothing of statsmodels 0.15 with smoothing_level=0.3, smoothing_trend=0.1, a known initial
// level (the mean of the first week), trend (0) and season (the mean of the first two weeks' distances or ratios), and
// smoothing_seasonal=0.14 (0.2 of 1 − 0.3) for the additive, 0.2 for the multiplicative season. Six days: for the seventh its
// forecast takes the season of a week before, although its latest is the same as ours.
describe('Holt-Winters', () => {
  it('is that of statsmodels with an additive season', () =>
    expect(pathsOf(holtWinters({}), BIRTHS, 6)).toEqual([47.6488, 44.3478, 37.5451, 39.0358, 43.5373, 47.0294]));

  it('is that of statsmodels with a damped trend', () =>
    expect(pathsOf(holtWinters({ phi: 0.9 }), BIRTHS, 6)).toEqual([
      47.2686, 43.8705, 36.9786, 38.3919, 42.8232, 46.2501,
    ]));

  it('is that of statsmodels with a multiplicative season', () =>
    expect(pathsOf(holtWinters({ is_multiplicative: true }), BIRTHS, 6)).toEqual([
      49.0593, 46.1622, 38.2978, 38.9175, 44.1621, 47.5976,
    ]));

  it('says from an earlier day what it would have said then', () => {
    const all = pathsOf(holtWinters({}), BIRTHS, 3, [40, 56]);
    expect(all.slice(0, 3)).toEqual(pathsOf(holtWinters({}), BIRTHS.slice(0, 40), 3));
  });

  it('stays finite on weeks of nothing', () => {
    const values = Array.from({ length: 60 }, (_, t) => (t < 20 ? 0 : 5));
    for (const value of pathsOf(holtWinters({ is_multiplicative: true }), values, 10)) expect(value).toBeGreaterThan(0);
  });
});

describe('naive models', () => {
  const values = Array.from({ length: 28 }, (_, t) => t);
  it('repeat the last weeks', () =>
    expect(pathsOf({ kind: 'seasonal_naive', period: 14 }, values, 16)).toEqual([
      14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 14, 15,
    ]));
});
