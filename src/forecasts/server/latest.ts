import { filtersAsJson } from '../../costs/core/filters.ts';
import { scopeFilters } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { addDays, dayOf, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { LatestForecast } from '../core/contract.ts';
import { actualOf, type DailyCosts, periodEndOf, periodsAround, referenceDay } from '../core/period-ends.ts';
import { changed, firstDays } from '../core/scenario.ts';
import { bandsOf, type SliceForecast } from '../core/slice-forecast.ts';
import { restGrouping } from '../core/slices.ts';
import { addedTogether, readAhead } from './ahead.ts';
import { type Asked, askedFor, costsOf, readAskedCubes } from './asked.ts';
import { readCalendar } from './calendar.ts';
import type { FollowedBudgets } from './followed.ts';
import { isForecast } from './history.ts';
import { STORED_HORIZON } from './make.ts';
import {
  type ForecastRow,
  forecastOf,
  memberOf,
  pickCurrency,
  readCurrencies,
  readMembers,
  selectForecasts,
} from './rows.ts';
import { findLatestRun, shownRun } from './store.ts';

/** Days of history that are always shown; more where the look ahead is longer. */
const SHOWN_DAYS = 120;

const NO_COSTS =
  'There are no costs yet. Connect a cloud or upload a billing file: forecasts are then made by themselves.';
const BEING_MADE = 'The first forecasts are being made. They take a minute or two.';
const BEING_MADE_FOR_BUDGET = 'The forecast for this budget is being made. It takes a minute or two.';
const CANCELLED = 'Making forecasts was cancelled. Run the job `forecast` again, or wait for the night.';
const NO_COMPLETE_DAY =
  'No day of these costs is complete yet. Forecasts are made as soon as the first days are known in full.';
const IN_REST =
  'This slice is too small to be forecast on its own: it is in the forecast of what is left of its kind together.';
const NOT_FORECAST =
  'Forecasts are made for all costs, and by one provider, service, account or value of a frequent tag at a time. Look at one of those, or set a budget for this slice: it is then forecast, too.';

/** What is stored about a slice, and the organization's own ways. */
async function readStored(tx: Transaction, key: string) {
  const organization = await tx
    .selectFrom('organizations')
    .select(['currency', 'fiscal_year_start'])
    .executeTakeFirstOrThrow();
  const run = await findLatestRun(tx);
  const rows = run ? await selectForecasts(tx, run.id, STORED_HORIZON).where('scope_key', '=', key).execute() : [];
  const currencies = run ? await readCurrencies(tx, run.id) : [];
  const { events } = await readCalendar(tx);
  return { organization, run: run ?? null, rows, currencies, events };
}
type Stored = Awaited<ReturnType<typeof readStored>>;

/** What there is to say where no costs are known. */
async function readBare(tx: Transaction) {
  const organization = await tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow();
  const loads = await tx
    .selectFrom('cost_loads')
    .select('currency')
    .distinct()
    .where('status', '=', 'active')
    .execute();
  return { currency: organization.currency, currencies: loads.map((load) => load.currency) };
}

/** Why a slice with costs has no forecast, and what to do; null when it has one. */
async function reasonFor(
  context: Context,
  stored: Stored,
  row: ForecastRow | undefined,
  asked: Asked,
  { currency, has_budget }: { currency: string; has_budget: boolean },
) {
  if (row) return row.mean.length > 0 ? null : row.reason;
  if (stored.run) {
    if (!stored.currencies.includes(currency)) return NO_COMPLETE_DAY;
    if (has_budget) return BEING_MADE_FOR_BUDGET;
    return asked.groupings.length === 1 && asked.groupings.every(isForecast) ? IN_REST : NOT_FORECAST;
  }
  const last = await context.transaction((tx) =>
    tx
      .selectFrom('job_runs')
      .select(['status', 'error'])
      .where('name', '=', 'forecast')
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  if (last?.status === 'cancelled') return CANCELLED;
  return last?.error ? `Making forecasts failed. ${last.error}` : BEING_MADE;
}

/** The days that are shown before a forecast: also those that are still filling. */
function historyOf(costs: DailyCosts, data_through: IsoDate, shown_from: IsoDate): LatestForecast['history'] {
  return [...costs.amounts].flatMap((amount, day) => {
    const date = addDays(costs.start, day);
    const shown = { date, amount: Number.isNaN(amount) ? null : amount, incomplete: date > data_through };
    return date >= shown_from ? [shown] : [];
  });
}

const costsBehind = ({ scope, filtered }: Asked): LatestForecast['costs'] => ({
  filters: filtersAsJson(filtered?.filters ?? scopeFilters(scope)),
  metric: filtered?.metric ?? 'effective',
});

const withoutForecast = (asked: Asked, currency: string, query: Query): LatestForecast => ({
  scope: asked.scope,
  scope_key: asked.key,
  title: asked.title,
  costs: restGrouping(asked.key) === null ? costsBehind(asked) : null,
  dimension: asked.partition,
  currency,
  run: null,
  history: [],
  points: [],
  period_ends: [],
  model: null,
  backtest: null,
  reason: null,
  planned: [],
  budgets: [],
  scenario: { planned: query.planned, growth_percent: query.growth_percent },
});

export interface Query {
  scope_key: string;
  currency?: string | undefined;
  horizon: number;
  planned: boolean;
  growth_percent: number;
}

/** The forecast of a row in the scenario asked for, and what each planned change does to it. */
async function inScenario(
  costs: Costs,
  context: Context,
  query: Query,
  stored: Stored,
  row: ForecastRow,
  asked: Asked,
) {
  const forecast = forecastOf(row);
  const { run, events } = stored;
  const days = forecast.mean.length;
  if (!run || days === 0) return { forecast, planned: [] };
  const { growth_percent } = query;
  const { start_date: start, currency } = row;
  const view = { run_id: run.id, data_through: run.data_through, start, days, currency, growth_percent };
  const ahead = await readAhead(costs, context, query.planned ? events : [], view);
  const effects = ahead.effectsOn(memberOf(row, asked.filtered ?? undefined));
  const planned = effects.map(({ event, added }) => ({
    event_id: event.id,
    name: event.name,
    start: event.start_date,
    end: event.end_date,
    amount: added.slice(0, query.horizon).reduce((sum, amount) => sum + amount, 0),
  }));
  return {
    forecast: changed(forecast, ahead.factors, addedTogether(effects, days)),
    planned: planned.filter(({ amount }) => amount !== 0),
  };
}

const pointsOf = (forecast: SliceForecast): LatestForecast['points'] =>
  forecast.mean.map((mean, day) => ({
    date: addDays(forecast.start, day),
    mean,
    ...bandsOf((band) => forecast.daily[band][day]!),
  }));

/** A slice as it is looked at: its costs, and its newest forecast in a scenario. */
interface SliceView {
  organization: Stored['organization'];
  /** The day whose month, quarter and year are asked about. */
  reference: IsoDate;
  currency: string;
  /** Null when nothing has cost anything in it. */
  costs: (DailyCosts & { title: string | null }) | null;
  forecast: SliceForecast | null;
  asked: Asked;
  stored: Stored;
  row: ForecastRow | undefined;
  planned: LatestForecast['planned'];
  data_through: IsoDate;
}

/** Looks at a slice; null without any costs. Throws a 404 problem when it can be none. */
async function viewSlice(
  costs: Costs,
  budgets: FollowedBudgets,
  context: Context,
  query: Query,
): Promise<SliceView | null> {
  const asked = await askedFor(costs, budgets, context, query.scope_key);
  const stored = await context.transaction((tx) => readStored(tx, asked.key));
  const { organization, run, rows } = stored;
  const { cubes, data_through } = await readAskedCubes(costs, context, asked);
  if (data_through !== null && cubes.length === 0 && asked.filtered) throw notFound('A cost of this slice');
  if (data_through === null || cubes.length === 0) return null;
  const currency = pickCurrency(
    cubes.map((cube) => cube.currency),
    query.currency,
    organization.currency,
  );
  const cube = cubes.find((one) => one.currency === currency);
  const keys = await context.transaction(async (tx) => (run ? readMembers(tx, run.id, currency) : []));
  const row = rows.find((one) => one.currency === currency);
  const { forecast, planned } = row
    ? await inScenario(costs, context, query, stored, row, asked)
    : { forecast: null, planned: [] };
  return {
    organization,
    reference: referenceDay(dayOf(context.now), data_through),
    currency,
    costs: cube ? costsOf(cube, asked, new Set(keys.map(({ key }) => key))) : null,
    forecast,
    asked,
    stored,
    row,
    planned,
    data_through,
  };
}

/** The newest forecast of a slice, in a scenario, after its history. Throws a 404 problem when there is no such slice. */
export async function readLatest(
  costs: Costs,
  budgets: FollowedBudgets,
  context: Context,
  query: Query,
): Promise<LatestForecast> {
  const view = await viewSlice(costs, budgets, context, query);
  if (view === null || (view.costs === null && view.asked.key === '')) {
    const asked = await askedFor(costs, budgets, context, query.scope_key);
    const { currency, currencies } = await context.transaction(readBare);
    const own_currency = query.currency ?? view?.currency ?? currency;
    if (currencies.length > 0 && query.currency !== undefined && !currencies.includes(query.currency))
      throw notFound(`A cost in ${query.currency}`);
    const reason = currencies.length > 0 ? NO_COMPLETE_DAY : NO_COSTS;
    return { ...withoutForecast(asked, own_currency, query), reason };
  }
  const { asked, currency, costs: own, row, forecast, planned, stored, reference, data_through, organization } = view;
  // What a rest holds only its forecast says.
  if (!own || (restGrouping(asked.key) !== null && !row)) throw notFound('This slice');
  const shown_from = addDays(own.start, own.amounts.length - Math.max(SHOWN_DAYS, query.horizon));
  const first_shown = shown_from < monthStart(reference) ? shown_from : monthStart(reference);
  const shown = { start: first_shown, end: addDays(forecast?.start ?? addDays(data_through, 1), query.horizon) };
  const own_budgets = await context.transaction((tx) => budgets.of(tx, { key: asked.key, currency }, shown));
  return {
    ...withoutForecast(asked, currency, query),
    title: row?.title ?? own.title ?? asked.key,
    run: stored.run && shownRun(stored.run),
    history: historyOf(own, data_through, first_shown),
    points: forecast ? pointsOf(firstDays(forecast, query.horizon)) : [],
    period_ends: forecast ? periodEndsOf(organization.fiscal_year_start, reference, own, forecast) : [],
    model: row?.model ?? null,
    backtest: row?.backtest ?? null,
    reason: await reasonFor(context, stored, row, asked, { currency, has_budget: own_budgets.length > 0 }),
    planned,
    budgets: own_budgets,
  };
}

/** What the current month, quarter and fiscal year will have cost, those of them that are known. */
function periodEndsOf(fiscal_year_start: number, reference: IsoDate, costs: DailyCosts, forecast: SliceForecast) {
  if (forecast.mean.length === 0) return [];
  return periodsAround(reference, fiscal_year_start).flatMap((period) => {
    const end = periodEndOf(period, actualOf(period, costs, forecast.start), forecast);
    return end ? [end] : [];
  });
}
