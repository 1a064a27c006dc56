import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { counted, mediumInProduction, serverPartOf } from '../azure/guards.ts';
import { atMost, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import { type Check, COMPONENTS } from '../types.ts';
import type { Window } from '../use.ts';

const parameters = z.strictObject({
  ...lookback(30),
  connections_maximum: z.number().int().min(0).default(0).describe('Sessions at any one time, at most'),
  cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
});
type Idle = Subject<z.output<typeof parameters>>;

/** What is charged for by itself, and nobody waits for. */
function ownChecks(resource: InventoryResource): Check[] {
  const pool = textOf(resource, 'elastic_pool_id');
  const secondary = textOf(resource, 'secondary_type');
  const pause = numberOf(resource, 'auto_pause_minutes');
  return [
    isOneOf({ check: 'status', text: 'state of the database' }, resource.status, ['Online']),
    holds(
      { check: 'system', text: 'database of the server itself' },
      resource.name === null ? null : resource.name.toLowerCase() !== 'master',
      'no',
      resource.name,
    ),
    holds(
      { check: 'pool', text: 'in an elastic pool' },
      pool === null,
      'no: the pool is charged, not what is in it',
      pool,
    ),
    holds(
      { check: 'secondary', text: 'copy of another database' },
      secondary === null,
      'no: a copy waits to be needed',
      secondary,
    ),
    holds(
      { check: 'auto_pause', text: 'minutes without use after which it pauses by itself', unit: 'minutes' },
      pause === null || pause <= 0,
      'none: while it is paused its storage alone is charged',
      pause,
    ),
  ];
}

/** That nobody uses it. */
function checksOf({ resource, use, parameters: limits }: Idle, sessions: Window | null, cpu: Window | null): Check[] {
  const { days, connections_maximum, cpu_maximum_percent } = limits;
  const logins = use.window('new_connections', 'total', days);
  return [
    ...ownChecks(resource),
    atMost(
      { check: 'connections', text: `sessions at any one time in ${days} days` },
      sessions?.highest ?? null,
      connections_maximum,
    ),
    holds(
      { check: 'logins', text: `logins in ${days} days, where they are measured` },
      logins === null || connections_maximum > 0 || logins.sum === 0,
      'none',
      logins?.sum ?? null,
    ),
    below(
      { check: 'cpu_maximum', text: `processor at its busiest in ${days} days`, unit: '%' },
      cpu?.highest ?? null,
      cpu_maximum_percent,
    ),
    notProtected(resource),
  ];
}

function propose({ resource, is_production, parameters: limits }: Idle, sessions: Window, cpu: Window): Proposal {
  const { days, connections_maximum, cpu_maximum_percent } = limits;
  const ids = serverPartOf(resource, 'databases');
  return {
    title: `Delete the idle database ${nameOf(resource)}`,
    reason: `In ${days} days ${sessions.highest === 0 ? 'nobody had a session in it' : `it had at most ${counted(Math.ceil(sessions.highest), 'session')} at a time`}, and its processor reached ${figure(cpu.highest)} % at its busiest.`,
    // A database is deleted by the names of its server and itself.
    change: ids && { action: 'azure.delete_sql_database', parameters: { server: ids.server, database: ids.part } },
    current: {
      sku: textOf(resource, 'sku'),
      tier: textOf(resource, 'tier'),
      capacity: numberOf(resource, 'capacity'),
    },
    proposed: { status: 'deleted' },
    saving: [
      {
        kind: 'ends',
        of: COMPONENTS.filter((component) => component !== 'backup'),
        because: 'a database that is gone is not charged for; its backups are, as long as they are kept',
      },
    ],
    claims: [{ resource_id: resource.resource_id, component: 'all' }],
    confidence: confidenceOf(coverage([sessions, cpu])),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        `What asks it less often than once in ${days} days, such as a yearly report, is not seen.`,
      ],
      [
        'low',
        'It can be restored for as long as its server stays and its backups are kept (7 days unless it was set otherwise): export first what is to be kept longer. Backups for the long term and copies on other servers stay, and are charged for.',
      ],
    ),
    effort: 'low',
    restart_needed: false,
    reversible: true,
    evidence: [
      { metric: 'connections', statistic: 'maximum', limit: connections_maximum },
      { metric: 'new_connections', statistic: 'total', limit: null },
      { metric: 'cpu_percent', statistic: 'maximum', limit: cpu_maximum_percent },
    ],
  };
}

export const azureSqlIdle = defineRule({
  id: 'azure-sql-idle',
  title: 'Idle Azure SQL databases',
  description: 'Databases with capacity of their own to which nobody connects.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.sql/servers/databases'],
  metrics: ['connections', 'new_connections', 'cpu_percent'],
  relations: [],
  parameters,
  sources: [
    'AWS Trusted Advisor, idle databases: no connection in 7 days',
    'Cloud Custodian, example policies: databases without connections',
  ],
  evaluate: (subject) => {
    const measured = measuredIn(subject, subject.parameters);
    const sessions = measured('connections', 'maximum');
    const cpu = measured('cpu_percent', 'maximum');
    return decide(checksOf(subject, sessions, cpu), () => propose(subject, sessions!, cpu!));
  },
});
