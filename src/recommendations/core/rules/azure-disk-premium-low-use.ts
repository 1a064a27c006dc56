import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { type DiskTier, premiumTierOf, standardSsdTier } from '../azure/disk-tiers.ts';
import { isNoMember, MB, mediumInProduction, SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../azure/guards.ts';
import { atMost, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, lookback, measuredIn, riskOf } from '../judging.ts';
import { flagOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type PriceList, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Check, PriceKey, PriceRow } from '../types.ts';
import type { Window } from '../use.ts';

const STANDARD_OF: Record<string, string> = { Premium_LRS: 'StandardSSD_LRS', Premium_ZRS: 'StandardSSD_ZRS' };
const METRICS = ['disk_read_operations', 'disk_write_operations', 'disk_read_bytes', 'disk_write_bytes'] as const;
const OPERATIONS_PER_UNIT = 10_000;
const DAYS_PER_MONTH = 30;

const parameters = z.strictObject({
  ...lookback(30),
  iops_percent: z
    .number()
    .min(0)
    .max(100)
    .default(10)
    .describe('Operations a second on the busiest day, of those that the disk gives, below (%)'),
  peak_percent: z
    .number()
    .min(1)
    .max(100)
    .default(80)
    .describe('Operations and throughput at their busiest, of what the standard SSD gives, at most (%)'),
});
type LittleUsed = Subject<z.output<typeof parameters>>;

/** How a disk is used; null is not known. */
interface DiskUse {
  /** Operations a second on the busiest day, and of those that the disk gives (%). */
  iops: number | null;
  iops_percent: number | null;
  /** Operations and MB a second in the busiest hours. */
  peak_iops: number | null;
  peak_mb: number | null;
  /** Operations a month of 30 days. */
  monthly: number | null;
  windows: Window[];
}

/** Reads and writes together; their busiest days and hours are added up as if they fell together, which they need not. */
function useOf(subject: LittleUsed): DiskUse {
  const measured = measuredIn(subject, subject.parameters);
  const both = (of: 'operations' | 'bytes', statistic: 'total' | 'p95'): [Window, Window] | null => {
    const [reads, writes] = [measured(`disk_read_${of}`, statistic), measured(`disk_write_${of}`, statistic)];
    return reads && writes && [reads, writes];
  };
  const highest = (windows: [Window, Window] | null) => windows && windows[0].highest + windows[1].highest;
  const daily = both('operations', 'total');
  const peak = both('operations', 'p95');
  const bytes = both('bytes', 'p95');
  const per = (value: number | null, seconds: number) => value && value / seconds;
  const iops = per(highest(daily), SECONDS_PER_DAY);
  const given = numberOf(subject.resource, 'iops');
  return {
    iops,
    iops_percent: iops === null || !given ? null : (iops / given) * 100,
    peak_iops: per(highest(peak), SECONDS_PER_HOUR),
    peak_mb: per(highest(bytes), SECONDS_PER_HOUR * MB),
    monthly: daily && (daily[0].mean + daily[1].mean) * DAYS_PER_MONTH,
    windows: [daily, peak, bytes].flatMap((windows) => windows ?? []),
  };
}

/** What the change is made of, for prices. */
interface Move {
  from: PriceKey;
  to: PriceKey;
  /** A month of 30 days; a standard SSD is charged for them. */
  operations: number;
}

/** Null for what there are no prices of: disks that are kept in several zones, or of an unknown region. */
function moveOf({ resource }: LittleUsed, tier: DiskTier | null, { monthly }: DiskUse): Move | null {
  const { region } = resource;
  if (textOf(resource, 'sku') !== 'Premium_LRS' || !tier || region === null || monthly === null) return null;
  const price = (sku: string): PriceKey => ({ provider: 'azure', service: 'azure-disk', region, sku });
  // A disk can be paid for as a larger one, to be faster.
  const from = price(textOf(resource, 'tier') ?? premiumTierOf(tier));
  return { from, to: price(tier.name), operations: monthly };
}

/** Of ten thousand operations. It hardly differs between regions: where the own one is not known, that of eastus is taken. */
function operationsPrice(prices: PriceList, { to: { region } }: Move): PriceRow | null {
  const key = { provider: 'azure', service: 'azure-disk-operations', sku: 'StandardSSD_LRS' } as const;
  return prices.find({ ...key, region }) ?? prices.find({ ...key, region: 'eastus' });
}

/** What its operations would cost, of what the disk itself would cost less (%); null where a price is not known. */
function operationsPercent(move: Move, prices: PriceList): number | null {
  const disks = prices.pair(move.from, move.to);
  const price = operationsPrice(prices, move);
  if (!disks || !price) return null;
  const less = disks.from.price - disks.to.price;
  return less <= 0 ? Number.MAX_VALUE : (((move.operations / OPERATIONS_PER_UNIT) * price.price) / less) * 100;
}

function savingOf(move: Move | null, prices: PriceList): SavingPlan {
  if (!move)
    return [{ kind: 'unknown', because: 'prices are known only of disks that are kept in one zone of a known region' }];
  const price = operationsPrice(prices, move);
  return [
    {
      kind: 'reprice',
      from: move.from,
      to: move.to,
      of: ['storage'],
      because: 'a standard SSD of the same size is charged instead',
    },
    price
      ? {
          kind: 'adds',
          price,
          quantity: Math.ceil(move.operations / OPERATIONS_PER_UNIT),
          because: 'a standard SSD is charged for its operations as well, by the ten thousand',
        }
      : { kind: 'unknown', because: 'a standard SSD is charged for its operations as well, whose price is not known' },
  ];
}

/** What is used at its busiest, as far as the standard SSD gives it. */
const withinTier = (
  what: { check: string; text: string; unit?: string },
  actual: number | null,
  given: number | undefined,
  percent: number,
): Check =>
  given === undefined
    ? holds(what, null, 'within what a standard SSD of its size gives', actual)
    : atMost(what, actual, (given * percent) / 100);

function checksOf(
  { resource, prices, parameters: limits }: LittleUsed,
  tier: DiskTier | null,
  used: DiskUse,
  move: Move | null,
) {
  const bursting = flagOf(resource, 'bursting');
  const charged = move && operationsPercent(move, prices);
  const busiest = 'at its busiest (95th percentile of the busiest day)';
  return [
    isOneOf({ check: 'sku', text: 'kind of disk' }, textOf(resource, 'sku'), Object.keys(STANDARD_OF)),
    isOneOf({ check: 'status', text: 'state of the disk' }, resource.status, ['Attached']),
    holds(
      { check: 'bursting', text: 'pays for bursts on demand' },
      bursting !== true,
      'no: standard SSDs have none',
      bursting,
    ),
    below(
      {
        check: 'iops_share',
        text: `operations a second on the busiest of ${limits.days} days, of those given`,
        unit: '%',
      },
      used.iops_percent,
      limits.iops_percent,
    ),
    withinTier(
      { check: 'peak_iops', text: `operations a second ${busiest}` },
      used.peak_iops,
      tier?.iops,
      limits.peak_percent,
    ),
    withinTier(
      { check: 'peak_throughput', text: `throughput ${busiest}`, unit: 'MB/s' },
      used.peak_mb,
      tier?.mb_per_second,
      limits.peak_percent,
    ),
    holds(
      {
        check: 'operations_cost',
        text: 'what its operations would cost, of what the disk would cost less, where prices are known',
        unit: '%',
      },
      charged === null || charged < 100,
      'below 100 %',
      charged,
    ),
    isNoMember(resource),
    notProtected(resource),
  ];
}

function propose(
  { resource, is_production, prices, parameters: limits }: LittleUsed,
  tier: DiskTier,
  used: DiskUse,
  move: Move | null,
): Proposal {
  const from_sku = textOf(resource, 'sku')!;
  const sku = STANDARD_OF[from_sku]!;
  const given = numberOf(resource, 'iops')!;
  return {
    title: `Change the disk ${nameOf(resource)} to a standard SSD`,
    reason: `In ${limits.days} days it did at most ${figure(used.iops!)} operations a second over a day, ${figure(used.iops_percent!)} % of the ${figure(given)} it is paid for, and ${figure(used.peak_iops!)} at its busiest, where a standard SSD of its size gives ${figure(tier.iops)}.`,
    change: { action: 'azure.set_disk_sku', parameters: { sku, from_sku } },
    current: { sku: from_sku, tier: textOf(resource, 'tier'), size_gib: numberOf(resource, 'size_gib'), iops: given },
    proposed: { sku, tier: tier.name, iops: tier.iops },
    saving: savingOf(move, prices),
    claims: [{ resource_id: resource.resource_id, component: 'storage' }],
    confidence: confidenceOf(coverage(used.windows)),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        'Every operation takes longer on a standard SSD, and Microsoft promises less of a single machine that has one: 99.5 % instead of 99.9 %.',
      ],
      ['low', 'The machine is off while the disk is changed, and a disk can be changed twice a day.'],
    ),
    effort: 'low',
    restart_needed: true,
    reversible: true,
    evidence: METRICS.slice(0, 2).map((metric) => ({ metric, statistic: 'total', limit: null })),
  };
}

export const azureDiskPremiumLowUse = defineRule({
  id: 'azure-disk-premium-low-use',
  title: 'Premium Azure disks with little use',
  description: 'Premium SSDs that use so few of their operations that a standard SSD of the same size would do.',
  type: 'storage',
  provider: 'azure',
  resource_types: ['microsoft.compute/disks'],
  metrics: METRICS,
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, disks of which less than 10 % is used',
    'Microsoft, scalability and performance targets of managed disks',
  ],
  evaluate: (subject) => {
    const size_gib = numberOf(subject.resource, 'size_gib');
    const tier = size_gib === null ? null : standardSsdTier(size_gib);
    const used = useOf(subject);
    const move = moveOf(subject, tier, used);
    return decide(checksOf(subject, tier, used, move), () => propose(subject, tier!, used, move));
  },
});
