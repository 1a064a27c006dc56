import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isOldEnough, serverPartOf } from '../azure/guards.ts';
import { atMost, decide, isOneOf, knownEnough } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const azureSqlPoolEmpty = defineRule({
  id: 'azure-sql-pool-empty',
  title: 'Empty Azure SQL elastic pools',
  description: 'Elastic pools that are charged by the hour though no database is in them.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.sql/servers/elasticpools'],
  metrics: ['connections'],
  relations: [{ path: 'attached_from', resource_type: 'microsoft.sql/servers/databases', metrics: [] }],
  parameters: z.strictObject({
    days: z.number().int().min(1).max(30).default(7).describe('Age, and days without a session, at least (days)'),
  }),
  sources: ['Microsoft FinOps toolkit, SQL elastic pools without databases'],
  evaluate: ({ resource, use, age_days, related, parameters: { days } }) => {
    const databases = related(0);
    // Databases that could not be read look like none; those in use would show here.
    const sessions = knownEnough(use.window('connections', 'maximum', days), days);
    const ids = serverPartOf(resource, 'elasticpools');
    const capacity = numberOf(resource, 'capacity');
    const checks = [
      isOneOf({ check: 'status', text: 'state of the pool' }, resource.status, ['Ready']),
      atMost({ check: 'databases', text: 'databases in it' }, databases.length, 0),
      atMost({ check: 'connections', text: `sessions at any one time in ${days} days` }, sessions?.highest ?? null, 0),
      isOldEnough(age_days, days),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the empty elastic pool ${nameOf(resource)}`,
      reason: `No database is in it, and it had no session in ${days} days${capacity === null ? '' : `; its capacity of ${capacity} (${textOf(resource, 'sku') ?? 'unknown SKU'}) is charged by the hour`}.`,
      change: ids && { action: 'azure.delete_sql_elastic_pool', parameters: { server: ids.server, pool: ids.part } },
      current: { sku: textOf(resource, 'sku'), tier: textOf(resource, 'tier'), capacity, databases: 0 },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a pool that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf([
        'high',
        `The inventory has no database in it, and none had a session on any of ${days} days.`,
      ]),
      risk: riskOf(['low', 'There is no data in a pool itself, and Azure refuses to delete one that has databases.']),
      effort: 'very_low',
      restart_needed: false,
      reversible: true,
      evidence: [{ metric: 'connections', statistic: 'maximum', limit: 0 }],
    }));
  },
});
