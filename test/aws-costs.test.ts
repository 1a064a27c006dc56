import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awsCostSources } from '../src/connections/providers/aws/server/cost-sources.ts';
import type { BillingDouble } from './clouds/aws/billing-double.ts';
import {
  ACCOUNT,
  type BillingFixture,
  charge,
  connect,
  costsIn,
  costsOf,
  MONTH,
  openBilling,
  openCostExplorer,
  SHAPE,
} from './clouds/aws/billing-fixture.ts';
import { accountId, type Charge, makeLedger } from './clouds/aws/ledger.ts';

let fixture: BillingFixture;
let billing: BillingDouble;
beforeAll(async () => {
  fixture = await openBilling();
  billing = fixture.billing;
});
beforeEach(() => fixture.reset());
afterAll(() => fixture.close());

const netApplies = (ledger: readonly Charge[]): boolean =>
  ledger.some(({ amounts }) => amounts.NetUnblendedCost !== amounts.UnblendedCost);

describe('costs from Cost Explorer', () => {
  it('are the ledger to the last digit, whatever is in it', async () => {
    const shapes = fc.record({
      seed: fc.nat(),
      start: fc.constant(MONTH),
      days: fc.integer({ min: 1, max: 6 }),
      accounts: fc.integer({ min: 1, max: 4 }),
      services: fc.integer({ min: 1, max: 8 }),
      usage_types: fc.integer({ min: 1, max: 9 }),
      has_net: fc.boolean(),
      teams: fc.integer({ min: 0, max: 3 }),
    });
    const page_sizes = fc.integer({ min: 7, max: 60 });
    const property = fc.asyncProperty(shapes, fc.boolean(), page_sizes, async (shape, tag, page_size) => {
      const ledger = makeLedger(shape);
      Object.assign(billing.state, { ledger, page_size });
      billing.asked.length = 0;
      const connection = connect(tag ? { cost_allocation_tag: 'team' } : {});
      const { rows } = await fixture.importMonth(openCostExplorer(connection));
      expect(costsIn(rows)).toEqual(costsOf(ledger, { net: netApplies(ledger), tag }));
      expect(connection.charged).toEqual(billing.asked.map(() => 'ce:GetCostAndUsage 0.01'));
    });
    await fc.assert(property, { numRuns: 12 });
  });

  it('take no more requests than two groupings at a time need', async () => {
    const services = ['AWS Lambda', 'EC2 - Other', 'Amazon Route 53', 'AmazonCloudWatch', 'Amazon Athena'];
    const accounts = [0, 1, 2].map(accountId);
    const everywhere = accounts.flatMap((account) => services.map((service) => ({ account, service })));
    billing.state.ledger = [
      ...everywhere.map((where) => charge(where)),
      ...everywhere
        .filter(({ service }) => service < 'Amazon')
        .map((where) => charge({ ...where, record_type: 'SavingsPlanCoveredUsage' })),
      ...accounts.map((account) => charge({ account, service: 'Tax', record_type: 'Tax' })),
      ...everywhere.slice(0, 7).map((where) => charge({ ...where, record_type: 'Credit' })),
      charge({ record_type: 'RIFee' }),
    ];
    const { rows } = await fixture.importMonth(openCostExplorer());
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger));
    // Two to see what there is, three for usage (by account), one for covered usage (of one service), one for credits.
    expect(billing.asked).toHaveLength(2 + 3 + 1 + 1);
  });

  it('take three requests for an account that has usage and fees alone', async () => {
    billing.state.ledger = [
      charge(),
      charge({ service: 'EC2 - Other' }),
      charge({ service: 'Tax', record_type: 'Tax' }),
    ];
    await openCostExplorer(connect(), {
      payer: { billing_account_id: '999999999999', scope_account_id: ACCOUNT, only_account: ACCOUNT },
    }).read(MONTH, await fixture.newDirectory());
    expect(billing.asked).toHaveLength(2);
    billing.asked.length = 0;
    await openCostExplorer().read(MONTH, await fixture.newDirectory());
    expect(billing.asked).toHaveLength(3);
  });

  it('of usage that a Savings Plan covers are nothing in sum, by region, usage type and category', async () => {
    const covered = [
      { service: 'Amazon Elastic Compute Cloud - Compute', usage_type: 'EUC1-BoxUsage:m5.large', unit: 'Hrs' },
      { service: 'Amazon Elastic Compute Cloud - Compute', usage_type: 'USW2-BoxUsage:m5.large', unit: 'Hrs' },
      { service: 'AWS Lambda', usage_type: 'EUC1-Lambda-GB-Second', unit: 'seconds' },
    ];
    billing.state.ledger = covered.flatMap((usage, i) => {
      const cost = BigInt(i + 1) * 10_000_000_000n;
      const back = { AmortizedCost: 0n, NetAmortizedCost: 0n, UnblendedCost: -cost, NetUnblendedCost: -cost };
      return [
        charge({ ...usage, cost, record_type: 'SavingsPlanCoveredUsage' }),
        charge({ ...usage, record_type: 'SavingsPlanNegation', amounts: { ...back, UsageQuantity: cost } }),
      ];
    });
    const { rows } = await fixture.importMonth(openCostExplorer());
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger));
    expect(rows).toHaveLength(6);
    const by = Map.groupBy(rows, ({ region_id, sku_meter, charge_category, commitment_discount_status }) =>
      [region_id, sku_meter, charge_category, commitment_discount_status].join(),
    );
    expect([...by.keys()].toSorted()).toEqual([
      'eu-central-1,EUC1-BoxUsage:m5.large,Usage,Used',
      'eu-central-1,EUC1-Lambda-GB-Second,Usage,Used',
      'us-west-2,USW2-BoxUsage:m5.large,Usage,Used',
    ]);
    for (const [one, other] of by.values()) {
      expect(Number(one!.billed_cost) + Number(other!.billed_cost)).toBe(0);
      // What was used is counted once.
      expect([one!.consumed_quantity, other!.consumed_quantity].filter((quantity) => quantity !== null)).toHaveLength(
        1,
      );
    }
  });

  it('are there, too, where they make up for each other', async () => {
    const credit = { record_type: 'Credit', service: 'Amazon Athena' };
    const [one, other] = [accountId(1), accountId(2)];
    billing.state.ledger = [
      charge(),
      charge({ ...credit, account: one }),
      charge({ ...credit, account: other, cost: -10_000_000_000n }),
      charge({ record_type: 'Refund', service: 'Amazon Athena', cost: -10_000_000_000n }),
      charge({ record_type: 'Refund', service: 'Amazon Glacier' }),
    ];
    const { rows } = await fixture.importMonth(openCostExplorer());
    expect(rows).toHaveLength(5);
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger));
  });

  it('split by a tag ask for the pairs of values that have cost alone', async () => {
    const teams = ['web', 'shop'];
    const accounts = [0, 1, 2].map(accountId);
    const services = ['AWS Lambda', 'EC2 - Other', 'Amazon Route 53', 'AmazonCloudWatch'];
    billing.state.ledger = services.flatMap((service) =>
      accounts.map((account, i) => charge({ account, service, tags: teams[i] ? { team: teams[i]! } : {} })),
    );
    const { rows } = await fixture.importMonth(openCostExplorer(connect({ cost_allocation_tag: 'team' })));
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger, { tag: true }));
    // Three to see what there is, one for the pairs of account and team, of which three have cost.
    expect(billing.asked).toHaveLength(3 + 1 + 3);
  });

  it('become FOCUS rows that say what Cost Explorer knows, and no more', async () => {
    billing.state.account_names = { [ACCOUNT]: 'Production, "main"' };
    billing.state.ledger = [
      charge({ service: 'Amazon Elastic Compute Cloud - Compute', usage_type: 'USE2-SpotUsage:m5.large', unit: 'Hrs' }),
      charge({ service: 'Amazon Route 53', usage_type: 'DNS-Queries', unit: 'N/A' }),
      charge({ record_type: 'SavingsPlanCoveredUsage' }),
      charge({ record_type: 'SavingsPlanRecurringFee', service: 'Savings Plans for AWS Compute usage' }),
      charge({ record_type: 'Enterprise Discount Program Discount', cost: -1n }),
    ];
    const { rows, files } = await fixture.importMonth(openCostExplorer());
    const by = new Map(
      rows.map((row) => [`${row.service_name} ${row.charge_category} ${row.commitment_discount_status}`, row]),
    );
    expect(files.data_through).toBe('2026-09-18');
    expect([...by.keys()].toSorted()).toEqual([
      'AWS Lambda Adjustment null',
      'AWS Lambda Usage Used',
      'Amazon Elastic Compute Cloud Usage null',
      'Amazon Route 53 Usage null',
      'Savings Plans for AWS Compute usage Purchase Unused',
    ]);
    expect(by.get('Amazon Elastic Compute Cloud Usage null')).toMatchObject({
      billing_account_id: ACCOUNT,
      billing_currency: 'USD',
      billing_period_start: '2026-09-01 00:00:00',
      billing_period_end: '2026-10-01 00:00:00',
      charge_period_start: '2026-09-03 00:00:00',
      charge_period_end: '2026-09-04 00:00:00',
      consumed_quantity: '1.000000000000000000',
      consumed_unit: 'Hrs',
      contracted_cost: null,
      list_cost: null,
      pricing_category: 'Dynamic',
      provider_name: 'AWS',
      region_id: 'us-east-2',
      service_category: 'Compute',
      sku_meter: 'USE2-SpotUsage:m5.large',
      sub_account_id: ACCOUNT,
      sub_account_name: 'Production, "main"',
    });
    expect(by.get('Amazon Route 53 Usage null')).toMatchObject({
      consumed_quantity: null,
      consumed_unit: null,
      region_id: null,
    });
    expect(by.get('AWS Lambda Adjustment null')).toMatchObject({
      billed_cost: '-0.000000000100000000',
      sku_meter: null,
    });
    expect(JSON.parse(by.get('AWS Lambda Usage Used')!.x!)).toEqual({
      x_cost_metrics: 'UnblendedCost, AmortizedCost',
      x_record_type: 'SavingsPlanCoveredUsage',
      x_service: 'AWS Lambda',
    });
  });

  it('are net costs in a month in which discounts make them differ, beside the others', async () => {
    billing.state.ledger = makeLedger({ ...SHAPE, has_net: true });
    const { rows } = await fixture.importMonth(openCostExplorer());
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger, { net: true }));
    const gross = rows.map((row) => {
      const x = JSON.parse(row.x!) as Record<string, string>;
      return { ...row, billed_cost: x.x_unblended_cost!, effective_cost: x.x_amortized_cost! };
    });
    expect(costsIn(gross)).toEqual(costsOf(billing.state.ledger));
  });

  it('are those of the days there are, and follow what AWS restates', async () => {
    const before = await fixture.importMonth(openCostExplorer());
    const restated = billing.state.ledger.filter(({ day }) => day === '2026-09-05');
    for (const { amounts } of restated) {
      amounts.UnblendedCost += 123n;
      amounts.NetUnblendedCost += 123n;
    }
    const after = await fixture.importMonth(openCostExplorer());
    expect(costsIn(after.rows)).toEqual(costsOf(billing.state.ledger));
    const changed = Object.entries(costsIn(after.rows)).filter(([key, cost]) => costsIn(before.rows)[key] !== cost);
    expect(new Set(changed.map(([key]) => key.slice(0, 10)))).toEqual(new Set(['2026-09-05']));
  });

  it('of a month without any are no file', async () => {
    billing.state.ledger = [];
    expect(await openCostExplorer().read('2026-07-01', await fixture.newDirectory())).toEqual({
      paths: [],
      data_through: null,
    });
  });

  it('reach back 13 months, and are whole in months that are over for two days', async () => {
    const months = (await openCostExplorer().periods('2020-01-01')).map(({ billing_period }) => billing_period);
    expect([months.length, months[0], months.at(-1)]).toEqual([14, '2025-08-01', MONTH]);
    expect(await openCostExplorer().periods('2026-08-15')).toEqual([
      { billing_period: '2026-08-01', revision: null },
      { billing_period: MONTH, revision: null },
    ]);
  });
});

describe('where the costs of an AWS connection come from', () => {
  const described = async (connection = connect()) =>
    (await awsCostSources(connection)).map(({ name, kind, scope_account_id, billing_account_id }) => [
      name,
      kind,
      scope_account_id,
      billing_account_id,
    ]);

  it('is all of the organization for its management account', async () => {
    expect(await described()).toEqual([['cost-explorer', 'api', null, ACCOUNT]]);
  });

  it('is the account itself for a member, billed to the management account', async () => {
    billing.state.management_account_id = '999999999999';
    expect(await described()).toEqual([['cost-explorer', 'api', ACCOUNT, '999999999999']]);
  });

  it.each([
    ['without organization', null, { management_account_id: null }],
    ['that may not ask', ACCOUNT, { denied: ['organizations:DescribeOrganization', 'bcm-data-exports:ListExports'] }],
  ])('is the account for one %s', async (_name, scope, state) => {
    Object.assign(billing.state, state);
    expect(await described()).toEqual([['cost-explorer', 'api', scope, ACCOUNT]]);
  });

  it('is every data export that is a whole bill, too, the best first', async () => {
    const queries = {
      focus: 'SELECT BilledCost FROM FOCUS_1_2_AWS',
      cur: 'SELECT line_item_unblended_cost FROM COST_AND_USAGE_REPORT',
      old: 'SELECT BilledCost FROM FOCUS_1_0_AWS',
      group: 'SELECT BilledCost FROM FOCUS_1_2_AWS',
      newer: 'SELECT BilledCost FROM FOCUS_1_2_AWS',
      one_account: "SELECT line_item_unblended_cost FROM COST_AND_USAGE_REPORT WHERE line_item_usage_account_id = '1'",
      carbon: 'SELECT total_mbm_emissions_value FROM CARBON_EMISSIONS',
    };
    const views: Record<string, string> = {
      focus: `arn:aws:billing::${ACCOUNT}:billingview/primary`,
      group: `arn:aws:billing::${ACCOUNT}:billingview/billing-group-1`,
    };
    billing.state.exports = Object.entries(queries).map(([Name, QueryStatement]) => ({
      ExportArn: `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/${Name}`,
      Name,
      DataQuery: {
        QueryStatement,
        TableConfigurations: { FOCUS_1_2_AWS: { BILLING_VIEW_ARN: views[Name] ?? '' } },
      },
      DestinationConfigurations: {
        S3Destination: {
          S3Bucket: 'bills',
          S3Prefix: 'exports',
          S3Region: 'eu-central-1',
          S3OutputConfigurations: undefined,
        },
      },
      RefreshCadence: { Frequency: 'SYNCHRONOUS' },
    }));
    expect((await described()).map(([name, kind]) => [name, kind])).toEqual([
      ['cost-explorer', 'api'],
      ['export newer', 'export'],
      ['export focus', 'export'],
      ['export old', 'export'],
      ['export cur', 'export'],
    ]);
  });

  it('is asked at most twice a second', async () => {
    billing.state.ledger = [charge()];
    const [source] = await awsCostSources(connect());
    const directory = await fixture.newDirectory();
    const began = performance.now();
    await source!.read(MONTH, directory);
    expect(billing.asked.filter(({ action }) => action === 'GetCostAndUsage')).toHaveLength(3);
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(await readdir(directory)).toEqual(['cost-explorer.csv']);
  });
});
