import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { calendarContract } from '../core/calendar-contract.ts';
import { forecastsContract } from '../core/contract.ts';
import { calendarVersion, type KnownCalendar, readCalendar } from './calendar.ts';
import { calendarHandlers } from './calendar-handlers.ts';
import { type BudgetSource, createFollowedBudgets } from './followed.ts';
import { forecastHandlers } from './handlers.ts';
import { forecastJob } from './job.ts';
import { type AskedSpend, readSpends, type Spend } from './spend.ts';
import './tables.ts';

export { forecastTask } from './analysis.ts';
export type { KnownCalendar } from './calendar.ts';

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
  /** See `readSpends`. */
  spendOf(context: Context, asked: readonly AskedSpend[]): Promise<Spend[]>;
}

/** Makes the module: its job runs after every change of costs, and of the calendar. */
export function createForecasts(services: Services, costs: Costs, jobs: Jobs): Forecasts {
  const budgets = createFollowedBudgets();
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'forecast');
  jobs.register(forecastJob(services, { costs, budgets }));
  costs.onChange((organization_id) => void wake(organization_id));
  const calendar_listeners = [wake];
  const onCalendarChange = async (organization_id: string): Promise<void> => {
    for (const listener of calendar_listeners) await listener(organization_id);
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
    spendOf: (context, asked) => readSpends(costs, context, asked),
  };
}
