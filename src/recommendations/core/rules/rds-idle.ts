import { z } from 'zod';
import { isAvailable } from '../aws/databases.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, atMost, decide, holds } from '../checks.ts';
import { confidenceOf, coverage, figure, leastDays, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { flagOf, listOf, nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import { COMPONENTS } from '../types.ts';
import type { Window } from '../use.ts';

const parameters = z.strictObject({
  ...lookback(30, 45),
  connections_maximum: z.number().int().min(0).max(100).default(0).describe('Connections at the same time, at most'),
});
type Idle = Subject<z.output<typeof parameters>>;

/** RDS names the green side of a blue/green deployment so (RDS User Guide, "Blue/Green Deployments"). */
const GREEN = /-green-[a-z0-9]{6}$/;

/** Nobody connects to a copy for a failure until there is one. */
function sureOf(source: string | null): Reason[] {
  if (source === null) return [];
  return source.startsWith('arn:')
    ? [['low', `It is a replica of ${source} in another region, and most likely there for a failure of that.`]]
    : [['medium', `It is a replica of ${source}: it may be there to take over, or for reports that are seldom made.`]];
}

const risksOf = ({ resource }: Idle): Reason[] => {
  const source = textOf(resource, 'read_replica_of');
  return [
    source === null
      ? [
          'high',
          'What connects rarely, such as a yearly report, will not find it. A final snapshot is taken, which costs something while it is kept.',
        ]
      : [
          'high',
          `It is a replica of ${source}, and may be there to take over from it. A replica has no final snapshot: it would be made anew.`,
        ],
    ...(flagOf(resource, 'deletion_protection') === true
      ? [
          [
            'medium',
            'It is protected from deletion: somebody wanted it to stay, and has to say otherwise first.',
          ] as const,
        ]
      : []),
    ...stackRisks(resource),
  ];
};

function propose(subject: Idle, connections: Window): Proposal {
  const { resource, use, parameters } = subject;
  const { days, connections_maximum } = parameters;
  const cpu = use.window('cpu_percent', 'maximum', days);
  const source = textOf(resource, 'read_replica_of');
  const had =
    connections.highest === 0 ? 'Nobody connected to it' : `It had ${figure(connections.highest)} connections at most`;
  return {
    title: `Delete the idle ${source === null ? 'database' : 'replica'} ${nameOf(resource)}`,
    reason: `${had} in ${days} days${cpu ? `, and its processor reached ${figure(cpu.highest)} % at its busiest` : ''}.`,
    change: { action: 'rds.delete_instance', parameters: { db_instance_identifier: shortIdOf(resource) } },
    current: {
      status: resource.status,
      instance_class: textOf(resource, 'instance_class'),
      storage_gib: numberOf(resource, 'allocated_gib'),
    },
    proposed: { status: 'deleted' },
    saving: [
      {
        kind: 'ends',
        of: COMPONENTS.filter((component) => component !== 'backup'),
        because: 'the database is deleted; its backups go on being charged',
      },
    ],
    claims: [{ resource_id: resource.resource_id, component: 'all' }],
    confidence: confidenceOf(coverage([connections]), ...sureOf(source)),
    risk: riskOf(...risksOf(subject)),
    effort: 'medium',
    restart_needed: false,
    reversible: true,
    evidence: [
      { metric: 'connections', statistic: 'maximum', limit: connections_maximum },
      { metric: 'cpu_percent', statistic: 'maximum', limit: null },
    ],
  };
}

export const rdsIdle = defineRule({
  id: 'rds-idle',
  title: 'Idle RDS databases',
  description: 'Databases to which nobody has connected.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: ['connections', 'cpu_percent'],
  relations: [],
  parameters,
  sources: ['AWS Trusted Advisor, RDS idle: no connection in 7 days'],
  evaluate: (subject) => {
    const { resource, age_days, parameters } = subject;
    const connections = measuredIn(subject, parameters)('connections', 'maximum');
    const cluster = textOf(resource, 'cluster');
    const replicas = listOf<string>(resource, 'read_replicas') ?? [];
    const checks = [
      isAvailable(resource),
      holds(
        { check: 'member', text: 'cluster that it belongs to' },
        cluster === null,
        'none: readers of a cluster stand by for its writer',
        cluster ?? 'none',
      ),
      holds(
        { check: 'read_replicas', text: 'replicas that it feeds' },
        replicas.length === 0,
        'none: they would stand still without it',
        replicas.length === 0 ? 'none' : replicas.join(', '),
      ),
      holds(
        { check: 'blue_green', text: 'green side of a blue/green deployment, by its name' },
        !GREEN.test(shortIdOf(resource)),
        'no: nobody connects to it before the switch',
        shortIdOf(resource),
      ),
      notProtected(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, leastDays(parameters)),
      atMost(
        { check: 'connections', text: `connections at the same time in ${parameters.days} days` },
        connections && connections.highest,
        parameters.connections_maximum,
      ),
    ];
    return decide(checks, () => propose(subject, connections!));
  },
});
