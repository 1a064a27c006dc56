import { z } from 'zod';
import { MB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { atLeast, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, lookback, measuredIn, riskOf } from '../judging.ts';
import { flagOf, listOf, nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

/** GuardDuty makes its endpoint in every network, and takes nothing for it (GuardDuty User Guide, "Runtime Monitoring"). */
const GUARDDUTY = /\.guardduty-data(?:-fips)?$/;

export const vpcEndpointIdle = defineRule({
  id: 'vpc-endpoint-idle',
  title: 'Idle interface endpoints',
  description: 'Interface endpoints of networks (PrivateLink) that carry next to nothing.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::EC2::VPCEndpoint'],
  metrics: ['processed_bytes'],
  relations: [],
  parameters: z.strictObject({
    ...lookback(14),
    megabytes: z.number().min(0).default(10).describe('Traffic over all days, below (MB)'),
  }),
  sources: [
    'OpenOps, interface endpoints: less than 10 MB in 14 days',
    'AWS PrivateLink pricing: by the hour and zone',
  ],
  evaluate: (subject) => {
    const { resource, age_days, is_production, parameters } = subject;
    const { days, megabytes } = parameters;
    const processed = measuredIn(subject, parameters)('processed_bytes', 'total');
    const service = textOf(resource, 'service_name');
    const of_guardduty = GUARDDUTY.test(service ?? '') || resource.tags['GuardDutyManaged'] === 'true';
    const by_service = of_guardduty || flagOf(resource, 'requester_managed');
    const checks = [
      isOneOf({ check: 'endpoint_type', text: 'type of the endpoint' }, textOf(resource, 'endpoint_type'), [
        'Interface',
      ]),
      isOneOf({ check: 'status', text: 'state of the endpoint' }, resource.status, ['available', 'Available']),
      holds(
        { check: 'requester_managed', text: 'kept by a service of AWS' },
        by_service === null ? null : !by_service,
        'no: the service deletes it itself',
        by_service,
      ),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
      below(
        { check: 'traffic', text: `traffic in ${days} days`, unit: 'MB' },
        processed && processed.sum / MB,
        megabytes,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const zones = listOf<string>(resource, 'subnet_ids')?.length;
      return {
        title: `Delete the idle endpoint ${nameOf(resource)}`,
        reason: `The endpoint for ${service ?? 'a service'} carried ${processed!.sum === 0 ? 'nothing' : sizeText(processed!.sum)} in ${days} days, and is charged for every hour${zones ? ` in ${zones === 1 ? 'one zone' : `${zones} zones`}` : ''}.`,
        change: { action: 'ec2.delete_vpc_endpoint', parameters: { vpc_endpoint_id: shortIdOf(resource) } },
        current: { status: 'available', service_name: service, vpc_id: textOf(resource, 'vpc_id') },
        proposed: { status: 'deleted' },
        saving: [{ kind: 'ends', of: 'all', because: 'an endpoint that is gone is not charged for' }],
        claims: [{ resource_id: resource.resource_id, component: 'all' }],
        confidence: confidenceOf(coverage([processed])),
        risk: riskOf(
          [
            is_production === false ? 'low' : 'medium',
            'Calls from the network to the service go over the internet then, or nowhere where there is no way out: what calls it once a quarter is not seen.',
          ],
          ...(flagOf(resource, 'private_dns') === true
            ? [['low', 'Its private DNS name goes with it, and names lead to public addresses again.'] as const]
            : []),
          ...stackRisks(resource),
        ),
        effort: 'very_low',
        restart_needed: false,
        reversible: true,
        evidence: [{ metric: 'processed_bytes', statistic: 'total', limit: null }],
      };
    });
  },
});
