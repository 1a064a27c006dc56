import type { ServiceCategory } from '../focus-values.ts';
import type { BillingFormat, FormatFacts, SourceColumn, SourceType } from './format.ts';

/** Our name of a column, and its headers in the agreements that spell it differently (EA, MCA, pay-as-you-go). */
const column = (name: string, type: SourceType, headers: string[], keep = false): SourceColumn => ({
  name,
  type,
  headers: headers.map((header) => header.toLowerCase()),
  keep,
});

const columns: SourceColumn[] = [
  column('cost', 'decimal', ['CostInBillingCurrency', 'Cost', 'PreTaxCost']),
  column('quantity', 'decimal', ['Quantity', 'UsageQuantity']),
  column('unit_price', 'decimal', ['UnitPrice']),
  column('effective_price', 'decimal', ['EffectivePrice', 'ResourceRate'], true),
  column('payg_price', 'decimal', ['PayGPrice']),
  column('payg_cost', 'decimal', ['PaygCostInBillingCurrency']),
  column('date', 'us_timestamp', ['Date', 'UsageDate', 'UsageDateTime']),
  column('period_start', 'us_timestamp', ['BillingPeriodStartDate']),
  column('period_end', 'us_timestamp', ['BillingPeriodEndDate']),
  column('tags', 'bare_tags', ['Tags']),
  column('billing_account_id', 'string', ['BillingAccountId']),
  column('billing_account_name', 'string', ['BillingAccountName']),
  column('currency', 'string', ['BillingCurrency', 'BillingCurrencyCode', 'Currency']),
  column('subscription_id', 'string', ['SubscriptionId', 'SubscriptionGuid']),
  column('subscription_name', 'string', ['SubscriptionName']),
  column('resource_id', 'string', ['ResourceId', 'InstanceId', 'InstanceName']),
  column('resource_name', 'string', ['ResourceName']),
  column('resource_group', 'string', ['ResourceGroup', 'ResourceGroupName'], true),
  column('location', 'string', ['ResourceLocation']),
  column('location_name', 'string', ['Location']),
  column('availability_zone', 'string', ['AvailabilityZone']),
  column('meter_category', 'string', ['MeterCategory']),
  column('meter_name', 'string', ['MeterName']),
  column('service_family', 'string', ['ServiceFamily']),
  column('product_id', 'string', ['ProductId', 'PartNumber']),
  column('product_name', 'string', ['ProductName', 'Product']),
  column('unit_of_measure', 'string', ['UnitOfMeasure']),
  column('charge_type', 'string', ['ChargeType'], true),
  column('frequency', 'string', ['Frequency']),
  column('pricing_model', 'string', ['PricingModel'], true),
  column('benefit_id', 'string', ['BenefitId']),
  column('benefit_name', 'string', ['BenefitName']),
  column('reservation_id', 'string', ['ReservationId']),
  column('reservation_name', 'string', ['ReservationName']),
  column('publisher_name', 'string', ['PublisherName']),
  column('publisher_type', 'string', ['PublisherType']),
  column('invoice_id', 'string', ['InvoiceId']),
];

/** Pay-as-you-go files have usage alone and no column that says so. */
const IS_USAGE = `coalesce(charge_type, 'Usage') = 'Usage'`;
const IS_UNUSED = `coalesce(charge_type IN ('UnusedReservation', 'UnusedSavingsPlan'), false)`;
const IS_COMMITTED = `(pricing_model IN ('Reservation', 'SavingsPlan') OR charge_type IN ('UnusedReservation', 'UnusedSavingsPlan'))`;
const IS_COMMITMENT_PURCHASE = `(${IS_COMMITTED} AND charge_type IN ('Purchase', 'Refund'))`;
const IS_COVERED = `(${IS_COMMITTED} AND NOT ${IS_COMMITMENT_PURCHASE})`;

/**
 * What an amortized file has and an actual one has not, and the other way round. The columns are the same: only rows
 * under commitments tell. Zero is compared as text, before numbers are read.
 */
const VARIANT = `CASE
  WHEN count(*) FILTER (WHERE charge_type IN ('UnusedReservation', 'UnusedSavingsPlan')) > 0 THEN 'amortized'
  WHEN count(*) FILTER (WHERE pricing_model IN ('Reservation', 'SavingsPlan') AND charge_type IN ('Purchase', 'Refund')) > 0
    THEN 'actual'
  WHEN count(*) FILTER (WHERE ${IS_COVERED} AND regexp_matches(cost, '^[^eE]*[1-9]')) > 0 THEN 'amortized'
  WHEN count(*) FILTER (WHERE ${IS_COVERED}) > 0 THEN 'actual' END`;

/**
 * Price times quantity, where the product has no more than the 18 fraction digits that are kept; null otherwise. The two
 * factors share the digits in one of a few ways, each of which is exact or not taken.
 */
function product(price: string): string {
  const ways = [
    [9, 9],
    [6, 12],
    [3, 15],
    [12, 6],
    [15, 3],
  ].map(([p, q]) => {
    const [left, right] = [`TRY_CAST(${price} AS DECIMAL(19,${p}))`, `TRY_CAST(quantity AS DECIMAL(19,${q}))`];
    return `CASE WHEN ${left} = ${price} AND ${right} = quantity THEN ${left} * ${right} END`;
  });
  return `coalesce(${ways.join(', ')})`;
}

const SERVICE_FAMILIES: Record<string, ServiceCategory> = {
  'AI + Machine Learning': 'AI and Machine Learning',
  Analytics: 'Analytics',
  Compute: 'Compute',
  Containers: 'Compute',
  Databases: 'Databases',
  'Developer Tools': 'Developer Tools',
  Identity: 'Identity',
  Integration: 'Integration',
  'Internet of Things': 'Internet of Things',
  'Management and Governance': 'Management and Governance',
  Media: 'Media',
  'Mixed Reality': 'Media',
  Networking: 'Networking',
  Security: 'Security',
  Storage: 'Storage',
  Web: 'Web',
  'Windows Virtual Desktop': 'Compute',
};
const serviceCategory = `CASE service_family ${Object.entries(SERVICE_FAMILIES)
  .map(([family, category]) => `WHEN '${family}' THEN '${category}'`)
  .join(' ')} ELSE 'Other' END`;

const PERIOD_START = `coalesce(period_start, date_trunc('month', date))`;
/** Azure states the last day of the period; FOCUS asks for the day after. Some files state that already. */
const PERIOD_END = `CASE WHEN period_end IS NULL THEN ${PERIOD_START} + INTERVAL 1 MONTH
  WHEN day(period_end) = 1 AND period_end > ${PERIOD_START} THEN period_end ELSE period_end + INTERVAL 1 DAY END`;

const TITLES: Record<string, string> = {
  actual: 'Azure cost details (actual)',
  amortized: 'Azure cost details (amortized)',
};

/** Amounts a file does not state stay null: see the notes that go with them. */
function costs({ variant }: FormatFacts) {
  const effective = {
    amortized: 'cost',
    actual: `CASE WHEN ${IS_COMMITMENT_PURCHASE} THEN 0 WHEN NOT coalesce(${IS_COMMITTED}, false) THEN cost END`,
  };
  return {
    billed_cost: variant === 'amortized' ? 'NULL' : 'cost',
    effective_cost: effective[variant as keyof typeof effective] ?? 'cost',
    list_cost: `CASE WHEN payg_cost IS NOT NULL THEN payg_cost WHEN ${IS_USAGE} THEN ${product('payg_price')}
      WHEN NOT ${IS_UNUSED} THEN cost END`,
    contracted_cost: `CASE WHEN ${IS_UNUSED} THEN NULL
      WHEN coalesce(${IS_COVERED}, false) THEN ${product('nullif(unit_price, 0)')} ELSE cost END`,
  };
}

/**
 * Azure cost and usage details, actual and amortized, as Enterprise Agreements, Microsoft Customer Agreements and
 * pay-as-you-go spell them. Sources: Microsoft Learn, “Understand the fields in usage details” and the cost details
 * schemas for EA, MCA and pay-as-you-go; FinOps toolkit, “Convert cost and usage data to FOCUS”, for the mapping.
 */
export const azureCostDetailsFormat: BillingFormat = {
  id: 'azure-cost-details',
  title: ({ variant }) => TITLES[variant ?? ''] ?? 'Azure cost details',
  variant: VARIANT,
  columns,
  signatures: [['cost', 'date', 'meter_category']],
  required: [
    { any_of: ['cost'], header: 'CostInBillingCurrency or Cost' },
    { any_of: ['date'], header: 'Date' },
    { any_of: ['currency'], header: 'BillingCurrency' },
    { any_of: ['billing_account_id', 'subscription_id'], header: 'BillingAccountId' },
  ],
  notes: ({ variant }) => {
    if (variant === 'actual')
      return [
        'This is an actual cost file: it states what is billed. What usage under reservations and savings plans costs in effect is not in it and stays unknown; effective cost is complete only without them. Upload the FOCUS export to have both',
      ];
    if (variant === 'amortized')
      return [
        'This is an amortized cost file: it states effective cost. What is billed, and when reservations and savings plans were bought, is not in it and stays unknown. Upload the FOCUS export to have both',
      ];
    return [];
  },
  focus: (facts) => ({
    ...costs(facts),
    availability_zone: 'availability_zone',
    billing_account_id: 'coalesce(billing_account_id, subscription_id)',
    billing_account_name: 'billing_account_name',
    billing_currency: 'currency',
    billing_period_start: PERIOD_START,
    billing_period_end: PERIOD_END,
    charge_category: `CASE WHEN charge_type IN ('Usage', 'UnusedReservation', 'UnusedSavingsPlan') OR charge_type IS NULL THEN 'Usage'
      WHEN charge_type IN ('Purchase', 'Tax') THEN charge_type ELSE 'Adjustment' END`,
    charge_class: `CASE WHEN date < ${PERIOD_START} THEN 'Correction' END`,
    charge_description: 'coalesce(product_name, meter_name)',
    charge_frequency: `CASE frequency WHEN 'OneTime' THEN 'One-Time' WHEN 'Recurring' THEN 'Recurring' WHEN 'UsageBased' THEN 'Usage-Based' END`,
    charge_period_start: 'date',
    charge_period_end: 'date + INTERVAL 1 DAY',
    commitment_discount_category: `CASE WHEN pricing_model = 'Reservation' OR charge_type = 'UnusedReservation' THEN 'Usage'
      WHEN pricing_model = 'SavingsPlan' OR charge_type = 'UnusedSavingsPlan' THEN 'Spend' END`,
    commitment_discount_id: 'coalesce(benefit_id, reservation_id)',
    commitment_discount_name: 'coalesce(benefit_name, reservation_name)',
    commitment_discount_status: `CASE WHEN charge_type IN ('UnusedReservation', 'UnusedSavingsPlan') THEN 'Unused'
      WHEN ${IS_COVERED} THEN 'Used' END`,
    commitment_discount_type: `CASE WHEN pricing_model = 'Reservation' OR charge_type = 'UnusedReservation' THEN 'Reservation'
      WHEN pricing_model = 'SavingsPlan' OR charge_type = 'UnusedSavingsPlan' THEN 'Savings Plan' END`,
    consumed_quantity: `CASE WHEN ${IS_USAGE} THEN quantity END`,
    consumed_unit: `CASE WHEN ${IS_USAGE} THEN unit_of_measure END`,
    contracted_unit_price: 'unit_price',
    invoice_id: 'invoice_id',
    invoice_issuer_name: `'Microsoft'`,
    list_unit_price: 'payg_price',
    pricing_category: `CASE pricing_model WHEN 'OnDemand' THEN 'Standard' WHEN 'Spot' THEN 'Dynamic'
      WHEN 'Reservation' THEN 'Committed' WHEN 'SavingsPlan' THEN 'Committed' END`,
    pricing_quantity: 'quantity',
    pricing_unit: 'unit_of_measure',
    provider_name: `'Microsoft'`,
    publisher_name: `coalesce(publisher_name, CASE WHEN publisher_type IN ('Azure', 'Microsoft') THEN 'Microsoft' END)`,
    region_id: `lower(replace(coalesce(location, location_name), ' ', ''))`,
    region_name: 'coalesce(location_name, location)',
    resource_id: 'resource_id',
    resource_name: `coalesce(resource_name, nullif(regexp_extract(resource_id, '[^/]+$'), ''))`,
    service_category: serviceCategory,
    service_name: 'meter_category',
    sku_id: 'product_id',
    sku_meter: 'meter_name',
    // As Microsoft's FOCUS export spells it, so that both name the same account.
    sub_account_id: `CASE WHEN starts_with(subscription_id, '/') THEN subscription_id ELSE '/subscriptions/' || lower(subscription_id) END`,
    sub_account_name: 'subscription_name',
    tags: 'tags',
  }),
};
