import { randomUUID } from 'node:crypto';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { emitAll } from '../../platform/server/outbox.ts';
import { thresholdKey } from '../core/budget.ts';
import { type PeriodRule, periodOf } from '../core/calendar.ts';
import type { Kept } from './rows.ts';

const SHOWN = [
  'id',
  'budget_id',
  'threshold_key',
  'threshold',
  'period_start',
  'period_end',
  'crossed_at',
  'left_at',
  'amount',
  'measured',
  'data_through',
  'is_told',
] as const;

export const selectAlerts = (tx: Transaction) => tx.selectFrom('budget_alerts').select(SHOWN);
export type AlertRow = Awaited<ReturnType<ReturnType<typeof selectAlerts>['executeTakeFirstOrThrow']>>;

/** The alerts of budgets that were not left, of periods that begin on `since` or later. */
export const readOpenAlerts = (tx: Transaction, budget_ids: string[], since: IsoDate): Promise<AlertRow[]> =>
  selectAlerts(tx)
    .where('budget_id', 'in', budget_ids)
    .where('left_at', 'is', null)
    .where('period_start', '>=', since)
    .execute();

interface Bound {
  organization_id: string;
  now: Date;
}

/** Marks alerts as left, and tells of it. */
export async function leaveAlerts(
  tx: Transaction,
  bound: Bound,
  alerts: readonly Pick<AlertRow, 'id' | 'budget_id' | 'threshold_key' | 'period_start'>[],
): Promise<void> {
  if (alerts.length === 0) return;
  await tx
    .updateTable('budget_alerts')
    .set({ left_at: bound.now.toISOString() })
    .where(
      'id',
      'in',
      alerts.map(({ id }) => id),
    )
    .execute();
  await emitAll(
    tx,
    bound,
    alerts.map(({ budget_id, threshold_key, period_start }) => ({
      type: 'budget.left',
      payload: { budget_id, threshold_key, period_start },
    })),
  );
}

/** Keeps new alerts. */
export async function addAlerts(
  tx: Transaction,
  { organization_id, now }: Bound,
  alerts: readonly Omit<AlertRow, 'id' | 'crossed_at' | 'left_at' | 'threshold_key'>[],
): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map(({ threshold, ...alert }) => ({
    ...alert,
    id: randomUUID(),
    organization_id,
    threshold: JSON.stringify(threshold),
    threshold_key: thresholdKey(threshold),
    crossed_at: now.toISOString(),
    left_at: null,
  }));
  await tx.insertInto('budget_alerts').values(rows).execute();
}

/** Marks alerts as told. */
export async function markTold(tx: Transaction, alerts: readonly Pick<AlertRow, 'id'>[]): Promise<void> {
  if (alerts.length === 0) return;
  const ids = alerts.map(({ id }) => id);
  await tx.updateTable('budget_alerts').set({ is_told: true }).where('id', 'in', ids).execute();
}

/** Whether an alert is of a threshold or a period that a budget does not have any more. */
export const isObsolete = (alert: AlertRow, { thresholds }: Pick<Kept, 'thresholds'>, rule: PeriodRule): boolean =>
  !thresholds.some((threshold) => thresholdKey(threshold) === alert.threshold_key) ||
  periodOf(rule, alert.period_start)?.start !== alert.period_start;
