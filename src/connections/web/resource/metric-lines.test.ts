import { describe, expect, it } from 'vitest';
import { daysOfMetric, linesOf, type Metric } from './metric-lines.ts';

const NONE = [null, null];
const METRIC: Metric = {
  metric: 'cpu_percent',
  first_date: '2026-02-28',
  average: [3, null],
  maximum: [9, null],
  p95: NONE,
  p99: NONE,
  total: NONE,
};

describe('the lines of a metric', () => {
  it('are the statistics that are known', () => {
    expect(linesOf(METRIC).map(({ name }) => name)).toEqual(['Average', 'Maximum']);
    expect(linesOf({ ...METRIC, average: NONE, maximum: NONE })).toEqual([]);
  });

  it('are the total of each day for what is counted', () => {
    expect(linesOf({ ...METRIC, total: [120, 0] })).toMatchObject([{ name: 'Total of the day', values: [120, 0] }]);
  });

  it('go by day', () => {
    expect(daysOfMetric(METRIC)).toEqual(['2026-02-28', '2026-03-01']);
  });
});
