import { describe, expect, it } from 'vitest';
import { type CountedPeriod, type PeriodChange, type PeriodRecord, periodsOf, sourceKey } from './billing-periods.ts';

const record = (cost_source: string, told: Partial<PeriodRecord> = {}): PeriodRecord => ({
  cost_source,
  billing_period: '2026-09-01',
  rows: 5,
  read_at: '2026-10-05T12:00:00Z',
  covered_by: null,
  ...told,
});
const counted = (told: Partial<CountedPeriod> = {}): CountedPeriod => ({
  source: 'api',
  source_account_id: '1',
  scope_account_id: null,
  billing_period: '2026-09-01',
  currency: 'USD',
  rows: 5,
  billed_cost: 10,
  effective_cost: null,
  data_through: '2026-09-30',
  loaded_at: '2026-10-05T12:00:00Z',
  changes: [],
  ...told,
});
const change = (took_place_of: string | null): PeriodChange => ({
  at: '2026-10-05T12:00:00Z',
  rows: 4,
  billed_cost: 9,
  effective_cost: null,
  difference_billed: 1,
  difference_effective: null,
  complete_through_before: '2026-09-30',
  complete_through: '2026-09-30',
  took_place_of,
});

/** Source, month and billed cost of each period, in order. */
const told = (records: PeriodRecord[], counts: CountedPeriod[]) =>
  periodsOf(records, counts).map((period) => [period.cost_source, period.billing_period, period.billed_cost]);

describe('what a connection told by billing period', () => {
  it('is known by source, account, scope and split', () => {
    const source = { name: 'cost-explorer', billing_account_id: '1', scope_account_id: '2' };
    expect(sourceKey({ ...source, variant: 'by tag team' })).toBe('cost-explorer | 1 | 2 | by tag team');
    expect(sourceKey({ ...source, scope_account_id: null })).toBe('cost-explorer | 1');
  });

  it('comes newest first, a line for each currency', () => {
    const october = { billing_period: '2026-10-01' };
    const records = [record('cost-explorer | 1'), record('cost-explorer | 1', october)];
    const counts = [counted(), counted({ currency: 'EUR', billed_cost: 3 }), counted({ ...october, billed_cost: 7 })];
    expect(told(records, counts)).toEqual([
      ['cost-explorer | 1', '2026-10-01', 7],
      ['cost-explorer | 1', '2026-09-01', 3],
      ['cost-explorer | 1', '2026-09-01', 10],
    ]);
  });

  it.each([
    ['another split', 'cost-explorer | 1 | by tag team', 'cost-explorer | 1', counted()],
    ['another scope', 'cost-explorer | 1 | 2', 'cost-explorer | 1 | 3', counted({ scope_account_id: '2' })],
    ['the API, where an export tells', 'export daily | 1', 'cost-explorer | 1', counted({ source: 'export' })],
    ['an export, where the API tells', 'cost-explorer | 1', 'export daily | 1', counted()],
  ])('leaves out what was noted of %s', (_, current, former, counts) => {
    const old = record(former, { read_at: '2026-10-01T12:00:00Z' });
    expect(told([old, record(current)], [counts])).toEqual([[current, '2026-09-01', 10]]);
  });

  it('does not take a covered month for an empty one, nor an empty one for one that is not counted', () => {
    const month = (billing_period: string, more: Partial<PeriodRecord>) =>
      record('cost-explorer | 1', { billing_period, ...more });
    const records = [
      month('2026-08-01', { rows: 0, covered_by: 'an uploaded file' }),
      month('2026-07-01', { rows: 0 }),
      month('2026-06-01', { rows: 5 }),
    ];
    const answered = periodsOf(records, []);
    expect(answered.map(({ rows, billed_cost, currency }) => [rows, billed_cost, currency])).toEqual([
      [null, null, null],
      [0, null, null],
      [null, null, null],
    ]);
  });

  it('is restated by its own source alone', () => {
    const changes = [change('an uploaded file'), change(null)];
    const [period] = periodsOf([record('cost-explorer | 1')], [counted({ changes })]);
    expect(period).toMatchObject({ changes, restated: changes[1] });
    const [replaced] = periodsOf([record('cost-explorer | 1')], [counted({ changes: [change('an uploaded file')] })]);
    expect(replaced?.restated).toBeNull();
  });
});
