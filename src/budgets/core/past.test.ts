import { expect, it } from 'vitest';
import { addDays, daysBetween } from '../../platform/core/dates.ts';
import type { BudgetTree } from './amounts.ts';
import { historyOf, pastPeriods } from './past.ts';

const MONTHS: BudgetTree = {
  period: 'month',
  calendar: 'fiscal',
  start: null,
  end: null,
  fiscal_year_start: 1,
  name: 'Shop',
  given: { kind: 'fixed', amount: '50' },
  children: [],
};
const START = '2026-06-15';

/** What the months before September cost at 1 a day since 15 June; of the days `missing` not all is known. */
function history(missing: string[]) {
  const periods = pastPeriods(MONTHS, { start: '2026-09-01', end: '2026-10-01' });
  const days = Array.from({ length: daysBetween(START, '2026-09-01') }, (_, index) => {
    const date = addDays(START, index);
    return { date, amount: '1', incomplete: missing.includes(date) };
  });
  return historyOf(MONTHS, periods, { days, data_through: '2026-08-31', forecast: null });
}

it('past periods cost what all of their days do, since the first of which all are known', () => {
  const month = (start: string, end: string, spend: number | null) => ({ start, end, amount: 50, spend });
  const [july, august] = [month('2026-07-01', '2026-08-01', 31), month('2026-08-01', '2026-09-01', 31)];
  expect(pastPeriods(MONTHS, { start: '2026-09-01', end: '2026-10-01' })).toHaveLength(12);
  expect(history([])).toEqual([july, august]);
  expect(history(['2026-08-31'])).toEqual([july, { ...august, spend: null }]);
  expect(history(['2026-07-10'])).toEqual([august]);
  expect(history(['2026-07-31', '2026-08-01'])).toEqual([]);
});
