import type { Costs } from '../../costs/server/index.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { forecastsContract } from '../core/contract.ts';
import { readAccuracy } from './accuracy.ts';
import type { FollowedBudgets } from './followed.ts';
import { readLatest } from './latest.ts';
import { listForecasts } from './list.ts';

/** Forecasts over HTTP. */
export const forecastHandlers = (costs: Costs, budgets: FollowedBudgets): Handlers<typeof forecastsContract> => ({
  getLatestForecast: (context, { query }) => readLatest(costs, budgets, context, query),
  listForecasts: (context, { query }) => listForecasts(costs, budgets, context, query),
  getForecastAccuracy: (context, { query }) => readAccuracy(costs, budgets, context, query),
});
