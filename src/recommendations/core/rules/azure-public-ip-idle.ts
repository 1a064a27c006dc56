import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { countedNothing, isNoMember, isNotJustMade, mediumInProduction } from '../azure/guards.ts';
import { isOrphan } from '../azure/interfaces.ts';
import { decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Subject } from '../rule.ts';

const INTERFACE = 'microsoft.network/networkinterfaces';

/**
 * Whether nothing has the address: it is nowhere, or on an interface that nothing uses. Null when it is on an interface
 * that the inventory does not have; other holders, such as a gateway or a firewall, use what they have.
 */
function isUnused({ resource, related }: Pick<Subject, 'resource' | 'related'>): boolean | null {
  if (textOf(resource, 'nat_gateway_id') !== null) return false;
  const configuration = textOf(resource, 'ip_configuration_id');
  if (configuration === null) return true;
  const [holder] = related(0);
  if (holder) return isOrphan(holder.resource);
  // The interfaces of a scale set's machines are below the scale set, and the inventory has none of those.
  return configuration.includes(`/providers/${INTERFACE}/`) ? null : false;
}

export const azurePublicIpIdle = defineRule({
  id: 'azure-public-ip-idle',
  title: 'Idle Azure public addresses',
  description: 'Public addresses that nothing has, or that are on a network interface without a machine.',
  type: 'unattached',
  provider: 'azure',
  resource_types: ['microsoft.network/publicipaddresses'],
  metrics: ['processed_bytes'],
  relations: [{ path: 'attached_to', resource_type: INTERFACE, metrics: [] }],
  parameters: z.strictObject({
    days: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .describe('Days without traffic, and age at least where Azure tells it (days)'),
  }),
  sources: [
    'Microsoft FinOps toolkit, unattached public addresses: neither an IP configuration nor a NAT gateway',
    'Microsoft, prices of IP addresses: static addresses are charged whether they are used or not',
  ],
  evaluate: (subject) => {
    const { resource, use, age_days, is_production, related } = subject;
    const { days } = subject.parameters;
    const unused = isUnused(subject);
    const on = related(0)[0]?.resource;
    const prefix = textOf(resource, 'prefix_id');
    const address = textOf(resource, 'address');
    const checks = [
      holds(
        { check: 'used', text: 'used by a machine, a gateway or a load balancer' },
        unused,
        'no',
        unused === null ? null : !unused,
      ),
      isOneOf({ check: 'allocation', text: 'kind of address' }, textOf(resource, 'allocation'), ['Static']),
      holds(
        { check: 'prefix', text: 'part of a prefix' },
        prefix === null,
        'no: a prefix is charged for as a whole',
        prefix,
      ),
      isNoMember(resource),
      isNotJustMade(age_days, days),
      countedNothing(use, 'processed_bytes', days, 'bytes that it passed'),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the idle public address ${nameOf(resource)}`,
      reason: on
        ? `It is on the network interface ${nameOf(on)}, which nothing uses: delete that first, or take the address off it.`
        : 'No machine, gateway or load balancer has it.',
      change: { action: 'azure.delete_public_ip', parameters: {} },
      current: { address, network_interface: on ? nameOf(on) : null },
      proposed: { address: null },
      saving: [{ kind: 'ends', of: 'all', because: 'an address that is given back is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf([
        'high',
        on ? 'Azure knows of no machine, endpoint or service on the interface.' : 'Azure knows of nothing that has it.',
      ]),
      risk: riskOf(
        [
          mediumInProduction(is_production),
          `The address${address === null ? '' : ` ${address}`} does not come back: look first for DNS records and firewall rules of others that name it.`,
        ],
        ['low', 'An Azure firewall that was deallocated needs its addresses when it is started again.'],
      ),
      effort: on ? 'low' : 'very_low',
      restart_needed: false,
      reversible: false,
      evidence: [{ metric: 'processed_bytes', statistic: 'total', limit: null }],
    }));
  },
});
