import { z } from 'zod';
import type { IsoDate } from '../../platform/core/dates.ts';
import { dateSchema, timestampSchema } from '../../platform/core/endpoint.ts';

/** Numbers are what exact decimals are nearest to; null is unknown. */
const amounts = {
  billed_cost: z.number().nullable(),
  effective_cost: z.number().nullable(),
};

/** A reading that said other amounts than what counted before. Rows and costs are those from before. */
const periodChange = z.object({
  at: timestampSchema,
  rows: z.number().int(),
  ...amounts,
  /** Now less before, exact before it was rounded; null where one of the two does not say the cost. */
  difference_billed: z.number().nullable(),
  difference_effective: z.number().nullable(),
  /** The last whole day before and after: where it moved on, the difference is of new days too. */
  complete_through_before: dateSchema,
  complete_through: dateSchema,
  /** What counted before, in words, where it was told by another source; null when its own costs were restated. */
  took_place_of: z.string().nullable(),
});
export type PeriodChange = z.infer<typeof periodChange>;

/** What a connection told of one billing period, in one currency. */
export const providerPeriod = z.object({
  /** The source and the account it told of, such as `cost-explorer | 123456789012`. */
  cost_source: z.string(),
  billing_period: dateSchema,
  /** Null, as are the costs, while nothing that it told of the period counts. */
  currency: z.string().nullable(),
  /** Rows that count; 0 when the provider said that there are none. */
  rows: z.number().int().nullable(),
  ...amounts,
  data_through: dateSchema.nullable(),
  read_at: timestampSchema,
  /** What tells of the period in its place, in words. */
  covered_by: z.string().nullable(),
  loaded_at: timestampSchema.nullable(),
  /** The newest of the changes in which the source restated its own amounts. */
  restated: periodChange.nullable(),
  /** The last ten at most, newest first. */
  changes: z.array(periodChange),
});
export type ProviderPeriod = z.infer<typeof providerPeriod>;

/** What syncs noted of a period: see the table `provider_periods`. */
export interface PeriodRecord {
  cost_source: string;
  billing_period: IsoDate;
  rows: number;
  read_at: string;
  covered_by: string | null;
}

/** The costs that count of what one source told of a period, in one currency. */
export interface CountedPeriod
  extends Pick<ProviderPeriod, 'billed_cost' | 'effective_cost' | 'data_through' | 'loaded_at' | 'changes'> {
  source: 'api' | 'export';
  source_account_id: string;
  scope_account_id: string | null;
  billing_period: IsoDate;
  currency: string;
  rows: number;
}

interface SourceKey {
  name: string;
  billing_account_id: string;
  scope_account_id: string | null;
  variant?: string;
}

const SEPARATOR = ' | ';

/** What was read of a source is known under this: with other credentials or another split it is another. */
export const sourceKey = ({ name, billing_account_id, scope_account_id, variant }: SourceKey): string =>
  [name, billing_account_id, scope_account_id, variant].filter((part) => part != null).join(SEPARATOR);

const accountOf = ({ cost_source }: PeriodRecord): string | undefined => cost_source.split(SEPARATOR)[1];
const placeOf = (record: PeriodRecord): string => `${record.billing_period}${SEPARATOR}${accountOf(record)}`;

/** Whether a record is of the source whose costs count. Only exports are named `export …`. */
function isOf(record: PeriodRecord, counted: CountedPeriod): boolean {
  const [name = '', account, scope] = record.cost_source.split(SEPARATOR);
  return (
    record.billing_period === counted.billing_period &&
    account === counted.source_account_id &&
    (counted.scope_account_id === null || scope === counted.scope_account_id) &&
    name.startsWith('export ') === (counted.source === 'export')
  );
}

const uncounted = ({ rows, ...record }: PeriodRecord): ProviderPeriod => ({
  ...record,
  currency: null,
  rows: record.covered_by === null && rows === 0 ? 0 : null,
  billed_cost: null,
  effective_cost: null,
  data_through: null,
  loaded_at: null,
  restated: null,
  changes: [],
});

function countedPeriod({ cost_source, read_at, covered_by }: PeriodRecord, counted: CountedPeriod): ProviderPeriod {
  const { source: _, source_account_id: _account, scope_account_id: _scope, ...period } = counted;
  const restated = period.changes.find(({ took_place_of }) => took_place_of === null) ?? null;
  return { cost_source, read_at, covered_by, ...period, restated };
}

/**
 * What a connection told by billing period, newest first. What was noted under former credentials, or of a source that
 * another source of the connection has followed, is left out: it says nothing of what counts now.
 */
export function periodsOf(records: readonly PeriodRecord[], counted: readonly CountedPeriod[]): ProviderPeriod[] {
  const newest_read = records.toSorted((a, b) => (a.read_at < b.read_at ? 1 : -1));
  const teller = new Map(counted.map((one) => [one, newest_read.find((record) => isOf(record, one))]));
  const told = [...teller].flatMap(([one, record]) => (record ? [countedPeriod(record, one)] : []));
  const places = new Set([...teller.values()].flatMap((record) => (record ? [placeOf(record)] : [])));
  for (const record of newest_read) {
    if (places.has(placeOf(record))) continue;
    places.add(placeOf(record));
    told.push(uncounted(record));
  }
  const orderOf = (period: ProviderPeriod): string => `${period.cost_source} ${period.currency}`;
  return told.toSorted((a, b) => {
    if (a.billing_period !== b.billing_period) return a.billing_period < b.billing_period ? 1 : -1;
    return orderOf(a) < orderOf(b) ? -1 : 1;
  });
}
