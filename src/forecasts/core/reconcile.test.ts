import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesForecast } from './forecast.ts';
import { reconcile, roundToSum } from './reconcile.ts';

function forecastOf(id: string, mean: number[], error: number, changes: Partial<SeriesForecast> = {}): SeriesForecast {
  const band = (width: number) => ({
    lower: mean.map((value) => value - width),
    upper: mean.map((value) => value + width),
  });
  return {
    id,
    start: '2026-01-01',
    mean,
    intervals: { 80: band(error), 95: band(2 * error) },
    cumulative_intervals: { 80: band(error) },
    model: 'Smoothing',
    weights: [],
    backtest: { mase: 1, wape: 1, coverage: null, origins: 9, bias: 0, variance: mean.map(() => error ** 2) },
    is_non_negative: true,
    reason: null,
    ...changes,
  };
}

const cents = (value: number): number => Math.round(value * 100);
const sumOfCents = (members: SeriesForecast[], day: number): number =>
  members.reduce((sum, { mean }) => sum + cents(mean[day]!), 0);

describe('roundToSum', () => {
  it.each([
    [[1.4, 1.4, 1.2], 4, [2, 1, 1]],
    [[0.5, 0.5], 1, [1, 0]],
    [[3, 4], 7, [3, 4]],
    [[-1.5, 2.5], 1, [-1, 2]],
    [[1, 1], 5, [3, 2]],
    [[], 0, []],
  ])('%s makes %s: %s', (values, target, expected) =>
    expect([...roundToSum(Float64Array.from(values), target)]).toEqual(expected),
  );
});

describe('reconcile', () => {
  it('draws the total to where it is surest, and shares the rest by uncertainty', () => {
    const total = forecastOf('total', [100], 10);
    const services = [forecastOf('a', [50], 1), forecastOf('b', [60], 3)];
    const { total: after, partitions } = reconcile({ total, partitions: [services] }, 100);
    // Weights 1/100 and 1/10: (1 + 11) / 0.11 = 109.09; the parts give 0.91 in shares of 1 and 9.
    expect(after.mean).toEqual([109.09]);
    expect(partitions[0]!.map(({ mean }) => mean[0])).toEqual([49.91, 59.18]);
    expect(after.intervals['80']!.lower[0]).toBeCloseTo(99.09, 9);
    expect(partitions[0]![1]!.intervals['95']!.upper[0]).toBeCloseTo(65.18, 9);
    expect(total.mean).toEqual([100]);
  });

  it('adds up to the cent on every day in every partition, never below zero where that cannot be', () => {
    const amount = fc.double({ min: 0, max: 1e5, noNaN: true });
    const member = fc.record({
      mean: fc.array(amount, { minLength: 3, maxLength: 3 }),
      error: fc.double({ min: 0, max: 1e4, noNaN: true }),
    });
    const partition = fc.array(member, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(member, fc.array(partition, { maxLength: 4 }), (whole, parted) => {
        const result = reconcile(
          {
            total: forecastOf('total', whole.mean, whole.error),
            partitions: parted.map((members, p) =>
              members.map(({ mean, error }, i) => forecastOf(`${p}-${i}`, mean, error)),
            ),
          },
          100,
        );
        for (const members of result.partitions)
          for (let day = 0; day < 3; day += 1) expect(sumOfCents(members, day)).toBe(cents(result.total.mean[day]!));
        for (const { mean, intervals } of [result.total, ...result.partitions.flat()]) {
          expect(Math.min(...mean)).toBeGreaterThanOrEqual(0);
          expect(Math.min(...intervals['95']!.lower)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('lets credits be negative', () => {
    const credit = forecastOf('credits', [-30], 5, { is_non_negative: false });
    const { total, partitions } = reconcile(
      {
        total: forecastOf('total', [70], 1, { is_non_negative: false }),
        partitions: [[credit, forecastOf('a', [104], 5)]],
      },
      100,
    );
    expect(partitions[0]![0]!.mean[0]!).toBeLessThan(-30);
    expect(sumOfCents(partitions[0]!, 0)).toBe(cents(total.mean[0]!));
  });

  it('stops a part at zero and lets the others give the rest', () => {
    const parts = [forecastOf('unsure', [5], 50), forecastOf('sure', [100], 1)];
    const { partitions } = reconcile({ total: forecastOf('total', [40], 0.01), partitions: [parts] }, 100);
    expect(partitions[0]!.map(({ mean }) => mean[0])).toEqual([0, 40]);
  });

  it('knows currencies without cents', () => {
    const { total, partitions } = reconcile(
      {
        total: forecastOf('total', [100.4], 1),
        partitions: [[forecastOf('a', [33.3], 1), forecastOf('b', [66.6], 1)]],
      },
      1,
    );
    expect(Number.isInteger(total.mean[0])).toBe(true);
    expect(partitions[0]!.reduce((sum, { mean }) => sum + mean[0]!, 0)).toBe(total.mean[0]);
  });

  it('refuses what it cannot add up', () => {
    const total = forecastOf('total', [1, 2], 1);
    const silent = forecastOf('new', [], 1);
    expect(() => reconcile({ total, partitions: [[silent]] }, 100)).toThrow('"new" has no forecast');
    expect(() => reconcile({ total, partitions: [[forecastOf('short', [1], 1)]] }, 100)).toThrow('of other days');
  });
});
