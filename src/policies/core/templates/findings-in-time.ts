import { celDouble, celInt, celText } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const findingsInTime = defineTemplate({
  id: 'findings-in-time',
  title: 'Large savings are decided on in time',
  description:
    'A recommendation that saves much does not wait for long: it is carried out, or dismissed with a reason.',
  subject: 'finding',
  severity: 'medium',
  mode: 'alert',
  parameters: {
    amount: { title: 'Saves a month, at least', default: 100 },
    currency: { title: 'Currency', default: 'USD' },
    days: { title: 'Days, at most', default: 30 },
  },
  express: ({ amount, currency, days }) => ({
    applies_when: `has(finding.monthly_savings) && finding.monthly_savings >= ${celDouble(amount)} && finding.currency == ${celText(currency)}`,
    must_hold: `finding.age_days <= ${celInt(days)}`,
  }),
});
