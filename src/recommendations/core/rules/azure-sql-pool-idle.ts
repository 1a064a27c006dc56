import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { mediumInProduction } from '../azure/guards.ts';
import { atLeast, atMost, below, decide, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';
import { COMPONENTS } from '../types.ts';

export const azureSqlPoolIdle = defineRule({
  id: 'azure-sql-pool-idle',
  title: 'Idle Azure SQL elastic pools',
  description: 'Elastic pools to whose databases nobody connects.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.sql/servers/elasticpools'],
  metrics: ['connections', 'cpu_percent'],
  relations: [{ path: 'attached_from', resource_type: 'microsoft.sql/servers/databases', metrics: [] }],
  parameters: z.strictObject({
    ...lookback(30),
    connections_maximum: z.number().int().min(0).default(0).describe('Sessions at any one time, at most'),
    cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
  }),
  sources: [
    'AWS Trusted Advisor, idle databases: no connection in 7 days',
    'Cloud Custodian, example policies: databases without connections',
  ],
  evaluate: (subject) => {
    const { resource, is_production, related, parameters } = subject;
    const { days, connections_maximum, cpu_maximum_percent } = parameters;
    const measured = measuredIn(subject, parameters);
    const sessions = measured('connections', 'maximum');
    const cpu = measured('cpu_percent', 'maximum');
    const databases = related(0);
    const text = `sessions at any one time in ${days} days`;
    const checks = [
      isOneOf({ check: 'status', text: 'state of the pool' }, resource.status, ['Ready']),
      // An empty one is a matter of another rule, and deleted without a thought.
      atLeast({ check: 'databases', text: 'databases in it' }, databases.length, 1),
      atMost({ check: 'connections', text }, sessions && sessions.highest, connections_maximum),
      below(
        { check: 'cpu_maximum', text: `processor at its busiest in ${days} days`, unit: '%' },
        cpu && cpu.highest,
        cpu_maximum_percent,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the idle elastic pool ${nameOf(resource)} and its databases, or pause them elsewhere`,
      reason: `In ${days} days ${sessions!.highest === 0 ? 'nobody had a session' : `there were at most ${figure(sessions!.highest)} sessions at a time`} in any of its databases (${figure(databases.length)}), and its processor reached ${figure(cpu!.highest)} % at its busiest.`,
      // What is in the databases is for people to decide on.
      change: null,
      current: {
        sku: textOf(resource, 'sku'),
        tier: textOf(resource, 'tier'),
        capacity: numberOf(resource, 'capacity'),
        databases: databases.length,
      },
      proposed: { status: 'deleted' },
      saving: [
        {
          kind: 'ends',
          of: COMPONENTS.filter((component) => component !== 'backup'),
          because: 'a pool that is gone is not charged for; backups of its databases are, as long as they are kept',
        },
      ],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(coverage([sessions!, cpu!])),
      risk: riskOf(
        [
          mediumInProduction(is_production),
          `What asks one of them less often than once in ${days} days, such as a yearly report, is not seen.`,
        ],
        ['medium', 'Its databases have to go first: export what is to be kept, or move it to a serverless database.'],
      ),
      effort: 'medium',
      restart_needed: false,
      reversible: true,
      evidence: [
        { metric: 'connections', statistic: 'maximum', limit: connections_maximum },
        { metric: 'cpu_percent', statistic: 'maximum', limit: cpu_maximum_percent },
      ],
    }));
  },
});
