import { FOCUS_COLUMNS, type FocusColumn, type FocusColumnName } from './focus.ts';

/**
 * A rule of the conformance report: SQL that is true for the rows that break it.
 * Errors are what would make numbers wrong: such a row is not loaded. Warnings are departures from FOCUS that leave the
 * numbers right, such as spelling, or an amount the provider did not give, which stays unknown and never becomes 0.
 */
export interface ConformanceRule {
  severity: 'error' | 'warning';
  /** The charge column it is about. */
  column: FocusColumnName;
  /** Completes a sentence that begins with the column: what is wrong and what FOCUS asks. */
  reason: string;
  /** Over the columns of a charge row; null counts as false. */
  condition: string;
  /** Values whose spelling the rule is about: the row is loaded with FOCUS's own. */
  spellings?: readonly string[];
}

/** Without these a row cannot be put anywhere, or would be missing from the two figures people pay and plan by. */
const NEEDED: readonly FocusColumnName[] = [
  'billed_cost',
  'effective_cost',
  'provider_name',
  'billing_account_id',
  'billing_currency',
  'billing_period_start',
  'billing_period_end',
  'charge_category',
  'charge_period_start',
  'charge_period_end',
];

const quoted = (values: readonly string[]): string => values.map((v) => `'${v.replaceAll("'", "''")}'`).join(', ');
const listed = (values: readonly string[]): string =>
  values.length > 20 ? 'the values it lists' : values.map((v) => `“${v}”`).join(', ');

function nullRules(column: FocusColumn & { name: FocusColumnName }): ConformanceRule[] {
  if (column.nullable) return [];
  return [
    {
      severity: NEEDED.includes(column.name) ? 'error' : 'warning',
      column: column.name,
      reason: 'has no value; FOCUS forbids null here',
      condition: `${column.name} IS NULL`,
    },
  ];
}

function valueRules({ name, allowed_values }: FocusColumn & { name: FocusColumnName }): ConformanceRule[] {
  if (!allowed_values) return [];
  const known = `lower(trim(${name})) IN (${quoted(allowed_values.map((v) => v.toLowerCase()))})`;
  const exact = `${name} IN (${quoted(allowed_values)})`;
  return [
    {
      severity: name === 'charge_category' ? 'error' : 'warning',
      column: name,
      reason: `is not a value FOCUS allows; it asks for ${listed(allowed_values)}`,
      condition: `NOT (${exact}) AND NOT (${known})`,
    },
    {
      severity: 'warning',
      column: name,
      reason: `is spelled differently from FOCUS, which writes ${listed(allowed_values)}; it is loaded in that spelling`,
      condition: `NOT (${exact}) AND ${known}`,
      spellings: allowed_values,
    },
  ];
}

const NOT_CORRECTION = `charge_class IS DISTINCT FROM 'Correction'`;

/** Prices below 0: providers do write them in credits, where no usage is priced. */
const priceRules = (column: FocusColumnName): ConformanceRule[] =>
  (['error', 'warning'] as const).map((severity) => ({
    severity,
    column,
    reason: 'is negative; FOCUS asks for a unit price of 0 or more',
    condition: `${column} < 0 AND charge_category ${severity === 'error' ? '' : 'NOT'} IN ('Usage', 'Purchase')`,
  }));

/** Quantities below 0: with a cost below 0 too the row takes back usage, and only lacks the mark of a correction. */
function quantityRules(column: FocusColumnName): ConformanceRule[] {
  const negative = `${column} < 0 AND ${NOT_CORRECTION} AND charge_category IN ('Usage', 'Purchase')`;
  const reason = 'is negative; FOCUS allows that only where ChargeClass is “Correction”';
  return [
    {
      severity: 'error',
      column,
      reason: `${reason}, and the cost beside it is not negative`,
      condition: `${negative} AND coalesce(billed_cost, 0) >= 0 AND coalesce(effective_cost, 0) >= 0`,
    },
    {
      severity: 'warning',
      column,
      reason: `${reason}; with its negative cost it is loaded as usage taken back`,
      condition: `${negative} AND (billed_cost < 0 OR effective_cost < 0)`,
    },
  ];
}

function signRules({ name, negative }: FocusColumn & { name: FocusColumnName }): ConformanceRule[] {
  if (negative === undefined) return [];
  return negative === 'never' ? priceRules(name) : quantityRules(name);
}

/** Usage may be metered this much too late for its billing period; what is older was put in the wrong one. */
const LATE_METERING = `INTERVAL 3 DAY`;
const IN_PERIOD =
  'FOCUS asks for BillingPeriodStart ≤ ChargePeriodStart < BillingPeriodEnd unless ChargeClass is “Correction”';

const PERIOD_RULES: ConformanceRule[] = [
  {
    severity: 'error',
    column: 'charge_period_end',
    reason: 'is before ChargePeriodStart; FOCUS asks for the exclusive end of the charge',
    condition: 'charge_period_end < charge_period_start',
  },
  {
    severity: 'error',
    column: 'billing_period_end',
    reason: 'is not after BillingPeriodStart; FOCUS asks for the exclusive end of the billing period',
    condition: 'billing_period_end <= billing_period_start',
  },
  {
    severity: 'error',
    column: 'charge_period_start',
    reason: `is outside the billing period; ${IN_PERIOD}`,
    condition: `(charge_period_start < billing_period_start - ${LATE_METERING} OR charge_period_start >= billing_period_end)
      AND ${NOT_CORRECTION}`,
  },
  {
    severity: 'warning',
    column: 'charge_period_start',
    reason: `is up to 3 days before the billing period, as usage metered late is; ${IN_PERIOD}`,
    condition: `charge_period_start < billing_period_start AND charge_period_start >= billing_period_start - ${LATE_METERING}
      AND ${NOT_CORRECTION}`,
  },
  {
    severity: 'warning',
    column: 'charge_period_end',
    reason: 'is after BillingPeriodEnd; the whole charge is counted on the day it starts',
    condition: `charge_period_end > billing_period_end AND charge_period_start < billing_period_end
      AND charge_category = 'Usage' AND ${NOT_CORRECTION}`,
  },
];

const OTHER_RULES: ConformanceRule[] = [
  {
    severity: 'error',
    column: 'billing_currency',
    reason: 'is not a currency code; FOCUS asks for ISO 4217, such as USD',
    condition: `NOT regexp_full_match(billing_currency, '[A-Z]{3}')`,
  },
  ...(['pricing_quantity', 'pricing_unit'] as const).map(
    (column): ConformanceRule => ({
      severity: 'warning',
      column,
      reason: 'has no value; FOCUS asks for one in usage and purchases that are no correction',
      condition: `${column} IS NULL AND charge_category IN ('Usage', 'Purchase') AND ${NOT_CORRECTION}`,
    }),
  ),
  {
    severity: 'warning',
    column: 'commitment_discount_status',
    reason: 'has no value; FOCUS asks for one in usage that CommitmentDiscountId covers',
    condition: `commitment_discount_status IS NULL AND commitment_discount_id IS NOT NULL AND charge_category = 'Usage'`,
  },
];

const jsonRules = ({ name, type }: FocusColumn & { name: FocusColumnName }): ConformanceRule[] =>
  type !== 'json' || name === 'tags'
    ? []
    : [
        {
          severity: 'warning',
          column: name,
          reason: 'is not valid JSON, which FOCUS asks for; it is kept as text',
          condition: `NOT json_valid(${name})`,
        },
      ];

/** Every rule of FOCUS that is checked on charge rows. */
export const CONFORMANCE_RULES: readonly ConformanceRule[] = [
  ...FOCUS_COLUMNS.flatMap((c) => [...nullRules(c), ...valueRules(c), ...signRules(c), ...jsonRules(c)]),
  ...PERIOD_RULES,
  ...OTHER_RULES,
];

/**
 * The rules for a file that has the FOCUS columns `names`. What a file lacks as a whole is said once, by its header.
 * Files mapped from another format answer only for errors, and for amounts the provider does not state not at all.
 */
export function rulesFor(names: ReadonlySet<string>, mapped: boolean): ConformanceRule[] {
  const columns = CONFORMANCE_RULES.filter(({ column }) => names.has(column));
  if (!mapped) return columns;
  return columns.filter(
    ({ severity, column, condition }) =>
      severity === 'error' && !(column.endsWith('_cost') && condition.endsWith('IS NULL')),
  );
}
