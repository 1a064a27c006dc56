import { sql } from 'kysely';
import type { MetricSeries } from '../../connections/core/inventory.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { RunContext } from '../../jobs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { DAYS_BEFORE } from '../../recommendations/core/realised.ts';
import type { Review } from '../core/answers.ts';
import { DAYS_OF, LATEST, reviewDue, reviewOf } from '../core/review.ts';
import './tables.ts';

/** After so many days nothing more is looked at. */
const LAST_DAY = 30;

/**
 * Completed changes to be looked at if the bill tells of enough days; with `overdue`, those that are looked at whether or
 * not it does.
 */
export const readUnreviewed = (tx: Transaction, now: Date, overdue = false) => {
  const today = dayOf(now);
  const days = overdue ? LATEST : DAYS_OF;
  const reviewed = (after: Review['after']) =>
    sql<boolean>`exists (select from remediation_reviews review
      where review.remediation_id = remediations.id and review.after = ${after})`;
  // Days are those of UTC, whatever the database takes for its own.
  const start = (day: IsoDate): string => `${day}T00:00:00Z`;
  const since = (count: number) => sql<boolean>`completed_at < ${start(addDays(today, 1 - count))}::timestamptz`;
  return tx
    .selectFrom('remediations')
    .select(['id', 'title as name'])
    .where('state', '=', 'completed')
    .where('has_changed', '=', true)
    .where('completed_at', '>=', start(addDays(today, -LAST_DAY)))
    .where((e) => e.not(reviewed('week')))
    .where((e) => e.or([since(days.week), e.and([since(days.day), e.not(reviewed('day'))])]))
    .orderBy('id')
    .execute();
};

async function readChange(tx: Transaction, id: string) {
  const row = await tx
    .selectFrom('remediations')
    .select(['id', 'provider', 'provider_id', 'resource_id', 'monthly_savings', 'currency', 'evidence', 'completed_at'])
    .where('id', '=', id)
    .where('state', '=', 'completed')
    .executeTakeFirst();
  if (!row || row.completed_at === null) return null;
  const reviews = await tx.selectFrom('remediation_reviews').select('after').where('remediation_id', '=', id).execute();
  const ids = [...new Set([row.resource_id, ...row.evidence.map(({ resource_id }) => resource_id)])];
  const series = await tx
    .selectFrom('resource_metrics')
    .select(['resource_id', 'metric', 'first_date', 'average', 'maximum', 'p95', 'p99', 'total'])
    .where('provider_id', '=', row.provider_id)
    .where(sql<boolean>`resource_id = any(${ids}::text[])`)
    .execute();
  const resource = await tx
    .selectFrom('resources')
    .select('billed_as')
    .where('provider_id', '=', row.provider_id)
    .where('resource_id', '=', row.resource_id)
    .executeTakeFirst();
  return {
    row,
    changed_on: row.completed_at.slice(0, 10),
    done: reviews.map(({ after }) => after),
    // The column holds what collectors gave: names of METRICS.
    series: series as MetricSeries[],
    names: (resource?.billed_as ?? []).map((name) => name.toLowerCase()),
  };
}

/** Looks at how a completed change went, where that is due; answers whether it was. */
export async function reviewChange(context: RunContext, costs: Costs, id: string): Promise<boolean> {
  const change = await context.transaction((tx) => readChange(tx, id));
  if (!change) return false;
  const { row, changed_on, series, names } = change;
  const now = context.now();
  const daily = await costs.dailyResourceCosts(context, names, {
    start: addDays(changed_on, -DAYS_BEFORE),
    end: addDays(dayOf(now), 1),
  });
  const after = reviewDue(change, daily.data_through, dayOf(now));
  if (after === null) return false;
  const review = reviewOf({
    after,
    reviewed_at: now.toISOString(),
    changed_on,
    cloud: row.provider,
    data_through: daily.data_through,
    costs: names.flatMap((name) => daily.by_resource.get(name) ?? []),
    promised: row.monthly_savings,
    currency: row.currency,
    evidence: row.evidence,
    series,
  });
  await context.transaction((tx) =>
    tx
      .insertInto('remediation_reviews')
      .values({
        organization_id: context.organization_id,
        remediation_id: id,
        after,
        reviewed_at: review.reviewed_at,
        review: JSON.stringify(review),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return true;
}
