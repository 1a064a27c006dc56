import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { calendarContract } from '../core/calendar-contract.ts';
import { forecastsContract } from '../core/contract.ts';
import type { FollowedSlice } from '../core/followed.ts';
import { calendarVersion, type KnownCalendar, readCalendar } from './calendar.ts';
import { calendarHandlers } from './calendar-handlers.ts';
import type { Reading } from './cubes.ts';
import { type BudgetSource, createFollowedBudgets } from './followed.ts';
import { type FollowedForecast, readFollowed } from './followed-forecasts.ts';
import { forecastHandlers } from './handlers.ts';
import { forecastJob } from './job.ts';
import './tables.ts';

export { forecastTask } from './analysis.ts';
export type { KnownCalendar } from './calendar.ts';
export type { BudgetSource, FollowedBudget } from './followed.ts';
export type { FollowedForecast } from './followed-forecasts.ts';

/** Forecasts and the calendar of what is known before the bill is. */
export interface Forecasts {
  served: ServedContract[];
  /** What the organization of `tx` knows of days: the country whose holidays count, its own holidays, and all events. */
  calendarOf(tx: Transaction): Promise<KnownCalendar>;
  /** A text that changes with everything in the calendar that analyses go by. */
  calendarVersion(tx: Transaction): Promise<string>;
  /** Has `listener` told of every change of an organization's calendar, once it is written. */
  onCalendarChange(listener: (organization_id: string) => Promise<void>): void;
  /** Has the budgets that a later module reads forecast and shown; before the jobs start. */
  follow(source: BudgetSource): void;
  /** The newest forecasts of followed slices, in their order; null where there is none (yet). See `readFollowed`. */
  followed(context: Reading, slices: readonly FollowedSlice[]): Promise<(FollowedForecast | null)[]>;
  /** Has `listener` told when forecasts were made anew, or the calendar changed, which is added to them. */
  onMade(listener: (organization_id: string) => void): void;
}

/** Makes the module: its job runs after every change of costs, and of the calendar. */
export function createForecasts(services: Services, costs: Costs, jobs: Jobs): Forecasts {
  const budgets = createFollowedBudgets();
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'forecast');
  const made_listeners: ((organization_id: string) => void)[] = [];
  const onMade = (organization_id: string): void => {
    for (const listener of made_listeners) listener(organization_id);
  };
  jobs.register(forecastJob(services, { costs, budgets, onMade }));
  costs.onChange((organization_id) => void wake(organization_id));
  const calendar_listeners = [wake];
  const onCalendarChange = async (organization_id: string): Promise<void> => {
    for (const listener of calendar_listeners) await listener(organization_id);
    onMade(organization_id);
  };
  return {
    served: [
      serve(forecastsContract, forecastHandlers(costs, budgets)),
      serve(calendarContract, calendarHandlers(costs, onCalendarChange)),
    ],
    calendarOf: readCalendar,
    calendarVersion,
    onCalendarChange: (listener) => void calendar_listeners.push(listener),
    follow: budgets.add,
    followed: (context, slices) => readFollowed(costs, context, slices),
    onMade: (listener) => void made_listeners.push(listener),
  };
}
