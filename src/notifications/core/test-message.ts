import type { Message } from './message.ts';

/** What the test of a channel says. */
export const testMessage = (asked_by: string, channel_name: string, occurred_at: string): Message => ({
  event: 'test',
  severity: 'info',
  title: 'Test message from FinOpsMind',
  text: `${asked_by} has sent this to see whether ${channel_name} is reached. Nothing has happened.`,
  facts: [],
  amount: null,
  link: '/settings/notifications',
  occurred_at,
  scope: {},
  owner: null,
});
