import { describe, expect, it } from 'vitest';
import { backtestText, dimensionTitle, errorText, levelText, periodTitle, spanText } from './words.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };

describe('forecasts in words', () => {
  it.each([
    ['month', '2026-12-01', 'Month to Nov 30, 2026'],
    ['quarter', '2027-01-01', 'Quarter to Dec 31, 2026'],
    ['year', '2027-04-01', 'Fiscal year to Mar 31, 2027'],
  ] as const)('names the end of a %s', (period, end, title) => {
    expect(periodTitle({ period, end }, FORMATS)).toBe(title);
  });

  it.each([
    ['2026-11-01', null, 'From Nov 1, 2026'],
    ['2026-12-25', '2026-12-26', 'Dec 25, 2026'],
    ['2026-11-01', '2026-11-15', 'Nov 1 – Nov 14, 2026'],
    ['2026-12-20', '2027-01-03', 'Dec 20, 2026 – Jan 2, 2027'],
  ])('says the days from %s to before %s as people count them', (start, end, text) => {
    expect(spanText(start, end, FORMATS)).toBe(text);
  });

  it('explains the error against repeating the week before, and what it can not know', () => {
    const tried = { mase: 0.7, wape: 4.6, coverage: { 80: 0.81, 95: 0.95 }, origins: 6 };
    expect(backtestText(tried, FORMATS)).toBe(
      "Tried on the past 6 times, a day's cost was off by 4.6% on average. That error is 30.0% smaller than by repeating the week before (MASE 0.70). Its 80% interval held 81.0% of the days.",
    );
    expect(backtestText({ ...tried, mase: 1.2, coverage: null }, FORMATS)).toContain('20.0% larger than');
    expect(backtestText({ ...tried, mase: 1 }, FORMATS)).toContain('as large as');
    const untried = { mase: null, wape: null, coverage: null, origins: 0 };
    expect(backtestText(untried, FORMATS)).toContain('not known yet');
    expect([tried, { ...tried, wape: 0.01 }, untried].map((one) => errorText(one, FORMATS))).toEqual([
      '±4.6%',
      '<0.1%',
      null,
    ]);
  });

  it('writes levels as the locale does', () => {
    expect([levelText(80, FORMATS), levelText(95, { ...FORMATS, locale: 'de-DE' })]).toEqual(['80%', '95\u00a0%']);
  });

  it('names what is listed', () => {
    expect(['total', 'service', 'tag:team'].map(dimensionTitle)).toEqual(['All costs', 'Service', 'Tag team']);
  });
});
