import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../../core/inventory.ts';
import { AZURE_TYPES } from '../inventory/azure-types.ts';
import { aggregationsOf, batchesOf } from './batches.ts';
import { AZURE_METRICS, type MetricKind } from './catalogue.ts';
import { dailySeries, type HourlyPoint } from './daily.ts';

const DAYS = { first_date: '2026-03-01', end_date: '2026-03-03' };
const at = (hour: number, values: Omit<HourlyPoint, 'timeStamp'>, day = '2026-03-01'): HourlyPoint => ({
  timeStamp: `${day}T${String(hour).padStart(2, '0')}:00:00Z`,
  ...values,
});
const series = (kind: MetricKind, points: HourlyPoint[]) =>
  dailySeries('id', { azure: 'x', metric: 'cpu_percent', kind }, points, DAYS);

describe('the days of a metric', () => {
  it.each<[MetricKind, HourlyPoint[], object]>([
    [
      'level',
      [at(0, { average: 10, maximum: 50 }), at(1, { average: 30, maximum: 40 })],
      { average: 20, maximum: 50, p95: 50, total: null },
    ],
    ['level', [at(0, { average: 10 })], { average: 10, maximum: 10, p95: 10, total: null }],
    ['free_percent', [at(0, { average: 80, minimum: 60 })], { average: 20, maximum: 40, p95: 40, total: null }],
    ['amount', [at(0, { total: 100 }), at(1, { total: 300 })], { average: 200, maximum: 300, p95: 300, total: 400 }],
    ['amount', [at(0, { total: 0 })], { average: 0, maximum: 0, p95: 0, total: 0 }],
    ['rate', [at(0, { average: 2, maximum: 5 })], { average: 7_200, maximum: 18_000, p95: 18_000, total: 7_200 }],
  ])('of a %s from %j', (kind, points, day) => {
    const found = series(kind, points)!;
    const first = Object.fromEntries(
      ['average', 'maximum', 'p95', 'total'].map((name) => [name, found[name as 'p95'][0]]),
    );
    expect(first).toEqual(day);
    expect(found.average[1]).toBeNull();
    expect(found.total[1]).toBeNull();
  });

  it('take percentiles over the 24 hourly peaks, by nearest rank', () => {
    const points = Array.from({ length: 24 }, (_, hour) => at(hour, { average: 0, maximum: hour + 1 }));
    const { p95, p99 } = series('level', points)!;
    // 95 % of 24 values are 22.8: the 23rd; 99 % are 23.8: the 24th.
    expect([p95[0], p99[0]]).toEqual([23, 24]);
  });

  it('are none when nothing was measured, or nothing within the days', () => {
    expect(series('level', [])).toBeNull();
    expect(series('level', [at(0, {}), at(1, { total: 5 })])).toBeNull();
    expect(series('level', [at(0, { average: 5 }, '2026-02-28')])).toBeNull();
  });

  it('keep average ≤ p95 ≤ p99 ≤ maximum for whatever Azure measures', () => {
    const hour = fc.record({
      hour: fc.integer({ min: 0, max: 23 }),
      average: fc.integer({ min: 0, max: 100 }),
      more: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(hour, { minLength: 1 }), (hours) => {
        const { average, p95, p99, maximum } = series(
          'level',
          hours.map((one) => at(one.hour, { average: one.average, maximum: one.average + one.more })),
        )!;
        expect(p95[0]!).toBeLessThanOrEqual(p99[0]!);
        expect(p99[0]!).toBeLessThanOrEqual(maximum[0]!);
        expect(average[0]!).toBeLessThanOrEqual(maximum[0]! + 1e-9);
      }),
    );
  });
});

describe('what is measured', () => {
  const resource = (index: number, type: string, region: string | null) => ({
    resource_id: `id-${index}`,
    resource_type: type,
    name: null,
    account_id: 'subscription',
    region,
    status: null,
    created_at: null,
    tags: {},
    attributes: {},
    parent_id: null,
    attached_to: [],
    billed_as: [],
  });

  it('is of types that are collected, each figure once, with at most 20 metrics in a call', () => {
    const types = AZURE_TYPES.map(({ resource_type }) => resource_type);
    for (const [type, metrics] of Object.entries(AZURE_METRICS)) {
      expect(types).toContain(type);
      expect(new Set(metrics.map(({ metric }) => metric)).size).toBe(metrics.length);
      expect(metrics.length).toBeLessThanOrEqual(20);
      for (const { metric, azure } of metrics) {
        expect(METRICS).toContain(metric);
        expect(azure).not.toContain(',');
      }
    }
  });

  it('is asked with the aggregations it needs', () => {
    const asked = (type: string) =>
      batchesOf([resource(1, type, 'westeurope')]).map(({ metrics }) => aggregationsOf(metrics));
    expect(asked('microsoft.compute/virtualmachines')).toEqual([['average,minimum,maximum', 'average'], ['total']]);
    expect(asked('microsoft.network/natgateways')).toEqual([['total']]);
    expect(asked('microsoft.compute/disks')).toEqual([['average,maximum', 'average']]);
  });

  it('is asked in the fewest batches of one type, subscription and region', () => {
    const many = Array.from({ length: 120 }, (_, index) => resource(index, 'microsoft.compute/disks', 'westeurope'));
    const batches = batchesOf([
      ...many,
      resource(200, 'microsoft.compute/disks', 'northeurope'),
      resource(201, 'microsoft.compute/snapshots', 'westeurope'),
      resource(202, 'microsoft.compute/disks', null),
    ]);
    expect(batches.map(({ region, resource_ids }) => [region, resource_ids.length])).toEqual([
      ['westeurope', 50],
      ['westeurope', 50],
      ['westeurope', 20],
      ['northeurope', 1],
    ]);
  });
});
