import { describe, expect, it } from 'vitest';
import { type Analysis, analyse } from './analysis.ts';
import type { ForecastOptions } from './forecast-types.ts';
import { type DailySeries, EMPTY_CALENDAR } from './series.ts';
import { type Analysed, type DrawnTotal, drawnToParts } from './total.ts';

const DAYS = 300;
const OPTIONS: ForecastOptions = { horizon: 30, levels: [80, 95], calendar: EMPTY_CALENDAR };

/** Numbers in [-1, 1) that look random, the same for the same day and seed. */
const noise = (t: number, seed: number): number => {
  const wave = Math.sin(12.9898 * t + 78.233 * seed) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
};

const series = (id: string, value: (t: number) => number): DailySeries => ({
  id,
  start: '2025-03-01',
  values: Float64Array.from({ length: DAYS }, (_, t) => value(t)),
});

function analysed(one: DailySeries): Analysed {
  const analysis = analyse(one, OPTIONS);
  if (typeof analysis === 'string') throw new Error(analysis);
  return { series: one, analysis };
}

const sumOf = (parts: readonly DailySeries[]): DailySeries =>
  series('total', (t) => parts.reduce((sum, { values }) => sum + values[t]!, 0));

function drawn(parts: readonly DailySeries[]): DrawnTotal {
  const result = drawnToParts(analysed(sumOf(parts)), parts.map(analysed), OPTIONS);
  if (!result) throw new Error('The total was not drawn to its parts.');
  return result;
}

const testedError = ({ tests }: Analysis): number =>
  tests.actual.reduce((sum, actual, i) => sum + Math.abs(actual - tests.forecast[i]!), 0) / tests.actual.length;

describe('drawnToParts', () => {
  // One grows by the month and one shrinks on another rhythm: in their sum neither is to be seen for what it is.
  const growing = series('growing', (t) => 100 * 1.004 ** t * (t % 7 < 5 ? 1.2 : 0.6) * (1 + 0.02 * noise(t, 1)));
  const batch = series('batch', (t) => (t % 14 === 3 ? 900 : 10) * (1 + 0.02 * noise(t, 2)));

  it('takes the sum of the parts where that did better, and has errors of its own', () => {
    const { weight, analysis } = drawn([growing, batch]);
    const alone = analysed(sumOf([growing, batch])).analysis;
    expect(weight).toBeGreaterThan(0.9);
    expect(testedError(analysis)).toBeLessThanOrEqual(testedError(alone));
    expect(analysis.backtest.mase).toBeLessThanOrEqual(alone.backtest.mase!);
  });

  it('keeps to the total where its parts hand one cost to and fro', () => {
    const share = (t: number): number => 0.5 + 0.49 * Math.sign(noise(Math.floor(t / 9), 3));
    const level = (t: number): number => 100 + 2 * noise(t, 4);
    const { weight } = drawn([series('a', (t) => level(t) * share(t)), series('b', (t) => level(t) * (1 - share(t)))]);
    expect(weight).toBeLessThan(0.5);
  });

  it('takes the last week of a part that is too young to be tested as far back', () => {
    const young = series('young', (t) => (t < 240 ? 0 : 50 + noise(t, 5)));
    const { weight, analysis } = drawn([growing, young]);
    expect(weight).toBeGreaterThan(0);
    expect(analysis.tests.forecast.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('leaves a total that could not be tested, or of which a part ends on another day', () => {
    const short = (one: DailySeries, days: number): DailySeries => ({ ...one, values: one.values.slice(-days) });
    const total = analysed(sumOf([growing, batch]));
    const ends_early = analysed({ ...batch, values: batch.values.slice(0, DAYS - 1) });
    expect(drawnToParts(total, [analysed(growing), ends_early], OPTIONS)).toBeNull();
    const parts = [short(growing, 20), short(batch, 20)].map(analysed);
    expect(drawnToParts(analysed(short(sumOf([growing, batch]), 20)), parts, OPTIONS)).toBeNull();
  });
});
