import { literal } from '../sql.ts';
import { SERVICE_CODES, SERVICE_NAMES } from './aws-cost-explorer-services.ts';
import { AWS_SERVICE_CATEGORIES } from './aws-service-categories.ts';
import type { BillingFormat, SourceColumn, SourceType } from './format.ts';

const column =
  (type: SourceType, keep = false) =>
  (name: string): SourceColumn => ({ name, type, headers: [name], keep });

const columns: SourceColumn[] = [
  ...['invoiced_cost', 'amortized_cost', 'usage_quantity'].map(column('decimal')),
  ...['billing_period_start', 'usage_date'].map(column('timestamp')),
  ...[
    'billing_account_id',
    'linked_account',
    'linked_account_name',
    'usage_type',
    'usage_region',
    'currency',
    'usage_unit',
  ].map(column('string')),
  ...['x_service', 'x_record_type', 'x_cost_metrics', 'x_unblended_cost', 'x_amortized_cost'].map(
    column('string', true),
  ),
  column('tags')('tags'),
];

const listed = (values: readonly string[]): string => values.map(literal).join(', ');
const is = (...record_types: string[]): string => `x_record_type IN (${listed(record_types)})`;
const IS_METERED = is('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage');
// A negation belongs to the usage that it takes the cost of back, so that they are nothing together however costs are split.
const IS_USAGE = is('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation');
const IS_COVERED = is('DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation');
/** Cost Explorer calls the fees of reservations RIFee, or Recurring and Upfront. */
const IS_RECURRING = is('RIFee', 'Recurring', 'SavingsPlanRecurringFee');
const IS_PURCHASE = is(
  'Fee',
  'RIFee',
  'Recurring',
  'Upfront',
  'SavingsPlanRecurringFee',
  'SavingsPlanUpfrontFee',
  'Support',
);
const IS_SAVINGS_PLAN = `starts_with(x_record_type, 'SavingsPlan')`;
const IS_RESERVATION = is('DiscountedUsage', 'RIFee', 'Recurring', 'Upfront');

const SERVICE_NAME = `CASE x_service ${Object.entries(SERVICE_NAMES)
  .map(([name, focus_name]) => `WHEN ${literal(name)} THEN ${literal(focus_name)}`)
  .join(' ')} ELSE x_service END`;

const CATEGORIES = new Map(
  Object.entries(AWS_SERVICE_CATEGORIES).flatMap(([category, codes]) => codes.map((code) => [code, category] as const)),
);
const serviceCategory = Object.entries(SERVICE_CODES)
  .flatMap(([name, code]) =>
    CATEGORIES.has(code) ? [`WHEN ${literal(name)} THEN ${literal(CATEGORIES.get(code)!)}`] : [],
  )
  .join(' ');

/**
 * What is read of AWS Cost Explorer, a row for each day, account, service, usage type and record type. Sources: its API
 * reference (GetCostAndUsage), and the meaning of each line item type in “Data Exports user guide, CUR 2.0 dictionary”.
 * Billed costs are its unblended costs and effective ones its amortized, both net where the account has net costs, and
 * add up to its totals: so usage that a Savings Plan covers stands at its on-demand cost here, and a negation of the same
 * usage type takes that back, where files of FOCUS have 0 in both.
 */
export const awsCostExplorerFormat: BillingFormat = {
  id: 'aws-cost-explorer',
  title: () => 'AWS Cost Explorer',
  columns,
  signatures: [['x_record_type', 'invoiced_cost', 'amortized_cost']],
  required: [
    'billing_account_id',
    'billing_period_start',
    'currency',
    'usage_date',
    'x_record_type',
    'invoiced_cost',
    'amortized_cost',
  ].map((name) => ({ any_of: [name], header: name })),
  notes: () => [
    'Cost Explorer states neither list prices nor resources: list cost, contracted cost and resources are unknown. A data export has them',
  ],
  focus: () => ({
    billed_cost: 'invoiced_cost',
    billing_account_id: 'billing_account_id',
    billing_currency: 'currency',
    billing_period_start: 'billing_period_start',
    billing_period_end: 'billing_period_start + INTERVAL 1 MONTH',
    charge_category: `CASE WHEN ${IS_USAGE} THEN 'Usage' WHEN ${IS_PURCHASE} THEN 'Purchase'
      WHEN ${is('Tax', 'Credit')} THEN x_record_type ELSE 'Adjustment' END`,
    charge_frequency: `CASE WHEN ${IS_USAGE} THEN 'Usage-Based' WHEN ${IS_RECURRING} THEN 'Recurring'
      WHEN ${is('Fee', 'Upfront', 'SavingsPlanUpfrontFee', 'Refund')} THEN 'One-Time' END`,
    charge_period_start: 'usage_date',
    charge_period_end: 'usage_date + INTERVAL 1 DAY',
    commitment_discount_category: `CASE WHEN ${IS_SAVINGS_PLAN} THEN 'Spend' WHEN ${IS_RESERVATION} THEN 'Usage' END`,
    // The amortized part of a recurring fee is what nothing used of the commitment.
    commitment_discount_status: `CASE WHEN ${IS_COVERED} THEN 'Used'
      WHEN ${IS_RECURRING} AND amortized_cost > 0 THEN 'Unused' END`,
    commitment_discount_type: `CASE WHEN ${IS_SAVINGS_PLAN} THEN 'Savings Plan' WHEN ${IS_RESERVATION} THEN 'Reserved Instance' END`,
    consumed_quantity: `CASE WHEN ${IS_METERED} AND usage_unit IS NOT NULL THEN usage_quantity END`,
    consumed_unit: `CASE WHEN ${IS_METERED} AND usage_quantity IS NOT NULL THEN usage_unit END`,
    effective_cost: 'amortized_cost',
    invoice_issuer_name: `'AWS'`,
    pricing_category: `CASE WHEN ${IS_COVERED} THEN 'Committed'
      WHEN x_record_type = 'Usage' AND contains(usage_type, 'SpotUsage') THEN 'Dynamic'
      WHEN ${IS_USAGE} OR ${IS_PURCHASE} THEN 'Standard' END`,
    provider_name: `'AWS'`,
    publisher_name: `'AWS'`,
    region_id: 'usage_region',
    service_category: `CASE ${SERVICE_NAME} ${serviceCategory} ELSE 'Other' END`,
    service_name: SERVICE_NAME,
    sku_meter: 'usage_type',
    sub_account_id: 'linked_account',
    sub_account_name: 'linked_account_name',
    tags: 'tags',
  }),
};
