import { defineTemplate } from './template.ts';

export const budgetIsWatched = defineTemplate({
  id: 'budget-is-watched',
  title: 'Budgets are watched',
  description: 'Every budget has an owner, and tells before the money is spent.',
  subject: 'budget',
  severity: 'low',
  mode: 'alert',
  parameters: {},
  express: () => ({ must_hold: 'has(budget.owner) && budget.thresholds > 0' }),
});
