import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { ForecastRun } from '../core/contract.ts';
import type { MadeForecast } from './make.ts';
import { bytesOf, packed } from './packed.ts';

/** Days that are kept of a forecast when a newer one is there: what came is held against its first 30. */
export const KEPT_HORIZON = 35;
/** Runs are kept as long as there are costs to hold them against. */
const KEPT_DAYS = 400;
/** Rows of one statement, each some tens of kilobytes. */
const ROWS_AT_ONCE = 25;

/** A run as it is stored. */
export interface NewRun {
  organization_id: string;
  kind: 'made' | 'replayed';
  made_at: string;
  data_through: IsoDate;
  inputs: string;
  model_version: string;
  horizon: number;
}

/** The run whose forecasts count now: the one that was made last, whatever the clock said. */
export const findLatestRun = (tx: Transaction) =>
  tx
    .selectFrom('forecast_runs')
    .select(['id', 'made_at', 'data_through', 'model_version', 'inputs'])
    .where('kind', '=', 'made')
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst();

/** A run as pages show it. */
export const shownRun = ({ id, made_at, data_through, model_version }: ForecastRun): ForecastRun => ({
  id,
  made_at,
  data_through,
  model_version,
});

/** What of a run a past one needs for comparisons is there in both; only the newest has more. */
async function prune(tx: Transaction, newest_id: string): Promise<void> {
  const long = tx
    .selectFrom('forecast_runs')
    .select('id')
    .where('horizon', '>', KEPT_HORIZON)
    .where('id', '<>', newest_id);
  const kept = sql.lit(bytesOf(KEPT_HORIZON));
  await sql`update forecasts set mean = substring(mean from 1 for ${kept}),
      lower_80 = substring(lower_80 from 1 for ${kept}), upper_80 = substring(upper_80 from 1 for ${kept}),
      lower_95 = substring(lower_95 from 1 for ${kept}), upper_95 = substring(upper_95 from 1 for ${kept}),
      cumulative_lower_80 = '', cumulative_upper_80 = '', cumulative_lower_95 = '', cumulative_upper_95 = ''
    where run_id in (${long})`.execute(tx);
  await tx
    .updateTable('forecast_runs')
    .set({ horizon: KEPT_HORIZON })
    .where('horizon', '>', KEPT_HORIZON)
    .where('id', '<>', newest_id)
    .execute();
}

/** A run from costs that ended longer before it was made foretold nothing: it stood in while costs came in parts. */
const LATEST_MADE_DAYS = 35;

/** Of past runs one a week is enough to judge by: the first. Those there is nothing to judge by go, too. */
async function thin(tx: Transaction, newest_id: string, data_through: IsoDate): Promise<void> {
  await sql`delete from forecast_runs where id <> ${newest_id} and (data_through < ${addDays(data_through, -KEPT_DAYS)}
      or (kind = 'made' and made_at > data_through + ${sql.lit(LATEST_MADE_DAYS)}))`.execute(tx);
  await sql`delete from forecast_runs where id <> ${newest_id} and id not in (
      select distinct on (kind, date_trunc('week', data_through)) id from forecast_runs
      order by kind, date_trunc('week', data_through), data_through)`.execute(tx);
}

const packedDays = (forecast: MadeForecast) => ({
  mean: packed(forecast.mean),
  lower_80: packed(forecast.lower_80),
  upper_80: packed(forecast.upper_80),
  lower_95: packed(forecast.lower_95),
  upper_95: packed(forecast.upper_95),
  cumulative_lower_80: packed(forecast.cumulative_lower_80),
  cumulative_upper_80: packed(forecast.cumulative_upper_80),
  cumulative_lower_95: packed(forecast.cumulative_lower_95),
  cumulative_upper_95: packed(forecast.cumulative_upper_95),
});

async function insertRun(tx: Transaction, run: NewRun, forecasts: readonly MadeForecast[]): Promise<string> {
  await tx
    .deleteFrom('forecast_runs')
    .where('kind', '=', run.kind)
    .where('data_through', '=', run.data_through)
    .execute();
  const id = randomUUID();
  await tx
    .insertInto('forecast_runs')
    .values({ id, ...run, series: forecasts.length })
    .execute();
  const { organization_id } = run;
  const rows = forecasts.map((forecast) => ({
    ...forecast,
    ...packedDays(forecast),
    organization_id,
    run_id: id,
    scope: JSON.stringify(forecast.scope),
    backtest: JSON.stringify(forecast.backtest),
  }));
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE)
    await tx
      .insertInto('forecasts')
      .values(rows.slice(first, first + ROWS_AT_ONCE))
      .execute();
  return id;
}

/** Stores forecasts that were made, in place of those of the same day, and keeps of older runs what they are judged by. */
export async function storeRun(tx: Transaction, run: NewRun, forecasts: readonly MadeForecast[]): Promise<void> {
  const id = await insertRun(tx, run, forecasts);
  await prune(tx, id);
  await thin(tx, id, run.data_through);
}

/** Stores forecasts of a day that is over. */
export const storeReplay = (tx: Transaction, run: NewRun, forecasts: readonly MadeForecast[]): Promise<string> =>
  insertRun(tx, run, forecasts);

/** Deletes runs with their forecasts. */
export async function forgetRuns(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('forecast_runs').where('id', 'in', ids).execute();
}

/** Deletes every forecast: there are no costs any more that they could be of. */
export async function forgetAllRuns(tx: Transaction): Promise<void> {
  await tx.deleteFrom('forecast_runs').execute();
}
