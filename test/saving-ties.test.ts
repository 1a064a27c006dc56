import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constantFrom, integer, record, sample } from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { InventoryResource } from '../src/connections/core/inventory.ts';
import { type Costs, createCosts } from '../src/costs/server/index.ts';
import { SYSTEM } from '../src/jobs/server/index.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { compareDecimals, sumDecimals } from '../src/platform/core/decimal.ts';
import { priceSaving } from '../src/recommendations/core/price-saving.ts';
import { priceListOf } from '../src/recommendations/core/prices/price-list.ts';
import { dayColumns, type FocusRow, focusCsv } from './support/imports.ts';
import { openTestServices, type TestServices } from './support/services.ts';

const NOW = new Date('2026-09-10T12:00:00Z');
/** The 30 complete days before September; the bill begins ten days before them. */
const WINDOW = { start: '2026-08-02', end: '2026-09-01' };
const BEGIN = addDays(WINDOW.start, -10);
const DAYS = 40;

/** Units of 1e-18, as a decimal text. */
const textOf = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(19, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`;
};

/** Charges of all kinds, of resources by several names, on days in and before those that are looked at. */
const charges = sample(
  record({
    resource: constantFrom('i-1', 'I-1', 'arn:aws:ec2:us-east-1:1:instance/i-1', 'i-2', 'i-3'),
    day: integer({ min: 0, max: DAYS - 1 }),
    category: constantFrom('Usage', 'Usage', 'Usage', 'Adjustment', 'Credit', 'Tax', 'Purchase'),
    is_correction: constantFrom('', '', '', 'Correction'),
    commitment: constantFrom('', '', 'sp-1', 'sp-2'),
    meter: constantFrom('BoxUsage:m5.large', 'CPUCredits:t3', ''),
    effective: integer({ min: -1_000, max: 1_000_000_000 }),
    list: integer({ min: 1, max: 1_000_000_000 }),
    contracted: integer({ min: 1, max: 1_000_000_000 }),
  }),
  { numRuns: 600, seed: 20_260_901 },
).map((one) => ({
  ...one,
  // Of more digits than a double holds.
  effective: textOf(BigInt(one.effective) * 1_000_000_007n),
  list: textOf(BigInt(one.list) * 1_000_000_009n),
  contracted: textOf(BigInt(one.contracted) * 1_000_000_021n),
  date: addDays(BEGIN, one.day),
  // What is adjusted, or bought, is no use that commitments cover.
  commitment: one.category === 'Usage' ? one.commitment : '',
}));
type Charge = (typeof charges)[number];

const rowOf = (one: Charge): FocusRow => ({
  ...dayColumns(one.date),
  ResourceId: one.resource,
  ChargeCategory: one.category,
  ChargeClass: one.is_correction,
  ChargeDescription: 'Instance hour',
  EffectiveCost: one.effective,
  BilledCost: one.effective,
  ListCost: one.list,
  ContractedCost: one.contracted,
  SkuMeter: one.meter,
  CommitmentDiscountId: one.commitment,
  CommitmentDiscountStatus: one.commitment && 'Used',
  CommitmentDiscountCategory: one.commitment && 'Spend',
  CommitmentDiscountType: one.commitment && 'Savings Plan',
});

let services: TestServices;
let costs: Costs;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-ties-'));
beforeAll(async () => {
  services = await openTestServices({ now: () => NOW });
  costs = createCosts(services);
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  rmSync(folder, { recursive: true });
});

async function upload(rows: FocusRow[]) {
  const organization_id = await services.addOrganization();
  const transaction: Parameters<Costs['resourceBills']>[0]['transaction'] = (work) =>
    services.database.transaction(organization_id, work);
  const path = join(folder, `${randomUUID()}.csv`);
  const lines = focusCsv(rows).trimEnd().split('\n');
  writeFileSync(
    path,
    lines.map((line, index) => `${line},${index === 0 ? 'SkuMeter' : rows[index - 1]!['SkuMeter']}`).join('\n'),
  );
  const auditor = { organization_id, actor: SYSTEM, address: null, now: NOW };
  const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
  const { id } = await costs.imports.add({ auditor, source: 'upload', file, on_bad_rows: 'refuse' });
  await vi.waitFor(async () => {
    const [found] = await transaction((tx) => tx.selectFrom('imports').select('status').where('id', '=', id).execute());
    expect(found?.status).toBe('succeeded');
  }, 20_000);
  return { organization_id, transaction };
}

it('is the sum of the rows of the bill, to the last digit', async () => {
  // A charge on every day, of something else: so that all days are complete.
  const others = Array.from({ length: DAYS }, (_, day) => ({
    ...charges[0]!,
    resource: 'i-3' as const,
    date: addDays(BEGIN, day),
  }));
  const context = await upload([...charges, ...others].map(rowOf));
  const { window, by_resource } = await costs.resourceBills(context);
  expect(window).toEqual(WINDOW);
  const names = ['i-1', 'arn:aws:ec2:us-east-1:1:instance/i-1'];
  const bill = names.flatMap((name) => by_resource.get(name) ?? []);
  const resource = { resource_id: names[1], resource_type: 'AWS::EC2::Instance', created_at: null };
  const { monthly, monthly_cost, freed_commitments } = priceSaving({
    subject: {
      resource: resource as InventoryResource,
      bill,
      bill_window: window,
      prices: priceListOf([]),
      age_days: null,
    },
    plan: [{ kind: 'ends', of: 'all', because: 'it is gone' }],
    billOf: () => [],
  });
  const own = charges.filter(
    ({ resource: name, date, category }) =>
      names.includes(name.toLowerCase()) && date >= WINDOW.start && ['Usage', 'Adjustment'].includes(category),
  );
  expect(own.length).toBeGreaterThan(100);
  const sum = (column: 'effective' | 'list' | 'contracted', commitment: string): string =>
    sumDecimals(own.filter((one) => one.commitment === commitment).map((one) => one[column]));
  expect(monthly).toEqual({
    effective: sum('effective', ''),
    list: sum('list', ''),
    contracted: sum('contracted', ''),
  });
  expect(freed_commitments.map(({ commitment_id, monthly_cost: freed }) => [commitment_id, freed])).toEqual([
    ['sp-1', sum('effective', 'sp-1')],
    ['sp-2', sum('effective', 'sp-2')],
  ]);
  const all = sumDecimals([monthly!.effective, ...freed_commitments.map((one) => one.monthly_cost)]);
  expect(compareDecimals(all, monthly_cost!.effective)).toBe(0);
});
