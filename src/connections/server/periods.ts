import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';
import { type CountedPeriod, type PeriodChange, type ProviderPeriod, periodsOf } from '../core/billing-periods.ts';

const CHANGES_SHOWN = 10;
/** Readings of one period that are looked through for changes: more than a month has, four times a day. */
const READINGS_FOLLOWED = 130;

type Exact<T> = { [Key in keyof T]: Key extends `${string}_cost` | `difference_${string}` ? string | null : T[Key] };
type CountedRow = Omit<Exact<CountedPeriod>, 'changes'> & { reading: number };
type ChangeRow = Exact<PeriodChange> & { head: number; currency: string };

const number = (exact: string | null): number | null => (exact === null ? null : Number(exact));

/** Rows and costs added up over loads; a cost is unknown when one of them does not say it. */
const TOTALS = sql`sum(rows)::bigint as rows,
  case when count(billed_cost) = count(*) then sum(billed_cost) end as billed_cost,
  case when count(effective_cost) = count(*) then sum(effective_cost) end as effective_cost,
  min(data_through) as data_through`;

/**
 * The loads that a provider brought. Those of one reading, which may be of several billing accounts and currencies, are
 * known by the time at which they began to count, and are named by the first of them.
 */
const ownLoads = (provider_id: string) => sql`
  select load_id, source, source_account_id, scope_account_id, billing_period, currency, status, activated_at,
    rows, billed_cost, effective_cost, data_through,
    min(load_id) over (partition by billing_period, source, source_account_id, scope_account_id, activated_at) as reading
  from cost_loads where provider_id = ${provider_id} and activated_at is not null`;

/** What counts now of all that a provider told. */
async function readCounted(tx: Transaction, provider_id: string): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    with own as (${ownLoads(provider_id)})
    select reading, source, source_account_id, scope_account_id, billing_period, currency, activated_at as loaded_at,
      ${TOTALS}
    from own where status = 'active'
    group by reading, source, source_account_id, scope_account_id, billing_period, currency, activated_at`.execute(tx);
  return rows;
}

/**
 * The last changes of what counts, newest first: from each reading to what it took the place of, as long as that was the
 * provider's own. `replaced_by` names one load of the reading, whatever the currency.
 */
async function readChanges(tx: Transaction, provider_id: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    with recursive own as materialized (${ownLoads(provider_id)}),
    former as materialized (
      select own.reading, load.currency, load.load_id, load.rows, load.billed_cost, load.effective_cost, load.data_through,
        case when load.provider_id is distinct from ${provider_id}
            then case load.source when 'upload' then 'an uploaded file' else 'another connection' end
          when load.source <> own.source
            then case load.source when 'export' then 'an export of this connection' else 'the API of this connection' end
          when (load.source_account_id, load.scope_account_id) is distinct from (own.source_account_id, own.scope_account_id)
            then 'what this connection told of other accounts' end as other
      from cost_loads load join own on own.load_id = load.replaced_by),
    steps as materialized (
      select distinct former.reading, former.currency, own.reading as before
      from former join own on own.load_id = former.load_id),
    chain (head, currency, reading, depth) as (
      select distinct reading, currency, reading, 1 from own where status = 'active'
      union
      select chain.head, chain.currency, steps.before, chain.depth + 1
      from chain join steps on steps.reading = chain.reading and steps.currency = chain.currency
      where chain.depth < ${READINGS_FOLLOWED}),
    told as (select reading, currency, activated_at, ${TOTALS} from own group by reading, currency, activated_at),
    before as (
      select reading, currency, ${TOTALS}, string_agg(distinct other, ' and ') as took_place_of
      from former group by reading, currency),
    changes as (
      select chain.head, chain.currency, told.activated_at as at, before.rows, before.billed_cost, before.effective_cost,
        told.billed_cost - before.billed_cost as difference_billed,
        told.effective_cost - before.effective_cost as difference_effective,
        before.data_through as complete_through_before, told.data_through as complete_through, before.took_place_of,
        row_number() over (partition by chain.head, chain.currency order by told.activated_at desc) as nth
      from chain join told using (reading, currency) join before using (reading, currency)
      where before.took_place_of is not null or told.billed_cost is distinct from before.billed_cost
        or told.effective_cost is distinct from before.effective_cost)
    select head, currency, at, rows, billed_cost, effective_cost, difference_billed, difference_effective,
      complete_through_before, complete_through, took_place_of
    from changes where nth <= ${CHANGES_SHOWN} order by at desc`.execute(tx);
  return rows;
}

function changeOf(row: ChangeRow): PeriodChange {
  const { head: _, currency: _currency, ...change } = row;
  return {
    ...change,
    billed_cost: number(change.billed_cost),
    effective_cost: number(change.effective_cost),
    difference_billed: number(change.difference_billed),
    difference_effective: number(change.difference_effective),
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
  const changes = await readChanges(tx, provider_id);
  return periodsOf(
    records,
    counted.map(({ reading, ...row }) => ({
      ...row,
      billed_cost: number(row.billed_cost),
      effective_cost: number(row.effective_cost),
      changes: changes.filter((one) => one.head === reading && one.currency === row.currency).map(changeOf),
    })),
  );
}
