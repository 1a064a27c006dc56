import { celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const allowedRegions = defineTemplate({
  id: 'allowed-regions',
  title: 'Allowed regions',
  description: 'Resources are in the regions that were agreed on only.',
  subject: 'resource',
  severity: 'high',
  mode: 'alert',
  parameters: { regions: { title: 'Regions', default: ['eu-west-1', 'eu-central-1', 'westeurope'] } },
  express: ({ regions }) => ({
    applies_when: 'has(resource.region)',
    must_hold: `resource.region in ${celTexts(regions)}`,
  }),
});
