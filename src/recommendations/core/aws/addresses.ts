import type { InventoryResource } from '../../../connections/core/inventory.ts';
import type { Change } from '../change.ts';
import { holds } from '../checks.ts';
import { shortIdOf, textOf } from '../reading.ts';
import type { Check } from '../types.ts';
import { notProtected } from './held.ts';

/** What has to hold before an Elastic IP is given back: it is Amazon's, charged for, and no service's or person's to keep. */
export function canBeReleased(resource: InventoryResource): Check[] {
  const pool = textOf(resource, 'public_ipv4_pool');
  const service = textOf(resource, 'service_managed');
  return [
    holds(
      { check: 'service_managed', text: 'service that holds it' },
      service === null,
      'none: a service gives its addresses back itself',
      service ?? 'none',
    ),
    holds(
      { check: 'pool', text: 'pool of addresses that it belongs to' },
      pool === null || pool === 'amazon',
      "Amazon's: AWS takes nothing for addresses that customers bring along",
      pool,
    ),
    notProtected(resource),
  ];
}

/** Gives an address back, which is taken from what has it first. */
export const releaseOf = (resource: InventoryResource): Change => ({
  action: 'ec2.release_address',
  parameters: {
    allocation_id: textOf(resource, 'allocation_id') ?? shortIdOf(resource),
    public_ip: textOf(resource, 'public_ip') ?? shortIdOf(resource),
    association_id: textOf(resource, 'association_id'),
  },
});

/** What is lost with an address. */
export const RISK_OF_RELEASING =
  'Names in DNS, allow lists of others and configurations may hold the address; AWS gives it back only while nobody else has got it.';
