import { AWS_SERVICE_CATEGORIES } from './aws-service-categories.ts';
import type { BillingFormat, SourceColumn, SourceType } from './format.ts';

const column =
  (type: SourceType, keep = false) =>
  (name: string): SourceColumn => ({ name, type, headers: [name], keep });

const columns: SourceColumn[] = [
  ...[
    'line_item_unblended_cost',
    'line_item_net_unblended_cost',
    'line_item_unblended_rate',
    'line_item_usage_amount',
    'pricing_public_on_demand_cost',
    'pricing_public_on_demand_rate',
    'reservation_effective_cost',
    'reservation_net_effective_cost',
    'reservation_unused_amortized_upfront_fee_for_billing_period',
    'reservation_net_unused_amortized_upfront_fee_for_billing_period',
    'reservation_unused_recurring_fee',
    'reservation_net_unused_recurring_fee',
    'savings_plan_savings_plan_effective_cost',
    'savings_plan_net_savings_plan_effective_cost',
    'savings_plan_total_commitment_to_date',
    'savings_plan_used_commitment',
  ].map(column('decimal')),
  ...[
    'bill_billing_period_start_date',
    'bill_billing_period_end_date',
    'line_item_usage_start_date',
    'line_item_usage_end_date',
  ].map(column('timestamp')),
  ...[
    'bill_payer_account_id',
    'bill_payer_account_name',
    'bill_invoice_id',
    'bill_invoicing_entity',
    'line_item_availability_zone',
    'line_item_currency_code',
    'line_item_legal_entity',
    'line_item_line_item_description',
    'line_item_product_code',
    'line_item_resource_id',
    'line_item_usage_account_id',
    'line_item_usage_account_name',
    'pricing_rate_code',
    'pricing_unit',
    'product_location',
    'product_region_code',
    'product_servicecode',
    'product_sku',
    'reservation_reservation_a_r_n',
    'savings_plan_savings_plan_a_r_n',
    // Said by other columns, or of no use in a charge row: left out.
    'identity_line_item_id',
    'identity_time_interval',
    'line_item_blended_cost',
    'line_item_blended_rate',
    'line_item_net_unblended_rate',
    'line_item_normalization_factor',
    'line_item_normalized_usage_amount',
    'pricing_currency',
    'pricing_rate_id',
  ].map(column('string')),
  ...[
    'bill_bill_type',
    'bill_billing_entity',
    'line_item_line_item_type',
    'line_item_operation',
    'line_item_usage_type',
  ].map(column('string', true)),
  ...['product', 'resource_tags'].map(column('tags')),
];

const type = 'line_item_line_item_type';
const IS_USAGE = `${type} IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage')`;
const IS_DISCOUNT = `${type} IN ('EdpDiscount', 'BundledDiscount', 'PrivateRateDiscount')`;
/** The one-time fee of a reservation has the type of any other fee. */
const IS_RESERVATION_UPFRONT = `(${type} = 'Fee' AND reservation_reservation_a_r_n IS NOT NULL)`;
const COMMITMENT = 'coalesce(savings_plan_savings_plan_a_r_n, reservation_reservation_a_r_n)';

const RESERVATION_UNUSED = `
  coalesce(reservation_net_unused_amortized_upfront_fee_for_billing_period,
    reservation_unused_amortized_upfront_fee_for_billing_period)
  + coalesce(reservation_net_unused_recurring_fee, reservation_unused_recurring_fee)`;
const SAVINGS_PLAN_UNUSED = 'savings_plan_total_commitment_to_date - savings_plan_used_commitment';
const UNUSED = `CASE ${type} WHEN 'RIFee' THEN ${RESERVATION_UNUSED} WHEN 'SavingsPlanRecurringFee' THEN ${SAVINGS_PLAN_UNUSED} END`;

/** What is paid for a line. With net columns, discount lines are in the net costs of the lines they reduce. */
const paid = (hasNet: boolean): string =>
  hasNet
    ? `CASE WHEN ${IS_DISCOUNT} THEN coalesce(line_item_net_unblended_cost, 0)
        ELSE coalesce(line_item_net_unblended_cost, line_item_unblended_cost) END`
    : 'line_item_unblended_cost';

/** Usage that a Savings Plan covers stands at its on-demand cost, and a negation line takes that back: neither is paid. */
const billed = (hasNet: boolean): string =>
  `CASE WHEN ${type} IN ('SavingsPlanCoveredUsage', 'SavingsPlanNegation') THEN 0 ELSE ${paid(hasNet)} END`;

const effective = (hasNet: boolean): string => `CASE
  WHEN ${type} = 'SavingsPlanCoveredUsage'
    THEN coalesce(savings_plan_net_savings_plan_effective_cost, savings_plan_savings_plan_effective_cost)
  WHEN ${type} = 'DiscountedUsage' THEN coalesce(reservation_net_effective_cost, reservation_effective_cost)
  WHEN ${type} IN ('RIFee', 'SavingsPlanRecurringFee') THEN ${UNUSED}
  WHEN ${type} IN ('SavingsPlanUpfrontFee', 'SavingsPlanNegation') OR ${IS_RESERVATION_UPFRONT} THEN 0
  ELSE ${paid(hasNet)} END`;

const list = (hasNet: boolean): string => `CASE
  WHEN ${IS_USAGE} THEN pricing_public_on_demand_cost
  WHEN ${type} = 'SavingsPlanNegation' THEN 0
  ELSE ${paid(hasNet)} END`;

/** Before commitments, after negotiated prices. For reserved usage that is the public price, unless there are others. */
const contracted = (hasNet: boolean): string => `CASE
  WHEN ${type} = 'SavingsPlanCoveredUsage' THEN line_item_unblended_cost
  WHEN ${type} = 'DiscountedUsage' THEN ${hasNet ? 'NULL' : 'pricing_public_on_demand_cost'}
  WHEN ${type} = 'SavingsPlanNegation' THEN 0
  ELSE ${paid(hasNet)} END`;

const serviceCategory = Object.entries(AWS_SERVICE_CATEGORIES)
  .map(
    ([category, codes]) =>
      `WHEN ${'product_servicecode'} IN (${codes.map((code) => `'${code}'`).join(', ')}) THEN '${category}'`,
  )
  .join(' ');

/** User tags lose the prefix AWS gives them, so that one key is the same in every provider. */
const TAGS = String.raw`from_json(regexp_replace(to_json(resource_tags)::VARCHAR, '([{,])"user[_:]', '\1"', 'g'), '"MAP(VARCHAR,VARCHAR)"')`;

/**
 * AWS Cost and Usage Report 2.0 (Data Exports). Sources: “Data Exports user guide, CUR 2.0 table dictionary” for the
 * columns and the meaning of each line item type, and AWS's published amortized-cost query for effective costs.
 * A recurring fee stays one row: it is the Purchase with its billed cost, and its effective cost is the part of the
 * commitment that nothing used (CommitmentDiscountStatus Unused), which FOCUS would put in a row of its own.
 */
export const awsCur2Format: BillingFormat = {
  id: 'aws-cur2',
  title: () => 'AWS CUR 2.0',
  columns,
  signatures: [['line_item_unblended_cost', 'line_item_line_item_type']],
  required: [
    'bill_payer_account_id',
    'bill_billing_period_start_date',
    'line_item_currency_code',
    'line_item_line_item_type',
    'line_item_unblended_cost',
    'line_item_usage_start_date',
  ].map((name) => ({ any_of: [name], header: name })),
  notes: ({ names }) => [
    ...(names.has('savings_plan_savings_plan_effective_cost')
      ? []
      : [
          'Without savings_plan_savings_plan_effective_cost the effective cost of usage under Savings Plans is unknown',
        ]),
    ...(names.has('reservation_effective_cost')
      ? []
      : ['Without reservation_effective_cost the effective cost of reserved usage is unknown']),
    ...(names.has('pricing_public_on_demand_cost')
      ? []
      : ['Without pricing_public_on_demand_cost the list cost of usage is unknown']),
    ...(names.has('line_item_net_unblended_cost')
      ? ['The contracted cost of reserved usage is unknown: CUR does not state negotiated on-demand prices for it']
      : []),
  ],
  focus: ({ names }) => {
    const hasNet = names.has('line_item_net_unblended_cost');
    return {
      availability_zone: 'line_item_availability_zone',
      billed_cost: billed(hasNet),
      billing_account_id: 'bill_payer_account_id',
      billing_account_name: 'bill_payer_account_name',
      billing_currency: 'line_item_currency_code',
      billing_period_start: 'bill_billing_period_start_date',
      billing_period_end: `coalesce(bill_billing_period_end_date, bill_billing_period_start_date + INTERVAL 1 MONTH)`,
      charge_category: `CASE WHEN ${IS_USAGE} THEN 'Usage'
        WHEN ${type} IN ('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') THEN 'Purchase'
        WHEN ${type} IN ('Tax', 'Credit') THEN ${type} ELSE 'Adjustment' END`,
      charge_class: `CASE WHEN line_item_usage_start_date < bill_billing_period_start_date THEN 'Correction' END`,
      charge_description: 'line_item_line_item_description',
      charge_frequency: `CASE WHEN ${IS_USAGE} THEN 'Usage-Based'
        WHEN ${type} IN ('RIFee', 'SavingsPlanRecurringFee') THEN 'Recurring' ELSE 'One-Time' END`,
      charge_period_start: 'line_item_usage_start_date',
      charge_period_end: 'coalesce(line_item_usage_end_date, line_item_usage_start_date)',
      commitment_discount_category: `CASE WHEN savings_plan_savings_plan_a_r_n IS NOT NULL THEN 'Spend'
        WHEN reservation_reservation_a_r_n IS NOT NULL THEN 'Usage' END`,
      commitment_discount_id: COMMITMENT,
      commitment_discount_status: `CASE WHEN ${type} IN ('DiscountedUsage', 'SavingsPlanCoveredUsage') THEN 'Used'
        WHEN ${UNUSED} > 0 THEN 'Unused' END`,
      commitment_discount_type: `CASE WHEN savings_plan_savings_plan_a_r_n IS NOT NULL THEN 'Savings Plan'
        WHEN reservation_reservation_a_r_n IS NOT NULL THEN 'Reserved Instance' END`,
      consumed_quantity: `CASE WHEN ${IS_USAGE} THEN line_item_usage_amount END`,
      consumed_unit: `CASE WHEN ${IS_USAGE} THEN pricing_unit END`,
      contracted_cost: contracted(hasNet),
      contracted_unit_price: `CASE WHEN ${type} = 'Usage' THEN line_item_unblended_rate END`,
      effective_cost: effective(hasNet),
      invoice_id: 'bill_invoice_id',
      invoice_issuer_name: 'bill_invoicing_entity',
      list_cost: list(hasNet),
      list_unit_price: `CASE WHEN ${IS_USAGE} THEN pricing_public_on_demand_rate END`,
      pricing_category: `CASE WHEN ${type} IN ('DiscountedUsage', 'SavingsPlanCoveredUsage') THEN 'Committed'
        WHEN ${type} = 'Usage' AND contains(line_item_usage_type, 'SpotUsage') THEN 'Dynamic'
        WHEN ${type} IN ('Usage', 'Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') THEN 'Standard' END`,
      pricing_quantity: 'line_item_usage_amount',
      pricing_unit: 'pricing_unit',
      provider_name: `'AWS'`,
      publisher_name: 'line_item_legal_entity',
      region_id: 'product_region_code',
      region_name: 'product_location',
      resource_id: 'line_item_resource_id',
      service_category: `CASE ${serviceCategory} ELSE 'Other' END`,
      service_name: `coalesce(product['product_name'], product_servicecode, line_item_product_code)`,
      sku_id: 'product_sku',
      sku_meter: 'line_item_usage_type',
      sku_price_id: 'pricing_rate_code',
      sub_account_id: 'line_item_usage_account_id',
      sub_account_name: 'line_item_usage_account_name',
      tags: TAGS,
    };
  },
};
