import { z } from 'zod';
import { MB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, atMost, decide, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, lookback, measuredIn, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const natGatewayIdle = defineRule({
  id: 'nat-gateway-idle',
  title: 'Idle NAT gateways',
  description: 'NAT gateways that nothing goes through.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::EC2::NatGateway'],
  metrics: ['active_connections', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters: z.strictObject({
    ...lookback(14),
    connections: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('Connections at the busiest moment, at most (number of connections)'),
    megabytes: z.number().min(0).default(0).describe('Traffic in both directions over all days, at most (MB)'),
  }),
  sources: [
    'OpenOps, unused NAT gateways: no traffic in 14 days',
    'AWS Compute Optimizer, idle NAT gateways: no active connections and no packets in 32 days',
  ],
  evaluate: (subject) => {
    const { resource, age_days, is_production, parameters } = subject;
    const { days, connections, megabytes } = parameters;
    const measured = measuredIn(subject, parameters);
    const active = measured('active_connections', 'maximum');
    const [inbound, outbound] = [measured('network_in_bytes', 'total'), measured('network_out_bytes', 'total')];
    const bytes = inbound && outbound && inbound.sum + outbound.sum;
    const checks = [
      isOneOf({ check: 'status', text: 'state of the gateway' }, resource.status, ['available']),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
      atMost(
        { check: 'connections', text: `connections at the busiest moment of ${days} days` },
        active && active.highest,
        connections,
      ),
      atMost(
        { check: 'traffic', text: `traffic in ${days} days`, unit: 'MB' },
        bytes === null ? null : bytes / MB,
        megabytes,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the idle NAT gateway ${nameOf(resource)}`,
      reason: `In ${days} days it had ${active!.highest === 0 ? 'no connection' : `at most ${active!.highest} connections`} and carried ${bytes === 0 ? 'nothing' : sizeText(bytes!)}, and is charged for every hour.`,
      change: { action: 'ec2.delete_nat_gateway', parameters: { nat_gateway_id: shortIdOf(resource) } },
      current: { status: 'available', vpc_id: textOf(resource, 'vpc_id'), subnet_id: textOf(resource, 'subnet_id') },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a NAT gateway that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(coverage([active, inbound, outbound])),
      risk: riskOf(
        [
          is_production === false ? 'low' : 'medium',
          'Route tables that point to it lead nowhere then. It may be kept for the failure of another zone.',
        ],
        ...(textOf(resource, 'connectivity_type') === 'private'
          ? []
          : [['low', 'Its Elastic IP stays, and is charged for until it is released too.'] as const]),
        ...stackRisks(resource),
      ),
      effort: 'low',
      restart_needed: false,
      reversible: true,
      evidence: [
        { metric: 'active_connections', statistic: 'maximum', limit: connections },
        { metric: 'network_in_bytes', statistic: 'total', limit: null },
        { metric: 'network_out_bytes', statistic: 'total', limit: null },
      ],
    }));
  },
});
