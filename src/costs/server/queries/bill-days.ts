import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { type Source, Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import { literal } from '../../core/sql.ts';
import { readRows } from '../store/charges.ts';
import type { CachedReader } from './cached-reader.ts';
import { readSources } from './resolve.ts';
import { readResourceCosts } from './resource-costs.ts';

const DAYS = 30;

export interface Days {
  start: IsoDate;
  end: IsoDate;
}
type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** The last 30 complete days, or those since the first bill, where that is later; end not included. Null without costs. */
export async function readBillDays(context: Reading, reader: CachedReader): Promise<Days | null> {
  const sources = await reader.read(context.organization_id, ['sources'], () => readSources(context));
  const data_through = completeThrough(sources);
  if (data_through === null) return null;
  const end = addDays(data_through, 1);
  const [first = end] = sources.map(({ first_date }) => first_date).toSorted();
  const earliest = addDays(end, -DAYS);
  return { start: first > earliest ? first : earliest, end };
}

/** Charges of use, and adjustments of it; not what of a commitment nothing used, which is no use of any resource. */
export const IS_USE = `charge_category in ('Usage', 'Adjustment')
  and commitment_discount_status is distinct from 'Unused' and effective_cost is not null`;

/** Names of meters in columns of files that are older than FOCUS's own (1.1): those of AWS and Microsoft, and of CUR 2.0. */
const OTHER_METERS = ['x_UsageType', 'x_SkuMeterName', 'line_item_usage_type'];

const FOCUS_METER = `nullif(sku_meter, '')`;

/**
 * The name of the meter of a row, as SQL; empty where there is none. Columns that FOCUS does not have are slow to read,
 * so that they are asked only where some row of the days needs it.
 */
export async function meterExpression(connection: DuckDBConnection, source: Source, days: Days): Promise<string> {
  const values = new Values();
  const condition = whereOf(source, { ...days, metric: 'effective', currency: null, filters: [] }, values);
  const [found] = await readRows<{ found: boolean }>(
    connection,
    `select exists (from ${source.table} where ${condition} and ${FOCUS_METER} is null and ${IS_USE}) as found`,
    values.list,
  );
  const others = found?.found ? OTHER_METERS.map((name) => `nullif(x[${literal(name)}], '')`) : [];
  return `coalesce(${[FOCUS_METER, ...others, 'charge_description'].join(', ')}, '')`;
}

/** How bills spell resources (names in lower case) that are charged for in the days looked at; names unknown there are left out. */
export async function readSpellings(
  context: Reading,
  reader: CachedReader,
  names: Iterable<string>,
): Promise<string[]> {
  const { by_resource } = await readResourceCosts(context, reader);
  const spelled = [...new Set(names)].flatMap((name) => by_resource.get(name.toLowerCase()) ?? []);
  return [...new Set(spelled.map(({ resource_id }) => resource_id))].toSorted();
}

/** The sum of a column where every row has it. */
export const sumOfAll = (column: string): string => `case when count(*) = count(${column}) then sum(${column}) end`;

/**
 * A list or contracted cost, as SQL; null where the bill has 0 for what costs something: Azure has no prices for what
 * reservations cover, nor of the marketplace, and writes 0 (FinOps toolkit, FOCUS conformance summary).
 */
export const priced = (column: 'list_cost' | 'contracted_cost'): string =>
  `case when ${column} <> 0 or effective_cost <= 0 or charge_category <> 'Usage' then ${column} end`;
