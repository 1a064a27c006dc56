import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { counted, MB, mediumInProduction } from '../azure/guards.ts';
import { isChargedByHour, type PlanSize, planSizes } from '../azure/plan-sizes.ts';
import { atLeast, below, decide, holds } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Check } from '../types.ts';
import type { Window } from '../use.ts';

type Measured = Record<'cpu' | 'memory' | 'received', Window>;

/** The smallest size of its tier that still has its memory; null where there is none, or its size is not known. */
function smallerSize(resource: InventoryResource, memory: Window, memory_percent: number) {
  const tier = planSizes(textOf(resource, 'tier') ?? '', textOf(resource, 'sku') ?? '');
  if (!tier) return null;
  const used_gib = (tier.current.memory_gib * memory.highest) / 100;
  const target = tier.smaller.find(({ memory_gib }) => (used_gib / memory_gib) * 100 <= memory_percent);
  return target ? { from: tier.current, to: target, memory_after: (used_gib / target.memory_gib) * 100 } : null;
}

function savingOf({ region }: InventoryResource, from: PlanSize, to: PlanSize): SavingPlan {
  if (region === null) return [{ kind: 'unknown', because: 'the region of the plan is not known' }];
  const price = ({ sku }: PlanSize) => ({ provider: 'azure' as const, service: 'azure-app-service-plan', region, sku });
  return [
    {
      kind: 'reprice',
      from: price(from),
      to: price(to),
      of: ['compute'],
      because: `${to.sku} is charged instead of ${from.sku}`,
    },
  ];
}

type Move = Pick<
  Proposal,
  'title' | 'change' | 'proposed' | 'saving' | 'claims' | 'effort' | 'restart_needed' | 'reversible'
>;

function moveTo(resource: InventoryResource, { from, to }: NonNullable<ReturnType<typeof smallerSize>>): Move {
  return {
    title: `Change the idle App Service plan ${nameOf(resource)} from ${from.sku} to ${to.sku}`,
    change: { action: 'azure.set_app_service_plan_sku', parameters: { sku: to.sku, from_sku: from.sku } },
    proposed: { sku: to.sku },
    saving: savingOf(resource, from, to),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    effort: 'low',
    restart_needed: true,
    reversible: true,
  };
}

/** Nothing smaller would do: its apps go, or move to another plan, which only people can decide. */
const removal = (resource: InventoryResource): Move => ({
  title: `Move the apps out of the idle App Service plan ${nameOf(resource)} and delete it`,
  change: null,
  proposed: { status: 'deleted' },
  saving: [{ kind: 'ends', of: 'all', because: 'a plan that is gone is not charged for; its apps share another one' }],
  claims: [{ resource_id: resource.resource_id, component: 'all' }],
  effort: 'medium',
  restart_needed: true,
  reversible: false,
});

const parameters = z.strictObject({
  ...lookback(30),
  cpu_maximum_percent: z.number().min(0).max(50).default(5).describe('Processor at its busiest, below (%)'),
  received_mb_per_day: z.number().min(0).default(50).describe('Received on the busiest day, below (MB)'),
  memory_maximum_percent: z
    .number()
    .min(10)
    .max(95)
    .default(80)
    .describe('Memory of a smaller size at its fullest, at most (%)'),
});
type Idle = Subject<z.output<typeof parameters>>;

function checksOf(
  { resource, parameters: limits }: Idle,
  measured: { [Of in keyof Measured]: Window | null },
): Check[] {
  const { cpu, memory, received } = measured;
  const { days, cpu_maximum_percent, received_mb_per_day } = limits;
  return [
    atLeast({ check: 'sites', text: 'apps in it' }, numberOf(resource, 'sites'), 1),
    isChargedByHour(resource),
    holds(
      { check: 'size', text: 'size' },
      planSizes(textOf(resource, 'tier') ?? '', textOf(resource, 'sku') ?? '') === null ? null : true,
      'one whose smaller ones are known',
      textOf(resource, 'sku'),
    ),
    below(
      { check: 'cpu_maximum', text: `processor at its busiest in ${days} days`, unit: '%' },
      cpu?.highest ?? null,
      cpu_maximum_percent,
    ),
    below(
      { check: 'received', text: 'received on the busiest day', unit: 'MB' },
      received ? received.highest / MB : null,
      received_mb_per_day,
    ),
    holds(
      { check: 'memory', text: `memory at its fullest in ${days} days, which a smaller size has to have` },
      memory === null ? null : true,
      'measured',
      memory?.highest ?? null,
    ),
    notProtected(resource),
  ];
}

function propose({ resource, is_production, parameters: limits }: Idle, known: Measured): Proposal {
  const { days, cpu_maximum_percent, received_mb_per_day, memory_maximum_percent } = limits;
  const smaller = smallerSize(resource, known.memory, memory_maximum_percent);
  return {
    ...(smaller ? moveTo(resource, smaller) : removal(resource)),
    reason: `In ${days} days its processor reached ${figure(known.cpu.highest)} % at its busiest, and its ${counted(numberOf(resource, 'sites')!, 'app')} received at most ${figure(known.received.highest / MB)} MB a day.`,
    current: { sku: textOf(resource, 'sku'), tier: textOf(resource, 'tier'), sites: numberOf(resource, 'sites') },
    confidence: confidenceOf(
      coverage([known.cpu, known.memory, known.received]),
      ...(smaller
        ? []
        : [
            ['medium', 'All of it is saved only if nobody needs its apps, or another plan has room for them.'] as const,
          ]),
    ),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        smaller
          ? `Its apps restart on ${smaller.to.sku}, where their memory would be ${figure(smaller.memory_after)} % full.`
          : 'Somebody may still need its apps: ask before they go, and keep their content and settings.',
      ],
      ['low', 'Where nobody needs its apps any more, deleting them and the plan saves all that it costs.'],
    ),
    evidence: [
      { metric: 'cpu_percent', statistic: 'maximum', limit: cpu_maximum_percent },
      { metric: 'network_in_bytes', statistic: 'total', limit: received_mb_per_day * MB },
      { metric: 'memory_percent', statistic: 'maximum', limit: null },
    ],
  };
}

export const azureAppServicePlanIdle = defineRule({
  id: 'azure-app-service-plan-idle',
  title: 'Idle App Service plans',
  description: 'Plans whose apps do next to nothing.',
  type: 'idle',
  provider: 'azure',
  resource_types: ['microsoft.web/serverfarms'],
  metrics: ['cpu_percent', 'memory_percent', 'network_in_bytes'],
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, App Service plans with little use over 7 days',
    'OpenOps, App Service plans: processor and memory below 40 %',
  ],
  evaluate: (subject) => {
    const measured = measuredIn(subject, subject.parameters);
    const cpu = measured('cpu_percent', 'maximum');
    const memory = measured('memory_percent', 'maximum');
    const received = measured('network_in_bytes', 'total');
    return decide(checksOf(subject, { cpu, memory, received }), () =>
      propose(subject, { cpu: cpu!, memory: memory!, received: received! }),
    );
  },
});
