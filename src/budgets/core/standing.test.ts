import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import { daysOf } from './days.ts';
import { type Known, spendOf } from './spend.ts';
import { standingOf } from './standing.ts';

const SEPTEMBER = { start: '2026-09-01', end: '2026-10-01' };

/** September after so many complete days of so much each; `ahead` is what a day is forecast to cost. */
function known(days: number, a_day: number, ahead: number | null): Known {
  const from = addDays(SEPTEMBER.start, days);
  return {
    days: Array.from({ length: days }, (_, index) => ({
      date: addDays(SEPTEMBER.start, index),
      amount: String(a_day),
      incomplete: false,
    })),
    data_through: addDays(from, -1),
    forecast:
      ahead === null
        ? null
        : {
            start: from,
            sums: Array.from({ length: 60 }, (_, index) => {
              const mean = ahead * (index + 1);
              return { mean, lower_80: mean - 1, upper_80: mean + 1 };
            }),
          },
  };
}
const standing = (amount: string | null, given: Known) =>
  standingOf(
    SEPTEMBER,
    amount === null ? { amount, reason: 'No amount.' } : { amount, reason: null },
    spendOf(SEPTEMBER, given),
  );

describe('how a budget stands', () => {
  it.each([
    ['over', '99.99', known(10, 10, 10), 300, '2026-09-10'],
    ['at_risk', '200', known(10, 10, 10), 150, '2026-09-20'],
    ['at_risk', '299.99', known(10, 10, 10), 100, '2026-09-30'],
    ['on_track', '300', known(10, 10, 10), 100, '2026-09-30'],
    ['ahead', '290', known(10, 10, 5), 103, null],
    ['on_track', '310', known(10, 10, 10), 97, null],
    // What was spent just is what was meant to be.
    ['ahead', '100', known(10, 10, 0), 300, '2026-09-10'],
    ['ahead', '250', known(10, 10, null), 120, null],
    ['on_track', '301', known(10, 10, null), 100, null],
  ] as const)('is %s with %s', (status, amount, given, pace, exhausted_on) => {
    const found = standing(amount, given);
    expect({ ...found, pace_percent: Math.round(found.pace_percent!) }).toMatchObject({
      status,
      pace_percent: pace,
      exhausted_on,
      current_spend: 100,
      data_through: '2026-09-10',
    });
  });

  it.each([
    // A credit on the eighth day brought it below what is meant to be spent.
    ['is used up again by the forecast', '75', 10, '2026-09-12'],
    ['is not used up any more', '75', 0, null],
    ['is used up since the day that brought it there again', '50', 10, '2026-09-09'],
    ['is used up since before', '40', 10, '2026-09-01'],
  ] as const)('after a credit %s', (_, amount, ahead, exhausted_on) => {
    const given = known(10, 10, ahead);
    const days = given.days.map((day, index) => ({
      ...day,
      amount: ['40', '40'][index] ?? (index === 7 ? '-90' : '10'),
    }));
    // 40, 80, 90, …, 130, 40, 50, 60
    expect(standing(amount, { ...given, days })).toMatchObject({ current_spend: 60, exhausted_on });
  });

  it('is not known without an amount, though its costs are', () => {
    expect(standing(null, known(10, 10, 10))).toEqual({
      period_start: SEPTEMBER.start,
      period_end: SEPTEMBER.end,
      amount: null,
      status: 'unknown',
      current_spend: 100,
      data_through: '2026-09-10',
      forecasted_spend: 300,
      forecast_lower_80: 299,
      forecast_upper_80: 301,
      pace_percent: null,
      exhausted_on: null,
      reason: 'No amount.',
    });
  });

  it.each([
    ['at_risk', '299', 10, '2026-09-30'],
    ['on_track', '300', 10, '2026-09-30'],
    ['unknown', '300', null, null],
  ] as const)('before the first complete day is %s by the forecast alone', (status, amount, ahead, exhausted_on) => {
    const found = standing(amount, known(0, 10, ahead));
    expect(found).toMatchObject({ status, exhausted_on, current_spend: null, pace_percent: null, data_through: null });
    expect(found.reason).toMatch(/No day of the period is complete yet/);
  });

  it('is told by day: complete days, the days ahead, and an even share', () => {
    const given = known(10, 10, 20);
    const days = [...given.days, { date: '2026-09-11', amount: '3', incomplete: true }];
    const told = daysOf(SEPTEMBER, '300', { known: { ...given, days }, spend: spendOf(SEPTEMBER, { ...given, days }) });
    const none = { cumulative: null, forecast: null, lower_80: null, upper_80: null };
    expect(told).toHaveLength(30);
    expect(told[9]).toEqual({ ...none, date: '2026-09-10', spend: 10, incomplete: false, cumulative: 100, even: 100 });
    const ahead = { cumulative: null, incomplete: true };
    expect(told[10]).toEqual({
      ...ahead,
      date: '2026-09-11',
      spend: 3,
      forecast: 120,
      lower_80: 119,
      upper_80: 121,
      even: 110,
    });
    expect(told[29]).toEqual({
      ...ahead,
      date: '2026-09-30',
      spend: null,
      forecast: 500,
      lower_80: 499,
      upper_80: 501,
      even: 300,
    });
  });
});
