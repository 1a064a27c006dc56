import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeKey, scopeTitle } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Context } from '../../platform/server/context.ts';
import type { ForecastBudget } from '../core/contract.ts';
import { actualOf, periodEndOf, periodsAround } from '../core/period-ends.ts';
import { areKeptByDay } from './asked.ts';
import { viewSlice } from './latest.ts';

/** What the period that runs has cost and will have cost. */
export interface Spend {
  scope_title: string;
  start: IsoDate;
  end: IsoDate;
  /** Of its complete days; null where not every one of them is known. */
  actual: number | null;
  /** With the forecast of the rest, planned changes included; null without one. */
  total: number | null;
}

/** The spend of a scope in one currency; null when its costs are not kept by day, such as those of a resource. */
export async function readSpend(
  costs: Costs,
  context: Context,
  { scope, currency, period }: { scope: Scope; currency: string; period: ForecastBudget['period'] },
): Promise<Spend | null> {
  if (!(await areKeptByDay(costs, context, Object.keys(scope) as Grouping[]))) return null;
  const query = { scope_key: scopeKey(scope), currency, horizon: 1, planned: true, growth_percent: 0 };
  const view = await viewSlice(costs, context, query);
  const { fiscal_year_start } = await context.transaction((tx) =>
    tx.selectFrom('organizations').select('fiscal_year_start').executeTakeFirstOrThrow(),
  );
  const running = periodsAround(view?.reference ?? dayOf(context.now), fiscal_year_start).find(
    (one) => one.period === period,
  )!;
  const dates = { start: running.start, end: running.end };
  const scope_title = view?.costs?.title ?? scopeTitle(scope);
  if (!view?.costs) return { scope_title, ...dates, actual: null, total: null };
  const forecast = view.forecast && view.forecast.mean.length > 0 ? view.forecast : null;
  const actual = actualOf(running, view.costs, forecast?.start ?? addDays(view.data_through, 1));
  const total = forecast ? (periodEndOf(running, actual, forecast)?.total ?? null) : null;
  return { scope_title, ...dates, actual, total };
}
