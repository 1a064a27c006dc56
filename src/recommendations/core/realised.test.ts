import { array, assert, double, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DailyResourceCost } from '../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { type ChangedResource, type RealisedRequest, realisedSaving } from './realised.ts';

const CHANGED = '2026-08-03';
const weekdayOf = (day: IsoDate): number =>
  daysBetween('2026-08-03', day) - Math.floor(daysBetween('2026-08-03', day) / 7) * 7;

const cost = (day: IsoDate, effective: number, more: Partial<DailyResourceCost> = {}): DailyResourceCost => ({
  day,
  meter: 'BoxUsage:m5.xlarge',
  description: '',
  service: 'Amazon Elastic Compute Cloud',
  unit: 'Hours',
  currency: 'USD',
  effective: effective.toFixed(9),
  covered: '0',
  list: null,
  contracted: null,
  quantity: 24,
  ...more,
});
/** Days from `from` to `to` (relative to the change). */
const days = (
  from: number,
  to: number,
  of: (day: IsoDate, index: number) => DailyResourceCost[],
): DailyResourceCost[] =>
  Array.from({ length: to - from + 1 }, (_, index) => of(addDays(CHANGED, from + index), index)).flat();
const resource = (costs: DailyResourceCost[], components: ChangedResource['components'] = 'all'): ChangedResource => ({
  cloud: 'aws',
  components,
  costs,
});
const realised = (costs: DailyResourceCost[], more: Partial<RealisedRequest> = {}) =>
  realisedSaving({
    changed_on: CHANGED,
    data_through: addDays(CHANGED, 30),
    resources: [resource(costs)],
    currency: 'USD',
    promised: '300',
    ...more,
  });
const numbers = ({ realised: value, lower, upper }: ReturnType<typeof realised>) => [value, lower, upper].map(Number);

describe('the realised saving', () => {
  it('of a resource that is gone is all that it cost', () => {
    const result = realised(days(-28, 0, (day) => [cost(day, 10)]));
    expect(result).toMatchObject({
      changed_on: CHANGED,
      measured_through: '2026-09-02',
      days: 30,
      promised: '300',
      realised: '300',
      lower: '300',
      upper: '300',
      currency: 'USD',
    });
  });

  it('waits for seven complete days after the change, and needs as many before', () => {
    const costs = days(-28, 0, (day) => [cost(day, 10)]);
    expect(realised(costs, { data_through: addDays(CHANGED, 6) })).toMatchObject({
      days: 6,
      realised: null,
      lower: null,
      explanation: 'It is measured once 7 days after the change are complete; so far 6 are.',
    });
    expect(realised(costs, { data_through: addDays(CHANGED, 7) })).toMatchObject({ days: 7, realised: '300' });
    expect(realised(costs, { data_through: null })).toMatchObject({
      days: 0,
      realised: null,
      measured_through: CHANGED,
    });
    const young = realised(days(-6, 0, (day) => [cost(day, 10)]));
    expect(young.realised).toBeNull();
    expect(young.explanation).toContain('only 6 days of its costs before the change');
    expect(realised([]).realised).toBeNull();
  });

  it('compares weekdays with the same weekdays', () => {
    // Ten on working days, two at the weekend; nine complete days after: seven working days, one weekend.
    const office = (day: IsoDate): number => (weekdayOf(day) < 5 ? 10 : 2);
    const costs = days(-28, 0, (day) => [cost(day, office(day))]);
    const result = realised(costs, { data_through: addDays(CHANGED, 9) });
    expect(Number(result.realised)).toBeCloseTo(((7 * 10 + 2 * 2) / 9) * 30, 5);
    expect(result.lower).toBe(result.upper);
  });

  it('is of the components alone that the change took hold of', () => {
    const costs = days(-28, 0, (day) => [
      cost(day, 10),
      cost(day, 3, { meter: 'EBS:VolumeUsage.gp3', unit: 'GB-Months' }),
    ]);
    expect(realised([], { resources: [resource(costs, ['compute'])] }).realised).toBe('300');
    expect(realised([], { resources: [resource(costs)] }).realised).toBe('390');
    expect(realised([], { resources: [resource(costs, ['storage']), resource(costs, ['compute'])] }).realised).toBe(
      '390',
    );
  });

  it('counts use at the price of before where another meter takes the place of the one before', () => {
    // The volume grows from 100 to 200 GB while it becomes a cheaper kind.
    const gp2 = days(-28, 0, (day) => [
      cost(day, 10, { meter: 'EBS:VolumeUsage.gp2', unit: 'GB-Months', quantity: 100 }),
    ]);
    const gp3 = days(1, 30, (day) => [
      cost(day, 16, { meter: 'EBS:VolumeUsage.gp3', unit: 'GB-Months', quantity: 200 }),
    ]);
    expect(realised([...gp2, ...gp3])).toMatchObject({ realised: '120', lower: '120', upper: '120' });
    // With the same meter, less of it is what is saved.
    const less = days(1, 30, (day) => [cost(day, 4, { quantity: 10 })]);
    expect(realised([...days(-28, 0, (day) => [cost(day, 10)]), ...less]).realised).toBe('180');
  });

  it('is negative when it costs more', () => {
    const costs = days(-28, 30, (day) => [cost(day, day > CHANGED ? 12 : 10)]);
    expect(realised(costs).realised).toBe('-60');
  });

  it('leaves out other currencies, and says what commitments covered', () => {
    const costs = days(-28, 0, (day) => [cost(day, 10, { covered: '4' }), cost(day, 5, { currency: 'EUR' })]);
    const result = realised(costs);
    expect(result.realised).toBe('300');
    expect(result.explanation).toContain('Commitments covered 40 % of it before');
    expect(realised(days(-28, 0, (day) => [cost(day, 10)])).explanation).not.toContain('Commitments');
  });
});

describe('for arbitrary costs the realised saving', () => {
  const week = array(
    integer({ min: 0, max: 10_000 }).map((cents) => cents / 100),
    { minLength: 7, maxLength: 7 },
  );

  it('is nothing without a change', () => {
    assert(
      property(week, integer({ min: 7, max: 30 }), (usual, after) => {
        const costs = days(-28, 30, (day) => [cost(day, usual[weekdayOf(day)]!)]);
        const [value, lower, upper] = numbers(realised(costs, { data_through: addDays(CHANGED, after) }));
        expect(Math.abs(value!)).toBeLessThan(1e-5);
        expect(lower!).toBeLessThanOrEqual(1e-5);
        expect(upper!).toBeGreaterThanOrEqual(-1e-5);
      }),
    );
  });

  it('is exactly a clean drop, whatever the week looks like', () => {
    const part = double({ min: 0, max: 1, noNaN: true });
    assert(
      property(week, part, integer({ min: 7, max: 30 }), (usual, left, after) => {
        const costs = days(-28, 30, (day) => [cost(day, usual[weekdayOf(day)]! * (day > CHANGED ? left : 1))]);
        const [value, lower, upper] = numbers(realised(costs, { data_through: addDays(CHANGED, after) }));
        const measured = Array.from({ length: after }, (_, day) => usual[weekdayOf(addDays(CHANGED, day + 1))]!);
        const drop = (measured.reduce((total, one) => total + one, 0) / after) * (1 - left) * 30;
        expect(Math.abs(value! - drop)).toBeLessThan(1e-4);
        expect([lower! - drop, drop - upper!].every((over) => over < 1e-4)).toBe(true);
        expect(upper! - lower!).toBeLessThan(1e-3);
      }),
    );
  });

  it('lies in its range about as often as it says', () => {
    let seed = 12_345;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const noise = (): number => random() + random() + random() + random() - 2;
    const runs = 600;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const costs = days(-28, 14, (day) => [cost(day, 20 + 5 * noise() - (day > CHANGED ? 4 : 0))]);
      const [, lower, upper] = numbers(realised(costs, { data_through: addDays(CHANGED, 14) }));
      if (lower! <= 120 && upper! >= 120) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
    expect(covered / runs).toBeLessThan(0.98);
  });
});

describe('what a change brings with it', () => {
  const capacity = { meter: 'WriteCapacityUnit-Hrs', unit: 'Hrs', service: 'Amazon DynamoDB' };
  const requests = { meter: 'WriteRequestUnits', unit: 'WriteRequestUnits', service: 'Amazon DynamoDB' };

  it('counts, though it is of a component that there was not before', () => {
    const costs = [
      ...days(-28, -1, (day) => [cost(day, 10, capacity)]),
      ...days(1, 30, (day) => [cost(day, 4, requests)]),
    ];
    const resources = [resource(costs, ['read_capacity', 'write_capacity'])];
    expect(realised([], { resources }).realised).toBe('180');
  });

  it('is not what was there before', () => {
    const costs = days(-28, 30, (day, index) => [
      cost(day, index < 28 ? 10 : 5, capacity),
      cost(day, index < 28 ? 1 : 100, { ...requests, meter: 'TimedStorage-ByteHrs', unit: 'GB-Mo' }),
    ]);
    expect(realised([], { resources: [resource(costs, ['write_capacity'])] }).realised).toBe('150');
  });
});

describe('of several changes each', () => {
  /** 10 a day; 6 from the first change on, 1 from the second, ten days later. */
  const costs = days(-28, 30, (day, index) => [cost(day, index <= 28 ? 10 : index <= 38 ? 6 : 1)]);
  const second = addDays(CHANGED, 10);

  it('is measured by the days between them', () => {
    const before = realised(costs, { other_changes: [second] });
    expect(before).toMatchObject({ days: 9, measured_through: addDays(CHANGED, 9), realised: '120' });
    expect(before.explanation).toContain(`Days beyond other changes (${second}) do not count.`);
    const after = realised(costs, { changed_on: second, data_through: addDays(CHANGED, 30), other_changes: [CHANGED] });
    expect(after).toMatchObject({ days: 20, realised: '150' });
  });

  it('cannot be told where they follow each other too soon, or are of one day', () => {
    const next = addDays(CHANGED, 5);
    expect(realised(costs, { other_changes: [next] })).toMatchObject({
      realised: null,
      explanation: `It was changed again on ${next}, so that only 4 days tell of this change, which are too few.`,
    });
    expect(realised(costs, { other_changes: [CHANGED] }).explanation).toContain('on the same day is in it');
  });
});
