import { describe, expect, it } from 'vitest';
import { planBacktest, runCandidates } from './backtest.ts';
import { combine } from './combine.ts';
import { type History, prepareHistory } from './history.ts';
import { CANDIDATES, NAMED_CANDIDATES } from './models/catalogue.ts';
import { EMPTY_CALENDAR } from './series.ts';

const HORIZON = 30;
const historyOf = (days: number, value: (t: number) => number): History =>
  prepareHistory(
    { id: 'x', start: '2025-01-01', values: Float64Array.from({ length: days }, (_, t) => value(t)) },
    HORIZON,
    EMPTY_CALENDAR,
  )!;
const weekly = (t: number): number => (t % 7 < 5 ? 100 : 70) + ((t * 7919) % 13) / 3;

describe('planBacktest', () => {
  it.each([
    [400, 30, 30, 32],
    [1000, 30, 30, 36],
    [400, 7, 7, 34],
    [60, 30, 19, 7],
    [30, 30, 7, 1],
    [27, 30, 7, 0],
    [5, 30, 7, 0],
  ])('of %s days and %s ahead looks %s days ahead from %s origins', (length, horizon, span, count) => {
    const plan = planBacktest(length, horizon);
    expect([plan.span, plan.origins.length]).toEqual([span, count]);
    if (count > 0) expect(plan.origins[count - 1]! + span).toBe(length);
  });
});

describe('runCandidates', () => {
  it('says from an origin what it would have said on that day, whatever came after', () => {
    const later = (t: number): number => (t < 250 ? weekly(t) : 5 * weekly(t));
    const level_only = CANDIDATES.filter((candidate) => 'level' in candidate);
    const [calm, shaken] = [weekly, later].map((value) => runCandidates(historyOf(300, value), level_only, HORIZON));
    const count = calm!.origins.length;
    const known = calm!.origins.filter((origin) => origin <= 250).length;
    for (let c = 0; c < level_only.length; c += 1) {
      const from = c * count * calm!.span;
      const to = from + known * calm!.span;
      expect(shaken!.tested.subarray(from, to)).toEqual(calm!.tested.subarray(from, to));
    }
  });

  it('leaves factors out of a series that is zero on many days or has credits', () => {
    for (const value of [(t: number) => (t % 7 < 5 ? 9 : 0), (t: number) => weekly(t) - 90]) {
      const { final, candidates } = runCandidates(historyOf(200, value), CANDIDATES, HORIZON);
      for (const [c, candidate] of candidates.entries()) {
        const is_factor = 'level' in candidate ? candidate.is_multiplicative : candidate.name.endsWith('×');
        expect(Number.isFinite(final[c * HORIZON]!)).toBe(!is_factor);
      }
    }
  });
});

describe('combine', () => {
  it('gives weight to what did well, in shares that make one', () => {
    const history = historyOf(300, (t) => 50 + 2 * t);
    const candidates = [...NAMED_CANDIDATES.seasonal_naive, ...NAMED_CANDIDATES.trend];
    const { weights, mean } = combine(history, runCandidates(history, candidates, HORIZON));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(weights[0]).toBeLessThan(0.01);
    for (const [h, value] of mean.entries()) expect(Math.abs(value - 50 - 2 * (300 + h))).toBeLessThan(3);
  });

  it('has a forecast for each tested day that was not used to weigh it', () => {
    const history = historyOf(300, weekly);
    const runs = runCandidates(history, CANDIDATES, HORIZON);
    const { tested } = combine(history, runs);
    expect(tested).toHaveLength(runs.origins.length * runs.span);
    expect(tested.every(Number.isFinite)).toBe(true);
  });
});
