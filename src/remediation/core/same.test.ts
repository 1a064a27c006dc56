import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricName, MetricSeries } from '../../connections/core/inventory.ts';
import { changesSince, tagChangesSince, usedSince } from './same.ts';

const series = (metric: MetricName, maximum: (number | null)[]): MetricSeries => ({
  resource_id: 'i-1',
  metric,
  first_date: '2026-06-01',
  average: maximum,
  maximum,
  p95: [],
  p99: [],
  total: maximum,
});
const limited = (metric: MetricName, limit: number | null) => ({
  resource_id: 'i-1',
  metric,
  statistic: 'maximum' as const,
  limit,
});

describe('what changed since a resource was looked at', () => {
  it('is nothing where all is as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (state) => {
        expect(changesSince(state, { ...state })).toEqual([]);
      }),
    );
  });

  it('is a sentence for everything that is other, new or gone', () => {
    expect(
      changesSince(
        { instance_type: 'm5.large', volumes: 'vol-1', state: 'running' },
        { instance_type: 'm5.xlarge', state: 'running', address: '203.0.113.5' },
      ),
    ).toEqual([
      'Its address was nothing and is 203.0.113.5 now.',
      'Its instance type was m5.large and is m5.xlarge now.',
      'Its volumes was vol-1 and is nothing now.',
    ]);
  });

  it('counts every tag but those that the cloud writes', () => {
    expect(
      tagChangesSince({ team: 'web', 'aws:cloudformation:stack-name': 'a' }, { team: 'shop', owner: 'ada' }),
    ).toEqual(['Its tag owner was nothing and is ada now.', 'Its tag team was web and is shop now.']);
  });
});

describe('use since a resource was found', () => {
  it('is days from then on beyond the limit that it was found for', () => {
    const used = usedSince([limited('cpu_percent', 5)], [series('cpu_percent', [90, 2, null, 7, 5])], '2026-06-02');
    expect(used).toEqual(['Its cpu percent (maximum) was 7 on 2026-06-04, beyond the 5 that it was found for.']);
  });

  it.each([
    ['before it was found', limited('cpu_percent', 5), [90, 2, 2], '2026-06-02'],
    ['at the limit', limited('cpu_percent', 5), [5, 5], '2026-06-01'],
    ['without a limit', limited('cpu_percent', null), [90], '2026-06-01'],
    ['on days that nobody knows of', limited('cpu_percent', 5), [null, null], '2026-06-01'],
    ['more data than from which on a change is worth it', limited('size_bytes', 5), [90], '2026-06-01'],
  ] as const)('is none %s', (_, evidence, values, since) => {
    expect(usedSince([evidence], [series(evidence.metric, [...values])], since)).toEqual([]);
  });
});
