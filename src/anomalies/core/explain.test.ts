import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../platform/core/dates.ts';
import { causeSchema } from './cause.ts';
import { baselineOf, type CauseCell, comparedDays, explain, feeBaselineOf, weekdayWeights } from './explain.ts';

const DAYS = { start: '2026-05-04', end: '2026-05-07', baseline_start: '2026-04-06', baseline_end: '2026-05-04' };

const cell = (changes: Partial<CauseCell>): CauseCell => ({
  service: 'compute',
  account: 'a',
  account_name: 'Alpha',
  region: 'here',
  usage_type: 'hours',
  resource_id: '',
  resource_name: null,
  baseline_cost: 100,
  baseline_quantity: 10,
  actual_cost: 100,
  actual_quantity: 10,
  ...changes,
});
const causeOf = (cells: CauseCell[], scope = {}) =>
  explain({
    currency: 'USD',
    scope,
    ...DAYS,
    cells,
    neighbours: [{ date: '2026-05-03', kind: 'event', text: 'A release.' }],
  });

/** Other accounts, services and regions, as they always are. */
const OTHERS = ['b', 'c'].flatMap((account) =>
  ['compute', 'storage'].map((service) =>
    cell({ account, account_name: null, service, region: account === 'b' ? 'here' : 'there' }),
  ),
);

describe('the cause of an increase', () => {
  const started = [1, 2, 3, 4].map((number) =>
    cell({
      resource_id: `i-${number}`,
      resource_name: `gpu-${number}`,
      region: 'far',
      usage_type: 'gpu hours',
      baseline_cost: 0,
      baseline_quantity: 0,
      actual_cost: 200,
      actual_quantity: 72,
    }),
  );
  const cause = causeOf([...OTHERS, cell({}), ...started]);

  it('is where it is, first where the costs moved most', () => {
    expect(cause.dimensions[0]).toMatchObject({
      grouping: 'region',
      title: 'Region',
      values: [
        { value: 'far', label: null, expected: 0, actual: 800, difference: 800, share_percent: 100, change: 'new' },
      ],
      rest_percent: 0,
    });
    expect(cause.dimensions.map(({ grouping }) => grouping).toSorted()).toEqual([
      'account',
      'region',
      'service',
      'usage_type',
    ]);
    expect(cause.dimensions.find(({ grouping }) => grouping === 'account')!.values).toMatchObject([
      { value: 'a', label: 'Alpha', difference: 800, share_percent: 100, change: 'changed' },
    ]);
  });

  it('has a way down', () => {
    expect(cause.path[0]).toEqual({ grouping: 'region', value: 'far', label: null, share_percent: 100 });
    expect(cause.path.length).toBeGreaterThanOrEqual(3);
  });

  it('is new resources', () => {
    expect(cause.split).toEqual({ price: 0, usage: 0, new_resources: 800, vanished_resources: 0, unsplit: 0 });
    expect(cause.resources).toHaveLength(4);
    expect(cause.resources[0]).toEqual({
      resource_id: 'i-1',
      name: 'gpu-1',
      expected: 0,
      actual: 200,
      difference: 200,
      share_percent: 25,
      change: 'new',
    });
  });

  it('is said in a sentence', () => {
    expect(cause.summary).toBe(
      'far · compute · Alpha makes 100 % of the increase of 800.00 USD; 100 % is 4 new resources.',
    );
    expect(causeSchema.parse(cause)).toEqual(cause);
    expect(cause.neighbours).toHaveLength(1);
  });
});

describe('price and use', () => {
  it.each([
    ['a higher price', { actual_cost: 150 }, { price: 50, usage: 0 }],
    ['more use', { actual_cost: 300, actual_quantity: 30 }, { price: 0, usage: 200 }],
    // (30 − 10) × (10 + 5) ÷ 2 = 150 for use, and (5 − 10) × (10 + 30) ÷ 2 = −100 for the price.
    ['more use at a lower price', { actual_cost: 150, actual_quantity: 30 }, { price: -100, usage: 150 }],
    ['use that is new', { baseline_cost: 0, baseline_quantity: 0 }, { price: 0, usage: 100 }],
    ['no known quantity', { actual_quantity: null, actual_cost: 150 }, { unsplit: 50 }],
    ['a fee', { actual_quantity: 0, baseline_quantity: 0, actual_cost: 150 }, { unsplit: 50 }],
    [
      'a resource that is gone',
      { resource_id: 'i-1', actual_cost: 0, actual_quantity: 0 },
      { vanished_resources: -100 },
    ],
    [
      'a resource that is new',
      { resource_id: 'i-1', baseline_cost: 0, baseline_quantity: null },
      { new_resources: 100 },
    ],
  ])('%s', (_, changes, split) => {
    const nothing = { price: 0, usage: 0, new_resources: 0, vanished_resources: 0, unsplit: 0 };
    expect(causeOf([...OTHERS, cell(changes)]).split).toEqual({ ...nothing, ...split });
  });

  it('does not take a change of tags for a new resource', () => {
    const untagged = cell({ resource_id: 'i-1', tags: {}, actual_cost: 0, actual_quantity: 0 });
    const tagged = cell({
      resource_id: 'i-1',
      tags: { team: 'red' },
      baseline_cost: 0,
      baseline_quantity: 0,
      actual_cost: 150,
      actual_quantity: 15,
    });
    const cause = causeOf([...OTHERS, untagged, tagged]);
    expect(cause.split).toMatchObject({ usage: 50, new_resources: 0, vanished_resources: 0 });
    expect(cause.resources).toMatchObject([{ resource_id: 'i-1', difference: 50, change: 'changed' }]);
    expect(cause.dimensions.map(({ grouping }) => grouping)).toContain('tag:team');
  });

  it('knows a tag by whatever key, and rows without it', () => {
    const tagged = cell({ tags: { constructor: 'red' }, actual_cost: 0, actual_quantity: 0 });
    const [dimension] = causeOf([tagged, cell({ tags: {}, actual_cost: 400 })]).dimensions.filter(
      ({ grouping }) => grouping === 'tag:constructor',
    );
    expect(dimension!.values.map(({ value }) => value)).toEqual(['']);
  });

  it('says the reason', () => {
    expect(causeOf([...OTHERS, cell({ actual_cost: 300, actual_quantity: 30 })]).summary).toContain(
      '100 % is more use of what was there before',
    );
    expect(causeOf([...OTHERS, cell({ actual_cost: 300 })]).summary).toContain(
      '100 % is a higher price of the same use',
    );
    expect(causeOf([...OTHERS, cell({ actual_cost: 300, actual_quantity: null })]).summary).toContain(
      'why cannot be told from the rows',
    );
  });
});

describe('opposite movements', () => {
  it('show as more than all of it, and a negative rest', () => {
    const cause = causeOf([
      cell({ service: 'compute', actual_cost: 500 }),
      cell({ service: 'storage', baseline_cost: 300, actual_cost: 100 }),
    ]);
    const [service] = cause.dimensions.filter(({ grouping }) => grouping === 'service');
    expect(service).toMatchObject({
      values: [{ value: 'compute', difference: 400, share_percent: 200 }],
      rest_percent: -100,
    });
    expect(cause.summary).toContain('makes 200 % of the increase of 200.00 USD (other costs went the other way)');
  });

  it('leave nothing to explain where they are even', () => {
    const cause = causeOf([
      cell({ service: 'compute', actual_cost: 200 }),
      cell({ service: 'storage', baseline_cost: 200 }),
    ]);
    expect(cause).toMatchObject({
      summary: 'These days cost as much as those before.',
      dimensions: [],
      path: [],
      resources: [],
    });
  });
});

describe('a decrease', () => {
  it('is explained by what went down', () => {
    const cause = causeOf([
      ...OTHERS,
      cell({ resource_id: 'i-1', resource_name: 'old', actual_cost: 0, actual_quantity: 0 }),
      cell({ account: 'd', actual_cost: 110 }),
    ]);
    expect(cause.dimensions.find(({ grouping }) => grouping === 'account')!.values[0]).toMatchObject({
      value: 'a',
      difference: -100,
      change: 'vanished',
    });
    expect(cause.summary).toBe(
      'Alpha · compute · here makes 111 % of the decrease of 90.00 USD (other costs went the other way); more than all of it is 1 resource no longer there, and old alone makes 111 %.',
    );
  });
});

describe('the surprise of an aspect', () => {
  const surpriseOf = (cells: CauseCell[]): number =>
    causeOf(cells, { account: 'a', region: 'here', service: 'compute' }).dimensions[0]!.surprise;

  // Terms of the Jensen–Shannon divergence (Lin 1991, base 2): ½ p log₂(p ÷ m) + ½ q log₂(q ÷ m), m being the mean of both.
  it('is a half where all cost is at a value that was not there', () => {
    const cells = [
      cell({ usage_type: 'old', actual_cost: 0 }),
      cell({ usage_type: 'new', baseline_cost: 0, actual_cost: 150 }),
    ];
    expect(surpriseOf(cells)).toBeCloseTo(0.5, 12);
  });

  it('is what the share of the explaining value moved by', () => {
    const cells = [cell({ usage_type: 'one', actual_cost: 300 }), cell({ usage_type: 'other', actual_cost: 0 })];
    expect(surpriseOf(cells)).toBeCloseTo(0.25 * Math.log2(0.5 / 0.75) + 0.5 * Math.log2(1 / 0.75), 12);
  });

  it('is nothing where all values moved alike', () => {
    const cells = [cell({ usage_type: 'one', actual_cost: 300 }), cell({ usage_type: 'other', actual_cost: 300 })];
    expect(surpriseOf(cells)).toBeCloseTo(0, 12);
  });
});

it('tells apart what the scope leaves open', () => {
  const { dimensions, path } = causeOf([cell({ actual_cost: 200 })], { service: 'compute', account: 'a' });
  expect(dimensions.map(({ grouping }) => grouping)).toEqual(['region', 'usage_type']);
  expect(path.map(({ grouping }) => grouping)).toEqual(['region', 'usage_type']);
});

describe('whatever the cells', () => {
  const amount = fc.double({ min: -50, max: 1_000, noNaN: true });
  const quantity = fc.option(fc.double({ min: 0, max: 500, noNaN: true }));
  const cells: fc.Arbitrary<CauseCell[]> = fc.array(
    fc.record({
      service: fc.constantFrom('compute', 'storage', 'network'),
      account: fc.constantFrom('a', 'b', ''),
      account_name: fc.constant(null),
      region: fc.constantFrom('here', 'there'),
      usage_type: fc.constantFrom('', 'hours', 'gigabytes'),
      resource_id: fc.constantFrom('', 'r1', 'r2', 'r3', 'r4'),
      resource_name: fc.constant(null),
      tags: fc.constantFrom<Record<string, string>>({}, { team: 'red' }, { team: 'blue' }),
      baseline_cost: fc.oneof(fc.constant(0), amount),
      baseline_quantity: quantity,
      actual_cost: fc.oneof(fc.constant(0), amount),
      actual_quantity: quantity,
    }),
    { minLength: 1, maxLength: 25 },
  );
  const tenths = (percent: number): number => Math.round(percent * 10);

  it('has shares that add up to exactly 100, and a split that adds up to the difference', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const cause = causeOf(given);
        const difference = cause.actual - cause.expected;
        const { price, usage, new_resources, vanished_resources, unsplit } = cause.split;
        expect(price + usage + new_resources + vanished_resources + unsplit).toBeCloseTo(difference, 6);
        for (const { values, rest_percent, surprise } of cause.dimensions) {
          const shares = values.reduce((sum, { share_percent }) => sum + tenths(share_percent), tenths(rest_percent));
          expect(shares).toBe(1_000);
          expect(surprise).toBeGreaterThanOrEqual(0);
          expect(surprise).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is the same in any order', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const [one, other] = [causeOf(given), causeOf(given.toReversed())];
        expect(other.dimensions).toHaveLength(one.dimensions.length);
        expect(other.actual).toBeCloseTo(one.actual, 6);
        expect(other.split.usage).toBeCloseTo(one.split.usage, 6);
      }),
    );
  });

  it('explains 80 % of the difference, by the fewest values that do', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const cause = causeOf(given);
        const difference = cause.actual - cause.expected;
        if (Math.abs(difference) < 1) return;
        for (const { values } of cause.dimensions) {
          const sum = values.reduce((all, value) => all + value.difference, 0);
          expect(sum / difference).toBeGreaterThanOrEqual(0.8 - 1e-9);
          expect((sum - values.at(-1)!.difference) / difference).toBeLessThan(0.8);
        }
      }),
    );
  });
});

describe('the days compared', () => {
  it('are four weeks before, or those there are', () => {
    expect(baselineOf('2026-05-04', '2025-01-01')).toEqual({
      baseline_start: '2026-04-06',
      baseline_end: '2026-05-04',
    });
    expect(baselineOf('2026-05-04', '2026-04-20')).toEqual({
      baseline_start: '2026-04-20',
      baseline_end: '2026-05-04',
    });
  });

  it('weigh as much as the weekdays of the incident', () => {
    // Monday to Wednesday, each four times before.
    expect(weekdayWeights(DAYS)).toEqual([0.25, 0.25, 0.25, 0, 0, 0, 0]);
    // Ten days from a Saturday on.
    expect(
      weekdayWeights({
        ...DAYS,
        start: '2026-05-02',
        end: '2026-05-12',
        baseline_start: '2026-04-04',
        baseline_end: '2026-05-02',
      }),
    ).toEqual([0.5, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5]);
  });

  it('weigh all the same where a weekday is missing, and nothing where there are none', () => {
    expect(weekdayWeights({ ...DAYS, baseline_start: '2026-05-02' })).toEqual([1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
    expect(weekdayWeights({ ...DAYS, baseline_start: '2026-05-04' })).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('add up to as many days as the incident has', () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 7, max: 28 }),
        (first, length, before) => {
          const start = addDays('2026-01-01', first);
          const days = {
            start,
            end: addDays(start, length),
            baseline_start: addDays(start, -before),
            baseline_end: start,
          };
          const weights = weekdayWeights(days);
          let sum = 0;
          for (let day = days.baseline_start; day < start; day = addDays(day, 1))
            sum += weights[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!;
          expect(sum).toBeCloseTo(length, 9);
        },
      ),
    );
  });

  it.each([
    ['2026-05-04', '2026-05-07', '2026-04-04', '2026-04-07'],
    ['2026-05-30', '2026-06-02', '2026-04-30', '2026-05-02'],
    ['2026-03-31', '2026-04-01', '2026-02-28', '2026-03-01'],
    ['2026-04-20', '2026-06-01', '2026-02-20', '2026-04-01'],
  ])('for the fees of %s to %s are those of an earlier month', (start, end, fee_start, fee_end) => {
    expect(feeBaselineOf(start, end)).toEqual({ fee_start, fee_end });
    expect(daysBetween(fee_end, start)).toBeGreaterThanOrEqual(0);
  });

  it('for fees are before the incident began, also where it is compared by its last days', () => {
    expect(feeBaselineOf('2026-05-04', '2026-05-07', '2026-03-10')).toEqual({
      fee_start: '2026-03-04',
      fee_end: '2026-03-07',
    });
  });

  it.each([
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-02'],
    ['2026-03-01', '2026-05-31', '2026-03-01', '2026-06-01'],
    ['2026-01-01', '2026-05-31', '2026-03-01', '2026-06-01'],
  ])('of an incident from %s to %s are all, or its last 92', (started_on, last_day, start, end) => {
    expect(comparedDays(started_on, last_day)).toEqual({ start, end });
  });
});
