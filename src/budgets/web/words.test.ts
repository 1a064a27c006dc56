import { expect, it } from 'vitest';
import { lastDay, periodText } from './words.ts';

it.each([
  ['month', '2026-11-01', '2026-12-01', 'November 2026', '2026-11-30'],
  ['quarter', '2026-10-01', '2027-01-01', 'Oct – Dec 2026', '2026-12-31'],
  ['quarter', '2026-12-01', '2027-03-01', 'Dec 2026 – Feb 2027', '2027-02-28'],
  ['year', '2026-01-01', '2027-01-01', 'Jan – Dec 2026', '2026-12-31'],
  ['year', '2026-02-01', '2027-02-01', 'Feb 2026 – Jan 2027', '2027-01-31'],
] as const)('a %s from %s to %s is %s', (period, period_start, period_end, text, last) => {
  expect(periodText({ period, period_start, period_end }, { locale: 'en-US', timezone: 'UTC' })).toBe(text);
  expect(lastDay({ period_end })).toBe(last);
});
