import { addDays, dayOf } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { ResolvedSelection } from '../../core/compile.ts';
import { Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import { METRIC_COLUMNS } from '../../core/dimensions.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import type { CachedReader } from './cached-reader.ts';

const DEFAULT_DAYS = 30;

/** Each billing account with costs, its sources, and through which day it is complete. */
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
      ])
      .where('status', '=', 'active')
      .groupBy(['source', 'provider_name', 'billing_account_id'])
      .orderBy('provider_name')
      .orderBy('billing_account_id')
      .execute(),
  );

/** A selection with everything decided that it left open, and what the answer says of it. */
export interface Resolved {
  selection: ResolvedSelection & { currency: string };
  /** The beginning of every answer. */
  range: {
    start: string;
    end: string;
    metric: ResolvedSelection['metric'];
    currency: string;
    other_currencies: { currency: string; total_cost: number }[];
    rows_without_metric: number;
    data_through: string | null;
  };
  /** Exact total in the currency, as text, and the number of rows. */
  total: string;
  row_count: number;
}

interface CurrencyTotal {
  currency: string;
  total: string;
  rows: number;
  without_metric: number;
}

/** The organization's own currency where there are rows in it, else the one with most rows. */
const chooseCurrency = (wanted: string | undefined, own: string, totals: CurrencyTotal[]): string =>
  wanted ?? (totals.some((t) => t.currency === own) ? own : (totals[0]?.currency ?? own));

/** Decides range and currency of a selection, and reads its total. */
export async function resolveSelection(context: Context, reader: CachedReader, wanted: Selection): Promise<Resolved> {
  const sources = await readSources(context);
  const data_through = completeThrough(sources);
  const end = wanted.end ?? addDays(data_through ?? dayOf(context.now), 1);
  const start = wanted.start ?? addDays(end, -DEFAULT_DAYS);
  const open = { start, end, metric: wanted.metric, filters: wanted.filters, currency: null };
  const totals = await reader.read(context.organization_id, ['currencies', open], async (snapshot, connection) => {
    const values = new Values();
    const column = METRIC_COLUMNS[wanted.metric];
    return readRows<CurrencyTotal>(
      connection,
      `select billing_currency as currency, coalesce(sum(${column}), 0)::varchar as total, count(*)::integer as rows,
         (count(*) - count(${column}))::integer as without_metric
       from ${snapshot.table} where ${whereOf(snapshot, open, values)} group by 1 order by rows desc, currency`,
      values.list,
    );
  });
  const { currency: own } = await context.transaction((tx) =>
    tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow(),
  );
  const currency = chooseCurrency(wanted.currency, own, totals);
  const chosen = totals.find((t) => t.currency === currency);
  const other_currencies = totals
    .filter((t) => t.currency !== currency)
    .map((t) => ({ currency: t.currency, total_cost: Number(t.total) }));
  const rows_without_metric = chosen?.without_metric ?? 0;
  return {
    selection: { ...open, currency },
    range: { start, end, metric: wanted.metric, currency, other_currencies, rows_without_metric, data_through },
    total: chosen?.total ?? '0',
    row_count: chosen?.rows ?? 0,
  };
}
