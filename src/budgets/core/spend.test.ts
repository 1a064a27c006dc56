import { array, assert, boolean, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { type Known, type KnownDay, spendOf } from './spend.ts';

const SEPTEMBER = { start: '2026-09-01', end: '2026-10-01' };
/** Days from `start` on that cost so much; null is a day that is not known in full. */
const daysFrom = (start: string, amounts: (string | null)[]): KnownDay[] =>
  amounts.map((amount, index) => ({ date: addDays(start, index), amount, incomplete: amount === null }));
const known = (amounts: (string | null)[], more: Partial<Known> = {}): Known => {
  const complete = amounts.findIndex((amount) => amount === null);
  const through = addDays(SEPTEMBER.start, (complete < 0 ? amounts.length : complete) - 1);
  return { days: daysFrom(SEPTEMBER.start, amounts), data_through: through, forecast: null, ...more };
};
/** A forecast of so much a day, whose sums are off by a tenth either way. */
const forecast = (start: string, days: number, a_day = 10): Known['forecast'] => ({
  start,
  sums: Array.from({ length: days }, (_, index) => {
    const mean = a_day * (index + 1);
    return { mean, lower_80: 0.9 * mean, upper_80: 1.1 * mean };
  }),
});

describe('what a period costs', () => {
  it('is the exact sum of its complete days, in their order until the first that is not', () => {
    const {
      spent,
      through,
      by_day,
      forecast: ahead,
      reason,
    } = spendOf(SEPTEMBER, known(['0.1', '0.2', '-0.05', null]));
    expect([spent, through, ahead]).toEqual(['0.25', '2026-09-03', null]);
    expect(by_day.map(({ cumulative }) => cumulative)).toEqual(['0.1', '0.3', '0.25']);
    expect(reason).toMatch(/no forecast yet/);
  });

  it('is of its own days alone, whatever is known of those around it', () => {
    const amounts = array(integer({ min: -1_000, max: 100_000 }), { minLength: 1, maxLength: 90 });
    assert(
      property(amounts, integer({ min: 0, max: 40 }), (cents, before) => {
        const days = daysFrom(
          addDays(SEPTEMBER.start, -before),
          cents.map((units) => String(units / 100)),
        );
        const own = days.filter(({ date }) => date >= SEPTEMBER.start && date < SEPTEMBER.end);
        const data_through = days.at(-1)!.date;
        const spend = spendOf(SEPTEMBER, { days, data_through, forecast: null });
        if (own.length === 0) expect(spend).toMatchObject({ spent: null, through: null, judged_through: data_through });
        else
          expect(spend).toMatchObject({
            spent: sumDecimals(own.map(({ amount }) => amount!)),
            through: own.at(-1)!.date,
          });
        if (own.length === 30) expect(spend.forecast).toMatchObject({ mean: Number(spend.spent) });
      }),
    );
  });

  it('never counts a day after one that is missing, and says which is', () => {
    const spend = spendOf(SEPTEMBER, known(['1', '2', null, '4'], { forecast: forecast('2026-09-05', 60) }));
    expect(spend).toMatchObject({ spent: '3', through: '2026-09-02', forecast: null, ahead: [] });
    expect(spend.reason).toMatch(/What 2026-09-03 cost is not known/);
    const first = spendOf(SEPTEMBER, known([null, '2'], { data_through: '2026-08-31' }));
    expect(first).toMatchObject({ spent: null, through: null, judged_through: '2026-08-31' });
    expect(first.reason).toMatch(/What 2026-09-01 cost is not known/);
  });

  it('is not known of days after ones that nothing is told of', () => {
    const days = daysFrom('2026-09-03', ['1', '2']);
    expect(spendOf(SEPTEMBER, { days, data_through: '2026-09-04', forecast: null })).toMatchObject({
      spent: null,
      by_day: [],
      reason: expect.stringMatching(/^What 2026-09-01 cost is not known in full/),
    });
  });

  it('is not known without any costs', () => {
    expect(spendOf(SEPTEMBER, { days: [], data_through: null, forecast: null })).toMatchObject({
      spent: null,
      judged_through: null,
      reason: expect.stringMatching(/Connect a cloud or upload/),
    });
  });
});

describe('the forecast of a period', () => {
  it('adds the days after the complete ones to what these cost', () => {
    const spend = spendOf(SEPTEMBER, known(['5', '5'], { forecast: forecast('2026-09-03', 366) }));
    expect(spend.forecast).toEqual({ mean: 290, lower_80: 10 + 252, upper_80: 10 + 308 });
    expect(spend.ahead).toHaveLength(28);
    expect(spend.ahead[0]).toEqual({ date: '2026-09-03', mean: 20, lower_80: 19, upper_80: 21 });
    expect(spend.reason).toBeNull();
  });

  it('leaves out the days of it that have come since, and is no surer for that', () => {
    const spend = spendOf(SEPTEMBER, known(['5', '5', '5', '5'], { forecast: forecast('2026-09-03', 60) }));
    expect(spend.forecast!.mean).toBe(20 + 260);
    expect(spend.forecast!.lower_80).toBeCloseTo(280 - 28, 9);
    expect(spend.forecast!.upper_80).toBeCloseTo(280 + 28, 9);
  });

  it('is there before the first day of the period is complete, though nothing is spent', () => {
    const spend = spendOf(SEPTEMBER, { days: [], data_through: '2026-08-29', forecast: forecast('2026-08-30', 60) });
    expect(spend).toMatchObject({ spent: null, through: null, judged_through: '2026-08-29' });
    expect(spend.forecast!.mean).toBe(300);
    expect(spend.reason).toBe('No day of the period is complete yet: costs are known in full through 2026-08-29.');
  });

  it.each([
    ['reaches not far enough', forecast('2026-09-03', 27), /does not reach until the end/],
    ['is of other days', forecast('2026-09-04', 60), /is being made anew/],
    ['is all of the past', forecast('2026-08-01', 20), /is being made anew/],
    ['is not there', null, /no forecast yet/],
  ])('is not known where it %s', (_, given, reason) => {
    const spend = spendOf(SEPTEMBER, known(['5', '5'], { forecast: given }));
    expect(spend.forecast).toBeNull();
    expect(spend.reason).toMatch(reason);
    expect(spend.spent).toBe('10');
  });

  it('of a period that is complete is what it cost, with no interval', () => {
    const spend = spendOf(SEPTEMBER, known(Array.from({ length: 30 }, () => '2.5')));
    expect(spend).toMatchObject({ spent: '75', forecast: { mean: 75, lower_80: 75, upper_80: 75 }, reason: null });
  });

  it('does not go below what was spent where costs can not be negative', () => {
    assert(
      property(integer({ min: 1, max: 20 }), boolean(), (spent_days, is_old) => {
        const amounts = Array.from({ length: spent_days }, () => '1');
        const wide = forecast(is_old ? '2026-09-01' : addDays('2026-09-01', spent_days), 60, 0.01)!;
        const sums = wide.sums.map((sum) => ({ ...sum, lower_80: 0, upper_80: 50 }));
        const spend = spendOf(SEPTEMBER, known(amounts, { forecast: { ...wide, sums } }));
        expect(spend.forecast!.lower_80).toBeGreaterThanOrEqual(spent_days);
        expect(spend.forecast!.upper_80).toBeGreaterThan(spend.forecast!.mean);
      }),
    );
  });
});
