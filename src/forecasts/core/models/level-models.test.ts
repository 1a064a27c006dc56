import { describe, expect, it } from 'vitest';
import { type LevelModel, levelPaths } from './level-models.ts';

/** Annual oil production of Saudi Arabia, 1996 to 2007, and passengers of Australian airlines, 1990 to 2004 (both in R's fpp). */
const OIL = [
  446.6565, 454.4733, 455.663, 423.6322, 456.2713, 440.5881, 425.3325, 485.1494, 506.0482, 526.792, 514.2689, 494.211,
];
const AIR = [
  17.5534, 21.86, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.5776, 33.4774, 39.0216,
  41.3864, 41.5966,
];

function pathsOf(
  model: LevelModel,
  values: readonly number[],
  horizon: number,
  ends = [values.length],
  jumps?: number[],
): number[] {
  const input = { values: Float64Array.from(values), jumps: Float64Array.from(jumps ?? values.map(() => 0)) };
  const into = new Float64Array(ends.length * horizon);
  levelPaths(model, input, ends, horizon, into, new Float64Array(values.length));
  return [...into];
}

const rounded = (values: number[], digits: number): number[] => values.map((value) => Number(value.toFixed(digits)));

// Reference values: statsmodels 0.15, with the first value as the initial level and no initial trend.
describe('published methods', () => {
  it.each([
    [0.6, 501.8375],
    [0.892, 496.4935],
  ])('simple exponential smoothing with alpha %s is that of SimpleExpSmoothing', (alpha, expected) =>
    expect(rounded(pathsOf({ kind: 'smooth', alpha }, OIL, 2), 4)).toEqual([expected, expected]),
  );

  it("Holt's method is that of Holt(smoothing_level=0.8, smoothing_trend=0.2)", () =>
    expect(rounded(pathsOf({ kind: 'holt', alpha: 0.8, beta: 0.2, phi: 1 }, AIR, 5), 4)).toEqual([
      43.5871, 45.2971, 47.007, 48.7169, 50.4269,
    ]));

  it("Holt's damped method is that of Holt(damped_trend=True, damping_trend=0.9)", () =>
    expect(rounded(pathsOf({ kind: 'holt', alpha: 0.8, beta: 0.2, phi: 0.9 }, AIR, 5), 4)).toEqual([
      42.9311, 43.9884, 44.94, 45.7964, 46.5672,
    ]));

  // Daily births in California, January and February 1959 (Newton, TIMESLAB, 1988); ThetaModel estimates this alpha.
  it('Theta is that of ThetaModel(deseasonalize=False).forecast(theta=2)', () => {
    const births = [
      35, 32, 30, 31, 44, 29, 45, 43, 38, 27, 38, 33, 55, 47, 45, 37, 50, 43, 41, 52, 34, 53, 39, 32, 37, 43, 39, 35,
      44, 38, 24, 23, 31, 44, 38, 50, 38, 51, 31, 31, 51, 36, 45, 51, 34, 52, 47, 45, 46, 39, 48, 37, 35, 52, 42, 45,
    ];
    const theta: LevelModel = { kind: 'trend', alpha: 0.133775, window: 400, share: 0.5, phi: 1 };
    const reference = [43.5703, 43.6287, 43.6871, 43.7455, 43.8039];
    for (const [day, value] of pathsOf(theta, births, 5).entries()) expect(value).toBeCloseTo(reference[day]!, 1);
  });
});

describe('level models', () => {
  const line = Array.from({ length: 100 }, (_, t) => 10 + 2 * t);

  it('a trend follows a line exactly, also through a window that slides', () => {
    for (const window of [30, 400])
      for (const value of pathsOf(
        { kind: 'trend', alpha: 0.3, window, share: 1, phi: 1 },
        line,
        3,
        [60, 100],
      ).entries())
        expect(value[1]).toBeCloseTo(10 + 2 * ((value[0] < 3 ? 60 : 97) + value[0]), 6);
  });

  it('a damped trend comes to rest', () => {
    const path = pathsOf({ kind: 'trend', alpha: 1, window: 400, share: 1, phi: 0.5 }, line, 40);
    expect(path[39]).toBeCloseTo(208 + 2, 6);
  });

  it('an undamped trend fades after two months, so that a year ahead is not a year of it', () => {
    const path = pathsOf({ kind: 'trend', alpha: 1, window: 400, share: 1, phi: 1 }, line, 366);
    expect(path[59]).toBeCloseTo(208 + 120, 6);
    expect(path[365]! - path[59]!).toBeLessThan(2 * (0.985 / 0.015) + 1e-9);
  });

  it('the reverting level falls back to the long one', () => {
    const values = Array.from({ length: 200 }, (_, t) => (t < 195 ? 10 : 20));
    const path = pathsOf({ kind: 'reverting', alpha: 1, phi: 0.8 }, values, 60);
    expect(path[0]!).toBeGreaterThan(15);
    expect(path[59]!).toBeLessThan(12);
  });

  it('a jump moves every level at once', () => {
    const values = Array.from({ length: 100 }, (_, t) => (t < 90 ? 10 : 30));
    const jumps = values.map((_, t) => (t === 90 ? 20 : 0));
    const models: LevelModel[] = [
      { kind: 'smooth', alpha: 0.02 },
      { kind: 'trend', alpha: 0.05, window: 60, share: 1, phi: 1 },
      { kind: 'holt', alpha: 0.3, beta: 0.1, phi: 0.9 },
      { kind: 'reverting', alpha: 0.3, phi: 0.9 },
    ];
    for (const model of models)
      for (const value of pathsOf(model, values, 5, [100], jumps)) expect(value).toBeCloseTo(30, 6);
  });

  it('a year before shows in what is to come, and nothing where there is no year', () => {
    const values = Array.from({ length: 500 }, (_, t) => 100 + 50 * Math.sin((2 * Math.PI * t) / 364));
    const path = pathsOf({ kind: 'annual', alpha: 0.5 }, values, 90);
    expect(path[89]! - path[0]!).toBeCloseTo(0.7 * (values[225]! - values[136]!), 0);
    expect(new Set(rounded(pathsOf({ kind: 'annual', alpha: 0.5 }, values.slice(0, 300), 5), 9)).size).toBe(1);
  });
});
