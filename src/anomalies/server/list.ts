import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { currencySchema } from '../../platform/core/endpoint.ts';
import { containing } from '../../platform/server/conditions.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import { type AnomalyStatus, anomaliesContract } from '../core/contract.ts';
import { PAST_DAYS } from './past.ts';
import { asAnomaly, readDetail, selectAnomalies } from './rows.ts';

type ListQuery = z.output<(typeof anomaliesContract)['listAnomalies']['query']>;

// PostgreSQL has no year 0, and takes no number that a double cannot hold.
const BY_DAY = z.tuple([z.iso.date().refine((day) => day >= '0001-01-01'), z.uuid()]);
const BY_IMPACT = z.tuple([
  z.string().refine((text) => Number.isFinite(Number(text)) && text === String(Math.abs(Number(text)))),
  z.uuid(),
]);

/** Anomalies of a slice with one of `values`, or whose difference is explained by one of them. */
const about = (grouping: string, values: string[]): RawBuilder<boolean> =>
  sql<boolean>`(scope ->> ${grouping} = any(${values}::text[]) or exists (
    select from jsonb_array_elements(coalesce(cause -> 'dimensions', '[]'::jsonb)) as dimension,
      jsonb_array_elements(dimension -> 'values') as found
    where dimension ->> 'grouping' = ${grouping} and found ->> 'value' = any(${values}::text[])))`;

function conditionsOf(query: ListQuery): RawBuilder<boolean>[] {
  const { status, severity, direction, currency, start, end, search } = query;
  const like = search ? containing(search) : null;
  const slices = (['provider', 'service', 'account'] as const).filter((grouping) => query[grouping].length > 0);
  return [
    sql<boolean>`true`,
    ...(status.length > 0 ? [sql<boolean>`status = any(${status}::text[])`] : []),
    ...(severity.length > 0 ? [sql<boolean>`severity = any(${severity}::text[])`] : []),
    ...(direction ? [sql<boolean>`direction = ${direction}`] : []),
    ...(currency ? [sql<boolean>`currency = ${currency}`] : []),
    ...(start ? [sql<boolean>`started_on >= ${start}`] : []),
    ...(end ? [sql<boolean>`started_on < ${end}`] : []),
    ...(like === null ? [] : [sql<boolean>`(title ilike ${like} or cause ->> 'summary' ilike ${like})`]),
    ...slices.map((grouping) => about(grouping, query[grouping])),
  ];
}

async function listAnomalies(context: Context, query: ListQuery) {
  const is_by_day = query.sort === 'started_on';
  const after = decodeCursor(query.cursor, is_by_day ? BY_DAY : BY_IMPACT);
  const key = is_by_day ? sql<string>`started_on` : sql<string>`abs(impact)`;
  const type = sql.raw(is_by_day ? 'date' : 'double precision');
  const rows = await context.transaction((tx) => {
    const anomalies = selectAnomalies(tx)
      .where((e) => e.and(conditionsOf(query)))
      .orderBy(key, 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit + 1);
    return (
      after ? anomalies.where(sql<boolean>`(${key}, id) < (${after[0]}::${type}, ${after[1]}::uuid)`) : anomalies
    ).execute();
  });
  const page = pageOfRows(rows, query.limit, (row) => [
    is_by_day ? row.started_on : String(Math.abs(row.impact)),
    row.id,
  ]);
  return { ...page, items: page.items.map(asAnomaly) };
}

/** Days that the figures about false reports look back. */
const REPORTED_DAYS = 90;

interface CurrencyRow {
  currency: string;
  open: number;
  acknowledged: number;
  open_impact: number;
}

const COUNTED = sql`status in ('open', 'acknowledged')`;

const readCurrencies = (context: Context) =>
  context.transaction(async (tx) => ({
    own: (await tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow()).currency,
    judged_through: (await tx.selectFrom('anomaly_states').select('judged_through').executeTakeFirst())?.judged_through,
    rows: (
      await sql<CurrencyRow>`select currency, count(*) filter (where status = 'open')::integer as open,
          count(*) filter (where status = 'acknowledged')::integer as acknowledged,
          coalesce(sum(impact) filter (where ${COUNTED} and impact > 0), 0) as open_impact
        from anomalies group by currency order by count(*) filter (where ${COUNTED}) desc, currency`.execute(tx)
    ).rows,
  }));

interface Judged {
  status: AnomalyStatus;
  severity: keyof z.output<(typeof anomaliesContract)['getAnomalySummary']['answer']>['by_severity'];
  is_counted: boolean;
  is_recent: boolean;
  is_judged: boolean;
  anomalies: number;
}

/** How many there are of a currency by what matters to a summary; people judge by acknowledging, resolving or expecting. */
const readJudged = (context: Context, currency: string) =>
  context.transaction(async (tx) => {
    const since = new Date(context.now.getTime() - REPORTED_DAYS * 86_400_000).toISOString();
    const { rows } = await sql<Judged>`
      select status, severity, ${COUNTED} as is_counted,
        detected_on >= ${since}::date and (is_ongoing or detected_on - last_day <= ${PAST_DAYS}::integer) as is_recent,
        exists (select from anomaly_entries entry where entry.anomaly_id = anomalies.id
          and kind in ('acknowledged', 'resolved', 'expected')) as is_judged, count(*)::integer as anomalies
      from anomalies where currency = ${currency} group by 1, 2, 3, 4, 5`.execute(tx);
    return rows;
  });

const count = (rows: Judged[], wanted: (row: Judged) => boolean): number =>
  rows.filter(wanted).reduce((sum, row) => sum + row.anomalies, 0);

async function readSummary(context: Context, wanted: string | undefined) {
  const { own, rows, judged_through } = await readCurrencies(context);
  const currency = wanted ?? (rows.some((row) => row.currency === own) ? own : (rows[0]?.currency ?? own));
  const mine = rows.find((row) => row.currency === currency);
  const judged = await readJudged(context, currency);
  const counted = (severity: Judged['severity']): number =>
    count(judged, (row) => row.is_counted && row.severity === severity);
  const marked_expected = count(judged, (row) => row.is_recent && row.status === 'expected');
  const told = count(judged, (row) => row.is_recent && row.is_judged && row.status !== 'withdrawn');
  return {
    currency: currencySchema.parse(currency),
    judged_through: judged_through ?? null,
    open: mine?.open ?? 0,
    acknowledged: mine?.acknowledged ?? 0,
    open_impact: mine?.open_impact ?? 0,
    by_severity: {
      low: counted('low'),
      medium: counted('medium'),
      high: counted('high'),
      critical: counted('critical'),
    },
    reported: count(judged, (row) => row.is_recent),
    marked_expected,
    withdrawn: count(judged, (row) => row.is_recent && row.status === 'withdrawn'),
    false_percent: told === 0 ? null : (marked_expected / told) * 100,
    other_currencies: rows
      .filter((row) => row.currency !== currency && row.open + row.acknowledged > 0)
      .map(({ currency: other, open, open_impact }) => ({ currency: other, open, open_impact })),
  };
}

/** Reading anomalies. */
export const listHandlers = {
  listAnomalies: (context, { query }) => listAnomalies(context, query),
  getAnomalySummary: (context, { query }) => readSummary(context, query.currency),
  getAnomaly: (context, { params: { id } }) => context.transaction((tx) => readDetail(tx, id)),
} satisfies Partial<Handlers<typeof anomaliesContract>>;
