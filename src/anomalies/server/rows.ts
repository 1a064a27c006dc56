import type { z } from 'zod';
import type { Scope } from '../../costs/core/scope.ts';
import { addDays } from '../../platform/core/dates.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { anomaliesContract } from '../core/contract.ts';

type Detail = z.input<(typeof anomaliesContract)['getAnomaly']['answer']>;
type Anomaly = z.input<(typeof anomaliesContract)['listAnomalies']['answer']>['items'][number];

const SHOWN = [
  'id',
  'currency',
  'scope',
  'scope_key',
  'title',
  'kind',
  'direction',
  'status',
  'severity',
  'started_on',
  'last_day',
  'is_ongoing',
  'detected_on',
  'expected',
  'actual',
  'impact',
  'series_start',
  'series_actual',
  'series_expected',
  'series_lower',
  'series_upper',
  'cause',
  'owner',
  'created_at',
  'changed_at',
] as const;

/** Anomalies with what lists and details show of them. */
export const selectAnomalies = (tx: Transaction) => tx.selectFrom('anomalies').select(SHOWN);

export type AnomalyRow = Awaited<ReturnType<ReturnType<typeof selectAnomalies>['executeTakeFirstOrThrow']>>;

const percentOf = (impact: number, expected: number): number | null =>
  expected === 0 ? null : (impact / Math.abs(expected)) * 100;

/** The days in a row, through the last known one, of which both is known what they cost and what was expected. */
function sparklineOf({ series_start, series_actual, series_expected }: AnomalyRow): Anomaly['sparkline'] {
  const isKnown = (day: number): boolean => series_actual[day] != null && series_expected[day] != null;
  let end = series_actual.length;
  while (end > 0 && !isKnown(end - 1)) end -= 1;
  let start = end;
  while (start > 0 && isKnown(start - 1)) start -= 1;
  return {
    first_date: addDays(series_start, start),
    actual: series_actual.slice(start, end) as number[],
    expected: series_expected.slice(start, end) as number[],
  };
}

/** A scope as the contract takes it. */
export const namedScope = (scope: Scope): Record<string, string> => ({ ...scope }) as Record<string, string>;

function sharedOf(row: AnomalyRow): Omit<Anomaly, 'sparkline'> {
  return {
    ...row,
    scope: namedScope(row.scope),
    impact_percent: percentOf(row.impact, row.expected),
    cause_summary: row.cause?.summary ?? null,
  };
}

/** An anomaly as lists show it. */
export const asAnomaly = (row: AnomalyRow): Anomaly => ({ ...sharedOf(row), sparkline: sparklineOf(row) });

/** Days whose costs and expectation are known: the others have nothing to show. */
function seriesOf(row: AnomalyRow): Detail['series'] {
  return row.series_actual.flatMap((actual, day) => {
    const [expected, lower, upper] = [row.series_expected[day], row.series_lower[day], row.series_upper[day]];
    if (actual === null || expected == null || lower == null || upper == null) return [];
    const date = addDays(row.series_start, day);
    return [{ date, actual, expected, lower, upper, is_anomalous: date >= row.started_on && date <= row.last_day }];
  });
}

/** An anomaly with everything that is known of it. Throws a 404 problem when there is none of this id. */
export async function readDetail(tx: Transaction, id: string): Promise<Detail> {
  const row = await selectAnomalies(tx)
    .select(['alarms', 'explanation', 'detector_version'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This anomaly');
  const entries = await tx
    .selectFrom('anomaly_entries')
    .select(['id', 'kind', 'actor', 'text', 'created_at'])
    .where('anomaly_id', '=', id)
    .orderBy('place')
    .execute();
  const alarms = row.alarms.map(({ scope_key, title, first_day, days, impact }) => ({
    scope_key,
    title,
    first_day,
    days,
    impact,
  }));
  return { ...row, ...sharedOf(row), series: seriesOf(row), alarms, entries };
}
