import { celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const ownerExists = defineTemplate({
  id: 'owner-exists',
  title: 'Owner exists',
  description: 'Every resource names an owner who can be asked: a member here, or one of a list.',
  subject: 'resource',
  severity: 'medium',
  mode: 'alert',
  parameters: { owners: { title: 'Owners beside the members', default: ['platform', 'data', 'web'] } },
  express: ({ owners }) => ({
    must_hold: `resource.owner_is_member || resource.?owner.orValue("").lower() in ${celTexts(owners.map((owner) => owner.toLowerCase()))}`,
  }),
});
