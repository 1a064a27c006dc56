import { z } from 'zod';
import { canBeReleased, RISK_OF_RELEASING, releaseOf } from '../aws/addresses.ts';
import { counted } from '../aws/figures.ts';
import { stackRisks } from '../aws/held.ts';
import type { BillLine } from '../bill.ts';
import { decide, holds } from '../checks.ts';
import { confidenceOf, type Reason, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

/** What AWS charges for an address that nothing has, by its usage type. */
const IDLE_METER = /(?:^|-)(?:PublicIPv4|ElasticIP):IdleAddress$/;
/** Charged as idle for so long, it is not between two uses. */
const LONG_DAYS = 7;

/** The inventory does not tell since when; the bill tells on how many days it was idle. */
function sureOf(bill: readonly BillLine[]): Reason[] {
  const days = Math.max(0, ...bill.filter(({ meter }) => IDLE_METER.test(meter)).map((line) => line.days));
  return [
    ['high', 'AWS names no association.'],
    days >= LONG_DAYS
      ? ['high', `The bill has it as idle on ${counted(days, 'day')}.`]
      : [
          'medium',
          `Since when is not known: the bill has it as idle on ${days === 0 ? 'no day' : counted(days, 'day')}.`,
        ],
  ];
}

export const eipUnassociated = defineRule({
  id: 'eip-unassociated',
  title: 'Unassociated Elastic IPs',
  description: 'Elastic IP addresses that are associated with nothing and charged for every hour.',
  type: 'unattached',
  provider: 'aws',
  resource_types: ['AWS::EC2::EIP'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({}),
  sources: [
    'AWS Trusted Advisor, unassociated Elastic IP addresses',
    'Amazon VPC pricing: every public IPv4 address is charged for, in use or idle, since February 2024',
  ],
  evaluate: ({ resource, bill }) => {
    const association = textOf(resource, 'association_id');
    const holder = textOf(resource, 'instance_id') ?? textOf(resource, 'network_interface_id');
    const checks = [
      holds(
        { check: 'association', text: 'association' },
        resource.attributes['association_id'] === undefined ? null : association === null,
        'none',
        association ?? 'none',
      ),
      holds({ check: 'holder', text: 'instance or interface that has it' }, holder === null, 'none', holder ?? 'none'),
      ...canBeReleased(resource),
    ];
    return decide(checks, () => ({
      title: `Release the unassociated Elastic IP ${nameOf(resource)}`,
      reason: `The address ${textOf(resource, 'public_ip')} is associated with no instance, interface or gateway, and charged for every hour.`,
      change: releaseOf(resource),
      current: { public_ip: textOf(resource, 'public_ip'), associated_with: null },
      proposed: { public_ip: 'released' },
      saving: [{ kind: 'ends', of: 'all', because: 'an address that is given back is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(...sureOf(bill)),
      risk: riskOf(['medium', RISK_OF_RELEASING], ...stackRisks(resource)),
      effort: 'very_low',
      restart_needed: false,
      reversible: false,
    }));
  },
});
