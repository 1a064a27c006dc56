import { describe, expect, it } from 'vitest';
import { ago, azureResource, type Given, idOf, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azurePublicIpIdle } from './azure-public-ip-idle.ts';

const NIC = 'microsoft.network/networkinterfaces';
const nic = (attributes: Given['attributes'] = {}) =>
  azureResource({
    resource_type: NIC,
    name: 'web-1-nic',
    attributes: {
      virtual_machine_id: null,
      private_endpoint_id: null,
      private_link_service_id: null,
      hosted_workloads: 0,
      ...attributes,
    },
  });
/** An address on what `holder` is. */
const on = (holder: string, more: Given = {}): Given => ({
  attached_to: [holder],
  attributes: { ip_configuration_id: `${holder}/ipconfigurations/primary` },
  ...more,
});
const nic_id = idOf(NIC, 'web-1-nic');
const scale_set = idOf('microsoft.compute/virtualmachinescalesets', 'web');

const base: Given = {
  resource_type: 'microsoft.network/publicipaddresses',
  name: 'web-ip',
  attributes: {
    allocation: 'Static',
    address: '203.0.113.7',
    sku: 'Standard',
    prefix_id: null,
    ip_configuration_id: null,
    nat_gateway_id: null,
  },
};
const bytes = (...total: (number | null)[]): Given => ({ use: { processed_bytes: { total } } });

testCases(azurePublicIpIdle, base, {
  found: {
    'nothing has it': {},
    'on an interface that nothing uses': on(nic_id, { others: [nic()] }),
    'measured, and nothing passed': bytes(0, 0, 0, 0, 0, 0, 0),
    'passed something eight days ago': bytes(900, 0, 0, 0, 0, 0, 0, 0),
    'as old as is asked': { created_at: ago(7) },
    'nobody knows how old': { created_at: null },
  },
  fine: {
    'on the interface of a machine': [on(nic_id, { others: [nic({ virtual_machine_id: '/machine' })] }), 'used'],
    'on the interface of a private endpoint': [
      on(nic_id, { others: [nic({ private_endpoint_id: '/endpoint' })] }),
      'used',
    ],
    'of a NAT gateway': [
      { attached_to: ['/gateway'], attributes: { nat_gateway_id: idOf('microsoft.network/natgateways', 'out') } },
      'used',
    ],
    'of a load balancer': [on(idOf('microsoft.network/loadbalancers', 'web')), 'used'],
    'of a firewall, of which the inventory tells nothing': [
      on(idOf('microsoft.network/azurefirewalls', 'edge')),
      'used',
    ],
    'of a machine of a scale set': [
      {
        attached_to: [scale_set],
        attributes: { ip_configuration_id: `${scale_set}/virtualmachines/0/networkinterfaces/a/ipconfigurations/b` },
      },
      'used',
    ],
    dynamic: [{ attributes: { allocation: 'Dynamic', address: null } }, 'allocation'],
    'part of a prefix': [{ attributes: { prefix_id: '/prefix' } }, 'prefix'],
    'kept by AKS': [{ parent_id: '/cluster' }, 'member'],
    'made lately': [{ created_at: ago(6) }, 'age_days'],
    'passed something lately': [bytes(900, 0, 0, 0, 0, 0, 0), 'processed_bytes'],
  },
  unknown: {
    'on an interface that the inventory does not have': [on(nic_id), 'used'],
    'on an interface of which nobody knows what runs there': [
      on(nic_id, { others: [nic({ hosted_workloads: null })] }),
      'used',
    ],
    'nobody knows whether it is static': [{ attributes: { allocation: null } }, 'allocation'],
  },
});

describe('an idle address', () => {
  it('is given back for ever', () => {
    const situation = situationOf(base);
    expect(changeOf(azurePublicIpIdle, situation)).toEqual({ action: 'azure.delete_public_ip', parameters: {} });
    expect(planOf(azurePublicIpIdle, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
    const finding = findingOf(azurePublicIpIdle, situation);
    expect(finding.reversible).toBe(false);
    expect(finding.risk.reasons.join(' ')).toContain('firewall that was deallocated');
    expect(finding.risk.reasons[0]).toContain('203.0.113.7 does not come back');
  });

  it('names the interface that it is on', () => {
    const finding = findingOf(azurePublicIpIdle, situationOf(base, on(nic_id, { others: [nic()] })));
    expect(finding.reason).toBe(
      'It is on the network interface web-1-nic, which nothing uses: delete that first, or take the address off it.',
    );
  });
});
