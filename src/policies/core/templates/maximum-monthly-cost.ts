import { celDouble, celText } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const maximumMonthlyCost = defineTemplate({
  id: 'maximum-monthly-cost',
  title: 'Maximum monthly cost of a resource',
  description: 'No single resource costs more than an amount in 30 days without somebody looking at it.',
  subject: 'resource',
  severity: 'high',
  mode: 'alert',
  parameters: {
    amount: { title: 'At most, in 30 days', default: 1000 },
    currency: { title: 'Currency', default: 'USD' },
  },
  express: ({ amount, currency }) => ({
    applies_when: `has(cost.monthly_cost) && cost.currency == ${celText(currency)}`,
    must_hold: `cost.monthly_cost <= ${celDouble(amount)}`,
  }),
});
