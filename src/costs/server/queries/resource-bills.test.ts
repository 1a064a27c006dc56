import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dayColumns, type FocusRow, focusCsv } from '../../../../test/support/imports.ts';
import { openTestServices, type TestServices } from '../../../../test/support/services.ts';
import { SYSTEM } from '../../../jobs/server/index.ts';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import { sumDecimals } from '../../../platform/core/decimal.ts';
import { type Costs, createCosts } from '../index.ts';

const NOW = new Date('2026-09-10T12:00:00Z');
/** The bill is complete through the last day of August. */
const [FIRST, LAST] = ['2026-07-20', '2026-08-31'];
const WINDOW = { start: '2026-08-02', end: '2026-09-01' };

const daysFrom = (first: IsoDate, last: IsoDate = LAST): IsoDate[] => {
  const days = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
};
const charge = (date: IsoDate, resource: string, more: FocusRow = {}): FocusRow => ({
  ...dayColumns(date),
  ResourceId: resource,
  ConsumedQuantity: '24',
  SkuMeter: 'BoxUsage:m6i.large',
  ...more,
});
const PLAN: FocusRow = {
  CommitmentDiscountId: 'sp-1',
  CommitmentDiscountName: 'Machines, 1 year',
  CommitmentDiscountCategory: 'Spend',
  CommitmentDiscountType: 'Savings Plan',
  CommitmentDiscountStatus: 'Used',
  PricingCategory: 'Committed',
};
const NO_RESOURCE: FocusRow = { ResourceId: '', ResourceType: '', ConsumedQuantity: '', ConsumedUnit: '' };

const rows: FocusRow[] = daysFrom(FIRST).flatMap((date) => [
  charge(date, 'Vol-1', {
    SkuMeter: 'EBS:VolumeUsage.gp2',
    EffectiveCost: '0.100000000000000001',
    ContractedCost: '0.2',
    ListCost: '0.3',
    ConsumedQuantity: date === '2026-08-08' ? '2' : '1',
    ConsumedUnit: 'GB-Months',
  }),
  charge(date, 'vol-1', { SkuMeter: 'EBS:VolumeUsage.gp2', EffectiveCost: '1', ConsumedUnit: 'GB-Months' }),
  charge(date, 'i-1', { ...PLAN, EffectiveCost: '3', ContractedCost: '4' }),
  // Spot, another currency, and what of the commitment nothing used.
  charge(date, 'i-2', { EffectiveCost: '5', ContractedCost: '5' }),
  charge(date, 'i-3', { SkuMeter: 'SpotUsage:m6i.large', PricingCategory: 'Dynamic', ContractedCost: '7' }),
  charge(date, 'i-4', { BillingCurrency: 'EUR', EffectiveCost: '2' }),
  {
    ...charge(date, ''),
    ...NO_RESOURCE,
    ...PLAN,
    CommitmentDiscountStatus: 'Unused',
    EffectiveCost: '0.5',
    ContractedCost: '0',
    SkuMeter: '',
    SubAccountId: 'owner',
  },
]);
const rest: FocusRow[] = [
  charge('2026-08-10', 'i-5', { EffectiveCost: '1', ConsumedQuantity: '' }),
  charge('2026-08-20', 'i-5', { ChargeCategory: 'Adjustment', EffectiveCost: '-0.25', ListCost: '-0.25' }),
  charge('2026-08-20', 'i-5', { ChargeCategory: 'Tax', EffectiveCost: '9' }),
  charge('2026-08-20', 'i-5', { ChargeCategory: 'Credit', EffectiveCost: '-9' }),
  {
    ...charge('2026-08-01', ''),
    ...NO_RESOURCE,
    CommitmentDiscountId: 'ri-1',
    CommitmentDiscountCategory: 'Usage',
    CommitmentDiscountType: 'Reservation',
  },
  charge('2026-08-05', 'db-1', {
    SkuMeter: 'InstanceUsage:db.m6i.large',
    ServiceName: 'Amazon Relational Database Service',
    CommitmentDiscountId: 'ri-1',
    CommitmentDiscountStatus: 'Used',
    CommitmentDiscountCategory: 'Usage',
    CommitmentDiscountType: 'Reservation',
    EffectiveCost: '2',
  }),
  {
    ...charge('2026-08-03', ''),
    ...NO_RESOURCE,
    ...PLAN,
    CommitmentDiscountStatus: '',
    ChargeCategory: 'Purchase',
    ChargeFrequency: 'Recurring',
    BilledCost: '105',
    EffectiveCost: '0',
    SkuMeter: '',
  },
];

/** As `focusCsv`, with the columns that rows have beyond FOCUS 1.0. */
function csvOf(all: FocusRow[], ...more: string[]): string {
  const lines = focusCsv(all).trimEnd().split('\n');
  return lines
    .map((line, index) => [line, ...more.map((name) => (index === 0 ? name : (all[index - 1]![name] ?? '')))].join(','))
    .join('\n');
}

let services: TestServices;
let costs: Costs;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-bills-'));
const contextOf = (organization_id: string) => ({
  organization_id,
  transaction: ((work) => services.database.transaction(organization_id, work)) as Parameters<
    Costs['resourceBills']
  >[0]['transaction'],
});
type Reading = ReturnType<typeof contextOf>;

async function upload(content: string): Promise<Reading> {
  const context = contextOf(await services.addOrganization());
  const path = join(folder, `${randomUUID()}.csv`);
  writeFileSync(path, content);
  const auditor = { organization_id: context.organization_id, actor: SYSTEM, address: null, now: NOW };
  const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
  const { id } = await costs.imports.add({ auditor, source: 'upload', file, on_bad_rows: 'refuse' });
  await vi.waitFor(async () => {
    const [found] = await context.transaction((tx) =>
      tx.selectFrom('imports').select('status').where('id', '=', id).execute(),
    );
    expect(found?.status).toBe('succeeded');
  }, 20_000);
  return context;
}

let context: Reading;
beforeAll(async () => {
  services = await openTestServices({ now: () => NOW });
  costs = createCosts(services);
  context = await upload(csvOf([...rows, ...rest], 'SkuMeter'));
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  rmSync(folder, { recursive: true });
});

describe('the bills of resources', () => {
  const linesOf = async (name: string, names?: string[]) =>
    (await costs.resourceBills(context, names)).by_resource.get(name);

  it('are exact, over the last 30 complete days, of all spellings of a name', async () => {
    expect((await costs.resourceBills(context)).window).toEqual(WINDOW);
    expect(await linesOf('vol-1')).toMatchObject([
      {
        meter: 'EBS:VolumeUsage.gp2',
        service: 'Amazon Elastic Compute Cloud',
        region: 'us-east-1',
        unit: 'GB-Months',
        pricing_category: 'Standard',
        commitment_id: null,
        currency: 'USD',
        effective: sumDecimals(Array.from({ length: 30 }, () => '1.100000000000000001')).padEnd(21, '0'),
        quantity: 30 * 25 + 1,
        // Nine days of weekends, the 8th of August among them.
        weekend_quantity: 9 * 25 + 1,
        first_day: WINDOW.start,
        last_day: LAST,
        days: 30,
      },
    ]);
    const [line] = (await linesOf('vol-1'))!;
    expect([Number(line!.contracted), Number(line!.list)]).toEqual([36, 39]);
  });

  it('tell what a commitment covers, and each currency', async () => {
    const plan = { commitment_id: 'sp-1', commitment_name: 'Machines, 1 year', commitment_category: 'Spend' };
    expect(await linesOf('i-1')).toMatchObject([{ ...plan, pricing_category: 'Committed', days: 30 }]);
    expect(await linesOf('i-4')).toMatchObject([{ currency: 'EUR', commitment_id: null }]);
  });

  it('are of use and its adjustments alone, with quantities where every row has one', async () => {
    expect(await linesOf('i-5')).toMatchObject([
      { quantity: null, weekend_quantity: null, first_day: '2026-08-10', last_day: '2026-08-20', days: 2 },
    ]);
    expect(Number((await linesOf('i-5'))![0]!.effective)).toBe(0.75);
    const { by_resource } = await costs.resourceBills(context);
    expect([...by_resource.keys()].toSorted()).toEqual(['db-1', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'vol-1']);
  });

  it('have no price where the bill has 0 for what costs something, as Azure does for what reservations cover', async () => {
    const zero = { ...PLAN, EffectiveCost: '3', ContractedCost: '0', ListCost: '0' };
    const free = { EffectiveCost: '0', ContractedCost: '0', ListCost: '0' };
    const azure = await upload(csvOf([charge('2026-08-20', 'a', zero), charge('2026-08-20', 'b', free)], 'SkuMeter'));
    const { by_resource } = await costs.resourceBills(azure);
    expect(by_resource.get('a')).toMatchObject([{ list: null, contracted: null }]);
    expect([by_resource.get('b')![0]!.list, by_resource.get('b')![0]!.contracted].map(Number)).toEqual([0, 0]);
    expect((await costs.commitmentUse(azure)).commitments).toMatchObject([{ covered_contracted: null }]);
    const days = { start: '2026-08-20', end: '2026-08-21' };
    const daily = await costs.dailyResourceCosts(azure, ['a'], days);
    expect(daily.by_resource.get('a')).toMatchObject([{ list: null, contracted: null }]);
  });

  it('say since when bills of an account name resources, where others did before', async () => {
    const young = { BillingAccountId: 'payer-2' };
    const bill = [
      ...daysFrom(FIRST).map((date) => charge(date, 'i-1')),
      ...daysFrom(FIRST).map((date) => ({ ...charge(date, ''), ...NO_RESOURCE, ...young, SkuMeter: '' })),
      ...daysFrom('2026-08-22').map((date) => charge(date, 'i-2', young)),
    ];
    const given = await upload(csvOf(bill, 'SkuMeter'));
    const { window, by_resource } = await costs.resourceBills(given);
    expect(window).toEqual(WINDOW);
    expect(by_resource.get('i-1')).toMatchObject([{ known_since: null }]);
    expect(by_resource.get('i-2')).toMatchObject([{ known_since: '2026-08-22', days: 10 }]);
    expect((await costs.resourceBills(given, ['I-2'])).by_resource.get('i-2')).toEqual(by_resource.get('i-2'));
  });

  it('can be narrowed to some names', async () => {
    const { by_resource } = await costs.resourceBills(context, ['VOL-1', 'i-5', 'nobody']);
    expect([...by_resource.keys()].toSorted()).toEqual(['i-5', 'vol-1']);
    for (const name of by_resource.keys()) expect(by_resource.get(name)).toEqual(await linesOf(name));
    expect((await costs.resourceBills(context, ['nobody'])).by_resource.size).toBe(0);
  });

  it('begin with the first bill where that is later, and are none without one', async () => {
    const young = await upload(
      csvOf(
        daysFrom('2026-08-20').map((date) => charge(date, 'i-1')),
        'SkuMeter',
      ),
    );
    expect((await costs.resourceBills(young)).window).toEqual({ start: '2026-08-20', end: '2026-09-01' });
    const empty = contextOf(await services.addOrganization());
    expect(await costs.resourceBills(empty)).toEqual({ window: null, by_resource: new Map() });
    expect(await costs.commitmentUse(empty)).toEqual({ window: null, commitments: [], uncovered: [] });
    expect(await costs.dailyResourceCosts(empty, ['i-1'], WINDOW)).toEqual({
      data_through: null,
      by_resource: new Map(),
    });
  });

  it('name meters by the columns of older files, and else by the description', async () => {
    const old = await upload(
      csvOf(
        [
          charge('2026-08-20', 'a', { x_UsageType: 'USW2-BoxUsage:m5.large' }),
          charge('2026-08-20', 'b', { x_SkuMeterName: 'D4s v5' }),
          charge('2026-08-20', 'c', { ChargeDescription: 'By the hour' }),
        ],
        'x_UsageType',
        'x_SkuMeterName',
      ),
    );
    const { by_resource } = await costs.resourceBills(old);
    const meters = ['a', 'b', 'c'].map((name) => by_resource.get(name)?.[0]?.meter);
    expect(meters).toEqual(['USW2-BoxUsage:m5.large', 'D4s v5', 'By the hour']);
  });
});

describe('the use of commitments', () => {
  it('is told for each, with what it was billed', async () => {
    const { window, commitments } = await costs.commitmentUse(context);
    expect(window).toEqual(WINDOW);
    expect(commitments).toMatchObject([
      { commitment_id: 'ri-1', category: 'Usage', last_covered: '2026-08-05', last_seen: '2026-08-05' },
      {
        commitment_id: 'sp-1',
        name: 'Machines, 1 year',
        category: 'Spend',
        type: 'Savings Plan',
        provider_name: 'AWS',
        billing_account_id: 'payer-1',
        sub_account_id: 'owner',
        currency: 'USD',
        covers: [{ service: 'Amazon Elastic Compute Cloud', region: 'us-east-1', meter: 'BoxUsage:m6i.large' }],
        first_seen: FIRST,
        last_covered: LAST,
        last_seen: LAST,
        ends_on: null,
      },
    ]);
    const plan = commitments[1]!;
    expect([plan.used, plan.unused, plan.covered_contracted].map(Number)).toEqual([90, 15, 120]);
    expect([plan.billed_once, plan.billed_recurring].map(Number)).toEqual([0, 105]);
  });

  describe('of which a row of a month tells what nothing used of it', () => {
    const fee = (month: string, effective: string): FocusRow => ({
      ...charge(month, ''),
      ...NO_RESOURCE,
      BillingPeriodStart: `${month}T00:00:00Z`,
      ChargePeriodEnd: `${addDays(`${month.slice(0, 8)}28`, 4).slice(0, 8)}01T00:00:00Z`,
      CommitmentDiscountId: 'ri-2',
      CommitmentDiscountCategory: 'Usage',
      CommitmentDiscountStatus: 'Unused',
      ChargeCategory: 'Purchase',
      ChargeFrequency: 'Recurring',
      BilledCost: effective,
      EffectiveCost: effective,
      SkuMeter: '',
    });

    it('is that of the days, though the row is of a day before them', async () => {
      const bill = [fee('2026-08-01', '3.1'), ...daysFrom('2026-07-20').map((date) => charge(date, 'i-1'))];
      const { window, commitments } = await costs.commitmentUse(await upload(csvOf(bill, 'SkuMeter')));
      expect(window).toEqual(WINDOW);
      // 30 of 31 days, billed before the first of them.
      expect(commitments).toMatchObject([{ commitment_id: 'ri-2', last_seen: LAST, last_covered: null }]);
      expect([commitments[0]!.unused, commitments[0]!.billed_recurring].map(Number)).toEqual([3, 0]);
    });

    it('is not known of a month that is not over', async () => {
      const bill = [
        fee('2026-08-01', '3.1'),
        fee('2026-09-01', '100'),
        ...daysFrom('2026-07-20', '2026-09-09').map((date) => charge(date, 'i-1')),
      ];
      const { window, commitments } = await costs.commitmentUse(await upload(csvOf(bill, 'SkuMeter')));
      expect(window).toEqual({ start: '2026-08-10', end: '2026-09-09' });
      expect(commitments).toMatchObject([{ commitment_id: 'ri-2', last_seen: '2026-09-08' }]);
      expect([commitments[0]!.unused, commitments[0]!.billed_recurring].map(Number)).toEqual([2.2, 100]);
    });
  });

  it('is beside on-demand use of what they cover: no spot, and no other services', async () => {
    const { uncovered } = await costs.commitmentUse(context);
    const told = uncovered.map(({ meter, currency, contracted }) => [meter, currency, Number(contracted)]);
    expect(told).toEqual([
      ['BoxUsage:m6i.large', 'EUR', 30],
      ['BoxUsage:m6i.large', 'USD', 151],
      ['EBS:VolumeUsage.gp2', 'USD', 36],
    ]);
  });

  it('knows the end of a term where the bill has it', async () => {
    const report = await upload(
      csvOf(
        [charge('2026-08-20', 'i-1', { ...PLAN, savings_plan_end_time: '2026-12-01T00:00:00Z' })],
        'savings_plan_end_time',
      ),
    );
    expect((await costs.commitmentUse(report)).commitments).toMatchObject([{ ends_on: '2026-12-01' }]);
  });
});

describe('daily costs of resources', () => {
  it('are told by day and meter, as far as days are complete', async () => {
    const days = { start: '2026-08-29', end: '2026-09-05' };
    const { data_through, by_resource } = await costs.dailyResourceCosts(context, ['I-1', 'vol-1', 'nobody'], days);
    expect(data_through).toBe(LAST);
    expect([...by_resource.keys()].toSorted()).toEqual(['i-1', 'vol-1']);
    const told = by_resource.get('i-1')!.map((one) => [one.day, Number(one.effective), Number(one.covered)]);
    expect(told).toEqual([
      ['2026-08-29', 3, 3],
      ['2026-08-30', 3, 3],
      ['2026-08-31', 3, 3],
    ]);
    expect(by_resource.get('vol-1')![0]).toMatchObject({
      meter: 'EBS:VolumeUsage.gp2',
      unit: 'GB-Months',
      quantity: 25,
      effective: '1.100000000000000001',
    });
  });
});
