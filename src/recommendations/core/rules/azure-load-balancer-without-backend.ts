import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { addressesLeft, counted, countedNothing, isNoMember, isNotJustMade } from '../azure/guards.ts';
import { atMost, decide, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const azureLoadBalancerWithoutBackend = defineRule({
  id: 'azure-load-balancer-without-backend',
  title: 'Azure load balancers without a backend',
  description: 'Load balancers that have nothing to pass traffic on to.',
  type: 'network',
  provider: 'azure',
  resource_types: ['microsoft.network/loadbalancers'],
  metrics: ['processed_bytes'],
  relations: [],
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
    'Microsoft FinOps toolkit, load balancers without a backend pool',
    'Microsoft, prices of load balancers: standard ones are charged by rule and hour, basic ones are free',
  ],
  evaluate: ({ resource, use, age_days, parameters: { days } }) => {
    const rules = ['load_balancing_rules', 'outbound_rules'].reduce(
      (sum, name) => sum + (numberOf(resource, name) ?? 0),
      0,
    );
    const charged =
      textOf(resource, 'sku') === 'Gateway'
        ? ', and it is charged for every hour.'
        : rules === 0
          ? '. It has no rules, for which it would be charged.'
          : `; its rules (${rules}) are charged by the hour.`;
    const checks = [
      isOneOf({ check: 'sku', text: 'kind of load balancer' }, textOf(resource, 'sku'), ['Standard', 'Gateway']),
      atMost({ check: 'backends', text: 'machines and addresses behind it' }, numberOf(resource, 'backends'), 0),
      isNoMember(resource),
      isNotJustMade(age_days, days),
      countedNothing(use, 'processed_bytes', days, 'bytes that it passed'),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the load balancer ${nameOf(resource)}, which has nothing behind it`,
      reason: `No machine and no address is behind it (${counted(numberOf(resource, 'backend_pools') ?? 0, 'backend pool')})${charged}`,
      change: { action: 'azure.delete_load_balancer', parameters: {} },
      current: { sku: textOf(resource, 'sku'), backends: 0 },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a load balancer that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(['high', 'Azure says what is in its backend pools: nothing.']),
      risk: riskOf(
        ['low', 'Its rules and probes have to be written again if machines are to be put behind it later.'],
        ...addressesLeft(resource),
      ),
      effort: 'very_low',
      restart_needed: false,
      reversible: false,
      evidence: [{ metric: 'processed_bytes', statistic: 'total', limit: null }],
    }));
  },
});
