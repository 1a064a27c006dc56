import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isOldEnough } from '../azure/guards.ts';
import { isChargedByHour } from '../azure/plan-sizes.ts';
import { atMost, decide } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const azureAppServicePlanEmpty = defineRule({
  id: 'azure-app-service-plan-empty',
  title: 'Empty App Service plans',
  description: 'Plans that are charged by the hour though no app is in them.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.web/serverfarms'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(0).max(365).default(3).describe('Age, at least (days)'),
  }),
  sources: [
    'Azure Advisor, App Service plans that were empty for 3 days',
    'Microsoft FinOps toolkit, App Service plans without apps that are not free',
  ],
  evaluate: ({ resource, age_days, parameters: { days } }) => {
    const tier = textOf(resource, 'tier');
    const capacity = numberOf(resource, 'capacity');
    const checks = [
      atMost({ check: 'sites', text: 'apps in it' }, numberOf(resource, 'sites'), 0),
      isChargedByHour(resource),
      isOldEnough(age_days, days),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the empty App Service plan ${nameOf(resource)}`,
      reason: `No app is in it, and it is charged for ${capacity === null ? 'its instances' : capacity === 1 ? 'one instance' : `${capacity} instances`} of ${textOf(resource, 'sku') ?? tier} by the hour.`,
      change: { action: 'azure.delete_app_service_plan', parameters: {} },
      current: { sku: textOf(resource, 'sku'), tier, capacity, sites: 0 },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a plan that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(['high', 'Azure itself says how many apps are in it: none.']),
      risk: riskOf(
        ['low', 'Nothing runs in it. A pipeline that puts apps there would have to make it again.'],
        ['low', 'If it is the last one of its resource group, new plans there may be offered other sizes.'],
      ),
      effort: 'very_low',
      restart_needed: false,
      reversible: true,
    }));
  },
});
