import type { Advice } from '../../../../core/inventory.ts';
import { decimalText } from '../decimal.ts';
import { halfMachine, halfOf } from './instance-types.ts';
import type { TruthKind } from './roles.ts';
import { type CloudItem, WINDOW } from './world.ts';

const HUB = 'cost-optimization-hub';
const OPTIMIZER = 'compute-optimizer';
const ADVISOR = 'azure-advisor';

/** Every source that advises, whether it has anything to say or not. */
export const ADVICE_SOURCES = [HUB, OPTIMIZER, ADVISOR];

interface Advised {
  source: typeof HUB | typeof OPTIMIZER | typeof ADVISOR;
  /** The cloud's own word. */
  action: string;
  /** What to do, before the name of the resource. */
  title: string;
  /** Hundredths of its cost that are saved. */
  saves_percent: bigint;
  effort: 'VeryLow' | 'Low' | 'Medium';
  restart_needed: boolean;
  rollback_possible: boolean;
  /** The attribute that would change, and to what. */
  change?: { attribute: string; to: (now: string) => string | null };
}

const removal = (source: Advised['source'], action: string, title: string): Advised => ({
  source,
  action,
  title,
  saves_percent: 100n,
  effort: 'VeryLow',
  restart_needed: false,
  rollback_possible: false,
});
/** Half the size costs half, in every family of AWS and every series of Azure that is used here. */
const halving = (
  source: Advised['source'],
  action: string,
  title: string,
  change: NonNullable<Advised['change']>,
): Advised => ({
  source,
  action,
  title,
  saves_percent: 50n,
  effort: 'Medium',
  restart_needed: true,
  rollback_possible: true,
  change,
});
const half = (size: string): string => String(Number(size) / 2);

/** What the clouds themselves find of the truth, and what they call it. They do not find all of it. */
const ADVISED: Partial<Record<TruthKind, Advised>> = {
  'ec2-idle': { ...removal(HUB, 'Stop', 'Stop the idle instance'), restart_needed: true, rollback_possible: true },
  'ec2-oversized': halving(HUB, 'Rightsize', 'Resize the instance', { attribute: 'instance_type', to: halfOf }),
  'ebs-unattached': removal(HUB, 'Delete', 'Delete the unattached volume'),
  // A gibibyte of gp3 costs four fifths of one of gp2.
  'ebs-gp2': {
    ...removal(HUB, 'Upgrade', 'Upgrade the volume'),
    saves_percent: 20n,
    rollback_possible: true,
    change: { attribute: 'volume_type', to: () => 'gp3' },
  },
  'rds-idle': removal(HUB, 'Delete', 'Delete the idle database'),
  'rds-oversized': halving(HUB, 'Rightsize', 'Resize the database', { attribute: 'instance_class', to: halfOf }),
  'nat-gateway-idle': removal(HUB, 'Delete', 'Delete the idle NAT gateway'),
  'elasticache-idle': removal(HUB, 'Delete', 'Delete the idle cache'),
  'lambda-oversized-memory': {
    ...halving(OPTIMIZER, 'Rightsize', 'Reduce the memory of the function', { attribute: 'memory_mib', to: half }),
    effort: 'Low',
    restart_needed: false,
  },
  'azure-vm-idle': removal(ADVISOR, 'Shutdown', 'Shut down the idle virtual machine'),
  'azure-vm-oversized': halving(ADVISOR, 'SkuChange', 'Resize the virtual machine', {
    attribute: 'vm_size',
    to: halfMachine,
  }),
  'azure-disk-unattached': removal(ADVISOR, 'Delete', 'Delete the unattached disk'),
  'azure-app-service-plan-empty': removal(ADVISOR, 'Delete', 'Delete the empty App Service plan'),
  'azure-flexible-server-oversized': halving(ADVISOR, 'SkuChange', 'Resize the database server', {
    attribute: 'sku',
    to: halfMachine,
  }),
  // Advisor's own estimate for moving snapshots from premium to standard storage.
  'azure-snapshot-premium': {
    ...removal(ADVISOR, 'SkuChange', 'Keep the snapshot on standard storage'),
    saves_percent: 60n,
    rollback_possible: true,
    change: { attribute: 'sku', to: () => 'Standard_LRS' },
  },
};

const PERCENT_DIGITS = 14;

function detailsOf({ change, ...advised }: Advised, { resource, truth }: CloudItem, cost: bigint) {
  const current = change ? String(resource.attributes[change.attribute]) : null;
  return {
    current,
    recommended: change && current !== null ? change.to(current) : null,
    reason: truth[0]?.reason ?? null,
    monthly_cost: decimalText(cost),
    savings_percent: Number(advised.saves_percent),
    effort: advised.effort,
    restart_needed: advised.restart_needed,
    rollback_possible: advised.rollback_possible,
    lookback_days: WINDOW,
  };
}

/** What the clouds advise about an item; none about what the bills name no cost of. Costs are in 1e-12 dollars. */
export function adviceOf(item: CloudItem, costs: ReadonlyMap<string, bigint>): Advice[] {
  const { resource, truth } = item;
  const advised = truth.map(({ kind }) => ADVISED[kind]).filter((one) => one !== undefined);
  // What can go need not be changed.
  const best = advised.find((one) => one.saves_percent === 100n) ?? advised[0];
  const cost = costs.get(resource.resource_id);
  if (!best || cost === undefined) return [];
  return [
    {
      source: best.source,
      advice_id: `${best.action} ${resource.resource_id}`,
      resource_id: resource.resource_id,
      resource_type: resource.resource_type,
      account_id: resource.account_id,
      region: resource.region,
      action: best.action,
      title: `${best.title} ${resource.name ?? resource.resource_id}`,
      monthly_savings: decimalText(cost * best.saves_percent, PERCENT_DIGITS),
      currency: 'USD',
      details: detailsOf(best, item, cost),
    },
  ];
}
