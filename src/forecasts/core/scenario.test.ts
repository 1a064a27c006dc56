import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtersSchema } from '../../costs/core/query.ts';
import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import type { KnownEvent } from './planned.ts';
import { addedByDay, changed, firstDays, growthFactors, type Member, multiplied, shareOfEvent } from './scenario.ts';
import { bandsOf, type SliceForecast, sumOfDays } from './slice-forecast.ts';

const event = (given: Partial<KnownEvent>): KnownEvent => ({
  id: 'e',
  kind: 'planned_change',
  name: 'Migration',
  scope: {},
  start_date: '2026-12-03',
  end_date: null,
  amount_per_day: null,
  currency: null,
  percent: null,
  ...given,
});
const flat = (value: number, days: number): SliceForecast => ({
  start: '2026-12-01',
  mean: Array.from({ length: days }, () => value),
  daily: bandsOf((band) => Array.from({ length: days }, () => (band.startsWith('lower') ? value - 4 : value + 6))),
  cumulative: bandsOf((band) =>
    Array.from({ length: days }, (_, day) => (day + 1) * (band.startsWith('lower') ? value - 2 : value + 3)),
  ),
});

describe('what an event adds by day', () => {
  it.each([
    ['an amount from its start on', { amount_per_day: 5, currency: 'USD' }, [0, 0, 5, 5, 5]],
    ['an amount until its end', { amount_per_day: 5, end_date: '2026-12-05' }, [0, 0, 5, 5, 0]],
    ['percent of what its scope costs', { percent: -50, end_date: '2026-12-04' }, [0, 0, -15, 0, 0]],
    ['nothing, when it says no amount', {}, [0, 0, 0, 0, 0]],
  ])('%s', (_, given, added) => expect(addedByDay(event(given), [10, 20, 30, 40, 50], '2026-12-01', 5)).toEqual(added));

  it('nothing in percent of what is not known', () => {
    expect(addedByDay(event({ percent: 10 }), null, '2026-12-01', 3)).toEqual([0, 0, 0]);
  });
});

describe('a scenario', () => {
  it('moves days by what is added, intervals with them, and sums by the sum', () => {
    const before = flat(10, 5);
    const after = changed(before, growthFactors(0, 5), [0, 0, 5, 5, 0]);
    expect(after.mean).toEqual([10, 10, 15, 15, 10]);
    expect(after.daily.lower_80).toEqual([6, 6, 11, 11, 6]);
    const [first, second] = [sumOfDays(before, 0, 5)!, sumOfDays(after, 0, 5)!];
    for (const part of ['mean', 'lower_80', 'upper_95'] as const) expect(second[part] - first[part]).toBe(10);
  });

  it('grows evenly, to what was asked for after a year', () => {
    const factors = growthFactors(20, 366);
    expect(factors[364]).toBeCloseTo(1.2, 12);
    expect(factors[1]! - factors[0]!).toBeCloseTo(factors[300]! - factors[299]!, 12);
    const grown = changed(flat(10, 366), factors, multiplied(flat(0, 366).mean, factors));
    expect(grown.mean[364]).toBeCloseTo(12, 12);
    expect(grown.daily.upper_80[364]! - grown.mean[364]!).toBeCloseTo(6 * 1.2, 12);
  });

  it('leaves no interval below zero where costs can not be, and the mean in all of them', () => {
    for (const added of [-10, -25]) {
      const after = changed(
        flat(10, 5),
        growthFactors(0, 5),
        Array.from({ length: 5 }, () => added),
      );
      const least = Math.min(0, 10 + added);
      expect(after.daily.lower_95).toEqual(Array.from({ length: 5 }, () => least));
      expect(after.cumulative.lower_80).toEqual(Array.from({ length: 5 }, (_, day) => least * (day + 1)));
      expect(after.daily.upper_80[0]).toBe(10 + added + 6);
    }
    // Costs of which credits are a part could be below zero before, too.
    const zeros = Array.from({ length: 5 }, () => 0);
    expect(changed(flat(1, 5), growthFactors(0, 5), zeros).daily.lower_95[0]).toBe(-3);
  });

  it('ends where the forecast is cut', () => expect(firstDays(flat(10, 5), 2).cumulative.upper_95).toEqual([13, 26]));
});

describe('the shares of slices in an event', () => {
  const member = (service: string | null, last_30_days: number): Member => ({
    key: service ?? 'other:service',
    partition: 'service',
    scope: service === null ? {} : { service },
    last_30_days,
  });
  const members = [member('A', 60), member('B', -30), member(null, 10)];
  const shares = (scope: Scope, all = members) => all.map((one) => shareOfEvent(scope, one, all));

  it.each([
    ['goes to the slice it names', { service: 'B' }, [0, 1, 0]],
    ['goes to the rest when it names a small one', { service: 'C' }, [0, 0, 1]],
    ['is spread by size where the partition knows nothing of it', { account: 'x' }, [0.6, 0.3, 0.1]],
    ['names a slice by one of several values', { account: 'x', service: 'A' }, [1, 0, 0]],
  ])('%s', (_, scope, expected) => expect(shares(scope)).toEqual(expected));

  it('make a whole, whatever the event is about', () => {
    const any = fc.array(fc.record({ name: fc.constantFrom('A', 'B', 'C', null), size: fc.integer() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(any, fc.constantFrom({}, { service: 'A' }, { account: 'x' }), (given, scope) => {
        const distinct = new Map(given.map(({ name, size }) => [name, member(name, size)]));
        expect(shares(scope, [...distinct.values()]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('of a slice with a budget are as large as it is in what both are in', () => {
    const one = (partition: Member['partition'], scope: Scope, last_30_days: number): Member => ({
      key: scopeKey(scope),
      partition,
      scope,
      last_30_days,
    });
    const slice = one('budget', { service: 'A', account: 'x' }, 45);
    const all = [
      one('total', {}, 100),
      one('service', { service: 'A' }, 60),
      one('account', { account: 'x' }, 90),
      slice,
    ];
    expect(shareOfEvent({}, slice, all)).toBe(0.45);
    expect(shareOfEvent({ service: 'A' }, slice, all)).toBe(0.75);
    expect(shareOfEvent({ account: 'x' }, slice, all)).toBe(0.5);
    expect(shareOfEvent({ account: 'x', region: 'r' }, slice, all)).toBe(0.5);
    expect(shareOfEvent({ account: 'x', service: 'A', region: 'r' }, slice, all)).toBe(1);
    expect(shareOfEvent({ service: 'B' }, slice, all)).toBe(0);
    // A service that is in the rest.
    expect(shareOfEvent({ service: 'A' }, slice, [all[0]!, slice])).toBe(0.45);
  });

  it('of a slice by any filters are all of what is in it, none of what is left out, else by size', () => {
    const filters = filtersSchema.parse({ service: ['A', 'B'], not_account: 'x' });
    const slice: Member = { key: 'filters:', partition: 'budget', scope: {}, filters, last_30_days: 40 };
    const total: Member = { key: '', partition: 'total', scope: {}, last_30_days: 100 };
    const service: Member = { key: 'service=A', partition: 'service', scope: { service: 'A' }, last_30_days: 50 };
    const share = (scope: Scope) => shareOfEvent(scope, slice, [total, service, slice]);
    expect(share({ service: 'A', account: 'y' })).toBe(1);
    expect([share({ account: 'x' }), share({ service: 'C', account: 'y' })]).toEqual([0, 0]);
    // One of two services is not what the slice is a part of.
    for (const scope of [{}, { service: 'A' }, { account: 'y' }]) expect(share(scope)).toBe(0.4);
    const alone = { ...slice, filters: filtersSchema.parse({ service: 'A', not_account: 'x' }) };
    expect(shareOfEvent({ service: 'A' }, alone, [total, service, alone])).toBe(0.8);
  });

  it('of the total are all of it', () => {
    const total: Member = { key: '', partition: 'total', scope: {}, last_30_days: 40 };
    expect(shareOfEvent({ service: 'B' }, total, [total])).toBe(1);
  });
});
