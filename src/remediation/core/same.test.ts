import { assert, constantFrom, dictionary, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesSince, tagChangesSince, usedSince } from './same.ts';

const configuration = dictionary(
  constantFrom('size_gib', 'volume_type', 'status', 'attached_to'),
  oneof(constantFrom('gp2', 'gp3'), constantFrom(8, 16), constantFrom(null, true)),
);

describe('what differs between two looks', () => {
  it('is said for each name, and nothing where it is as it was', () => {
    const then = { size_gib: 8, volume_type: 'gp2', attached_to: null };
    expect(changesSince(then, { ...then })).toEqual([]);
    expect(changesSince(then, { size_gib: 16, volume_type: 'gp2', attached_to: 'i-1' })).toEqual([
      'Its attached to was nothing and is i-1 now.',
      'Its size gib was 8 and is 16 now.',
    ]);
  });

  it('is the same both ways, and what is not there is nothing', () => {
    assert(
      property(configuration, configuration, (one, other) => {
        expect(changesSince(one, { ...one })).toEqual([]);
        expect(changesSince(one, other).length).toBe(changesSince(other, one).length);
        const without = Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null));
        expect(changesSince(one, without)).toEqual([]);
      }),
    );
  });

  it('of tags leaves out what the cloud writes itself', () => {
    expect(
      tagChangesSince({ team: 'checkout', 'aws:x': '1', gone: 'a' }, { team: 'payments', 'aws:x': '2', env: 'test' }),
    ).toEqual([
      'Its tag env was nothing and is test now.',
      'Its tag gone was a and is nothing now.',
      'Its tag team was checkout and is payments now.',
    ]);
  });
});

describe('use since it was found', () => {
  const evidence = [
    { resource_id: 'i-1', metric: 'cpu_percent', statistic: 'maximum', limit: 5 },
    { resource_id: 'i-1', metric: 'network_in_bytes', statistic: 'total', limit: null },
  ] as const;
  const series = (maximum: (number | null)[], resource_id = 'i-1') => [
    {
      resource_id,
      metric: 'cpu_percent' as const,
      first_date: '2026-11-20',
      average: maximum.map(() => 99),
      maximum,
      p95: [],
      p99: [],
      total: [],
    },
  ];

  it.each<[string, (number | null)[], string[]]>([
    ['within the limit', [1, 2, 5], []],
    ['before it was found', [80, 2, 1], []],
    ['not known', [1, null, null], []],
    [
      'beyond the limit since',
      [1, 7, 9],
      ['Its cpu percent (maximum) was 9 on 2026-11-22, beyond the 5 that it was found for.'],
    ],
  ])('%s', (_, values, said) => {
    expect(usedSince([...evidence], series(values), '2026-11-21')).toEqual(said);
  });

  it('of another resource tells nothing', () => {
    expect(usedSince([...evidence], series([99, 99, 99], 'i-2'), '2026-11-20')).toEqual([]);
  });
});
