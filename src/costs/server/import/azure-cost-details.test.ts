import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StagingFixture } from './staging-fixture.ts';

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

type Row = Record<string, string>;

/** A row of on-demand usage as Enterprise Agreements spell it. */
const EA: Row = {
  BillingAccountId: '8611537',
  BillingAccountName: 'Example enrollment',
  BillingPeriodStartDate: '09/01/2026',
  BillingPeriodEndDate: '09/30/2026',
  Date: '09/02/2026',
  SubscriptionId: '64E355D7-997C-491D-B0C1-8414DCCFCF42',
  SubscriptionName: 'Production',
  ResourceGroup: 'web',
  ResourceId: '/subscriptions/64e355d7/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/vm-1',
  ResourceLocation: 'EastUS',
  MeterCategory: 'Virtual Machines',
  MeterName: 'D2s v5',
  ServiceFamily: 'Compute',
  ProductName: 'Virtual Machines Dsv5 Series - D2s v5 - US East',
  UnitOfMeasure: '1 Hour',
  Quantity: '24',
  EffectivePrice: '0.09',
  UnitPrice: '0.09',
  PayGPrice: '0.096',
  CostInBillingCurrency: '2.16',
  BillingCurrencyCode: 'EUR',
  ChargeType: 'Usage',
  Frequency: 'UsageBased',
  PricingModel: 'OnDemand',
  Tags: '"team": "web","env": "prod"',
  AdditionalInfo: '{"ServiceType":"Standard_D2s_v5"}',
};

const COVERED: Row = {
  PricingModel: 'Reservation',
  BenefitId: '/providers/example/reservations/r1',
  BenefitName: 'one-year',
};
const PURCHASE: Row = {
  ...COVERED,
  ChargeType: 'Purchase',
  Frequency: 'OneTime',
  CostInBillingCurrency: '500',
  Quantity: '1',
};

const cells = (values: string[]) => values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');

function csv(rows: Row[]): string {
  const columns = [...new Set([...Object.keys(EA), ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => cells(columns.map((name) => row[name] ?? EA[name] ?? '')));
  return [columns.join(','), ...lines].join('\r\n');
}

const plain = (text: string | null | undefined) => (text?.includes('.') ? text.replace(/\.?0+$/, '') : (text ?? null));

/** Category, status, billed, effective, list, contracted by row. */
async function table(rows: Row[], format: string): Promise<unknown[][]> {
  const staged = await fixture.stage(csv(rows));
  expect(staged).toMatchObject({ format, rows_read: rows.length, rows_bad: 0 });
  expect(staged.issues.map(({ severity }) => severity)).toEqual(format.includes('(') ? ['note'] : []);
  const read = await staged.rows();
  await staged.discard();
  return read.map((row) => [
    row.charge_category,
    row.commitment_discount_status,
    plain(row.billed_cost),
    plain(row.effective_cost),
    plain(row.list_cost),
    plain(row.contracted_cost),
  ]);
}

describe('Azure cost details', () => {
  it('without commitments are billed and effective at once', async () => {
    expect(await table([{}], 'Azure cost details CSV')).toEqual([['Usage', null, '2.16', '2.16', '2.304', '2.16']]);
  });

  it('of actual cost do not know the effective cost of covered usage', async () => {
    const rows = [{}, { ...COVERED, CostInBillingCurrency: '0' }, PURCHASE];
    expect(await table(rows, 'Azure cost details (actual) CSV')).toEqual([
      ['Usage', null, '2.16', '2.16', '2.304', '2.16'],
      ['Usage', 'Used', '0', null, '2.304', '2.16'],
      ['Purchase', null, '500', '0', '500', '500'],
    ]);
  });

  it('of amortized cost do not know what is billed', async () => {
    const rows = [
      {},
      { ...COVERED, CostInBillingCurrency: '1.2' },
      { ...COVERED, ChargeType: 'UnusedReservation', CostInBillingCurrency: '0.3' },
    ];
    expect(await table(rows, 'Azure cost details (amortized) CSV')).toEqual([
      ['Usage', null, null, '2.16', '2.304', '2.16'],
      ['Usage', 'Used', null, '1.2', '2.304', '2.16'],
      ['Usage', 'Unused', null, '0.3', null, null],
    ]);
  });

  it('map who, where and what, and keep the rest', async () => {
    const staged = await fixture.stage(csv([{}]));
    const [row] = await staged.rows();
    expect(row).toMatchObject({
      provider_name: 'Microsoft',
      billing_account_id: '8611537',
      billing_currency: 'EUR',
      billing_period_start: '2026-09-01 00:00:00',
      billing_period_end: '2026-10-01 00:00:00',
      charge_period_start: '2026-09-02 00:00:00',
      charge_period_end: '2026-09-03 00:00:00',
      sub_account_id: '/subscriptions/64e355d7-997c-491d-b0c1-8414dccfcf42',
      resource_name: 'vm-1',
      region_id: 'eastus',
      service_name: 'Virtual Machines',
      service_category: 'Compute',
      pricing_category: 'Standard',
      charge_frequency: 'Usage-Based',
    });
    expect(JSON.parse(row!.tags!)).toEqual({ team: 'web', env: 'prod' });
    expect(JSON.parse(row!.x!)).toEqual({
      AdditionalInfo: '{"ServiceType":"Standard_D2s_v5"}',
      ChargeType: 'Usage',
      EffectivePrice: '0.09',
      PricingModel: 'OnDemand',
      ResourceGroup: 'web',
    });
    await staged.discard();
  });

  it.each([
    [
      'a Microsoft Customer Agreement',
      {
        billingAccountId: 'acc',
        date: '2026-09-02',
        billingPeriodEndDate: '2026-09-30',
        costInBillingCurrency: '1.5',
        billingCurrency: 'USD',
        paygCostInBillingCurrency: '2',
        quantity: '3',
        meterCategory: 'Storage',
        chargeType: 'Usage',
        pricingModel: 'OnDemand',
        tags: '{"team":"web"}',
        SubscriptionId: 's1',
      },
      { list_cost: '2.000000000000000000', billing_account_id: 'acc' },
    ],
    [
      'pay-as-you-go',
      {
        SubscriptionGuid: 's1',
        UsageDateTime: '2026-09-02',
        PreTaxCost: '1.5',
        Currency: 'USD',
        MeterCategory: 'Storage',
        UsageQuantity: '3',
        ResourceGroup: 'web',
        Tags: '',
      },
      { list_cost: null, billing_account_id: 's1' },
    ],
  ])('read the columns of %s', async (_name, row, expected) => {
    const staged = await fixture.stage(`${cells(Object.keys(row))}\n${cells(Object.values(row))}\n`);
    expect(staged).toMatchObject({ format: 'Azure cost details CSV', rows_bad: 0 });
    expect((await staged.rows())[0]).toMatchObject({
      billed_cost: '1.500000000000000000',
      billing_period_start: '2026-09-01 00:00:00',
      billing_period_end: '2026-10-01 00:00:00',
      sub_account_id: '/subscriptions/s1',
      ...expected,
    });
    await staged.discard();
  });

  it('report tags that cannot be read', async () => {
    const staged = await fixture.stage(csv([{ Tags: 'team=web' }]));
    expect(staged).toMatchObject({
      rows_bad: 1,
      issues: [{ severity: 'error', column: 'Tags', examples: [{ line: 2, value: 'team=web' }] }],
    });
    await staged.discard();
  });
});
