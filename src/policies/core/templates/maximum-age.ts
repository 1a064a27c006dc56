import { celInt, celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const maximumAge = defineTemplate({
  id: 'maximum-age',
  title: 'Maximum age',
  description: 'Snapshots, and what else is made for a time, do not stay for ever.',
  subject: 'resource',
  severity: 'low',
  mode: 'alert',
  parameters: {
    types: { title: 'Types of resources', default: ['AWS::EC2::Snapshot', 'microsoft.compute/snapshots'] },
    days: { title: 'Days, at most', default: 180 },
  },
  express: ({ types, days }) => ({
    applies_when: `resource.type in ${celTexts(types)}`,
    must_hold: `resource.age_days <= ${celInt(days)}`,
  }),
});
