import { z } from 'zod';
import { METRICS } from '../../costs/core/dimensions.ts';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';
import {
  BUDGET_CALENDARS,
  BUDGET_PERIODS,
  budgetAmountSchema,
  budgetBodySchema,
  budgetDaySchema,
  thresholdSchema,
} from './budget.ts';

const tag = 'Budgets';

/**
 * How the running period goes: `unknown` without an amount, or without complete data and forecast, `over` when more was spent
 * than meant, `at_risk` when the forecast says that it will be, `ahead` when more was spent than an even share, else `on_track`.
 */
export const BUDGET_STATUSES = ['over', 'at_risk', 'ahead', 'on_track', 'unknown'] as const;
export type BudgetStatus = (typeof BUDGET_STATUSES)[number];

/** How one period goes. Amounts are null where they are not known, never 0. */
const standing = {
  period_start: dateSchema,
  period_end: dateSchema,
  /** What is meant to be spent in it; null where no amount is given for it. */
  amount: z.number().nullable(),
  status: z.enum(BUDGET_STATUSES),
  /** Cost of its complete days, exactly as charged. */
  current_spend: z.number().nullable(),
  /** Last day of which it is complete; null while none is. */
  data_through: dateSchema.nullable(),
  /** By the end of the period: what was spent and what the forecast adds. */
  forecasted_spend: z.number().nullable(),
  forecast_lower_80: z.number().nullable(),
  forecast_upper_80: z.number().nullable(),
  /** What was spent, in percent of an even share of the amount for the complete days: 100 is just on it. */
  pace_percent: z.number().nullable(),
  /** The day on which what is meant to be spent was or will be used up; null when not in this period, or not known. */
  exhausted_on: dateSchema.nullable(),
  /** Why something of it is not known, and what to do; null when all is. */
  reason: z.string().nullable(),
};
const standingSchema = z.object(standing);
export type BudgetStanding = z.infer<typeof standingSchema>;

const thresholdState = thresholdSchema.extend({
  key: z.string(),
  /** The amount it stands for in the running period; null where the budget has none. */
  amount: z.number().nullable(),
  /** When it was crossed in the running period; null while it is not. */
  crossed_at: timestampSchema.nullable(),
});
export type ThresholdState = z.infer<typeof thresholdState>;

const budget = z.object({
  ...standing,
  id: z.uuid(),
  name: z.string(),
  owner: z.string().nullable(),
  filters: z.record(z.string(), z.array(z.string())),
  /** The filters in words. */
  scope_title: z.string(),
  metric: z.enum(METRICS),
  currency: currencySchema,
  period: z.enum(BUDGET_PERIODS),
  calendar: z.enum(BUDGET_CALENDARS),
  start: dateSchema.nullable(),
  end: dateSchema.nullable(),
  given_amount: budgetAmountSchema,
  thresholds: z.array(thresholdState),
  parent_id: z.uuid().nullable(),
  /** Its direct children together; null when it has none. A sum is null where that of one of them is not known. */
  children: z
    .object({
      count: z.number().int(),
      amount: z.number().nullable(),
      current_spend: z.number().nullable(),
      forecasted_spend: z.number().nullable(),
    })
    .nullable(),
  created_by: z.string(),
  created_at: timestampSchema,
});
export type Budget = z.infer<typeof budget>;

const pastPeriod = z.object({
  start: dateSchema,
  end: dateSchema,
  amount: z.number().nullable(),
  /** Null when not all of its days are known. */
  spend: z.number().nullable(),
});
export type PastPeriod = z.infer<typeof pastPeriod>;

const alert = z.object({
  id: z.uuid(),
  threshold: thresholdSchema,
  period_start: dateSchema,
  period_end: dateSchema,
  crossed_at: timestampSchema,
  /** When it was below again, for good reason; null while it is crossed. */
  left_at: timestampSchema.nullable(),
  /** What it was found from: the amount that the threshold stood for, what was measured, and the last day of that. */
  amount: z.number(),
  measured: z.number(),
  data_through: dateSchema,
});
export type BudgetAlert = z.infer<typeof alert>;

const day = z.object({
  date: dateSchema,
  /** Cost of the day so far; null when nothing is known of it. */
  spend: z.number().nullable(),
  /** True when more may come: it does not count in any total. */
  incomplete: z.boolean(),
  /** From the first day of the period; on complete days. */
  cumulative: z.number().nullable(),
  /** What it will have added up to; on days after the complete ones. */
  forecast: z.number().nullable(),
  lower_80: z.number().nullable(),
  upper_80: z.number().nullable(),
  /** An even share of the amount until the end of this day. */
  even: z.number().nullable(),
});
export type BudgetDay = z.infer<typeof day>;

export const budgetsContract = {
  listBudgets: endpoint({
    method: 'GET',
    path: '/budgets',
    access: 'viewer',
    tag,
    summary: 'Budgets, oldest first, with what their running period costs',
    query: z.strictObject({ ...pageQuery, parent_id: z.uuid('must be an id (UUID)').optional() }),
    answer: pageOf(budget),
  }),
  createBudget: endpoint({
    method: 'POST',
    path: '/budgets',
    access: 'member',
    tag,
    summary: 'Set a budget for a slice of the costs',
    body: budgetBodySchema,
    answer: budget,
    status: 201,
  }),
  previewBudget: endpoint({
    method: 'POST',
    path: '/budgets/preview',
    access: 'viewer',
    tag,
    summary: 'How a budget would stand, and what its periods cost before; nothing is kept',
    /** The budget that would be changed so: the parts it has count where they are its amount. */
    query: z.strictObject({ budget_id: z.uuid('must be an id (UUID)').optional() }),
    body: budgetBodySchema,
    answer: standingSchema.extend({ scope_title: z.string(), history: z.array(pastPeriod) }),
  }),
  getBudget: endpoint({
    method: 'GET',
    path: '/budgets/{id}',
    access: 'viewer',
    tag,
    summary: 'A budget, how its running period goes, and what the ones before cost',
    params: idParams,
    /** Oldest first, twelve at most. */
    answer: budget.extend({ history: z.array(pastPeriod) }),
  }),
  updateBudget: endpoint({
    method: 'PUT',
    path: '/budgets/{id}',
    access: 'member',
    tag,
    summary: 'Change a budget',
    params: idParams,
    body: budgetBodySchema,
    answer: budget,
  }),
  deleteBudget: endpoint({
    method: 'DELETE',
    path: '/budgets/{id}',
    access: 'member',
    tag,
    summary: 'Remove a budget; its children become parts of its parent',
    params: idParams,
  }),
  getBudgetDays: endpoint({
    method: 'GET',
    path: '/budgets/{id}/days',
    access: 'viewer',
    tag,
    summary: 'A period of a budget by day: what was spent, what is forecast, and an even share',
    params: idParams,
    /** Any day of the period; without it, the running one. */
    query: z.strictObject({ on: budgetDaySchema.optional() }),
    answer: standingSchema.extend({ currency: currencySchema, days: z.array(day) }),
  }),
  listBudgetAlerts: endpoint({
    method: 'GET',
    path: '/budgets/{id}/alerts',
    access: 'viewer',
    tag,
    summary: 'When thresholds of a budget were crossed and left, newest first',
    params: idParams,
    query: z.strictObject(pageQuery),
    answer: pageOf(alert),
  }),
};

/** What `GET /events` tells of budgets: they stand otherwise than before. */
export interface BudgetsEvent {
  type: 'budgets.changed';
}
