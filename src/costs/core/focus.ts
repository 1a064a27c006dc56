import {
  ALL_SERVICE_SUBCATEGORIES,
  CAPACITY_RESERVATION_STATUSES,
  CHARGE_CATEGORIES,
  CHARGE_CLASSES,
  CHARGE_FREQUENCIES,
  COMMITMENT_DISCOUNT_CATEGORIES,
  COMMITMENT_DISCOUNT_STATUSES,
  PRICING_CATEGORIES,
  SERVICE_CATEGORIES,
} from './focus-values.ts';

/** Versions of the FinOps Open Cost and Usage Specification whose Cost and Usage files are read, oldest first. */
export const FOCUS_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

/** A column of the FOCUS Cost and Usage dataset. */
export interface FocusColumn {
  /** As the specification and files spell it. */
  focus_name: string;
  /** As our charge rows, JSON fields and queries spell it. */
  name: string;
  type: 'decimal' | 'string' | 'timestamp' | 'json';
  level: 'mandatory' | 'conditional' | 'recommended';
  /** Whether FOCUS lets a row have no value. Stricter conditions between columns are in conformance.ts. */
  nullable: boolean;
  since: FocusVersion;
  /** Last version that has the column, where a later one removed it. */
  until?: FocusVersion;
  replaced_by?: string;
  allowed_values?: readonly string[];
  /** When a number may not be below 0: never, or only in rows whose ChargeClass is Correction. */
  negative?: 'never' | 'correction';
}

type Demands = Partial<Omit<FocusColumn, 'focus_name' | 'name' | 'type' | 'level' | 'since'>>;
const column = <Name extends string>(
  focus_name: string,
  name: Name,
  type: FocusColumn['type'],
  level: FocusColumn['level'],
  since: FocusVersion,
  demands: Demands = {},
): FocusColumn & { name: Name } => ({ focus_name, name, type, level, since, nullable: true, ...demands });
const NEVER_NULL: Demands = { nullable: false };

/**
 * Every column of FOCUS 1.0 to 1.4, in the specification's order (alphabetical), with the demands of the latest version
 * that has it. Source: FOCUS_Spec, specification/datasets/cost_and_usage, and its changelog for `since` and `until`.
 */
export const FOCUS_COLUMNS = [
  column('AllocatedMethodDetails', 'allocated_method_details', 'json', 'recommended', '1.3'),
  column('AllocatedMethodId', 'allocated_method_id', 'string', 'conditional', '1.3'),
  column('AllocatedResourceId', 'allocated_resource_id', 'string', 'conditional', '1.3'),
  column('AllocatedResourceName', 'allocated_resource_name', 'string', 'conditional', '1.3'),
  column('AllocatedTags', 'allocated_tags', 'json', 'conditional', '1.3'),
  column('AvailabilityZone', 'availability_zone', 'string', 'recommended', '1.0'),
  column('BilledCost', 'billed_cost', 'decimal', 'mandatory', '1.0', NEVER_NULL),
  column('BillingAccountId', 'billing_account_id', 'string', 'mandatory', '1.0', NEVER_NULL),
  column('BillingAccountName', 'billing_account_name', 'string', 'mandatory', '1.0'),
  column('BillingAccountType', 'billing_account_type', 'string', 'conditional', '1.2'),
  column('BillingCurrency', 'billing_currency', 'string', 'mandatory', '1.0', NEVER_NULL),
  column('BillingPeriodEnd', 'billing_period_end', 'timestamp', 'mandatory', '1.0', NEVER_NULL),
  column('BillingPeriodStart', 'billing_period_start', 'timestamp', 'mandatory', '1.0', NEVER_NULL),
  column('CapacityReservationId', 'capacity_reservation_id', 'string', 'conditional', '1.1'),
  column('CapacityReservationStatus', 'capacity_reservation_status', 'string', 'conditional', '1.1', {
    allowed_values: CAPACITY_RESERVATION_STATUSES,
  }),
  column('ChargeCategory', 'charge_category', 'string', 'mandatory', '1.0', {
    nullable: false,
    allowed_values: CHARGE_CATEGORIES,
  }),
  column('ChargeClass', 'charge_class', 'string', 'mandatory', '1.0', { allowed_values: CHARGE_CLASSES }),
  column('ChargeDescription', 'charge_description', 'string', 'mandatory', '1.0'),
  column('ChargeFrequency', 'charge_frequency', 'string', 'recommended', '1.0', {
    nullable: false,
    allowed_values: CHARGE_FREQUENCIES,
  }),
  column('ChargePeriodEnd', 'charge_period_end', 'timestamp', 'mandatory', '1.0', NEVER_NULL),
  column('ChargePeriodStart', 'charge_period_start', 'timestamp', 'mandatory', '1.0', NEVER_NULL),
  column('CommitmentDiscountCategory', 'commitment_discount_category', 'string', 'conditional', '1.0', {
    allowed_values: COMMITMENT_DISCOUNT_CATEGORIES,
  }),
  column('CommitmentDiscountId', 'commitment_discount_id', 'string', 'conditional', '1.0'),
  column('CommitmentDiscountName', 'commitment_discount_name', 'string', 'conditional', '1.0'),
  column('CommitmentDiscountQuantity', 'commitment_discount_quantity', 'decimal', 'conditional', '1.1'),
  column('CommitmentDiscountStatus', 'commitment_discount_status', 'string', 'conditional', '1.0', {
    allowed_values: COMMITMENT_DISCOUNT_STATUSES,
  }),
  column('CommitmentDiscountType', 'commitment_discount_type', 'string', 'conditional', '1.0'),
  column('CommitmentDiscountUnit', 'commitment_discount_unit', 'string', 'conditional', '1.1'),
  column('CommitmentProgramEligibilityDetails', 'commitment_program_eligibility_details', 'json', 'conditional', '1.4'),
  column('ConsumedQuantity', 'consumed_quantity', 'decimal', 'conditional', '1.0', { negative: 'correction' }),
  column('ConsumedUnit', 'consumed_unit', 'string', 'conditional', '1.0'),
  column('ContractApplied', 'contract_applied', 'json', 'conditional', '1.3'),
  column('ContractedCost', 'contracted_cost', 'decimal', 'mandatory', '1.0', NEVER_NULL),
  column('ContractedUnitPrice', 'contracted_unit_price', 'decimal', 'conditional', '1.0', { negative: 'never' }),
  column('EffectiveCost', 'effective_cost', 'decimal', 'mandatory', '1.0', NEVER_NULL),
  column('HostProviderName', 'host_provider_name', 'string', 'mandatory', '1.3'),
  column('InvoiceDetailId', 'invoice_detail_id', 'string', 'conditional', '1.4'),
  column('InvoiceId', 'invoice_id', 'string', 'conditional', '1.2'),
  column('InvoiceIssuerName', 'invoice_issuer_name', 'string', 'mandatory', '1.0', NEVER_NULL),
  column('ListCost', 'list_cost', 'decimal', 'mandatory', '1.0', NEVER_NULL),
  column('ListUnitPrice', 'list_unit_price', 'decimal', 'conditional', '1.0', { negative: 'never' }),
  column('PricingCategory', 'pricing_category', 'string', 'conditional', '1.0', { allowed_values: PRICING_CATEGORIES }),
  column('PricingCurrency', 'pricing_currency', 'string', 'conditional', '1.2'),
  column(
    'PricingCurrencyContractedUnitPrice',
    'pricing_currency_contracted_unit_price',
    'decimal',
    'conditional',
    '1.2',
    { negative: 'never' },
  ),
  column('PricingCurrencyEffectiveCost', 'pricing_currency_effective_cost', 'decimal', 'conditional', '1.2'),
  column('PricingCurrencyListUnitPrice', 'pricing_currency_list_unit_price', 'decimal', 'conditional', '1.2', {
    negative: 'never',
  }),
  column('PricingQuantity', 'pricing_quantity', 'decimal', 'mandatory', '1.0', { negative: 'correction' }),
  column('PricingUnit', 'pricing_unit', 'string', 'mandatory', '1.0'),
  column('ProviderName', 'provider_name', 'string', 'mandatory', '1.0', {
    nullable: false,
    until: '1.3',
    replaced_by: 'ServiceProviderName',
  }),
  column('PublisherName', 'publisher_name', 'string', 'mandatory', '1.0', {
    nullable: false,
    until: '1.3',
    replaced_by: 'HostProviderName',
  }),
  column('RegionId', 'region_id', 'string', 'conditional', '1.0'),
  column('RegionName', 'region_name', 'string', 'conditional', '1.0'),
  column('ResourceId', 'resource_id', 'string', 'conditional', '1.0'),
  column('ResourceName', 'resource_name', 'string', 'conditional', '1.0'),
  column('ResourceType', 'resource_type', 'string', 'conditional', '1.0'),
  column('ServiceCategory', 'service_category', 'string', 'mandatory', '1.0', {
    nullable: false,
    allowed_values: SERVICE_CATEGORIES,
  }),
  column('ServiceName', 'service_name', 'string', 'mandatory', '1.0', NEVER_NULL),
  column('ServiceProviderName', 'service_provider_name', 'string', 'mandatory', '1.3', NEVER_NULL),
  column('ServiceSubcategory', 'service_subcategory', 'string', 'recommended', '1.1', {
    nullable: false,
    allowed_values: ALL_SERVICE_SUBCATEGORIES,
  }),
  column('SkuId', 'sku_id', 'string', 'conditional', '1.0'),
  column('SkuMeter', 'sku_meter', 'string', 'conditional', '1.1'),
  column('SkuPriceDetails', 'sku_price_details', 'json', 'conditional', '1.1'),
  column('SkuPriceId', 'sku_price_id', 'string', 'conditional', '1.0'),
  column('SubAccountId', 'sub_account_id', 'string', 'conditional', '1.0'),
  column('SubAccountName', 'sub_account_name', 'string', 'conditional', '1.0'),
  column('SubAccountType', 'sub_account_type', 'string', 'conditional', '1.2'),
  column('Tags', 'tags', 'json', 'conditional', '1.0'),
];

export type FocusColumnName = (typeof FOCUS_COLUMNS)[number]['name'];

/** A column of the `charges` table and its DuckDB type. */
export interface ChargeColumn {
  name: string;
  type: 'DECIMAL(38,18)' | 'TIMESTAMP' | 'VARCHAR' | 'MAP(VARCHAR, VARCHAR)' | 'DATE' | 'INTEGER';
}

const STORED_AS = { decimal: 'DECIMAL(38,18)', timestamp: 'TIMESTAMP', string: 'VARCHAR', json: 'VARCHAR' } as const;

/** FOCUS columns as charge rows hold them: `tags` as a map, other JSON columns as their text, times in UTC. */
export const FOCUS_CHARGE_COLUMNS: readonly ChargeColumn[] = FOCUS_COLUMNS.map(({ name, type }) => ({
  name,
  type: name === 'tags' ? 'MAP(VARCHAR, VARCHAR)' : STORED_AS[type],
}));

/**
 * The columns of the `charges` table, in order: the load that brought the row, the UTC day of ChargePeriodStart, the
 * FOCUS columns, and in `x` every column FOCUS does not have, by the name and with the value the file spelled.
 */
export const CHARGE_COLUMNS: readonly ChargeColumn[] = [
  { name: 'load_id', type: 'INTEGER' },
  { name: 'charge_date', type: 'DATE' },
  ...FOCUS_CHARGE_COLUMNS,
  { name: 'x', type: 'MAP(VARCHAR, VARCHAR)' },
];

const BY_FOCUS_NAME = new Map<string, FocusColumn>(FOCUS_COLUMNS.map((c) => [c.focus_name.toLowerCase(), c]));

/** The FOCUS column a header names, whatever its case and the spaces around it; undefined when FOCUS has none. */
export const focusColumnOf = (header: string): FocusColumn | undefined =>
  BY_FOCUS_NAME.get(header.trim().toLowerCase());

/** The FOCUS column of one of our names. */
export const focusColumn = (name: FocusColumnName): FocusColumn =>
  FOCUS_COLUMNS.find((column) => column.name === name)!;

/** Columns that files of earlier versions carry ahead of the version that defined them: no evidence of it. */
const CARRIED_EARLY = new Set(['billing_account_type', 'sub_account_type']);

/**
 * The oldest FOCUS version that has all the columns a file has: a file does not say its version itself.
 * Without ProviderName it can only be 1.4, which removed it.
 */
export function focusVersionOf(names: ReadonlySet<string>): FocusVersion {
  const present = FOCUS_COLUMNS.filter((column) => names.has(column.name) && !CARRIED_EARLY.has(column.name));
  const newest = present.reduce<FocusVersion>((version, { since }) => (since > version ? since : version), '1.0');
  return newest === '1.3' && !names.has('provider_name') ? '1.4' : newest;
}
