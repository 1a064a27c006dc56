import { sql } from 'kysely';
import { addDays, dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { ResolvedSelection } from '../../core/compile.ts';
import { rowsOf, sumOf, Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';

const DEFAULT_DAYS = 30;

/** Each billing account with costs, its sources, its currencies, and through which day it is complete. */
export const readSources = (context: Pick<Context, 'transaction'>) =>
  context.transaction((tx) =>
    tx
      .selectFrom('cost_loads')
      .select((e) => [
        'source',
        'provider_name',
        'billing_account_id',
        e.fn.min<string>('first_date').as('first_date'),
        e.fn.max<string>('data_through').as('data_through'),
        e.fn.max<string>('activated_at').as('loaded_at'),
        e.fn.sum<string>('rows').as('rows'),
        sql<string[]>`array_agg(distinct currency)`.as('currencies'),
      ])
      .where('status', '=', 'active')
      .groupBy(['source', 'provider_name', 'billing_account_id'])
      .orderBy('provider_name')
      .orderBy('billing_account_id')
      .execute(),
  );

/** A selection with everything decided that it left open. */
export interface Resolved {
  selection: ResolvedSelection & { currency: string };
  /** Totals of the selection in the other currencies. */
  other_currencies: { currency: string; total_cost: number }[];
  data_through: string | null;
}

/** The beginning of every answer. */
export const rangeOf = ({ selection, other_currencies, data_through }: Resolved, rows_without_metric: number) => {
  const { start, end, metric, currency } = selection;
  return { start, end, metric, currency, other_currencies, rows_without_metric, data_through };
};

interface CurrencyTotal {
  currency: string;
  total: string;
}

/** Totals of a selection by currency, the one with most rows first. */
const readCurrencyTotals = (context: Context, reader: CachedReader, open: ResolvedSelection) =>
  reader.read(context.organization_id, ['currencies', open], async (snapshot, connection) => {
    const source = sourceFor(snapshot, open);
    const values = new Values();
    return readRows<CurrencyTotal>(
      connection,
      `select billing_currency as currency, ${sumOf(open.metric)}::varchar as total
       from ${source.table} where ${whereOf(source, open, values)} group by 1 order by ${rowsOf(source)} desc, currency`,
      values.list,
    );
  });

/** The range asked for; without an end until `last_day`, or for one day when it starts later. */
function rangeWanted({ start, end }: Selection, last_day: IsoDate): { start: IsoDate; end: IsoDate } {
  const after = addDays(last_day, 1);
  if (start === undefined) return { start: addDays(end ?? after, -DEFAULT_DAYS), end: end ?? after };
  return { start, end: end ?? (start < after ? after : addDays(start, 1)) };
}

const findOwnCurrency = async (context: Context): Promise<string> =>
  (await context.transaction((tx) => tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow()))
    .currency;

/**
 * Decides range and currency of a selection: the currency asked for, else the only one there is, else the organization's
 * own where the selection has rows in it, else the one with most rows.
 */
export async function resolveSelection(context: Context, reader: CachedReader, wanted: Selection): Promise<Resolved> {
  const sources = await reader.read(context.organization_id, ['sources'], () => readSources(context));
  const data_through = completeThrough(sources);
  const { start, end } = rangeWanted(wanted, data_through ?? dayOf(context.now));
  const open = { start, end, metric: wanted.metric, filters: wanted.filters, currency: null };
  const [only, ...more] = new Set(sources.flatMap((source) => source.currencies));
  if (only !== undefined && more.length === 0 && (wanted.currency ?? only) === only)
    return { selection: { ...open, currency: only }, other_currencies: [], data_through };
  const totals = await readCurrencyTotals(context, reader, open);
  const own = await findOwnCurrency(context);
  const has_own = totals.some((total) => total.currency === own);
  const currency = wanted.currency ?? (has_own ? own : (totals[0]?.currency ?? own));
  const other_currencies = totals
    .filter((total) => total.currency !== currency)
    .map((total) => ({ currency: total.currency, total_cost: Number(total.total) }));
  return { selection: { ...open, currency }, other_currencies, data_through };
}
