import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { type DiskTier, premiumTierOf, standardSsdTier } from '../azure/disk-tiers.ts';
import { MB, mediumInProduction, SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../azure/guards.ts';
import { atMost, below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, type Lookback, lookback, measuredIn, riskOf } from '../judging.ts';
import { flagOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type PriceList, type Seen } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { PriceKey, PriceRow } from '../types.ts';
import type { Window } from '../use.ts';

const STANDARD_OF: Record<string, string> = { Premium_LRS: 'StandardSSD_LRS', Premium_ZRS: 'StandardSSD_ZRS' };
const METRICS = ['disk_read_operations', 'disk_write_operations', 'disk_read_bytes', 'disk_write_bytes'] as const;
const OPERATIONS_PER_UNIT = 10_000;
const DAYS_PER_MONTH = 30;

/** Reads and writes together; peaks are added up as if they fell together, which they need not. */
function together(
  seen: Pick<Seen, 'use'>,
  of: 'operations' | 'bytes',
  statistic: 'total' | 'p95',
  days: Lookback,
): { value: number; windows: Window[] } | null {
  const reads = measuredIn(seen, days)(`disk_read_${of}`, statistic);
  const writes = measuredIn(seen, days)(`disk_write_${of}`, statistic);
  return reads && writes ? { value: reads.highest + writes.highest, windows: [reads, writes] } : null;
}

/** What the change is made of, for prices. */
interface Move {
  tier: DiskTier;
  region: string;
  /** A month of 30 days; a standard SSD is charged for them. */
  operations: number;
}

const diskPrice = (region: string, sku: string): PriceKey => ({
  provider: 'azure',
  service: 'azure-disk',
  region,
  sku,
});

/** Of ten thousand operations. It hardly differs between regions: where the own one is not known, that of eastus is taken. */
function operationsPrice(prices: PriceList, region: string): PriceRow | null {
  const key = { provider: 'azure', service: 'azure-disk-operations', sku: 'StandardSSD_LRS' } as const;
  return prices.find({ ...key, region }) ?? prices.find({ ...key, region: 'eastus' });
}

/** What its operations would cost, of what the disk itself would cost less (%); null where a price is not known. */
function operationsPercent({ tier, region, operations }: Move, prices: PriceList): number | null {
  const disks = prices.pair(diskPrice(region, premiumTierOf(tier)), diskPrice(region, tier.name));
  const price = operationsPrice(prices, region);
  if (!disks || !price) return null;
  const less = disks.from.price - disks.to.price;
  return less <= 0 ? Number.POSITIVE_INFINITY : (((operations / OPERATIONS_PER_UNIT) * price.price) / less) * 100;
}

function savingOf(move: Move | null, prices: PriceList): SavingPlan {
  if (!move)
    return [
      { kind: 'unknown', because: 'prices are known of disks that are kept in one zone of a known region alone' },
    ];
  const { tier, region, operations } = move;
  const price = operationsPrice(prices, region);
  return [
    {
      kind: 'reprice',
      from: diskPrice(region, premiumTierOf(tier)),
      to: diskPrice(region, tier.name),
      of: ['storage'],
      because: 'a standard SSD of the same size is charged instead',
    },
    price
      ? {
          kind: 'adds',
          price,
          quantity: Math.ceil(operations / OPERATIONS_PER_UNIT),
          because: 'a standard SSD is charged for its operations as well, by the ten thousand',
        }
      : { kind: 'unknown', because: 'a standard SSD is charged for its operations as well, whose price is not known' },
  ];
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
  parameters: z.strictObject({
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
  }),
  sources: [
    'Azure Advisor, disks of which less than 10 % is used',
    'Microsoft, scalability and performance targets of managed disks',
  ],
  evaluate: ({ resource, use, is_production, prices, parameters }) => {
    const { days, iops_percent, peak_percent } = parameters;
    const sku = textOf(resource, 'sku');
    const size_gib = numberOf(resource, 'size_gib');
    const given = numberOf(resource, 'iops');
    const tier = size_gib === null ? null : standardSsdTier(size_gib);
    const daily = together({ use }, 'operations', 'total', parameters);
    const peak = together({ use }, 'operations', 'p95', parameters);
    const bytes = together({ use }, 'bytes', 'p95', parameters);
    const iops = daily && daily.value / SECONDS_PER_DAY;
    const share = iops === null || !given ? null : (iops / given) * 100;
    const peak_iops = peak && peak.value / SECONDS_PER_HOUR;
    const peak_mb = bytes && bytes.value / SECONDS_PER_HOUR / MB;
    const monthly = daily && daily.windows.reduce((sum, { mean }) => sum + mean, 0) * DAYS_PER_MONTH;
    const { region } = resource;
    const move =
      sku === 'Premium_LRS' && tier && region !== null && monthly !== null
        ? { tier, region, operations: monthly }
        : null;
    const charged = move && operationsPercent(move, prices);
    const checks = [
      isOneOf({ check: 'sku', text: 'kind of disk' }, sku, Object.keys(STANDARD_OF)),
      isOneOf({ check: 'status', text: 'state of the disk' }, resource.status, ['Attached']),
      holds(
        { check: 'bursting', text: 'pays for bursts on demand' },
        flagOf(resource, 'bursting') !== true,
        'no: standard SSDs have none',
        flagOf(resource, 'bursting'),
      ),
      below(
        { check: 'iops_share', text: `operations a second on the busiest of ${days} days, of those given`, unit: '%' },
        share,
        iops_percent,
      ),
      atMost(
        { check: 'peak_iops', text: 'operations a second at their busiest (95th percentile of the busiest day)' },
        tier && peak_iops,
        tier ? (tier.iops * peak_percent) / 100 : 0,
      ),
      atMost(
        {
          check: 'peak_throughput',
          text: 'throughput at its busiest (95th percentile of the busiest day)',
          unit: 'MB/s',
        },
        tier && peak_mb,
        tier ? (tier.mb_per_second * peak_percent) / 100 : 0,
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
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Change the disk ${nameOf(resource)} to a standard SSD`,
      reason: `On its busiest of ${days} days it did ${figure(iops!)} operations a second, ${figure(share!)} % of the ${figure(given!)} it is paid for; at its busiest ${figure(peak_iops!)}, where a standard SSD of its size gives ${tier!.iops}.`,
      change: { action: 'azure.set_disk_sku', parameters: { sku: STANDARD_OF[sku!]!, from_sku: sku! } },
      current: { sku, tier: textOf(resource, 'tier'), size_gib, iops: given },
      proposed: { sku: STANDARD_OF[sku!]!, tier: tier!.name, iops: tier!.iops },
      saving: savingOf(move, prices),
      claims: [{ resource_id: resource.resource_id, component: 'storage' }],
      confidence: confidenceOf(coverage([...daily!.windows, ...peak!.windows, ...bytes!.windows])),
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
    }));
  },
});
