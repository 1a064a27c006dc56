import { expect, it } from 'vitest';
import { ago, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureLoadBalancerWithoutBackend } from './azure-load-balancer-without-backend.ts';

const base: Given = {
  resource_type: 'microsoft.network/loadbalancers',
  name: 'web-lb',
  attributes: {
    sku: 'Standard',
    backend_pools: 2,
    backends: 0,
    load_balancing_rules: 2,
    outbound_rules: 1,
    public_ip_ids: [],
  },
};
const bytes = (...total: (number | null)[]): Given => ({ use: { processed_bytes: { total } } });

testCases(azureLoadBalancerWithoutBackend, base, {
  found: {
    'nothing behind it': {},
    'a gateway load balancer': { attributes: { sku: 'Gateway' } },
    'measured, and nothing passed': bytes(0, 0, 0, 0, 0, 0, 0),
    'as old as is asked': { created_at: ago(7) },
    'nobody knows how old': { created_at: null },
  },
  fine: {
    'a machine behind it': [{ attributes: { backends: 1 } }, 'backends'],
    'a basic one, which is free': [{ attributes: { sku: 'Basic' } }, 'sku'],
    'of a cluster, which fills it': [{ parent_id: '/cluster' }, 'member'],
    'made lately': [{ created_at: ago(6) }, 'age_days'],
    'passed something lately': [bytes(1, 0), 'processed_bytes'],
  },
  unknown: {
    'nobody knows what is behind it': [{ attributes: { backends: null } }, 'backends'],
    'of an unknown kind': [{ attributes: { sku: null } }, 'sku'],
  },
});

it('ends as a whole, and says which addresses stay', () => {
  const situation = situationOf(base, { attributes: { public_ip_ids: ['/1', '/2'] } });
  expect(changeOf(azureLoadBalancerWithoutBackend, situation).action).toBe('azure.delete_load_balancer');
  expect(planOf(azureLoadBalancerWithoutBackend, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
  const { reason, risk } = findingOf(azureLoadBalancerWithoutBackend, situation);
  expect(reason).toBe(
    'No machine and no address is behind it (2 backend pools); its rules (3) are charged by the hour.',
  );
  expect(risk.reasons.join(' ')).toContain('public addresses (2) stay');
});

it('does not say that rules are charged where there are none', () => {
  const reasonOf = (attributes: Given['attributes']) =>
    findingOf(azureLoadBalancerWithoutBackend, situationOf(base, { attributes })).reason;
  expect(reasonOf({ load_balancing_rules: 0, outbound_rules: 0 })).toBe(
    'No machine and no address is behind it (2 backend pools). It has no rules, for which it would be charged.',
  );
  expect(reasonOf({ load_balancing_rules: 0, outbound_rules: 0, sku: 'Gateway' })).toBe(
    'No machine and no address is behind it (2 backend pools), and it is charged for every hour.',
  );
});
