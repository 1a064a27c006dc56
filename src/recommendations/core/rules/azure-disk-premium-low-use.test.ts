import { describe, expect, it } from 'vitest';
import { days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { PriceRow } from '../types.ts';
import { azureDiskPremiumLowUse } from './azure-disk-premium-low-use.ts';

const DAY = 86_400;
const HOUR = 3_600;
const MB = 1e6;
/** Reads and writes, each half of it: operations a second over a day, in the busiest hours, and bytes a second in those. */
const used = (daily: number, peak = daily, bytes = MB): NonNullable<Given['use']> => {
  const half = { total: (daily / 2) * DAY, p95: (peak / 2) * HOUR };
  return {
    disk_read_operations: half,
    disk_write_operations: half,
    disk_read_bytes: { total: bytes * DAY, p95: (bytes / 2) * HOUR },
    disk_write_bytes: { total: bytes * DAY, p95: (bytes / 2) * HOUR },
  };
};
const base: Given = {
  resource_type: 'microsoft.compute/disks',
  name: 'data-1',
  status: 'Attached',
  attached_to: ['/machine'],
  attributes: { sku: 'Premium_LRS', tier: 'P30', size_gib: 1_024, iops: 5_000, bursting: false },
  use: used(20, 50),
};
const operations: PriceRow = {
  provider: 'azure',
  service: 'azure-disk-operations',
  region: 'westeurope',
  sku: 'StandardSSD_LRS',
  unit: 'ten_thousand_operations',
  price: 0.002,
  source: 'price_api',
  source_name: 'Azure Retail Prices API',
  date: '2026-11-01',
};
/** In westeurope P30 costs 148.68 and E30 76.80 a month: as much less as 359.4 million operations cost, 138.7 a second. */
const BREAK_EVEN = ((148.68 - 76.8) / 0.002) * 10_000;
const perSecond = (monthly: number) => monthly / 30 / DAY;

testCases(azureDiskPremiumLowUse, base, {
  found: {
    'little use': {},
    'just below a tenth of what it gives, if operations were free': {
      use: used(499, 400),
      prices: [{ ...operations, price: 0 }],
    },
    'as much as the standard SSD gives, with headroom': { use: used(20, 400) },
    'as much throughput as the standard SSD gives, with headroom': { use: used(20, 50, 48 * MB) },
    'a disk that is kept in several zones': { attributes: { sku: 'Premium_ZRS' } },
    'nobody says whether it bursts': { attributes: { bursting: null } },
    'operations that cost less than is saved': { use: used(perSecond(BREAK_EVEN) * 0.99), prices: [operations] },
    'a size between two tiers': { attributes: { size_gib: 600 } },
  },
  fine: {
    'of a cluster or a scale set, which decides about its disks': [{ parent_id: '/cluster' }, 'member'],
    'a tenth of what it gives': [{ use: used(500, 400), prices: [{ ...operations, price: 0 }] }, 'iops_share'],
    'a busy day': [
      { use: { ...used(20, 50), disk_read_operations: { total: [500 * DAY, ...days(29, 10 * DAY)], p95: 0 } } },
      'iops_share',
    ],
    'more than the standard SSD gives': [{ use: used(20, 400.1) }, 'peak_iops'],
    'more throughput than the standard SSD gives': [{ use: used(20, 50, 48.1 * MB) }, 'peak_throughput'],
    'operations that cost more than is saved': [
      { use: used(perSecond(BREAK_EVEN) * 1.01), prices: [operations] },
      'operations_cost',
    ],
    'a standard SSD': [{ attributes: { sku: 'StandardSSD_LRS' } }, 'sku'],
    'a premium SSD of the second version': [{ attributes: { sku: 'PremiumV2_LRS' } }, 'sku'],
    unattached: [{ status: 'Unattached', attached_to: [] }, 'status'],
    'a disk that pays for bursts': [{ attributes: { bursting: true } }, 'bursting'],
  },
  unknown: {
    'not measured': [
      { use: Object.fromEntries(Object.keys(used(0)).map((metric) => [metric, undefined])) },
      'iops_share',
      'peak_iops',
      'peak_throughput',
    ],
    'writes not measured': [{ use: { disk_write_operations: undefined } }, 'iops_share', 'peak_iops'],
    'measured on half the days': [
      { use: { disk_read_operations: { total: days(15, 0), p95: days(15, 0) } } },
      'iops_share',
      'peak_iops',
    ],
    'nobody knows what it gives': [{ attributes: { iops: null } }, 'iops_share'],
    'a size that is not known': [{ attributes: { size_gib: null } }, 'peak_iops', 'peak_throughput'],
    'a kind that is not known': [{ attributes: { sku: null } }, 'sku'],
  },
});

describe('a premium disk with little use', () => {
  it('becomes a standard SSD of the same size, whose operations are charged', () => {
    const situation = situationOf(base, { prices: [operations] });
    expect(changeOf(azureDiskPremiumLowUse, situation)).toEqual({
      action: 'azure.set_disk_sku',
      parameters: { sku: 'StandardSSD_LRS', from_sku: 'Premium_LRS' },
    });
    expect(planOf(azureDiskPremiumLowUse, situation)).toMatchObject([
      { kind: 'reprice', from: { service: 'azure-disk', sku: 'P30' }, to: { sku: 'E30' }, of: ['storage'] },
      // 20 a second are 51.84 million in 30 days.
      { kind: 'adds', price: { service: 'azure-disk-operations' }, quantity: 5_184 },
    ]);
    expect(findingOf(azureDiskPremiumLowUse, situation).reason).toContain(
      'at most 20 operations a second over a day, 0.4 % of the 5,000 it is paid for, and 50 at its busiest',
    );
  });

  it.each([
    [4, 'E1'],
    [128, 'E10'],
    [129, 'E15'],
    [32_767, 'E80'],
  ])('of %d GiB is charged as %s', (size_gib, tier) => {
    const situation = situationOf(base, {
      attributes: { size_gib, tier: null },
      // Of small disks, operations would soon cost more than is saved.
      prices: [{ ...operations, price: 0 }],
    });
    expect(findingOf(azureDiskPremiumLowUse, situation).proposed).toMatchObject({ sku: 'StandardSSD_LRS', tier });
  });

  it('is compared with what it is paid for, where that is more than its size', () => {
    const [step] = planOf(azureDiskPremiumLowUse, situationOf(base, { attributes: { tier: 'P50', iops: 7_500 } }));
    expect(step).toMatchObject({ kind: 'reprice', from: { sku: 'P50' }, to: { sku: 'E30' } });
    const [unknown] = planOf(azureDiskPremiumLowUse, situationOf(base, { attributes: { tier: null } }));
    expect(unknown).toMatchObject({ kind: 'reprice', from: { sku: 'P30' }, to: { sku: 'E30' } });
  });

  it('has no figure where the price of operations, of its zones or its region is not known', () => {
    const steps = (changes: Given) =>
      planOf(azureDiskPremiumLowUse, situationOf(base, changes)).map(({ kind }) => kind);
    expect(steps({ attributes: { sku: 'Premium_ZRS' }, prices: [operations] })).toEqual(['unknown']);
    expect(steps({ region: null, prices: [operations] })).toEqual(['unknown']);
    expect(steps({ region: 'westeurope', prices: [{ ...operations, region: 'eastus' }] })).toEqual(['reprice', 'adds']);
  });
});
