import { describe, expect, it } from 'vitest';
import { plannedEffects, prepareHistory } from './history.ts';
import { EMPTY_CALENDAR, type PlannedChange } from './series.ts';

const prepare = (values: number[], planned: PlannedChange[] = []) =>
  prepareHistory({ id: 'x', start: '2026-01-01', values: Float64Array.from(values) }, 7, { holidays: [], planned });

describe('prepareHistory', () => {
  it('begins with the first day that counts', () => {
    const { first_day, length } = prepare([...Array<number>(20).fill(0), 5, 6, 7])!;
    expect([first_day, length]).toEqual([20_454 + 20, 3]);
    expect(prepare([Number.NaN, Number.NaN, 4])!.first_day).toBe(20_454 + 2);
  });

  it('keeps a few zeros, which may be a rhythm, and a series of nothing else', () => {
    expect(prepare([0, 0, 5, 0, 0, 5])!.length).toBe(6);
    expect(prepare(Array<number>(30).fill(0))!.length).toBe(30);
  });

  it('fills gaps with the week before, and says which days it filled', () => {
    const { values, known, known_count } = prepare([1, 2, 3, 4, 5, 6, 7, 8, Number.NaN, 10])!;
    expect(values[8]).toBe(2);
    expect(known.slice(7)).toEqual(Uint8Array.of(1, 0, 1));
    expect(known_count).toBe(9);
  });

  it('takes what cannot be money for unknown', () => expect(prepare([1, 1e300, Infinity, 2])!.known_count).toBe(2));

  it('is null where nothing is known', () => {
    expect(prepare([])).toBeNull();
    expect(prepare([Number.NaN])).toBeNull();
  });

  it('marks holidays of history and horizon', () => {
    const holidays = ['2026-01-02', '2026-01-09', '2030-01-01', '2020-01-01'].map((date) => ({ date, name: 'off' }));
    const values = new Float64Array(5).fill(1);
    const history = prepareHistory({ id: 'x', start: '2026-01-01', values }, 7, { ...EMPTY_CALENDAR, holidays });
    expect([...history!.holidays]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  });
});

describe('planned changes', () => {
  const change = (fields: Partial<PlannedChange>): PlannedChange => ({
    series_id: null,
    start: '2026-01-03',
    end: '2026-01-05',
    amount_per_day: null,
    percent: null,
    ...fields,
  });

  it('are taken out of the days they changed', () => {
    expect([...prepare([10, 10, 60, 60, 10], [change({ amount_per_day: 50 })])!.values]).toEqual([10, 10, 10, 10, 10]);
    expect([...prepare([10, 10, 15, 15, 10], [change({ percent: 50 })])!.values]).toEqual([10, 10, 10, 10, 10]);
  });

  it('make days unknown that they left nothing of', () =>
    expect([...prepare([10, 10, 0, 0, 10], [change({ percent: -100 })])!.known]).toEqual([1, 1, 0, 0, 1]));

  it('add up, and are null where none is of the series', () => {
    const both = plannedEffects([change({ percent: 10 }), change({ percent: 10, amount_per_day: 3 })], 'x', 20_454, 6)!;
    expect(both.factor[2]).toBeCloseTo(1.21, 12);
    expect([...both.amount]).toEqual([0, 0, 3, 3, 0, 0]);
    expect(plannedEffects([change({ series_id: 'other' })], 'x', 20_454, 6)).toBeNull();
  });

  it('that a cost is less than do not make it a credit that was always there', () => {
    const history = prepare([10, 10, 10], [change({ amount_per_day: 50 })])!;
    expect([history.is_non_negative, history.was_non_negative]).toEqual([false, true]);
  });
});
