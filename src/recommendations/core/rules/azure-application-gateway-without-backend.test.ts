import { expect, it } from 'vitest';
import { ago, days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureApplicationGatewayWithoutBackend } from './azure-application-gateway-without-backend.ts';

const base: Given = {
  resource_type: 'microsoft.network/applicationgateways',
  name: 'web-gateway',
  status: 'Running',
  attributes: { sku: 'Standard_v2', backend_pools: 1, backends: 0, public_ip_ids: ['/address'] },
  use: { requests: { total: 0 } },
};
const requests = (total: number | number[]): Given => ({ use: { requests: { total } } });

testCases(azureApplicationGatewayWithoutBackend, base, {
  found: {
    'nothing behind it': {},
    'fewer requests than the limit': requests(99),
    'busy, but not in the days that are looked at': requests([...days(23, 5_000), ...days(7, 3)]),
    'measured for just as many days': requests(days(7, 0)),
    'nobody knows how old': { created_at: null },
  },
  fine: {
    'an address behind it': [{ attributes: { backends: 1 } }, 'backends'],
    'one that redirects, and is asked': [requests(100), 'requests'],
    'stopped, which is not charged': [{ status: 'Stopped' }, 'status'],
    'of a cluster': [{ parent_id: '/cluster' }, 'member'],
    'made lately': [{ created_at: ago(6) }, 'age_days'],
  },
  unknown: {
    'requests not measured': [{ use: { requests: undefined } }, 'requests'],
    'requests of six days': [requests(days(6, 0)), 'requests'],
    'nobody knows what is behind it': [{ attributes: { backends: null } }, 'backends'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

it('ends as a whole, and says what was counted', () => {
  const situation = situationOf(base, requests(3));
  expect(changeOf(azureApplicationGatewayWithoutBackend, situation).action).toBe('azure.delete_application_gateway');
  expect(planOf(azureApplicationGatewayWithoutBackend, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
  expect(findingOf(azureApplicationGatewayWithoutBackend, situation).reason).toBe(
    'No machine and no address is behind it (1 backend pool), and it got at most 3 requests a day in 7 days.',
  );
  expect(findingOf(azureApplicationGatewayWithoutBackend, situationOf(base, requests(0))).reason).toContain(
    'it got no request in 7 days',
  );
});
