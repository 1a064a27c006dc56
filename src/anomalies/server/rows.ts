import { sql } from 'kysely';
import type { z } from 'zod';
import type { Scope } from '../../costs/core/scope.ts';
import { addDays, daysBetween } from '../../platform/core/dates.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { anomaliesContract } from '../core/contract.ts';
import type { AnomalyTable } from './tables.ts';

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
  'owner',
  'created_at',
  'changed_at',
] as const;

/** Anomalies with what lists and details show of them. */
export const selectAnomalies = (tx: Transaction) =>
  tx.selectFrom('anomalies').select([...SHOWN, sql<string | null>`cause ->> 'summary'`.as('cause_summary')]);

export type AnomalyRow = Awaited<ReturnType<ReturnType<typeof selectAnomalies>['executeTakeFirstOrThrow']>>;

const percentOf = (impact: number, expected: number): number | null =>
  expected === 0 ? null : (impact / Math.abs(expected)) * 100;

/** Six weeks are as many days as a small chart can show; four of them are after the beginning. */
const SPARKLINE_DAYS = 42;
const SPARKLINE_DAYS_AFTER = 28;

/** An amount in the smallest unit that its currency has, as `1.23`. */
function roundedIn(currency: string): (amount: number) => number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return (amount) => Number(amount.toFixed(maximumFractionDigits));
}

/** Of six weeks around its beginning, the days in a row through the last of which cost and expectation are both known. */
function sparklineOf({ currency, started_on, series_start, series_actual, series_expected }: AnomalyRow) {
  const isKnown = (day: number): boolean => series_actual[day] != null && series_expected[day] != null;
  let end = Math.min(series_actual.length, daysBetween(series_start, started_on) + SPARKLINE_DAYS_AFTER);
  while (end > 0 && !isKnown(end - 1)) end -= 1;
  let start = end;
  while (start > Math.max(0, end - SPARKLINE_DAYS) && isKnown(start - 1)) start -= 1;
  const round = roundedIn(currency);
  const shown = (amounts: readonly (number | null)[]): number[] =>
    amounts.slice(start, end).map((amount) => round(amount!));
  return {
    first_date: addDays(series_start, start),
    actual: shown(series_actual),
    expected: shown(series_expected),
  };
}

/** A scope as the contract takes it. */
export const namedScope = (scope: Scope): Record<string, string> => ({ ...scope }) as Record<string, string>;

function sharedOf(row: AnomalyRow): Omit<Anomaly, 'sparkline'> {
  return {
    ...row,
    scope: namedScope(row.scope),
    impact_percent: percentOf(row.impact, row.expected),
  };
}

/** An anomaly as lists show it. */
export const asAnomaly = (row: AnomalyRow): Anomaly => ({ ...sharedOf(row), sparkline: sparklineOf(row) });

type DetailRow = AnomalyRow & Pick<AnomalyTable, 'series_lower' | 'series_upper'>;

/** All days around an anomaly, also those of which something is not known. */
const seriesOf = (row: DetailRow): Detail['series'] =>
  row.series_actual.map((actual, day) => {
    const date = addDays(row.series_start, day);
    return {
      date,
      actual,
      expected: row.series_expected[day] ?? null,
      lower: row.series_lower[day] ?? null,
      upper: row.series_upper[day] ?? null,
      is_anomalous: actual !== null && date >= row.started_on && date <= row.last_day,
    };
  });

/** An anomaly with everything that is known of it. Throws a 404 problem when there is none of this id. */
export async function readDetail(tx: Transaction, id: string): Promise<Detail> {
  const row = await selectAnomalies(tx)
    .select(['series_lower', 'series_upper', 'cause', 'alarms', 'explanation', 'detector_version'])
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
