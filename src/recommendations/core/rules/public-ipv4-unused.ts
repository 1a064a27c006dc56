import { z } from 'zod';
import { daysBetween } from '../../../platform/core/dates.ts';
import { canBeReleased, RISK_OF_RELEASING, releaseOf } from '../aws/addresses.ts';
import { counted } from '../aws/figures.ts';
import { stackRisks } from '../aws/held.ts';
import { atLeast, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Seen, type Subject } from '../rule.ts';
import type { Check } from '../types.ts';

/** Days that an instance has been stopped for; null where AWS does not tell. */
function stoppedDays({ resource }: Seen, as_of: string): number | null {
  const since = textOf(resource, 'state_transition_time');
  return since === null ? null : daysBetween(since.slice(0, 10), as_of);
}

const instanceChecks = (instance: Seen | undefined, as_of: string, days: number): Check[] => [
  isOneOf({ check: 'instance_status', text: 'state of its instance' }, instance?.resource.status ?? null, ['stopped']),
  atLeast(
    { check: 'stopped_days', text: 'time since the instance was stopped', unit: 'days' },
    instance ? stoppedDays(instance, as_of) : null,
    days,
  ),
];

/** Interfaces of services are theirs; one of the account itself is in use or waits for an instance. */
const interfaceChecks = ({ resource }: Subject): Check[] => [
  isOneOf({ check: 'interface_status', text: 'state of its interface' }, textOf(resource, 'network_interface_status'), [
    'available',
  ]),
  isOneOf({ check: 'interface_type', text: 'type of its interface' }, textOf(resource, 'network_interface_type'), [
    'interface',
  ]),
];

export const publicIpv4Unused = defineRule({
  id: 'public-ipv4-unused',
  title: 'Public IPv4 addresses that serve nothing',
  description: 'Elastic IP addresses of instances that are stopped, or of interfaces that nothing uses.',
  type: 'network',
  provider: 'aws',
  resource_types: ['AWS::EC2::EIP'],
  metrics: [],
  relations: [{ path: 'attached_to', resource_type: 'AWS::EC2::Instance', metrics: [] }],
  parameters: z.strictObject({
    days: z.number().int().min(0).max(365).default(14).describe('Time since the instance was stopped, at least (days)'),
  }),
  sources: [
    'AWS Trusted Advisor, Elastic IP addresses that are not on a running instance',
    'Amazon VPC pricing: every public IPv4 address is charged for, in use or idle, since February 2024',
  ],
  evaluate: (subject) => {
    const { resource, as_of, parameters } = subject;
    const association = textOf(resource, 'association_id');
    const instance_id = textOf(resource, 'instance_id');
    const [instance] = subject.related(0);
    const checks = [
      holds(
        { check: 'association', text: 'association' },
        resource.attributes['association_id'] === undefined ? null : association !== null,
        'with an instance or an interface',
        association ?? 'none',
      ),
      ...(instance_id === null ? interfaceChecks(subject) : instanceChecks(instance, as_of, parameters.days)),
      ...canBeReleased(resource),
    ];
    return decide(checks, () => {
      const stopped = instance && stoppedDays(instance, as_of);
      const holder = instance ? nameOf(instance.resource) : textOf(resource, 'network_interface_id');
      return {
        title: `Release the unused Elastic IP ${nameOf(resource)}`,
        reason: instance
          ? `The address ${textOf(resource, 'public_ip')} belongs to the instance ${holder}, which has been stopped for ${counted(stopped!, 'day')}, and is charged for every hour.`
          : `The address ${textOf(resource, 'public_ip')} is on the interface ${holder}, which nothing uses, and is charged for every hour.`,
        change: releaseOf(resource),
        current: { public_ip: textOf(resource, 'public_ip'), associated_with: holder },
        proposed: { public_ip: 'released' },
        saving: [{ kind: 'ends', of: 'all', because: 'an address that is given back is not charged for' }],
        claims: [{ resource_id: resource.resource_id, component: 'all' }],
        confidence: confidenceOf(
          instance
            ? [
                'high',
                `AWS says that the instance ${shortIdOf(instance.resource)} was stopped ${counted(stopped!, 'day')} ago.`,
              ]
            : [
                'medium',
                `AWS says that the interface ${holder} is attached to nothing. It does not tell for how long.`,
              ],
        ),
        risk: riskOf(
          ['medium', RISK_OF_RELEASING],
          ...(instance
            ? [['medium', 'When the instance starts again, it has another public address or none.'] as const]
            : []),
          ...stackRisks(resource),
        ),
        effort: 'low',
        restart_needed: false,
        reversible: false,
      };
    });
  },
});
