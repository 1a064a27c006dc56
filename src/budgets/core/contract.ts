import { z } from 'zod';
import { scopeSchema } from '../../costs/core/scope.ts';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';

const tag = 'Budgets';

export const BUDGET_PERIODS = ['month', 'quarter', 'year'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

const fields = {
  name: z.string().trim().min(1, 'must be given').max(200),
  /** The costs it is for; empty is all. */
  scope: scopeSchema.default({}),
  /** Each month, quarter or year of the organization's fiscal calendar. */
  period: z.enum(BUDGET_PERIODS),
  amount: z.number(),
  currency: currencySchema,
};
/** Less is a mistake of typing; the database would round far less to nothing. */
export const LEAST_AMOUNT = 0.01;
const body = z.strictObject({
  ...fields,
  amount: fields.amount.min(LEAST_AMOUNT, `must be ${LEAST_AMOUNT} or more`).max(1e15, 'must be 1e15 or less'),
});
export type BudgetBody = z.output<typeof body>;

const budget = z.object({
  ...fields,
  id: z.uuid(),
  scope_title: z.string(),
  /** The period that runs. */
  period_start: dateSchema,
  period_end: dateSchema,
  /** Effective cost of its complete days; null where it is not known. */
  current_spend: z.number().nullable(),
  /** With what the forecast adds; null until there is one. */
  forecasted_spend: z.number().nullable(),
  created_by: z.string(),
  created_at: timestampSchema,
});
export type Budget = z.infer<typeof budget>;

export const budgetsContract = {
  listBudgets: endpoint({
    method: 'GET',
    path: '/budgets',
    access: 'viewer',
    tag,
    summary: 'Budgets, oldest first, with what their running period costs',
    query: z.strictObject(pageQuery),
    answer: pageOf(budget),
  }),
  createBudget: endpoint({
    method: 'POST',
    path: '/budgets',
    access: 'member',
    tag,
    summary: 'Set a budget for a slice of the costs',
    body,
    answer: budget,
    status: 201,
  }),
  getBudget: endpoint({
    method: 'GET',
    path: '/budgets/{id}',
    access: 'viewer',
    tag,
    summary: 'A budget with what its running period costs',
    params: idParams,
    answer: budget,
  }),
  updateBudget: endpoint({
    method: 'PUT',
    path: '/budgets/{id}',
    access: 'member',
    tag,
    summary: 'Change a budget',
    params: idParams,
    body,
    answer: budget,
  }),
  deleteBudget: endpoint({
    method: 'DELETE',
    path: '/budgets/{id}',
    access: 'member',
    tag,
    summary: 'Remove a budget',
    params: idParams,
  }),
};
