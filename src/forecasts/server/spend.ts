import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeKey, scopeTitle, TOTAL } from '../../costs/core/scope.ts';
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
  /** False when its costs are not kept by day, such as those of a resource: neither amount is known then. */
  is_kept_by_day: boolean;
  /** Of its complete days; null where not every one of them is known. */
  actual: number | null;
  /** With the forecast of the rest, planned changes included; null without one. */
  total: number | null;
}

/** The spend of a scope in one currency. */
export async function readSpend(
  costs: Costs,
  context: Context,
  { scope, currency, period }: { scope: Scope; currency: string; period: ForecastBudget['period'] },
): Promise<Spend> {
  const is_kept_by_day = await areKeptByDay(costs, context, Object.keys(scope) as Grouping[]);
  // All costs say which period runs where those of the scope can't be looked at.
  const scope_key = scopeKey(is_kept_by_day ? scope : TOTAL);
  const view = await viewSlice(costs, context, { scope_key, currency, horizon: 1, planned: true, growth_percent: 0 });
  const { fiscal_year_start } =
    view?.organization ??
    (await context.transaction((tx) =>
      tx.selectFrom('organizations').select('fiscal_year_start').executeTakeFirstOrThrow(),
    ));
  const running = periodsAround(view?.reference ?? dayOf(context.now), fiscal_year_start).find(
    (one) => one.period === period,
  )!;
  const dates = { start: running.start, end: running.end };
  if (!is_kept_by_day || !view?.costs)
    return { scope_title: scopeTitle(scope), ...dates, is_kept_by_day, actual: null, total: null };
  const actual = actualOf(running, view.costs, addDays(view.data_through, 1));
  // A forecast may still be of fewer days than the costs that came since.
  const total =
    view.forecast && view.forecast.mean.length > 0
      ? (periodEndOf(running, actualOf(running, view.costs, view.forecast.start), view.forecast)?.total ?? null)
      : null;
  return { scope_title: view.costs.title ?? scopeTitle(scope), ...dates, is_kept_by_day, actual, total };
}
