import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '../../connections/core/inventory.ts';
import type { DailyResourceCost } from '../../costs/core/resource-bills.ts';
import { addDays } from '../../platform/core/dates.ts';
import { type ReviewRequest, reviewDue, reviewOf } from './review.ts';

const CHANGED_ON = '2026-06-10';
const costOn = (day: string, effective: number, currency = 'USD'): DailyResourceCost => ({
  day,
  meter: 'BoxUsage:m5.large',
  description: 'BoxUsage:m5.large',
  service: 'Amazon Elastic Compute Cloud',
  unit: 'Hours',
  currency,
  effective: String(effective),
  covered: '0',
  list: null,
  contracted: null,
  quantity: 24,
});
/** So much a day before the change, and so much after it. */
const bill = (before: number, after: number, days_after: number): DailyResourceCost[] => [
  ...Array.from({ length: 28 }, (_, index) => costOn(addDays(CHANGED_ON, -28 + index), before)),
  ...Array.from({ length: days_after }, (_, index) => costOn(addDays(CHANGED_ON, 1 + index), after)),
];
const request = (change: Partial<ReviewRequest>): ReviewRequest => ({
  after: 'week',
  reviewed_at: '2026-06-18T06:00:00.000Z',
  changed_on: CHANGED_ON,
  cloud: 'aws',
  data_through: '2026-06-17',
  costs: bill(2.4, 0, 7),
  promised: '72',
  currency: 'USD',
  evidence: [],
  series: [],
  ...change,
});

describe('when a completed change is looked at', () => {
  it.each([
    ['before the bill tells of a day', [], '2026-06-10', '2026-06-11', null],
    ['once the bill tells of a day', [], '2026-06-11', '2026-06-12', 'day'],
    ['not twice', ['day'], '2026-06-12', '2026-06-13', null],
    ['once the bill tells of a week', ['day'], '2026-06-17', '2026-06-18', 'week'],
    ['once where both are due', [], '2026-06-17', '2026-06-18', 'week'],
    ['never after the week', ['week'], '2026-06-30', '2026-07-01', null],
    ['without a bill, after four days', [], null, '2026-06-14', 'day'],
    ['without a bill, after two weeks', ['day'], null, '2026-06-24', 'week'],
  ] as const)('%s', (_, done, data_through, today, due) => {
    expect(reviewDue({ changed_on: CHANGED_ON, done }, data_through, today)).toBe(due);
  });
});

describe('how a change went', () => {
  it('is as promised where the bill shows what was said', () => {
    const review = reviewOf(request({}));
    expect(review).toMatchObject({ verdict: 'as_promised', promised: 72, measured_through: '2026-06-17' });
    expect(review.realised).toBeCloseTo(72, 6);
  });

  it('is less where the resource still costs', () => {
    expect(reviewOf(request({ costs: bill(2.4, 1.2, 7) })).verdict).toBe('less');
  });

  it('is more where it saves more than was said', () => {
    expect(reviewOf(request({ promised: '20' })).verdict).toBe('more');
  });

  it('is a first impression after a day, without a range', () => {
    const review = reviewOf(request({ after: 'day', data_through: '2026-06-11', costs: bill(2.4, 0, 1) }));
    expect(review).toMatchObject({ verdict: 'as_promised', lower: null, upper: null, measured_through: '2026-06-11' });
    expect(review.realised).toBeCloseTo(72, 6);
    expect(review.explanation).toContain('tell little');
  });

  it('compares a day with such days of the week', () => {
    // 11 June 2026 is a Thursday: it costs ten times as much on that day of the week.
    const costs = bill(1, 0, 0).map((cost) =>
      new Date(`${cost.day}T00:00:00Z`).getUTCDay() === 4 ? { ...cost, effective: '10' } : cost,
    );
    const review = reviewOf(request({ after: 'day', data_through: '2026-06-11', costs, promised: null }));
    expect(review).toMatchObject({ realised: 300, verdict: 'unknown' });
  });

  it.each([
    ['no bill', { data_through: null, costs: [] }],
    ['no day since', { data_through: CHANGED_ON }],
    ['no costs before', { costs: [] }],
  ])('is unknown with %s, and says so', (_, change) => {
    const review = reviewOf(request({ after: 'day', ...change }));
    expect(review).toMatchObject({ realised: null, verdict: 'unknown' });
    expect(review.explanation).toContain('The bill');
  });

  it('never adds currencies', () => {
    const costs = [...bill(2.4, 0, 7), ...bill(100, 0, 7).map((cost) => ({ ...cost, currency: 'EUR' }))];
    expect(reviewOf(request({ costs })).realised).toBeCloseTo(72, 6);
    expect(reviewOf(request({ costs, currency: null, promised: null }))).toMatchObject({
      currency: null,
      realised: null,
    });
  });

  it('shows the metrics that it was found by before and after, unknown where no day is known', () => {
    const values = Array.from({ length: 20 }, (_, index) => (index < 13 ? 2 : index === 13 ? null : 40));
    const series: MetricSeries = {
      resource_id: 'i-1',
      metric: 'cpu_percent',
      first_date: '2026-05-28',
      average: values,
      maximum: values,
      p95: [],
      p99: [],
      total: [],
    };
    const evidence = [
      { resource_id: 'i-1', metric: 'cpu_percent', statistic: 'maximum', limit: 5 },
      { resource_id: 'i-1', metric: 'cpu_percent', statistic: 'p99', limit: 5 },
      { resource_id: 'i-1', metric: 'memory_percent', statistic: 'average', limit: null },
    ] as const;
    expect(reviewOf(request({ series: [series], evidence: [...evidence] })).metrics).toEqual([
      { metric: 'cpu_percent', statistic: 'maximum', before: 2, after: 40, limit: 5 },
      { metric: 'cpu_percent', statistic: 'p99', before: null, after: null, limit: 5 },
    ]);
  });

  it('says what the days say, for any bill that is the same from day to day', () => {
    const amounts = fc.integer({ min: 0, max: 100_000_000 }).map((units) => units / 100_000);
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 1, max: 7 }), (before, after, days) => {
        const costs = bill(before, after, days);
        const review = reviewOf(
          request({ after: days === 7 ? 'week' : 'day', data_through: addDays(CHANGED_ON, days), costs }),
        );
        expect(review.realised).toBeCloseTo((before - after) * 30, 2);
      }),
    );
  });
});
