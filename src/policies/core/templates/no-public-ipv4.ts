import { celTexts } from './quoting.ts';
import { defineTemplate } from './template.ts';

export const noPublicIpv4 = defineTemplate({
  id: 'no-public-ipv4',
  title: 'No public IPv4 outside production',
  description: 'What is for development or tests has no public IPv4 address: each is charged for, and can be reached.',
  subject: 'resource',
  severity: 'high',
  mode: 'alert',
  parameters: {
    environments: { title: 'Environments', default: ['dev', 'development', 'test', 'testing', 'sandbox'] },
  },
  express: ({ environments }) => ({
    applies_when: `has(resource.public_ip) && resource.?environment.orValue("").lower() in ${celTexts(environments)}`,
    must_hold: '!resource.public_ip',
  }),
});
