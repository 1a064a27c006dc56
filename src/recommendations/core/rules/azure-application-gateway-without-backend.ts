import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { addressesLeft, counted, isNoMember, isNotJustMade } from '../azure/guards.ts';
import { atMost, below, decide, isOneOf, knownEnough } from '../checks.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const azureApplicationGatewayWithoutBackend = defineRule({
  id: 'azure-application-gateway-without-backend',
  title: 'Azure application gateways without a backend',
  description: 'Running application gateways that have nothing to pass requests on to, and get next to none.',
  type: 'network',
  provider: 'azure',
  resource_types: ['microsoft.network/applicationgateways'],
  metrics: ['requests'],
  relations: [],
  parameters: z.strictObject({
    days: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(7)
      .describe('Days that are looked at, all measured; age at least, where Azure tells it (days)'),
    requests_per_day: z.number().min(0).default(100).describe('Requests on the busiest day, below'),
  }),
  sources: [
    'Microsoft FinOps toolkit, application gateways without a backend pool',
    'AWS Trusted Advisor, idle load balancers: fewer than 100 requests a day for 7 days',
  ],
  evaluate: ({ resource, use, age_days, parameters: { days, requests_per_day } }) => {
    const requests = knownEnough(use.window('requests', 'total', days), days);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the gateway' }, resource.status, ['Running']),
      atMost({ check: 'backends', text: 'machines and addresses behind it' }, numberOf(resource, 'backends'), 0),
      isNoMember(resource),
      isNotJustMade(age_days, days),
      // A gateway that only redirects has nothing behind it, and is used.
      below(
        { check: 'requests', text: `requests on the busiest of ${days} days` },
        requests?.highest ?? null,
        requests_per_day,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the application gateway ${nameOf(resource)}, which has nothing behind it`,
      reason: `No machine and no address is behind it (${counted(numberOf(resource, 'backend_pools') ?? 0, 'backend pool')}), and it got ${requests!.highest === 0 ? 'no request' : `at most ${figure(requests!.highest)} requests a day`} in ${days} days.`,
      change: { action: 'azure.delete_application_gateway', parameters: {} },
      current: { sku: textOf(resource, 'sku'), backends: 0 },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a gateway that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(
        ['high', 'Azure says what is in its backend pools: nothing.'],
        ['high', `The requests of all ${days} days were counted.`],
      ),
      risk: riskOf(
        [
          'medium',
          'Listeners, rules and certificates have to be set up again if it is needed later: export its template first.',
        ],
        ['low', 'Where Kubernetes fills its pools, it is empty only as long as nothing is deployed.'],
        ...addressesLeft(resource),
      ),
      effort: 'low',
      restart_needed: false,
      reversible: false,
      evidence: [{ metric: 'requests', statistic: 'total', limit: requests_per_day }],
    }));
  },
});
