import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { type Source, Values, whereOf } from '../../core/compile.ts';
import type { CommitmentUse, CommitmentUses, UncoveredUse } from '../../core/resource-bills.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import { type Days, meterExpression, readBillDays } from './bill-days.ts';
import type { CachedReader } from './cached-reader.ts';

/** So far back the first day of a commitment is looked for: a term of a year, and some more. */
const LOOK_BACK_DAYS = 400;

const allOf = (source: Source, days: Days, values: Values): string =>
  whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);

/** Where the columns of CUR 2.0 tell when the term of a commitment ends. */
const ENDS_ON = `max(try_cast(coalesce(nullif(x['savings_plan_end_time'], ''), nullif(x['reservation_end_time'], '')) as timestamp))::date::varchar`;

const USED = `commitment_discount_status = 'Used'`;
const COVERED = `list(distinct {service: coalesce(service_name, ''), region: nullif(region_id, ''), meter: meter}) filter (where ${USED})`;

/** `coalesce` of a sum, as text: 0 where there are no rows. */
const total = (column: string, condition: string): string =>
  `coalesce(sum(${column}) filter (where ${condition}), 0)::varchar`;

async function readCommitments(connection: DuckDBConnection, source: Source, days: Days, meter: string) {
  const values = new Values();
  const condition = allOf(source, days, values);
  const history = allOf(source, { start: addDays(days.end, -LOOK_BACK_DAYS), end: days.end }, values);
  const rows = await readRows<Omit<CommitmentUse, 'covers'> & { covers: CommitmentUse['covers'] | null }>(
    connection,
    `with seen as (
       select commitment_discount_id as id, min(charge_date)::varchar as first_seen from ${source.table}
       where ${history} and commitment_discount_id <> '' group by 1),
     charged as (
       select *, ${meter} as meter from ${source.table} where ${condition} and commitment_discount_id <> '')
     select commitment_discount_id as commitment_id, max(nullif(commitment_discount_name, '')) as name,
       max(nullif(commitment_discount_category, '')) as category, max(nullif(commitment_discount_type, '')) as type,
       max(provider_name) as provider_name, max(billing_account_id) as billing_account_id,
       coalesce(max(nullif(sub_account_id, '')) filter (where ${USED} is not true), max(nullif(sub_account_id, ''))) as sub_account_id,
       billing_currency as currency, ${total('effective_cost', USED)} as used,
       ${total('effective_cost', `commitment_discount_status = 'Unused'`)} as unused,
       case when count(*) filter (where ${USED}) = count(contracted_cost) filter (where ${USED})
         then ${total('contracted_cost', USED)} end as covered_contracted,
       ${COVERED} as covers,
       ${total('billed_cost', `charge_category = 'Purchase' and charge_frequency = 'One-Time'`)} as billed_once,
       ${total('billed_cost', `charge_category = 'Purchase' and charge_frequency = 'Recurring'`)} as billed_recurring,
       any_value(first_seen) as first_seen, max(charge_date) filter (where ${USED})::varchar as last_covered,
       max(charge_date) filter (where commitment_discount_status in ('Used', 'Unused'))::varchar as last_seen,
       ${ENDS_ON} as ends_on
     from charged join seen on seen.id = commitment_discount_id
     group by commitment_discount_id, billing_currency order by 1, currency`,
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
       where ${condition} and commitment_discount_id <> '' and ${USED})
     select provider_name, billing_account_id, service_name as service, nullif(region_id, '') as region, ${meter} as meter,
       coalesce(charge_description, '') as description, nullif(consumed_unit, '') as unit, billing_currency as currency,
       sum(coalesce(contracted_cost, effective_cost))::varchar as contracted
     from ${source.table} semi join covered using (provider_name, billing_account_id, service_name)
     where ${condition} and coalesce(commitment_discount_id, '') = '' and charge_category = 'Usage'
       and pricing_category is distinct from 'Dynamic' and coalesce(contracted_cost, effective_cost) is not null
     group by all having sum(coalesce(contracted_cost, effective_cost)) > 0
     order by provider_name, billing_account_id, service, region, meter, description, unit, currency`,
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
