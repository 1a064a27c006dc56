import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { type Source, Values, whereOf } from '../../core/compile.ts';
import type { CommitmentUse, CommitmentUses, UncoveredUse } from '../../core/resource-bills.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import { type Days, meterExpression, priced, readBillDays, sumOfAll } from './bill-days.ts';
import type { CachedReader } from './cached-reader.ts';

/** So far back the first day of a commitment is looked for: a term of a year, and some more. */
const LOOK_BACK_DAYS = 400;

const allOf = (source: Source, days: Days, values: Values): string =>
  whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);

const USED = `status = 'Used'`;
const UNUSED = `status = 'Unused'`;

/** The sum of what meets a condition, as text: 0 where there are no rows. */
const total = (column: string, condition: string): string =>
  `coalesce(sum(${column}) filter (where ${condition}), 0)::varchar`;
const billed = (frequency: string): string =>
  total('billed', `charge_category = 'Purchase' and charge_frequency = '${frequency}'`);

/** When terms end, by commitment, as columns of CUR 2.0 tell: read from the first and last row of each, since they are slow. */
const END_OF_TERM = `coalesce(nullif(x['savings_plan_end_time'], ''), nullif(x['reservation_end_time'], ''))`;
const endsOf = (table: string, condition: string): string =>
  `select commitment_discount_id as id, max(try_cast(${END_OF_TERM} as timestamp))::date::varchar as ends_on
   from ${table} where rowid in (
     select unnest([min(rowid), max(rowid)]) from ${table}
     where ${condition} and commitment_discount_id <> '' group by commitment_discount_id)
   group by 1`;

/** Rows of a month reach so far into the days of the bill. */
const LONGEST_ROW_DAYS = 31;
const SECONDS_A_DAY = 86_400;

/**
 * Rows of commitments, of which AWS writes what nothing used of a reservation in one row of a month: that is spread over
 * its days. Until the month is over such a row tells what is not used yet, from all of it on the first day on, and so
 * nothing of what is wasted (AWS Cost and Usage Report, reservation columns): it only shows that the commitment is there.
 */
function rowsOfCommitments(source: Source, days: Days, meter: string, values: Values): string {
  const condition = allOf(source, { start: addDays(days.start, -LONGEST_ROW_DAYS), end: days.end }, values);
  const [start, end] = [`${values.add(days.start)}::date`, `${values.add(days.end)}::date`];
  const span = `greatest(1, ceil(date_diff('second', charge_date::timestamp, charge_period_end) / ${SECONDS_A_DAY}))::integer`;
  return `select *, last_day - greatest(charge_date, ${start}) + 1 as inside
    from (select *, least(charge_date + span, ${end}) - 1 as last_day, charge_date + span <= ${end} as is_over,
        charge_date >= ${start} as is_of_days
      from (select *, ${meter} as meter, case when commitment_discount_${UNUSED} then ${span} else 1 end as span
        from ${source.table} where ${condition} and commitment_discount_id <> ''))
    where last_day >= ${start}`;
}

/** What of the effective cost of a row is of the days of the bill. */
const OF_DAYS = `case when not is_over then 0 when inside = span then effective_cost
  else (effective_cost * (inside / span))::decimal(38, 18) end`;

type CommitmentRow = Omit<CommitmentUse, 'covers'> & { covers: CommitmentUse['covers'] | null };

/** What is told of each commitment; rows are added up by all that is told apart first, of which there is little. */
async function readCommitments(connection: DuckDBConnection, source: Source, days: Days, meter: string) {
  const values = new Values();
  const condition = allOf(source, days, values);
  const history = allOf(source, { start: addDays(days.end, -LOOK_BACK_DAYS), end: days.end }, values);
  const rows = await readRows<CommitmentRow>(
    connection,
    `with seen as (
       select commitment_discount_id as id, min(charge_date)::varchar as first_seen from ${source.table}
       where ${history} and commitment_discount_id <> '' group by 1),
     ends as (${endsOf(source.table, condition)}),
     told as (${rowsOfCommitments(source, days, meter, values)}),
     parts as (
       select commitment_discount_id as id, billing_currency as currency, commitment_discount_status as status,
         charge_category, charge_frequency, provider_name, billing_account_id, nullif(sub_account_id, '') as sub_account_id,
         coalesce(service_name, '') as service, nullif(region_id, '') as region, meter,
         max(nullif(commitment_discount_name, '')) as name, max(nullif(commitment_discount_category, '')) as category,
         max(nullif(commitment_discount_type, '')) as type, sum(${OF_DAYS}) as effective,
         sum(billed_cost) filter (where is_of_days) as billed, ${sumOfAll(priced('contracted_cost'))} as contracted,
         max(last_day) as last
       from told group by all)
     select id as commitment_id, max(name) as name, max(category) as category, max(type) as type,
       max(provider_name) as provider_name, max(billing_account_id) as billing_account_id,
       coalesce(max(sub_account_id) filter (where ${USED} is not true), max(sub_account_id)) as sub_account_id, currency,
       ${total('effective', USED)} as used, ${total('effective', UNUSED)} as unused,
       case when count(*) filter (where ${USED}) = count(contracted) filter (where ${USED})
         then ${total('contracted', USED)} end as covered_contracted,
       list(distinct {service: service, region: region, meter: meter}) filter (where ${USED}) as covers,
       ${billed('One-Time')} as billed_once, ${billed('Recurring')} as billed_recurring,
       any_value(first_seen) as first_seen, max(last) filter (where ${USED})::varchar as last_covered,
       max(last) filter (where ${USED} or ${UNUSED})::varchar as last_seen, any_value(ends_on) as ends_on
     from parts join seen using (id) left join ends using (id) group by id, currency order by id, currency`,
    values.list,
  );
  const inOrder = (one: object): string => JSON.stringify(one);
  return rows.map((row) => ({
    ...row,
    covers: (row.covers ?? []).toSorted((a, b) => (inOrder(a) < inOrder(b) ? -1 : 1)),
  }));
}

/** Use of the services that commitments cover something of, in the accounts that pay for them, at on-demand prices. */
function readUncovered(connection: DuckDBConnection, source: Source, days: Days, meter: string) {
  const values = new Values();
  const condition = allOf(source, days, values);
  return readRows<UncoveredUse>(
    connection,
    `with covered as (
       select distinct provider_name, billing_account_id, service_name from ${source.table}
       where ${condition} and commitment_discount_id <> '' and commitment_discount_${USED}),
     uncovered as (
       select provider_name, billing_account_id, service_name, nullif(region_id, '') as region, ${meter} as meter,
         min(coalesce(charge_description, '')) as description, nullif(consumed_unit, '') as unit, billing_currency as currency,
         sum(coalesce(${priced('contracted_cost')}, effective_cost)) as contracted
       from ${source.table} semi join covered using (provider_name, billing_account_id, service_name)
       where ${condition} and coalesce(commitment_discount_id, '') = '' and charge_category = 'Usage'
         and pricing_category is distinct from 'Dynamic' and coalesce(contracted_cost, effective_cost) is not null
       group by all)
     select provider_name, billing_account_id, service_name as service, region, meter, description, unit, currency,
       contracted::varchar as contracted
     from uncovered where contracted > 0
     order by provider_name, billing_account_id, service, region, meter, unit, currency`,
    values.list,
  );
}

async function readUses(connection: DuckDBConnection, source: Source, days: Days) {
  const meter = await meterExpression(connection, source, days);
  const commitments = await readCommitments(connection, source, days, meter);
  return { commitments, uncovered: await readUncovered(connection, source, days, meter) };
}

/** How each commitment that bills of the last 30 complete days name was used, and what else commitments could cover. */
export async function readCommitmentUse(
  context: Pick<Context, 'organization_id' | 'transaction'>,
  reader: CachedReader,
): Promise<CommitmentUses> {
  const window = await readBillDays(context, reader);
  if (window === null) return { window, commitments: [], uncovered: [] };
  const uses = await reader.read(context.organization_id, ['commitment use', window], (snapshot, connection) =>
    readUses(connection, chargesOf(snapshot), window),
  );
  return { window, ...uses };
}
