import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';
import { type CountedPeriod, type PeriodChange, type ProviderPeriod, periodsOf } from '../core/billing-periods.ts';

const CHANGES_SHOWN = 10;

type Exact<T> = { [Key in keyof T]: Key extends `${string}_cost` | `difference_${string}` ? string | null : T[Key] };
type CountedRow = Omit<Exact<CountedPeriod>, 'changes'> & { reading: number };

/** What one reading said in one currency, against what counted before; the latter is null where nothing did. */
interface ReadingRow extends Omit<Exact<PeriodChange>, 'rows' | 'complete_through_before'> {
  reading: number;
  currency: string;
  rows: number | null;
  complete_through_before: string | null;
  is_changed: boolean;
  /** The loads of this provider that it took the place of. */
  former_ids: number[] | null;
}

const number = (exact: string | null): number | null => (exact === null ? null : Number(exact));
const keyOf = (reading: number, currency: string): string => `${reading} ${currency}`;

/**
 * The loads that a provider brought. Those of one reading, which may be of several billing accounts and currencies, are
 * known by the time at which they began to count, and are named by the first of them.
 */
const ownLoads = (provider_id: string) => sql`
  select *, min(load_id) over (
    partition by billing_period, source, source_account_id, scope_account_id, activated_at) as reading
  from cost_loads where provider_id = ${provider_id} and activated_at is not null`;

/** A cost added up over the loads of a side of `said`; unknown when one of them does not say it. */
const total = (column: 'billed_cost' | 'effective_cost', side: 'is_now' | 'is_before') =>
  sql`case when count(${sql.ref(column)}) filter (where ${sql.ref(side)}) = count(*) filter (where ${sql.ref(side)})
    then sum(${sql.ref(column)}) filter (where ${sql.ref(side)}) end`;

/** What counts now of all that a provider told. */
async function readCounted(tx: Transaction, provider_id: string): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select reading, source, source_account_id, scope_account_id, billing_period, currency, activated_at as loaded_at,
      sum(rows)::bigint as rows, min(data_through) as data_through,
      case when count(billed_cost) = count(*) then sum(billed_cost) end as billed_cost,
      case when count(effective_cost) = count(*) then sum(effective_cost) end as effective_cost
    from (${ownLoads(provider_id)}) own where status = 'active'
    group by reading, source, source_account_id, scope_account_id, billing_period, currency, activated_at`.execute(tx);
  return rows;
}

const readingOfLoads = async (tx: Transaction, provider_id: string): Promise<Map<number, number>> => {
  const { rows } = await sql<{ load_id: number; reading: number }>`
    select load_id, reading from (${ownLoads(provider_id)}) own`.execute(tx);
  return new Map(rows.map(({ load_id, reading }) => [load_id, reading]));
};

/**
 * Every reading of a provider against what it took the place of: `replaced_by` names one of its loads, whatever the
 * currency. The ids are handed back because the database can't guess how many rows a subquery has, and would compare
 * each with each.
 */
async function readReadings(
  tx: Transaction,
  provider_id: string,
  readings: Map<number, number>,
): Promise<ReadingRow[]> {
  const own = sql`unnest(${[...readings.keys()]}::integer[], ${[...readings.values()]}::integer[]) as own (load_id, reading)`;
  const { rows } = await sql<ReadingRow>`
    with said as (
      select own.reading, load.*, true as is_now, false as is_before, null as other
      from cost_loads load join ${own} on own.load_id = load.load_id
      union all
      select own.reading, load.*, false, true,
        case when load.provider_id is distinct from ${provider_id}
            then case load.source when 'upload' then 'an uploaded file' else 'another connection' end
          when load.source <> place.source
            then case load.source when 'export' then 'an export of this connection' else 'the API of this connection' end
          when (load.source_account_id, load.scope_account_id) is distinct from (place.source_account_id, place.scope_account_id)
            then 'what this connection told of other accounts' end
      from cost_loads load join ${own} on own.load_id = load.replaced_by
      join cost_loads place on place.organization_id = load.organization_id and place.load_id = load.replaced_by),
    compared as (
      select reading, currency, max(activated_at) filter (where is_now) as at,
        ${total('billed_cost', 'is_now')} as billed, ${total('effective_cost', 'is_now')} as effective,
        ${total('billed_cost', 'is_before')} as billed_cost, ${total('effective_cost', 'is_before')} as effective_cost,
        sum(rows) filter (where is_before)::bigint as rows,
        min(data_through) filter (where is_now) as complete_through,
        min(data_through) filter (where is_before) as complete_through_before,
        string_agg(distinct other, ' and ') as took_place_of,
        array_agg(load_id) filter (where is_before and provider_id = ${provider_id}) as former_ids
      from said group by reading, currency having count(*) filter (where is_now) > 0)
    select reading, currency, at, rows, billed_cost, effective_cost, complete_through, complete_through_before,
      took_place_of, former_ids, billed - billed_cost as difference_billed,
      effective - effective_cost as difference_effective,
      took_place_of is not null or billed is distinct from billed_cost
        or effective is distinct from effective_cost as is_changed
    from compared`.execute(tx);
  return rows;
}

/** What changed with a reading; null when nothing counted before, or all amounts are the same. */
function changeOf(row: ReadingRow): PeriodChange | null {
  const { at, rows, complete_through, complete_through_before, took_place_of } = row;
  if (rows === null || complete_through_before === null || !row.is_changed) return null;
  return {
    at,
    rows,
    billed_cost: number(row.billed_cost),
    effective_cost: number(row.effective_cost),
    difference_billed: number(row.difference_billed),
    difference_effective: number(row.difference_effective),
    complete_through,
    complete_through_before,
    took_place_of,
  };
}

/** Finds the last changes of what counts: from a reading to what it took the place of, as long as the provider told it. */
function changesFinder(readings: ReadonlyMap<number, number>, rows: readonly ReadingRow[]) {
  const by_key = new Map(rows.map((row) => [keyOf(row.reading, row.currency), row]));
  return (head: number, currency: string): PeriodChange[] => {
    const followed = new Set([head]);
    const changes: PeriodChange[] = [];
    // A set goes on to what is added to it on the way.
    for (const reading of followed) {
      const row = by_key.get(keyOf(reading, currency));
      const change = row && changeOf(row);
      if (change) changes.push(change);
      for (const load_id of row?.former_ids ?? []) {
        const former = readings.get(load_id);
        if (former !== undefined) followed.add(former);
      }
    }
    return changes.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, CHANGES_SHOWN);
  };
}

/** What a provider told by billing period, newest first, and how that changed. Differences are exact until they are told. */
export async function readPeriods(tx: Transaction, provider_id: string): Promise<ProviderPeriod[]> {
  const records = await tx
    .selectFrom('provider_periods')
    .select(['cost_source', 'billing_period', 'rows', 'read_at', 'covered_by'])
    .where('provider_id', '=', provider_id)
    .execute();
  const counted = await readCounted(tx, provider_id);
  const readings = await readingOfLoads(tx, provider_id);
  const findChanges = changesFinder(readings, await readReadings(tx, provider_id, readings));
  return periodsOf(
    records,
    counted.map(({ reading, ...row }) => ({
      ...row,
      billed_cost: number(row.billed_cost),
      effective_cost: number(row.effective_cost),
      changes: findChanges(reading, row.currency),
    })),
  );
}
