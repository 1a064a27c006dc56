import type { Condition } from '../../action.ts';
import { isAt, numberAt, textAt } from './arm.ts';
import { condition, has, holds } from './inspection.ts';

/** What a tier of App Service has (Microsoft, "App Service limits" and "App Service plan overview"). */
interface Tier {
  tier: string;
  names: RegExp;
  /** Higher ones have what lower ones have. */
  rank: number;
  most_instances: number;
}

const TIERS: readonly Tier[] = [
  { tier: 'Basic', names: /^B[123]$/i, rank: 1, most_instances: 3 },
  { tier: 'Standard', names: /^S[123]$/i, rank: 2, most_instances: 10 },
  { tier: 'PremiumV2', names: /^P[123]v2$/i, rank: 3, most_instances: 30 },
  { tier: 'PremiumV3', names: /^P[0-5]m?v3$/i, rank: 4, most_instances: 30 },
  { tier: 'PremiumV4', names: /^P[0-5]m?v4$/i, rank: 4, most_instances: 30 },
];
const [STANDARD, PREMIUM_V2, PREMIUM_V3] = [2, 3, 4];

/** The tier of a plan's name, such as `P1v3`; null for those that are no tiers of machines of one's own. */
export const tierOf = (sku: string): Tier | null => TIERS.find(({ names }) => names.test(sku)) ?? null;

/** What apps have up to a rank, which goes with it. */
const LOST_BELOW: [number, string][] = [
  [STANDARD, 'deployment slots, autoscale rules and Traffic Manager endpoints'],
  [PREMIUM_V2, 'more than five deployment slots for each app'],
];

function isChangeable(plan: unknown, from: string, to: string): Condition {
  const problem =
    tierOf(from) && tierOf(to)
      ? has(plan, 'properties.hostingEnvironmentProfile.id')
        ? 'It is in an App Service environment, which has tiers of its own.'
        : isAt(plan, 'properties.isSpot')
          ? 'It is made of spot machines.'
          : null
      : `Plans are not changed from ${from} to ${to} from here: only between Basic, Standard and Premium from v2 on.`;
  return holds('tiers', 'both are tiers with machines of its own', problem === null, 'Both are.', problem ?? '');
}

function takesInstances(plan: unknown, to: Tier): Condition {
  const instances = instancesOf(plan) ?? 1;
  return holds(
    'instances',
    'has so many instances',
    instances <= to.most_instances,
    `It has ${instances}, and ${to.tier} takes ${to.most_instances}.`,
    `It has ${instances}, and ${to.tier} takes only ${to.most_instances}: scale it in first.`,
  );
}

/** How many machines a plan has; null where Azure does not tell. */
export const instancesOf = (plan: unknown): number | null =>
  numberAt(plan, 'sku.capacity') ?? numberAt(plan, 'properties.numberOfWorkers');

/** Settings of the plan itself that only higher tiers have. */
function needsNoMore(plan: unknown, { rank, tier }: Tier): Condition {
  const problem =
    isAt(plan, 'properties.zoneRedundant') && rank < PREMIUM_V2
      ? 'it is spread over zones'
      : isAt(plan, 'properties.elasticScaleEnabled') && rank < PREMIUM_V2
        ? 'it scales automatically'
        : isAt(plan, 'properties.perSiteScaling') && rank < STANDARD
          ? 'its apps are scaled one by one'
          : (isAt(plan, 'properties.hyperV') || isAt(plan, 'properties.isXenon')) && rank < PREMIUM_V3
            ? 'it runs Windows containers'
            : null;
  return holds(
    'settings',
    'needs nothing that the tier has not',
    problem === null,
    'The plan itself needs nothing that it would not have.',
    `${tier} has not what it needs: ${problem}.`,
  );
}

/** What its apps may use and the plan does not tell of. Azure refuses where slots are there. */
function losesFeatures(plan: unknown, from: Tier, to: Tier): Condition {
  const tell = condition('features', 'its apps lose nothing');
  const lost = LOST_BELOW.filter(([rank]) => from.rank >= rank && to.rank < rank).map(([, text]) => text);
  if (lost.length === 0 || numberAt(plan, 'properties.numberOfSites') === 0)
    return tell('met', 'The new tier has what the old one has, or no app is in the plan.');
  return tell('warning', `${to.tier} has not ${lost.join(', and not ')}: see that no app needs them.`);
}

/** Outbound addresses are of the machines of a tier. */
function keepsAddresses(from: Tier, to: Tier): Condition {
  const tell = condition('outbound_addresses', 'keeps its outbound addresses');
  return from.tier === to.tier
    ? tell('met', 'It stays in its tier.')
    : tell('warning', 'Its outbound addresses may change: look for them in firewalls and allow lists.');
}

/** Whether a plan can be of the kind `to`, as far as the plan tells. */
export function fitsTier(plan: unknown, to_sku: string): Condition[] {
  const from_sku = textAt(plan, 'sku.name') ?? '';
  const [from, to] = [tierOf(from_sku), tierOf(to_sku)];
  const changeable = isChangeable(plan, from_sku, to_sku);
  if (!from || !to) return [changeable];
  return [
    changeable,
    takesInstances(plan, to),
    needsNoMore(plan, to),
    losesFeatures(plan, from, to),
    keepsAddresses(from, to),
  ];
}
