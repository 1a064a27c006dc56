import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { type Source, Values, whereOf } from '../../core/compile.ts';
import type { ResourceBillLine, ResourceBills } from '../../core/resource-bills.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import { type Days, IS_USE, meterExpression, priced, readBillDays, readSpellings, sumOfAll } from './bill-days.ts';
import type { CachedReader } from './cached-reader.ts';

type Kind = Pick<
  ResourceBillLine,
  | 'meter'
  | 'description'
  | 'service'
  | 'region'
  | 'unit'
  | 'pricing_category'
  | 'commitment_id'
  | 'commitment_name'
  | 'commitment_category'
  | 'currency'
  | 'known_since'
>;

/** Lines of one kind, one of each resource: texts of a kind are many, and the same in all of them. */
interface KindRow extends Kind {
  names: string[];
  /** Effective, list and contracted costs, parted by spaces; `-` for what is not known. */
  amounts: string[];
  quantities: (number | null)[];
  weekend_quantities: (number | null)[];
  /** A bit for each day with a charge, from the first of the window on. */
  days: number[];
}

interface NamedLine {
  name: string;
  line: ResourceBillLine;
}

const KIND = `meter, description, service, region, unit, pricing_category, commitment_id, currency, known_since`;

/** All lines by kind. Resources are told apart as spelled first, since that is several times as fast as in lower case. */
function statement(source: Source, { meter, days, spelled, accounts }: Wanted, values: Values): string {
  const condition = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
  const day = `(charge_date - ${values.add(days.start)}::date)::integer`;
  const narrowed = spelled ? `resource_id in (${spelled.map((id) => values.add(id)).join(', ')})` : `resource_id <> ''`;
  const known_since = accounts.map(
    (one) =>
      `when provider_name = ${values.add(one.provider_name)} and billing_account_id = ${values.add(one.billing_account_id)}
        then ${values.add(one.known_since)}`,
  );
  return `with spelled as (
      select ${meter} as meter, ${known_since.length === 0 ? 'null' : `case ${known_since.join(' ')} end`} as known_since, coalesce(charge_description, '') as description, coalesce(service_name, '') as service,
        nullif(region_id, '') as region, nullif(consumed_unit, '') as unit, nullif(pricing_category, '') as pricing_category,
        nullif(commitment_discount_id, '') as commitment_id, billing_currency as currency, resource_id,
        max(nullif(commitment_discount_name, '')) as commitment_name,
        max(nullif(commitment_discount_category, '')) as commitment_category, sum(effective_cost) as effective,
        ${sumOfAll(priced('list_cost'))} as list, ${sumOfAll(priced('contracted_cost'))} as contracted,
        ${sumOfAll('consumed_quantity')} as quantity,
        sum(consumed_quantity) filter (where isodow(charge_date) > 5) as weekend, bit_or(1::bigint << ${day}) as days
      from ${source.table} where ${condition} and ${narrowed} and ${IS_USE} group by all),
    lines as (
      select ${KIND}, lower(resource_id) as name, max(commitment_name) as commitment_name,
        max(commitment_category) as commitment_category,
        concat_ws(' ', sum(effective), coalesce((${sumOfAll('list')})::varchar, '-'),
          coalesce((${sumOfAll('contracted')})::varchar, '-')) as amounts,
        (${sumOfAll('quantity')})::double as quantity, coalesce(sum(weekend), 0)::double as weekend,
        bit_or(days)::double as days
      from spelled group by all)
    select ${KIND}, commitment_name, commitment_category, list(name) as names, list(amounts) as amounts,
      list(quantity) as quantities, list(case when quantity is not null then weekend end) as weekend_quantities,
      list(days) as days
    from lines group by all order by ${KIND}, commitment_name, commitment_category`;
}

/** An account whose bills name resources later than from the first day on, as when its export was set up meanwhile. */
interface YoungAccount {
  provider_name: string;
  billing_account_id: string;
  known_since: IsoDate;
}

function readYoungAccounts(connection: DuckDBConnection, source: Source, days: Days): Promise<YoungAccount[]> {
  const values = new Values();
  const condition = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
  return readRows<YoungAccount>(
    connection,
    `select provider_name, billing_account_id, min(charge_date)::varchar as known_since
     from ${source.table} where ${condition} and resource_id <> '' and ${IS_USE}
     group by 1, 2 having min(charge_date) > ${values.add(days.start)}::date order by 1, 2`,
    values.list,
  );
}

interface Wanted {
  accounts: readonly YoungAccount[];
  meter: string;
  days: Days;
  /** As bills spell them; null is every resource. */
  spelled: readonly string[] | null;
}

const bitsOf = (mask: number): number[] =>
  Array.from({ length: Math.ceil(Math.log2(mask + 1)) }, (_, bit) => bit).filter((bit) => (mask >> bit) & 1);

/** What the days of a mask say; most lines have one of a few. */
function daysOf(start: IsoDate): (mask: number) => Pick<ResourceBillLine, 'first_day' | 'last_day' | 'days'> {
  const known = new Map<number, Pick<ResourceBillLine, 'first_day' | 'last_day' | 'days'>>();
  return (mask) => {
    const found = known.get(mask);
    if (found) return found;
    const bits = bitsOf(mask);
    const told = { first_day: addDays(start, bits[0]!), last_day: addDays(start, bits.at(-1)!), days: bits.length };
    known.set(mask, told);
    return told;
  };
}

const known = (amount: string | undefined): string | null => (amount === '-' || amount === undefined ? null : amount);

function linesOf(rows: readonly KindRow[], start: IsoDate): NamedLine[] {
  const told = daysOf(start);
  return rows.flatMap(({ names, amounts, quantities, weekend_quantities, days, ...kind }) =>
    names.map((name, index) => {
      const [effective = '', list, contracted] = amounts[index]!.split(' ');
      const line = {
        ...kind,
        effective,
        list: known(list),
        contracted: known(contracted),
        quantity: quantities[index] ?? null,
        weekend_quantity: weekend_quantities[index] ?? null,
        ...told(days[index]!),
      };
      return { name, line };
    }),
  );
}

async function readLines(
  connection: DuckDBConnection,
  source: Source,
  days: Days,
  spelled: Wanted['spelled'],
): Promise<NamedLine[]> {
  const meter = await meterExpression(connection, source, days);
  const accounts = await readYoungAccounts(connection, source, days);
  const values = new Values();
  const sql = statement(source, { meter, days, spelled, accounts }, values);
  const rows = await readRows<KindRow>(connection, sql, values.list);
  return linesOf(rows, days.start);
}

/** So many names are looked for one by one; for more, everything is read. */
const MOST_NAMES = 2_000;

/**
 * What bills charge for each resource, over the last 30 complete days. `names` (as bills spell them, in any case) narrows
 * it to some.
 */
export async function readResourceBills(
  context: Pick<Context, 'organization_id' | 'transaction'>,
  reader: CachedReader,
  names?: readonly string[],
): Promise<ResourceBills> {
  const window = await readBillDays(context, reader);
  if (window === null) return { window, by_resource: new Map() };
  const spelled = names === undefined || names.length > MOST_NAMES ? null : await readSpellings(context, reader, names);
  const lines = await reader.read(
    context.organization_id,
    ['resource bills', window, spelled],
    (snapshot, connection) =>
      spelled?.length === 0 ? Promise.resolve([]) : readLines(connection, chargesOf(snapshot), window, spelled),
  );
  const by_resource = new Map<string, ResourceBillLine[]>();
  for (const { name, line } of lines) {
    const own = by_resource.get(name);
    if (own) own.push(line);
    else by_resource.set(name, [line]);
  }
  return { window, by_resource };
}
