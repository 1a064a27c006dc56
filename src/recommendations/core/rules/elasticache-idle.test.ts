import { expect, it } from 'vitest';
import { PROTECTED } from '../../../../test/support/machines.ts';
import {
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import {
  type CacheCluster,
  cacheClusterResource,
} from '../../../connections/providers/aws/core/inventory/cache-clusters.ts';
import { elasticacheIdle } from './elasticache-idle.ts';

const IDLE: Measured = { cache_hits: { total: 0 }, cache_misses: { total: 0 }, connections: { maximum: 4 } };
const cache = (more: Partial<CacheCluster> = {}, tags = [] as { Key: string; Value: string }[]) =>
  cacheClusterResource(
    PLACE,
    {
      CacheClusterId: 'sessions',
      CacheClusterStatus: 'available',
      CacheNodeType: 'cache.m6g.large',
      Engine: 'redis',
      NumCacheNodes: 1,
      CacheClusterCreateTime: daysAgo(100),
      ...more,
    },
    tags,
  );
interface Change {
  cluster?: Partial<CacheCluster>;
  tags?: { Key: string; Value: string }[];
  use?: Measured;
  siblings?: { resource: ReturnType<typeof cache>; use: Measured }[];
  parameters?: Record<string, unknown>;
}
const situationOf = ({ cluster, tags, use, siblings = [], parameters }: Change) => ({
  resource: cache(cluster, tags),
  use: { ...IDLE, ...use },
  measured_others: siblings,
  parameters,
});
const member = (CacheClusterId: string) => ({ CacheClusterId, ReplicationGroupId: 'sessions' });
const sibling = (id: string, use: Measured = IDLE) => ({ resource: cache(member(id)), use });
const known = (days: number, value: number) => Array.from({ length: 30 }, (_, day) => (day < days ? value : null));

describeCases<Change>(elasticacheIdle, situationOf, {
  found: {
    'no lookups, and the connections of AWS': {},
    'six connections': { use: { connections: { maximum: 6 } } },
    'memcached, whose connections tell nothing': {
      cluster: { Engine: 'memcached' },
      use: { connections: { maximum: 30 } },
    },
    'a group of which no node is used': { cluster: member('sessions-001'), siblings: [sibling('sessions-002')] },
    'a group of one': { cluster: member('sessions-001') },
    '14 days old': { cluster: { CacheClusterCreateTime: daysAgo(14) } },
  },
  fine: {
    'a group of which another node is protected': [
      {
        cluster: member('sessions-001'),
        siblings: [{ resource: cache(member('sessions-002'), PROTECTED), use: IDLE }],
      },
      'protected',
    ],
    'one lookup': [{ use: { cache_misses: { total: [...known(29, 0).slice(0, 29), 1] } } }, 'lookups'],
    'a queue, which is connected to': [{ use: { connections: { maximum: 7 } } }, 'connections'],
    '13 days old': [{ cluster: { CacheClusterCreateTime: daysAgo(13) } }, 'age_days'],
    'being made': [{ cluster: { CacheClusterStatus: 'creating' } }, 'status'],
    protected: [{ tags: PROTECTED }, 'protected'],
    'a group whose other node is read': [
      { cluster: member('sessions-001'), siblings: [sibling('sessions-002', { ...IDLE, cache_hits: { total: 5 } })] },
      'lookups',
    ],
    'the second node of a group, which its first tells of': [
      { cluster: member('sessions-002'), siblings: [sibling('sessions-001')] },
      'first',
    ],
  },
  unknown: {
    'lookups that are not measured': [{ use: { cache_hits: undefined } }, 'lookups'],
    'lookups that are measured on too few days': [{ use: { cache_hits: { total: known(13, 0) } } }, 'lookups'],
    'connections that are not measured': [{ use: { connections: undefined } }, 'connections'],
    'a group of which one node is not measured': [
      { cluster: member('sessions-001'), siblings: [sibling('sessions-002', {})] },
      'lookups',
      'connections',
    ],
  },
});

it('deletes a group as a whole', () => {
  const situation = situationOf({ cluster: member('sessions-001'), siblings: [sibling('sessions-002')] });
  const finding = findingOf(elasticacheIdle, situation);
  expect(finding.change).toEqual({
    action: 'elasticache.delete_cluster',
    parameters: { cache_cluster_id: 'sessions-001', replication_group_id: 'sessions', engine: 'redis' },
  });
  expect(finding.claims.map(({ resource_id }) => resource_id.split(':').at(-1))).toEqual([
    'sessions-001',
    'sessions-002',
  ]);
  expect(planOf(elasticacheIdle, situation)).toHaveLength(2);
  expect(finding.reason).toBe(
    'Nothing was looked up in it in 30 days, and it had 4 connections at most, those of AWS itself among them.',
  );
});

it('says that memcached has no way back', () => {
  expect(findingOf(elasticacheIdle, situationOf({ cluster: { Engine: 'memcached' } }))).toMatchObject({
    reversible: false,
    risk: { level: 'high' },
    confidence: { level: 'medium' },
  });
  expect(findingOf(elasticacheIdle, situationOf({})).reversible).toBe(true);
});
