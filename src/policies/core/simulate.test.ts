import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import { type PastSubject, simulate } from './simulate.ts';

const START = '2026-11-20';
const END = '2026-11-26';
const NOW = '2026-11-26T08:00:00Z';

const past = (given: Partial<PastSubject>): PastSubject => ({
  subject_id: 'i-1',
  subject_name: 'web-1',
  link: null,
  account_name: null,
  account_id: '1',
  owner: null,
  facts: { now: NOW, tags: { env: 'dev' }, resource: { id: 'i-1', age_days: 10 } },
  there_from: '2026-01-01',
  there_until: null,
  daily: null,
  ...given,
});
/** Costs of the range, after 30 days with the amount `before`. */
const costs = (before: string, ...amounts: string[]): PastSubject['daily'] => ({
  currency: 'USD',
  first_date: addDays(START, -30),
  effective: [...Array.from({ length: 30 }, () => before), ...amounts].join(','),
});
const run = (must_hold: string, subjects: PastSubject[], applies_when = '') =>
  simulate({
    policy: { subject: 'resource', applies_when, must_hold },
    start: START,
    end: END,
    subjects,
    notes: ['Told by the caller.'],
  });

describe('simulate', () => {
  it.each([
    ['0.1 a day', '0.1', 'cost.monthly_cost == 3.0'],
    ['33.333333333333 a day', '33.333333333333', 'cost.monthly_cost <= 1000.0 && cost.monthly_cost > 999.9999'],
    ['0.7 a day', '0.7', 'cost.monthly_cost == 21.0'],
  ])('adds up a month as a check does: %s', (_, amount, must_hold) => {
    const facts = { now: NOW, cost: { monthly_cost: 0, currency: 'USD' } };
    const result = run(must_hold, [past({ facts, daily: costs(amount, ...Array.from({ length: 6 }, () => amount)) })]);
    expect(result.days.map(({ kept }) => kept)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('adds up exactly what a refund leaves of a month', () => {
    const amountOn = (day: number): string => (day === 10 ? '1000000' : day === 30 ? '-1000000' : '0.1');
    const effective = Array.from({ length: 36 }, (_, day) => amountOn(day)).join(',');
    const facts = { now: NOW, cost: { monthly_cost: 0, currency: 'USD' } };
    const result = run('cost.monthly_cost == 2.8', [past({ facts, daily: { ...costs('0')!, effective } })]);
    expect(result.days.map(({ kept }) => kept)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('adds up exactly what was charged on days on which a policy was broken', () => {
    const result = run('"owner" in tags', [
      past({ daily: costs('1', '0.1', '0.2', '', '0.000000000000000001') }),
      past({ subject_id: 'i-2', facts: { now: NOW, tags: { owner: 'a' } } }),
      past({ subject_id: 'i-3', there_until: '2026-11-22', daily: { ...costs('2', '3', '4')!, currency: 'EUR' } }),
    ]);
    expect(result).toMatchObject({ subjects: 3, kept: 1, broken: 2, unknown: 0, excepted: 0, broken_on_any_day: 2 });
    expect(result.cost).toEqual([
      { amount: 7, currency: 'EUR' },
      { amount: 0.3, currency: 'USD' },
    ]);
    expect(
      result.items.map(({ subject_id, days_broken, first_day, last_day, cost, currency }) => [
        subject_id,
        days_broken,
        first_day,
        last_day,
        cost,
        currency,
      ]),
    ).toEqual([
      ['i-3', 2, '2026-11-20', '2026-11-21', 7, 'EUR'],
      ['i-1', 6, '2026-11-20', '2026-11-25', 0.3, 'USD'],
    ]);
    expect(result.days).toHaveLength(6);
    expect(result.days[0]).toEqual({
      date: '2026-11-20',
      kept: 1,
      broken: 2,
      unknown: 0,
      cost: [
        { amount: 3, currency: 'EUR' },
        { amount: 0.1, currency: 'USD' },
      ],
    });
    expect(result.days[2]).toMatchObject({ kept: 1, broken: 1, cost: [{ amount: 0, currency: 'USD' }] });
    expect(result.notes).toEqual([
      'Of tags.owner it is known what holds today; the same is taken for every day.',
      'What it cost is not known of 2 of the days on which it was not kept, each resource counted by itself: these are not in the amounts.',
      'Told by the caller.',
    ]);
  });

  it('judges each day by what the 30 days to it cost', () => {
    const result = run('cost.monthly_cost <= 60.0', [
      past({ facts: { now: NOW, cost: { monthly_cost: 1, currency: 'USD' } }, daily: costs('2', '2', '3', '1', '5') }),
    ]);
    expect(result.days.map(({ kept, broken, unknown }) => [kept, broken, unknown])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 1, 0],
      // No cost is complete on the last two: the 30 complete days before them are the same.
      [0, 1, 0],
      [0, 1, 0],
    ]);
    expect(result.notes).toEqual([
      'What it cost is not known of 2 of the days on which it was not kept, each resource counted by itself: these are not in the amounts.',
      'Told by the caller.',
    ]);
    expect(result.items).toMatchObject([{ outcome: 'broken', days_broken: 4, cost: 8, last_day: '2026-11-25' }]);
  });

  it('does not know what 30 days cost before they were all seen', () => {
    const daily = { currency: 'USD', first_date: '2026-11-15', effective: '1,1,1,1,1,1,1,1,1,1,1' };
    const result = run('cost.monthly_cost <= 60.0', [past({ facts: { now: NOW, cost: {} }, daily })]);
    expect(result).toMatchObject({ subjects: 1, unknown: 1, broken_on_any_day: 0 });
  });

  it('knows it from the thirtieth day on', () => {
    const effective = Array.from({ length: 34 }, () => '1').join(',');
    const daily = { currency: 'USD', first_date: addDays(START, -28), effective };
    const result = run('cost.monthly_cost == 30.0', [past({ facts: { now: NOW, cost: {} }, daily })]);
    expect(result.days.map(({ kept, unknown }) => [kept, unknown])).toEqual([
      [0, 1],
      ...Array.from({ length: 5 }, () => [1, 0]),
    ]);
  });

  it('lets ages and time be those of the day', () => {
    const aged = run('resource.age_days < 8', [past({ there_from: '2026-11-16' })]);
    expect(aged.days.map(({ broken }) => broken)).toEqual([0, 0, 0, 0, 1, 1]);
    const weekend = run('!(now.getDayOfWeek() in [0, 6])', [past({})]);
    expect(weekend.days.filter(({ broken }) => broken > 0).map(({ date }) => date)).toEqual([
      '2026-11-21',
      '2026-11-22',
    ]);
  });

  it('leaves out what it is not about, or was not there', () => {
    const result = run(
      'false',
      [
        past({ there_from: '2026-11-26' }),
        past({ there_until: START }),
        past({ facts: { now: NOW, tags: { env: 'prod' } } }),
      ],
      'tags.env == "dev"',
    );
    expect(result).toMatchObject({ subjects: 0, items: [], cost: [], broken: 0 });
    expect(result.days).toHaveLength(6);
  });

  it('lists 200 at most, the most expensive first, and counts all', () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      past({ subject_id: `i-${index}`, daily: costs('0', String(index)) }),
    );
    const result = run('false', many);
    expect(result.items).toHaveLength(200);
    expect(result.items[0]).toMatchObject({ subject_id: 'i-249', cost: 249 });
    expect(result).toMatchObject({ broken_on_any_day: 250, broken: 250, cost: [{ amount: 31_125, currency: 'USD' }] });
  });

  it('tells the same by day, by subject and in total', () => {
    const cents = fc.integer({ min: 0, max: 10_000 }).map((value) => (value / 100).toFixed(2));
    const subjects = fc.array(
      fc.record({ amounts: fc.array(cents, { maxLength: 6 }), from: fc.nat({ max: 7 }), until: fc.nat({ max: 7 }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(subjects, (all) => {
        const result = run(
          'cost.monthly_cost <= 100.0',
          all.map(({ amounts, from, until }, index) =>
            past({
              subject_id: `i-${index}`,
              facts: { now: NOW, cost: {} },
              there_from: addDays(START, from),
              there_until: addDays(START, until),
              daily: costs('3', ...amounts),
            }),
          ),
        );
        const near = (amounts: (number | null | undefined)[]) =>
          Math.round(amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0) * 100);
        const total = near([result.cost[0]?.amount]);
        expect(near(result.items.map(({ cost }) => cost))).toBe(total);
        expect(near(result.days.map(({ cost }) => cost[0]?.amount))).toBe(total);
        expect(result.items.reduce((sum, { days_broken }) => sum + days_broken, 0)).toBe(
          result.days.reduce((sum, { broken }) => sum + broken, 0),
        );
      }),
      { numRuns: 100 },
    );
  });
});
