import { expect, it } from 'vitest';
import { filled, fiscalYear, shownMonths, withNextYear, yearFrom } from './months.ts';

it('the fiscal year of a day begins with its month', () => {
  expect(fiscalYear('2026-11-26', 1)).toBe('2026-01-01');
  expect(fiscalYear('2026-11-26', 11)).toBe('2026-11-01');
  expect(fiscalYear('2026-03-31', 4)).toBe('2025-04-01');
});

it('a grid has a year, then one more, and keeps what is typed', () => {
  const year = yearFrom('2025-11-01');
  expect([year[0], year[2], year.at(-1), year.length]).toEqual(['2025-11', '2026-01', '2026-10', 12]);
  expect(shownMonths({}, '2025-11-01')).toEqual(year);
  expect(shownMonths({ '2026-02': '', '2026-01': '5' }, '2025-11-01')).toEqual(['2026-01', '2026-02']);
  const more = withNextYear(year, { '2025-11': '7' });
  expect([Object.keys(more).length, more['2025-11'], more['2026-11'], Object.keys(more).at(-1)]).toEqual([
    24,
    '7',
    '',
    '2027-10',
  ]);
  expect(filled(['2026-01', '2026-02'], { '2026-02': '3' }, '5')).toEqual({ '2026-01': '5', '2026-02': '3' });
});
