import { expect, it } from 'vitest';
import { changeOf, describeCases, findingOf, PLACE } from '../../../../test/support/rule-cases.ts';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { addressResource, type ElasticIp } from '../../../connections/providers/aws/core/inventory/addresses.ts';
import type { BillLine } from '../bill.ts';
import { eipUnassociated } from './eip-unassociated.ts';

interface Change {
  address?: Partial<ElasticIp>;
  told?: (resource: InventoryResource) => InventoryResource;
}
const situationOf = ({ address, told = (resource) => resource }: Change) => ({
  resource: told(
    addressResource(
      PLACE,
      {
        AllocationId: 'eipalloc-1',
        PublicIp: '203.0.113.7',
        Domain: 'vpc',
        PublicIpv4Pool: 'amazon',
        ...address,
      },
      undefined,
    ),
  ),
});
const untold = (resource: InventoryResource): InventoryResource => {
  const { association_id: _, ...attributes } = resource.attributes;
  return { ...resource, attributes };
};

describeCases<Change>(eipUnassociated, situationOf, {
  found: {
    'associated with nothing': {},
    'whose pool is not told': { address: { PublicIpv4Pool: undefined } },
  },
  fine: {
    'of an instance': [
      { address: { AssociationId: 'eipassoc-1', InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' } },
      'association',
      'holder',
    ],
    'of a NAT gateway': [
      { address: { AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1' } },
      'association',
      'holder',
    ],
    'held by a service': [{ address: { ServiceManaged: 'alb' } }, 'service_managed'],
    'brought along by the customer': [{ address: { PublicIpv4Pool: 'ipv4pool-ec2-012345' } }, 'pool'],
    protected: [{ address: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: { 'association not told': [{ told: untold }, 'association'] },
});

it('releases the address, which cannot be undone', () => {
  expect(changeOf(eipUnassociated, situationOf({}))).toEqual({
    action: 'ec2.release_address',
    parameters: { allocation_id: 'eipalloc-1', public_ip: '203.0.113.7', association_id: null },
  });
  const { title, reversible, risk } = findingOf(eipUnassociated, situationOf({}));
  expect(title).toContain('203.0.113.7');
  expect(reversible).toBe(false);
  expect(risk.level).toBe('medium');
});

const line = (meter: string, days: number): BillLine => ({
  meter,
  description: '',
  service: 'Amazon Virtual Private Cloud',
  region: 'us-east-1',
  unit: 'Hours',
  pricing_category: 'Standard',
  commitment_id: null,
  commitment_name: null,
  currency: 'USD',
  effective: '3.6',
  list: '3.6',
  contracted: '3.6',
  quantity: days * 24,
  weekend_quantity: null,
  first_day: '2026-10-26',
  last_day: '2026-11-24',
  days,
});

it.each([
  ['high', [line('PublicIPv4:IdleAddress', 7)], 'as idle on 7 days'],
  ['high', [line('USW2-PublicIPv4:IdleAddress', 30)], 'as idle on 30 days'],
  ['medium', [line('PublicIPv4:IdleAddress', 6), line('PublicIPv4:InUseAddress', 24)], 'as idle on 6 days'],
  ['medium', [line('PublicIPv4:InUseAddress', 30)], 'as idle on no day'],
  ['medium', [], 'as idle on no day'],
])('is sure at level %s by what the bill says', (level, bill, reason) => {
  const { confidence } = findingOf(eipUnassociated, { ...situationOf({}), bill });
  expect(confidence.level).toBe(level);
  expect(confidence.reasons.join(' ')).toContain(reason);
});
