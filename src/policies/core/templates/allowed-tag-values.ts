import { celText, celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const allowedTagValues = defineTemplate({
  id: 'allowed-tag-values',
  title: 'Allowed values of a tag',
  description: 'Where a tag is set, it has one of the agreed values, so that costs are not spread over spellings.',
  subject: 'resource',
  severity: 'low',
  mode: 'alert',
  parameters: {
    key: { title: 'Tag', default: 'environment' },
    values: { title: 'Allowed values', default: ['production', 'staging', 'development'] },
  },
  express: ({ key, values }) => ({
    applies_when: `${celText(key)} in tags`,
    must_hold: `tags[${celText(key)}] in ${celTexts(values)}`,
  }),
});
