import { expect, it } from 'vitest';
import { ago, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureAppServicePlanEmpty } from './azure-app-service-plan-empty.ts';

const base: Given = {
  resource_type: 'microsoft.web/serverfarms',
  name: 'shop-plan',
  attributes: { sites: 0, sku: 'P1v3', tier: 'PremiumV3', capacity: 2 },
};
const tier = (name: string | null): Given => ({ attributes: { tier: name } });

testCases(azureAppServicePlanEmpty, base, {
  found: {
    'no app in it': {},
    'of the basic tier': tier('Basic'),
    'of the elastic tier, which keeps instances ready': tier('ElasticPremium'),
    'three days old': { created_at: ago(3) },
    'nobody knows how many instances': { attributes: { capacity: null } },
  },
  fine: {
    'an app in it': [{ attributes: { sites: 1 } }, 'sites'],
    'of the free tier': [tier('Free'), 'tier'],
    'of the shared tier': [tier('Shared'), 'tier'],
    'of the consumption tier': [tier('Dynamic'), 'tier'],
    'of the flexible consumption tier': [tier('FlexConsumption'), 'tier'],
    'made lately': [{ created_at: ago(2) }, 'age_days'],
  },
  unknown: {
    'nobody knows how many apps': [{ attributes: { sites: null } }, 'sites'],
    'of an unknown tier': [tier(null), 'tier'],
    'of unknown age': [{ created_at: null }, 'age_days'],
  },
});

it.each([
  [1, 'one instance of P1v3'],
  [2, '2 instances of P1v3'],
  [null, 'its instances of P1v3'],
])('ends what its instances are charged for: %s', (capacity, told) => {
  const situation = situationOf(base, { attributes: { capacity } });
  expect(findingOf(azureAppServicePlanEmpty, situation).reason).toContain(told);
  expect(planOf(azureAppServicePlanEmpty, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
});
