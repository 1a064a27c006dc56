import { defineTemplate } from './template.ts';

export const carefulInProduction = defineTemplate({
  id: 'careful-in-production',
  title: 'Careful in production',
  description: 'What deletes for good in production, or where no tag tells, needs one more approval.',
  subject: 'remediation',
  severity: 'high',
  mode: 'require_approval',
  parameters: {},
  express: () => ({
    applies_when: 'resource.?production.orValue(true)',
    must_hold: '!remediation.destructive',
  }),
});
