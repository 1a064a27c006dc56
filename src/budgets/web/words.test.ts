import { describe, expect, it } from 'vitest';
import type { Threshold } from '../core/budget.ts';
import {
  paceText,
  periodText,
  rhythmText,
  type Said,
  shortPaceText,
  shortPeriodText,
  shortThresholdText,
  statusText,
  thresholdText,
} from './words.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };

describe('the words of budgets', () => {
  it.each([
    ['2026-11-01', '2026-12-01', 'November 2026', 'Nov'],
    ['2026-10-01', '2027-01-01', 'Oct – Dec 2026', 'Oct–Dec'],
    ['2026-12-01', '2027-03-01', 'Dec 2026 – Feb 2027', 'Dec–Feb'],
    ['2026-01-01', '2027-01-01', 'Jan – Dec 2026', '2026'],
    ['2026-02-01', '2027-02-01', 'Feb 2026 – Jan 2027', '2026/27'],
    ['2026-11-03', '2026-12-01', 'Nov 3, 2026 – Nov 30, 2026', 'Nov 3'],
  ])('call the days from %s to %s %s', (start, end, text, short) => {
    expect(periodText(start, end, FORMATS)).toBe(text);
    expect(shortPeriodText(start, end, FORMATS)).toBe(short);
  });

  const RUNNING: Said = {
    status: 'on_track',
    amount: 100,
    current_spend: 40,
    forecasted_spend: 80,
    pace_percent: 90,
    reason: null,
    data_through: '2026-11-12',
    period_end: '2026-12-01',
  };
  it.each<[Partial<Said>, string]>([
    [{}, 'Forecast to leave $20.00'],
    [{ status: 'at_risk', forecasted_spend: 112.25 }, 'Forecast to end $12.25 over'],
    [{ status: 'ahead', pace_percent: 130 }, 'Forecast to leave $20.00; 130% of an even share by now'],
    [{ status: 'over', current_spend: 100.5 }, '$0.50 over already'],
    [{ forecasted_spend: null }, '$60.00 left so far; no forecast'],
    [{ current_spend: null, data_through: null }, 'Forecast to leave $20.00'],
    [{ data_through: '2026-11-30', current_spend: 90, forecasted_spend: null }, '$10.00 left at its end'],
    [{ data_through: '2026-11-30', current_spend: 107, status: 'over' }, '$7.00 over at its end'],
    [{ status: 'unknown', current_spend: null, reason: 'Costs are missing.' }, 'Costs are missing.'],
    [{ status: 'unknown', current_spend: null, forecasted_spend: null }, 'An amount or complete costs are missing'],
    [{ status: 'unknown', amount: null, reason: 'No amount is given for 2026-11.' }, 'No amount is given for 2026-11.'],
  ])('say of %j how it stands', (differing, text) => {
    expect(statusText({ ...RUNNING, ...differing }, 'USD', FORMATS)).toBe(text);
  });

  it.each([
    [100, 'Just on an even share', '0%'],
    [112.3, '12.3% more than an even share', '+12.3%'],
    [80, '20.0% less than an even share', '-20%'],
    [null, null, null],
  ])('say the pace of %j', (percent, text, short) => {
    expect(paceText(percent, FORMATS)).toBe(text);
    expect(shortPaceText(percent, FORMATS)).toBe(short);
  });

  it.each([
    ['month', 'fiscal', 4, 'Every month'],
    ['quarter', 'calendar', 4, 'Every calendar quarter'],
    ['year', 'fiscal', 4, 'Every fiscal year'],
    ['year', 'fiscal', 1, 'Every year'],
    ['custom', 'fiscal', 4, 'Once, on own dates'],
  ] as const)('of a %s of the %s year that begins in month %i are %s', (period, calendar, start, text) => {
    expect(rhythmText({ period, calendar }, start)).toBe(text);
  });

  it.each<[Threshold, string, string]>([
    [{ basis: 'actual', unit: 'percent', value: 80, bound: 'mean' }, '80% of the budget is spent', '80% spent'],
    [{ basis: 'actual', unit: 'amount', value: 4_000, bound: 'mean' }, '$4,000.00 is spent', '$4,000 spent'],
    [
      { basis: 'forecast', unit: 'percent', value: 99.5, bound: 'mean' },
      '99.5% of the budget is expected by the forecast',
      '99.5% forecast',
    ],
    [
      { basis: 'forecast', unit: 'percent', value: 100, bound: 'lower_80' },
      '100% of the budget is all but certain by the forecast',
      '100% all but certain',
    ],
    [
      { basis: 'forecast', unit: 'amount', value: 50, bound: 'upper_80' },
      '$50.00 is possible by the forecast',
      '$50 possible',
    ],
  ])('say when %j tells', (threshold, text, short) => {
    expect(thresholdText(threshold, 'USD', FORMATS)).toBe(text);
    expect(shortThresholdText(threshold, 'USD', FORMATS)).toBe(short);
  });
});
