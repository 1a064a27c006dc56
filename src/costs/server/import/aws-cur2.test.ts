import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StagingFixture } from './staging-fixture.ts';

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

const BASE: Record<string, string> = {
  bill_payer_account_id: '111122223333',
  bill_payer_account_name: 'Example payer',
  bill_billing_period_start_date: '2026-09-01T00:00:00.000Z',
  bill_billing_period_end_date: '2026-10-01T00:00:00.000Z',
  bill_invoicing_entity: 'Amazon Web Services, Inc.',
  line_item_usage_account_id: '444455556666',
  line_item_usage_account_name: 'Production',
  line_item_usage_start_date: '2026-09-02T10:00:00.000Z',
  line_item_usage_end_date: '2026-09-02T11:00:00.000Z',
  line_item_currency_code: 'USD',
  line_item_product_code: 'AmazonEC2',
  line_item_usage_type: 'BoxUsage:m5.large',
  line_item_usage_amount: '1',
  pricing_unit: 'Hrs',
  product: '{"product_name": "Amazon Elastic Compute Cloud", "instance_type": "m5.large"}',
  product_servicecode: 'AmazonEC2',
  product_region_code: 'us-east-1',
  resource_tags: '{"user_team": "web", "aws_created_by": "x"}',
};

type Row = Record<string, string>;
const SAVINGS_PLAN = 'arn:aws:savingsplans::111122223333:savingsplan/example';
const RESERVATION = 'arn:aws:ec2:us-east-1:111122223333:reserved-instances/example';

/** One line of each type, as the CUR 2.0 dictionary describes them. */
const LINES: Row[] = [
  { line_item_line_item_type: 'Usage', line_item_unblended_cost: '10', pricing_public_on_demand_cost: '11' },
  {
    line_item_line_item_type: 'SavingsPlanCoveredUsage',
    line_item_unblended_cost: '5',
    pricing_public_on_demand_cost: '5',
    savings_plan_savings_plan_a_r_n: SAVINGS_PLAN,
    savings_plan_savings_plan_effective_cost: '3',
  },
  {
    line_item_line_item_type: 'SavingsPlanNegation',
    line_item_unblended_cost: '-5',
    savings_plan_savings_plan_a_r_n: SAVINGS_PLAN,
  },
  {
    line_item_line_item_type: 'SavingsPlanRecurringFee',
    line_item_unblended_cost: '4',
    savings_plan_savings_plan_a_r_n: SAVINGS_PLAN,
    savings_plan_total_commitment_to_date: '4',
    savings_plan_used_commitment: '3',
  },
  {
    line_item_line_item_type: 'SavingsPlanUpfrontFee',
    line_item_unblended_cost: '50',
    savings_plan_savings_plan_a_r_n: SAVINGS_PLAN,
  },
  {
    line_item_line_item_type: 'DiscountedUsage',
    line_item_unblended_cost: '0',
    pricing_public_on_demand_cost: '6',
    reservation_reservation_a_r_n: RESERVATION,
    reservation_effective_cost: '2',
  },
  {
    line_item_line_item_type: 'RIFee',
    line_item_unblended_cost: '2.5',
    reservation_reservation_a_r_n: RESERVATION,
    reservation_unused_amortized_upfront_fee_for_billing_period: '0.25',
    reservation_unused_recurring_fee: '0.5',
  },
  { line_item_line_item_type: 'Fee', line_item_unblended_cost: '100', reservation_reservation_a_r_n: RESERVATION },
  { line_item_line_item_type: 'Fee', line_item_unblended_cost: '29' },
  { line_item_line_item_type: 'Tax', line_item_unblended_cost: '1.5' },
  { line_item_line_item_type: 'Credit', line_item_unblended_cost: '-2' },
  {
    line_item_line_item_type: 'Refund',
    line_item_unblended_cost: '-1',
    line_item_usage_start_date: '2026-08-20T00:00:00.000Z',
    line_item_usage_end_date: '2026-08-21T00:00:00.000Z',
  },
];

const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;

function csv(rows: Row[]): string {
  const columns = [...new Set([...Object.keys(BASE), ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => columns.map((name) => cell(row[name] ?? BASE[name] ?? '')).join(','));
  return [columns.join(','), ...lines].join('\n');
}

const plain = (text: string | null | undefined) => (text?.includes('.') ? text.replace(/\.?0+$/, '') : (text ?? null));

/** Type, category, billed, effective, list, contracted, status: by row. */
async function table(rows: Row[]): Promise<unknown[][]> {
  const staged = await fixture.stage(gzipSync(csv(rows)));
  expect(staged).toMatchObject({ format: 'AWS CUR 2.0 CSV.gz', rows_read: rows.length, rows_bad: 0 });
  const read = await staged.rows();
  await staged.discard();
  return read.map((row) => [
    (JSON.parse(row.x!) as Record<string, string>).line_item_line_item_type,
    row.charge_category,
    plain(row.billed_cost),
    plain(row.effective_cost),
    plain(row.list_cost),
    plain(row.contracted_cost),
    row.commitment_discount_status,
  ]);
}

/** Billed and effective cost by row. */
const amounts = async (rows: Row[]) => (await table(rows)).map((row) => [row[2], row[3]]);

describe('AWS CUR 2.0', () => {
  it('maps every type of line', async () => {
    expect(await table(LINES)).toEqual([
      ['Refund', 'Adjustment', '-1', '-1', '-1', '-1', null],
      ['Usage', 'Usage', '10', '10', '11', '10', null],
      ['SavingsPlanCoveredUsage', 'Usage', '0', '3', '5', '5', 'Used'],
      ['SavingsPlanNegation', 'Adjustment', '0', '0', '0', '0', null],
      ['SavingsPlanRecurringFee', 'Purchase', '4', '1', '4', '4', 'Unused'],
      ['SavingsPlanUpfrontFee', 'Purchase', '50', '0', '50', '50', null],
      ['DiscountedUsage', 'Usage', '0', '2', '6', '6', 'Used'],
      ['RIFee', 'Purchase', '2.5', '0.75', '2.5', '2.5', 'Unused'],
      ['Fee', 'Purchase', '100', '0', '100', '100', null],
      ['Fee', 'Purchase', '29', '29', '29', '29', null],
      ['Tax', 'Tax', '1.5', '1.5', '1.5', '1.5', null],
      ['Credit', 'Credit', '-2', '-2', '-2', '-2', null],
    ]);
  });

  it('bills what the unblended costs add up to', async () => {
    const billed = (await table(LINES)).reduce((sum, row) => sum + Number(row[2]), 0);
    expect(billed).toBe(LINES.reduce((sum, row) => sum + Number(row.line_item_unblended_cost), 0));
  });

  it('counts negotiated discounts once: in net costs, or in lines of their own', async () => {
    const discount = { line_item_line_item_type: 'EdpDiscount', line_item_unblended_cost: '-1' };
    const usage = { line_item_line_item_type: 'Usage', line_item_unblended_cost: '10' };
    expect(await amounts([usage, discount])).toEqual([
      ['10', '10'],
      ['-1', '-1'],
    ]);
    expect(await amounts([{ ...usage, line_item_net_unblended_cost: '9' }, discount])).toEqual([
      ['9', '9'],
      ['0', '0'],
    ]);
  });

  it('maps who, where and what, and keeps the rest', async () => {
    const staged = await fixture.stage(csv(LINES.slice(0, 2)));
    const [row, covered] = await staged.rows();
    expect(row).toMatchObject({
      provider_name: 'AWS',
      billing_account_id: '111122223333',
      sub_account_id: '444455556666',
      sub_account_name: 'Production',
      service_name: 'Amazon Elastic Compute Cloud',
      service_category: 'Compute',
      region_id: 'us-east-1',
      charge_period_start: '2026-09-02 10:00:00',
      consumed_unit: 'Hrs',
      pricing_category: 'Standard',
      charge_frequency: 'Usage-Based',
    });
    expect(JSON.parse(row!.tags!)).toEqual({ team: 'web', aws_created_by: 'x' });
    expect(JSON.parse(row!.x!)).toMatchObject({ line_item_usage_type: 'BoxUsage:m5.large' });
    expect(covered).toMatchObject({
      commitment_discount_id: SAVINGS_PLAN,
      commitment_discount_category: 'Spend',
      commitment_discount_type: 'Savings Plan',
      pricing_category: 'Committed',
    });
    await staged.discard();
  });

  it('leaves unknown what the file does not state, and says so', async () => {
    const staged = await fixture.stage(
      csv([{ line_item_line_item_type: 'DiscountedUsage', line_item_unblended_cost: '0' }]),
    );
    expect((await staged.rows())[0]).toMatchObject({ effective_cost: null, list_cost: null });
    expect(staged.issues.filter(({ severity }) => severity === 'note').map(({ reason }) => reason)).toContainEqual(
      'Without reservation_effective_cost the effective cost of reserved usage is unknown',
    );
    await staged.discard();
  });

  it('reads Parquet with doubles and maps', async () => {
    const path = join(fixture.directory, 'cur.parquet');
    await fixture.connection.run(
      `COPY (SELECT '111122223333' AS bill_payer_account_id, TIMESTAMP '2026-09-01' AS bill_billing_period_start_date,
         'USD' AS line_item_currency_code, 'Usage' AS line_item_line_item_type, 0.1::DOUBLE AS line_item_unblended_cost,
         TIMESTAMP '2026-09-02 10:00:00' AS line_item_usage_start_date,
         MAP {'product_name': 'Amazon Simple Storage Service'} AS product, MAP {'user_team': 'web'} AS resource_tags)
       TO '${path}' (FORMAT parquet)`,
    );
    const staged = await fixture.stagePath(path);
    expect(staged).toMatchObject({ format: 'AWS CUR 2.0 Parquet', rows_bad: 0, tag_keys: [{ key: 'team', rows: 1 }] });
    expect((await staged.rows())[0]).toMatchObject({
      billed_cost: '0.100000000000000000',
      service_name: 'Amazon Simple Storage Service',
      billing_period_end: '2026-10-01 00:00:00',
    });
    await staged.discard();
  });
});
