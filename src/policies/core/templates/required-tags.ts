import { celText } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const requiredTags = defineTemplate({
  id: 'required-tags',
  title: 'Required tags',
  description: 'Every resource has the tags that say whose it is and what it is for.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: { keys: { title: 'Tags', default: ['owner', 'environment', 'cost-center'] } },
  express: ({ keys }) => ({
    must_hold: keys.map((key) => `tags[?${celText(key)}].orValue("") != ""`).join(' &&\n') || 'size(tags) > 0',
  }),
});
