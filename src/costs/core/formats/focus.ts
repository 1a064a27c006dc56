import { FOCUS_COLUMNS, type FocusColumnName, focusVersionOf } from '../focus.ts';
import type { BillingFormat, SourceColumn, SourceType } from './format.ts';

const typeOf = (name: string, type: (typeof FOCUS_COLUMNS)[number]['type']): SourceType =>
  name === 'tags' ? 'tags' : type;

/** The day that our own exports carry beside ChargePeriodStart, from which it follows. */
const EXPORTED_DAY: SourceColumn = { name: 'charge_date', type: 'string', headers: ['charge_date'] };

/** FOCUS's own names, or ours: what `GET /costs/export` writes can be read again. */
const columns: SourceColumn[] = [
  ...FOCUS_COLUMNS.map(({ focus_name, name, type }) => ({
    name,
    type: typeOf(name, type),
    headers: [...new Set([focus_name.toLowerCase(), name])],
  })),
  EXPORTED_DAY,
];

/** Columns that later versions replaced: a file needs the old or the new one. */
const REPLACED_BY: Partial<Record<FocusColumnName, FocusColumnName>> = { provider_name: 'service_provider_name' };

/** FOCUS demands a value in every row of these, so a file without them says nothing that could be counted. */
const required = FOCUS_COLUMNS.filter(
  ({ level, nullable, since, name }) =>
    level === 'mandatory' &&
    !nullable &&
    since === '1.0' &&
    name !== 'publisher_name' &&
    name !== 'invoice_issuer_name',
).map(({ name, focus_name }) => {
  const successor = REPLACED_BY[name];
  return { any_of: successor ? [name, successor] : [name], header: focus_name };
});

/**
 * FOCUS Cost and Usage of any version: its columns are ours. Only the provider has two names: ServiceProviderName of 1.3
 * and later stands in where ProviderName, which 1.4 removed, is missing or empty.
 * Source: FOCUS_Spec, specification/datasets/cost_and_usage/columns.
 */
export const focusFormat: BillingFormat = {
  id: 'focus',
  title: ({ names }) => `FOCUS ${focusVersionOf(names)}`,
  columns,
  signatures: [
    ['billed_cost', 'charge_period_start'],
    ['billed_cost', 'charge_category'],
    ['effective_cost', 'charge_period_start'],
    ['charge_category', 'charge_period_start'],
  ],
  focus: ({ names }) => ({
    ...Object.fromEntries([...names].filter((name) => name !== EXPORTED_DAY.name).map((name) => [name, name])),
    provider_name: 'coalesce(provider_name, service_provider_name)',
  }),
  required,
  notes: () => [],
};
