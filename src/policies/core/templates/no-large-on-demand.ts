import { celDouble, celText } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const noLargeOnDemand = defineTemplate({
  id: 'no-large-on-demand',
  title: 'Nothing large on demand',
  description: 'What costs more than an amount at on-demand prices is covered by a commitment for the most part.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: {
    amount: { title: 'On demand at most, in 30 days', default: 500 },
    currency: { title: 'Currency', default: 'USD' },
    coverage: { title: 'Or covered by commitments, in percent at least', default: 50 },
  },
  express: ({ amount, currency, coverage }) => ({
    applies_when: `has(cost.on_demand_monthly_cost) && cost.currency == ${celText(currency)}`,
    must_hold: `cost.on_demand_monthly_cost <= ${celDouble(amount)} ||\ncost.commitment_coverage_percent >= ${celDouble(coverage)}`,
  }),
});
