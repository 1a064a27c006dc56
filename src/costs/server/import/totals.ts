import type { IsoDate } from '../../../platform/core/dates.ts';
import { literal } from '../../core/sql.ts';
import { type StagedIssue, type StagedSlice, UnreadableFileError } from './staged-file.ts';
import type { StagingDatabase } from './staging-database.ts';

/** Decimal text without trailing zeros. */
const plainDecimal = (text: string | null): string | null => (text?.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Digits before the point of a sum: as many bills can be added to each other without leaving DECIMAL(38,18). */
const MOST_DIGITS = 18;
/** How DuckDB says that a sum does not fit. */
const TOO_LARGE = /overflow|out of range/i;
const tooLarge = (cause?: unknown): UnreadableFileError =>
  new UnreadableFileError(
    'The amounts of the file add up to 10^18 or more, so nothing was loaded. Look for amounts in the wrong unit, or with digits too many.',
    [],
    cause,
  );

const hasRoom = (sum: string | null): boolean =>
  sum === null || sum.replace('-', '').split('.')[0]!.length <= MOST_DIGITS;

/** Throws UnreadableFileError where what slices add up to could not be added to what other bills do. */
export function checkSums(slices: readonly StagedSlice[]): void {
  for (const { billed_cost, effective_cost, list_cost, contracted_cost } of slices)
    if (![billed_cost, effective_cost, list_cost, contracted_cost].every(hasRoom)) throw tooLarge();
}

/** The rows of a query of sums. Throws UnreadableFileError where a sum is too large. */
async function sums(staging: StagingDatabase, sql: string) {
  try {
    return await staging.rows(sql);
  } catch (error) {
    throw error instanceof Error && TOO_LARGE.test(error.message) ? tooLarge(error) : error;
  }
}

/**
 * Exact sums of the good rows for each provider, account, period and currency, read on day `today`. Throws
 * UnreadableFileError where no decimal holds one.
 */
export async function sumSlices(staging: StagingDatabase, good: string, today: IsoDate): Promise<StagedSlice[]> {
  const rows = await sums(
    staging,
    `SELECT provider_name, billing_account_id, billing_period_start::DATE AS billing_period, billing_currency AS currency,
       count(*) AS rows, min(charge_date) AS first_charge_date, max(charge_date) AS last_charge_date,
       coalesce(max(charge_date) FILTER (charge_date <= DATE ${literal(today)}), DATE ${literal(today)}) AS last_day_told,
       sum(billed_cost) AS billed_cost, sum(effective_cost) AS effective_cost, sum(list_cost) AS list_cost,
       sum(contracted_cost) AS contracted_cost,
       coalesce(to_json(list_sort(list(DISTINCT regexp_replace(lower(sub_account_id), '^/subscriptions/', '')) FILTER (sub_account_id IS NOT NULL))), '[]') AS sub_account_ids
     FROM ${good} GROUP BY ALL ORDER BY ALL`,
  );
  return rows.map((row) => ({
    provider_name: row.provider_name!,
    billing_account_id: row.billing_account_id!,
    billing_period: row.billing_period!,
    currency: row.currency!,
    rows: Number(row.rows),
    first_charge_date: row.first_charge_date!,
    last_charge_date: row.last_charge_date!,
    last_day_told: row.last_day_told!,
    billed_cost: plainDecimal(row.billed_cost!),
    effective_cost: plainDecimal(row.effective_cost!),
    list_cost: plainDecimal(row.list_cost!),
    contracted_cost: plainDecimal(row.contracted_cost!),
    sub_account_ids: JSON.parse(row.sub_account_ids!) as string[],
  }));
}

/** How often each tag key occurs, and whether some row has a key twice. */
export async function countTagKeys(staging: StagingDatabase, good: string) {
  // Rows share few sets of keys: grouping by the set first spares looking at every key of every row.
  const sets = staging.table('tag_sets');
  await staging.connection.run(
    `CREATE TABLE ${sets} AS SELECT map_keys(tags) AS keys, count(*) AS rows FROM ${good} WHERE tags IS NOT NULL GROUP BY 1`,
  );
  const [doubled] = await staging.rows(
    `SELECT bool_or(list_unique(keys) < len(keys))::VARCHAR AS any_doubled FROM ${sets}`,
  );
  const keys = await staging.rows(
    `SELECT key, sum(rows) AS rows FROM (SELECT unnest(list_distinct(keys)) AS key, rows FROM ${sets})
     GROUP BY key ORDER BY sum(rows) DESC, key`,
  );
  return {
    doubled: doubled?.any_doubled === 'true',
    tag_keys: keys.map(({ key, rows }) => ({ key: key!, rows: Number(rows) })),
  };
}

/** Whether the good rows are in order of their day already. */
export async function isSorted(staging: StagingDatabase, good: string): Promise<boolean> {
  const [row] = await staging.rows(
    `SELECT bool_and(ordered)::VARCHAR AS sorted FROM (SELECT charge_date >= lag(charge_date) OVER () AS ordered FROM ${good})`,
  );
  return row?.sorted !== 'false';
}

/** Accounts that are billed in several currencies within one period: legitimate for some, so only said. */
export function mixedCurrencies(slices: readonly StagedSlice[], header: string): StagedIssue[] {
  const groups = new Map<string, StagedSlice[]>();
  for (const slice of slices) {
    const key = JSON.stringify([slice.provider_name, slice.billing_account_id, slice.billing_period]);
    groups.set(key, [...(groups.get(key) ?? []), slice]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const [{ provider_name, billing_account_id, billing_period }] = group as [StagedSlice];
      const list = group.map(({ currency, rows }) => `${currency} (${rows} rows)`).join(', ');
      return {
        severity: 'warning' as const,
        column: header,
        reason: `Account ${billing_account_id} of ${provider_name} is billed in several currencies in the period from ${billing_period}: ${list}. FOCUS asks for the one currency of the invoice; they are kept apart and never added`,
        rows: group.reduce((sum, { rows }) => sum + rows, 0),
        examples: group.map(({ currency }) => ({ line: null, value: currency })),
      };
    });
}
