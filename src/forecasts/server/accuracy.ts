import type { Costs } from '../../costs/server/index.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { compare, type PastForecast, summarized } from '../core/comparison.ts';
import type { ForecastAccuracy } from '../core/contract.ts';
import { askedFor, costsOf, readAskedCubes } from './asked.ts';
import type { FollowedBudgets } from './followed.ts';
import { unpacked } from './packed.ts';
import { pickCurrency, readMembers } from './rows.ts';
import { findLatestRun } from './store.ts';

/** Every forecast of a slice that is kept, the latest days first, in all currencies. */
const readPast = (tx: Transaction, scope_key: string) =>
  tx
    .selectFrom('forecasts')
    .innerJoin('forecast_runs', 'forecast_runs.id', 'forecasts.run_id')
    .select([
      'kind',
      'made_at',
      'currency',
      'title',
      'start_date as start',
      'mean',
      'lower_80',
      'upper_80',
      'lower_95',
      'upper_95',
      'last_30_days',
    ])
    .where('scope_key', '=', scope_key)
    .orderBy('start_date', 'desc')
    .orderBy('kind')
    .execute();

type PastRow = Awaited<ReturnType<typeof readPast>>[number];

const pastOf = (row: PastRow): PastForecast => ({
  ...row,
  mean: unpacked(row.mean),
  lower_80: unpacked(row.lower_80),
  upper_80: unpacked(row.upper_80),
  lower_95: unpacked(row.lower_95),
  upper_95: unpacked(row.upper_95),
});

/** Of a day for which forecasts were both made and replayed, the one that was made counts. */
function onePerDay(past: readonly PastRow[]): PastRow[] {
  const made = new Set(past.filter(({ kind }) => kind === 'made').map(({ start }) => start));
  return past.filter(({ kind, start }) => kind === 'made' || !made.has(start));
}

/** How past forecasts of a slice did against what its days cost as known today. Throws a 404 problem when there is none. */
export async function readAccuracy(
  costs: Costs,
  budgets: FollowedBudgets,
  context: Context,
  query: { scope_key: string; currency?: string | undefined },
): Promise<ForecastAccuracy> {
  const asked = await askedFor(costs, budgets, context, query.scope_key);
  const { cubes, data_through } = await readAskedCubes(costs, context, asked);
  const { organization, past, run } = await context.transaction(async (tx) => ({
    organization: await tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow(),
    past: await readPast(tx, asked.key),
    run: await findLatestRun(tx),
  }));
  const currency = pickCurrency(
    cubes.map((cube) => cube.currency),
    query.currency,
    organization.currency,
  );
  const { key: scope_key, scope, title, partition: dimension } = asked;
  const slice = { scope, scope_key, title, dimension, currency };
  if (data_through === null || cubes.length === 0) return { ...slice, comparisons: [], ...summarized([]) };
  const cube = cubes.find((one) => one.currency === currency);
  const members = await context.transaction(async (tx) => (run ? readMembers(tx, run.id, currency) : []));
  const own = cube && costsOf(cube, asked, new Set(members.map(({ key }) => key)));
  if (!own) throw notFound('This slice');
  const same = past.filter((one) => one.currency === currency);
  const comparisons = onePerDay(same).flatMap((one) => compare(pastOf(one), own, data_through) ?? []);
  return { ...slice, title: same[0]?.title ?? own.title ?? scope_key, comparisons, ...summarized(comparisons) };
}
