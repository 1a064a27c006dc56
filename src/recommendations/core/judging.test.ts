import { describe, expect, it } from 'vitest';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, riskOf } from './judging.ts';
import { useOf, type Window } from './use.ts';

describe('figure', () => {
  it.each([
    [0, '0'],
    [2.354, '2.35'],
    [12.345, '12.3'],
    [99.96, '100'],
    [123.4, '123'],
    [1_234_567.8, '1,234,568'],
    [-0.5, '-0.5'],
  ])('%s is %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe('what is judged', () => {
  it('is as sure as the weakest reason, and as risky as the worst', () => {
    const reasons = [
      ['high', 'one'],
      ['low', 'two'],
      ['medium', 'three'],
    ] as const;
    expect(confidenceOf(...reasons)).toEqual({ level: 'low', reasons: ['one', 'two', 'three'] });
    expect(riskOf(...reasons)).toEqual({ level: 'high', reasons: ['one', 'two', 'three'] });
    expect(confidenceOf()).toEqual({ level: 'high', reasons: [] });
    expect(riskOf()).toEqual({ level: 'low', reasons: [] });
  });
});

const window = (known_days: number): Window => ({
  days: 14,
  known_days,
  highest: 1,
  lowest: 1,
  mean: 1,
  sum: known_days,
  last: 1,
});

describe('coverage', () => {
  it.each([
    [
      [window(14), window(14)],
      ['high', 'All 14 days were measured.'],
    ],
    [
      [window(14), window(9), null],
      ['medium', '9 of 14 days were measured.'],
    ],
    [[null], ['low', 'None of it was measured.']],
    [[], ['low', 'None of it was measured.']],
  ] as const)('%#', (windows, reason) => {
    expect(coverage(windows)).toEqual(reason);
  });
});

describe('the days looked at', () => {
  const measured = (known: number) => {
    const maximum = Array.from({ length: 30 }, (_, day) => (day < known ? 1 : null));
    const use = useOf([{ metric: 'cpu_percent', first_date: '2026-10-26', maximum }], '2026-11-25');
    return measuredIn({ use }, { days: 30, known_percent: 45 })('cpu_percent', 'maximum');
  };

  it('have to be measured on enough of them', () => {
    expect(leastDays({ days: 30, known_percent: 45 })).toBe(14);
    expect(leastDays({ days: 7, known_percent: 90 })).toBe(7);
    expect(measured(14)?.known_days).toBe(14);
    expect(measured(13)).toBeNull();
  });

  it('are parameters with defaults', () => {
    const { days, known_percent } = lookback(30, 45);
    expect([days.parse(undefined), known_percent.parse(undefined)]).toEqual([30, 45]);
    expect(lookback(14).known_percent.parse(undefined)).toBe(90);
    expect(days.safeParse(31).success).toBe(false);
  });
});
