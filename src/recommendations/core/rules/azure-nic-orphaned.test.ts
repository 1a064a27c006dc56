import { expect, it } from 'vitest';
import { ago, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureNicOrphaned } from './azure-nic-orphaned.ts';

const base: Given = {
  resource_type: 'microsoft.network/networkinterfaces',
  name: 'web-1-nic',
  attributes: {
    virtual_machine_id: null,
    private_endpoint_id: null,
    private_link_service_id: null,
    hosted_workloads: 0,
    public_ip_ids: [],
  },
};

testCases(azureNicOrphaned, base, {
  found: {
    'nothing uses it': {},
    'as old as is asked': { created_at: ago(7) },
    'nobody knows how old': { created_at: null },
  },
  fine: {
    'of a machine': [{ attributes: { virtual_machine_id: '/machine' } }, 'used'],
    'of a private endpoint': [{ attributes: { private_endpoint_id: '/endpoint' } }, 'used'],
    'of a private link service': [{ attributes: { private_link_service_id: '/service' } }, 'used'],
    'of another service': [{ attributes: { hosted_workloads: 1 } }, 'used'],
    'of a group that Databricks manages': [{ attributes: { resource_group: 'databricks-rg-shop-abc' } }, 'member'],
    'of Citrix, which makes the machine only when somebody starts it': [
      { tags: { CitrixProvisioningSchemeId: '1' } },
      'member',
    ],
    'of OpenShift': [{ tags: { 'kubernetes.io_cluster.shop-x1': 'owned' } }, 'member'],
    'of a cluster': [{ parent_id: '/cluster' }, 'member'],
    'made lately': [{ created_at: ago(6) }, 'age_days'],
  },
  unknown: { 'nobody knows what runs on it': [{ attributes: { hosted_workloads: null } }, 'used'] },
});

it('costs nothing itself, so that nothing ends on the bill, and says what does cost', () => {
  const reasonOf = (public_ip_ids: string[]) =>
    findingOf(azureNicOrphaned, situationOf(base, { attributes: { public_ip_ids } })).reason;
  expect(planOf(azureNicOrphaned, situationOf(base))).toEqual([]);
  expect(changeOf(azureNicOrphaned, situationOf(base)).action).toBe('azure.delete_network_interface');
  expect(reasonOf([])).toContain('It costs nothing itself');
  expect(reasonOf([])).not.toContain('public address');
  expect(reasonOf(['/address'])).toContain('a public address, which does cost');
});
