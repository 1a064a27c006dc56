import { describe, expect, it } from 'vitest';
import { filtersSchema } from '../../costs/core/query.ts';
import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import { changesOf, type KnownEvent, ownHolidays } from './planned.ts';
import type { ForecastSlice, Partition } from './slices.ts';

const event = (given: Partial<KnownEvent>): KnownEvent => ({
  id: 'e',
  kind: 'planned_change',
  name: 'Migration',
  scope: {},
  start_date: '2026-11-11',
  end_date: null,
  amount_per_day: null,
  currency: null,
  percent: null,
  ...given,
});
/** Costs 10 a day for ten days from 2026-11-01 on, then `since`. */
const slice = (partition: Partition, scope: Scope, since: number): ForecastSlice => ({
  key: scopeKey(scope),
  scope,
  title: '',
  partition,
  amounts: Float64Array.from({ length: 20 }, (_, day) => (day < 10 ? 10 : since)),
});
const slices = [
  slice('total', {}, 30),
  slice('service', { service: 'A' }, 15),
  slice('service', { service: 'B' }, 15),
  slice('account', { account: 'x' }, 30),
];
const changes = (...events: KnownEvent[]) =>
  changesOf(events, slices, { start: '2026-11-01', through: '2026-11-20', currency: 'USD' });
const span = { start: '2026-11-11', end: null };

describe('what a forecast is told of events', () => {
  it('an amount: the slice it names, and the total', () => {
    const told = changes(event({ scope: { service: 'A' }, amount_per_day: 5, currency: 'USD' }));
    expect(told).toEqual(['0', '1'].map((series_id) => ({ series_id, ...span, amount_per_day: 5, percent: null })));
  });

  it('percent: as such to the slice it names, and to the total what that is of the slice', () => {
    const told = changes(event({ scope: { service: 'A' }, percent: 50 }));
    expect(told).toEqual([
      { series_id: '0', ...span, amount_per_day: 5, percent: null },
      { series_id: '1', ...span, amount_per_day: null, percent: 50 },
    ]);
  });

  it('nearly everything taken away: as much as there was before', () => {
    const told = changes(event({ scope: { service: 'A' }, percent: -100 }));
    expect(told[0]).toMatchObject({ series_id: '0', amount_per_day: -10 });
  });

  it('percent of all costs: every series', () => {
    expect(changes(event({ percent: 10 }))).toEqual([{ series_id: null, ...span, amount_per_day: null, percent: 10 }]);
  });

  it('several values: every slice of one of them, where the amount is known', () => {
    const scope = { service: 'A', account: 'x' };
    const told = changes(event({ scope, amount_per_day: 5, currency: 'USD' }));
    expect(told.map(({ series_id }) => series_id)).toEqual(['0', '1', '3']);
    expect(changes(event({ scope, percent: 50 }))).toEqual([]);
  });

  it('an amount: budgets by other filters that it is wholly in', () => {
    const by = (given: Record<string, string>): ForecastSlice => ({
      ...slice('budget', {}, 15),
      key: 'filters:',
      filters: filtersSchema.parse(given),
    });
    const followed = [by({}), by({ not_service: 'B' }), by({ not_service: 'A' }), by({ not_account: 'x' })];
    const amount = event({ scope: { service: 'A' }, amount_per_day: 5, currency: 'USD' });
    const given = { start: '2026-11-01', through: '2026-11-20', currency: 'USD' };
    expect(changesOf([amount], followed, given).map(({ series_id }) => series_id)).toEqual(['0', '1']);
  });

  it('not what lies ahead, what is in another currency, holidays, and what says no amount', () => {
    const none = [
      event({ amount_per_day: 5, currency: 'USD', start_date: '2026-11-21' }),
      event({ amount_per_day: 5, currency: 'EUR' }),
      event({ kind: 'holiday', percent: 5 }),
      event({}),
    ];
    expect(changes(...none)).toEqual([]);
  });
});

it('own holidays are days', () => {
  const week = event({ kind: 'holiday', name: 'Shutdown', start_date: '2026-12-30', end_date: '2027-01-02' });
  expect(ownHolidays([week, event({})]).map(({ date }) => date)).toEqual(['2026-12-30', '2026-12-31', '2027-01-01']);
  expect(ownHolidays([{ ...week, end_date: null }])).toEqual([{ date: '2026-12-30', name: 'Shutdown' }]);
});
