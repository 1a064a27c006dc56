import { z } from 'zod';
import { thresholdSchema } from '../../budgets/core/budget.ts';
import { addDays } from '../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals } from '../../platform/core/decimal.ts';
import { currencySchema, dateSchema } from '../../platform/core/endpoint.ts';
import { type Message, messageScopeSchema, type NotificationEvent, type NotificationSeverity } from './message.ts';
import { written, writtenShare, writtenSize } from './money.ts';
import { type About, type Happened, type Teller, teller } from './teller.ts';
import { factsOf, writtenDay } from './words.ts';

const left = z.object({ budget_id: z.uuid(), threshold_key: z.string(), period_start: dateSchema });
const crossed = left.extend({
  name: z.string(),
  owner: z.string().nullable(),
  scope: messageScopeSchema,
  scope_title: z.string(),
  threshold: thresholdSchema,
  /** The day after the last of the period. */
  period_end: dateSchema,
  /** Null in a period for which there is none; a threshold may be an amount of its own then. */
  budget_amount: z.string().nullable(),
  threshold_amount: z.string(),
  /** What was spent, or is forecast, by the bound of the threshold. */
  measured: z.string(),
  current_spend: z.string().nullable(),
  forecasted_spend: z.string().nullable(),
  currency: currencySchema,
  data_through: dateSchema,
});
/** A threshold of a budget that was crossed. */
export type Crossed = z.output<typeof crossed>;

/** Words of one of the three kinds. */
interface Kind {
  event: NotificationEvent;
  type: string;
  severity: NotificationSeverity;
  titleOf(crossed: Crossed, about: About): string;
  textOf(crossed: Crossed, about: About): string;
}

/** What is not all of a budget is at most 99.9 % of it: rounded to 100 %, it would read as spent. */
const LESS_THAN_ALL = 0.999;

/** How much `amount` is of the budget, in words; null without an amount. */
export function shareOfBudget({ budget_amount }: Crossed, amount: string, locale: string): string | null {
  if (budget_amount === null || compareDecimals(budget_amount, '0') <= 0) return null;
  const share = Number(amount) / Number(budget_amount);
  const is_all = compareDecimals(amount, budget_amount) >= 0;
  return writtenShare(is_all ? share : Math.min(share, LESS_THAN_ALL), locale);
}

/** How much the measured amount is beyond that of the budget; null where it is not. */
export function beyondBudget({ budget_amount, measured, currency }: Crossed, locale: string): string | null {
  if (budget_amount === null || compareDecimals(measured, budget_amount) <= 0) return null;
  return writtenSize(sumDecimals([measured, negated(budget_amount)]), currency, locale);
}

/** What is to be said of a period: `from 1 Nov 2026 to 30 Nov 2026`. */
export const periodOf = ({ period_start, period_end }: Crossed, locale: string): string =>
  `from ${writtenDay(period_start, locale)} to ${writtenDay(addDays(period_end, -1), locale)}`;

const keyOf = (event: string, { budget_id, threshold_key, period_start }: z.output<typeof left>): string =>
  `${event} ${budget_id} ${period_start} ${threshold_key}`;

function messageOf(kind: Kind, { payload, occurred_at }: Happened<Crossed>, about: About): Message {
  const money = (amount: string | null): string | null =>
    amount === null ? null : written(amount, payload.currency, about.locale);
  return {
    event: kind.event,
    severity: kind.severity,
    title: kind.titleOf(payload, about),
    text: kind.textOf(payload, about),
    facts: factsOf([
      ['Budget', money(payload.budget_amount)],
      ['Spent', money(payload.current_spend)],
      ['Forecast', money(payload.forecasted_spend)],
      ['Costs', payload.scope_title],
      ['Data through', writtenDay(payload.data_through, about.locale)],
      ['Owner', payload.owner],
    ]),
    amount: { amount: payload.measured, currency: payload.currency },
    link: `/budgets/${payload.budget_id}`,
    occurred_at,
    scope: payload.scope,
    owner: payload.owner,
  };
}

/** Tells of thresholds of budgets of one kind: once while one is crossed, until it was left. */
export const budgetTeller = (kind: Kind): Teller =>
  teller([kind.type, 'budget.left'], z.union([crossed, left]), ({ payload, type, occurred_at }, about) => {
    const key = keyOf(kind.event, payload);
    if (!('measured' in payload)) return [{ kind: 'resolved', key, by: null }];
    return [{ kind: 'message', key, message: messageOf(kind, { payload, type, occurred_at }, about) }];
  });
