import type { Letter } from '../../src/notifications/core/letter.ts';
import type { Message } from '../../src/notifications/core/message.ts';

/** A message about a budget, with what `differs`. */
export const messageOf = (differs: Partial<Message> = {}): Message => ({
  event: 'budget_exceeded',
  severity: 'critical',
  title: 'Budget Platform is exceeded',
  text: 'Platform has cost €12,480.22 so far.',
  facts: [
    { label: 'Spent so far', value: '€12,480.22' },
    { label: 'Budget', value: '€12,000.00' },
  ],
  amount: { amount: '12480.22', currency: 'EUR' },
  link: '/budgets/1',
  occurred_at: '2026-11-25T06:12:00.000Z',
  scope: {},
  owner: 'platform-team',
  ...differs,
});

/** A letter with one message, with what `differs`. */
export const letterOf = (differs: Partial<Letter> = {}): Letter => ({
  id: '0b8f3c1e-5d7a-4f7e-9a60-2f1d6c8b9e10',
  reason: 'immediate',
  organization_name: 'Northwind GmbH',
  base_url: 'https://finops.example.com',
  locale: 'en-GB',
  timezone: 'Europe/Berlin',
  created_at: '2026-11-25T06:13:00.000Z',
  messages: [messageOf()],
  ...differs,
});

/** What tries to be more than text: in HTML, in Slack's and Teams's Markdown, and in headers of mail. */
export const HOSTILE =
  "</p><script>alert(1)</script><img src=x onerror=alert(2)> \"><a href='javascript:alert(3)'> <!channel> <@U1> " +
  '<https://evil.example.com|Sign in> [Sign in](https://evil.example.com) *bold* &lt; \r\nBcc: evil@example.com\r\n\r\n\u2028\u0000';

/** A message whose every text is hostile. */
export const hostileMessage = (): Message =>
  messageOf({
    title: HOSTILE,
    text: HOSTILE,
    facts: [{ label: HOSTILE, value: HOSTILE }],
    owner: HOSTILE,
    link: `/budgets/"><script>alert(4)</script>`,
  });

/** Many messages, each longer than any channel takes. */
export const manyMessages = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    messageOf({
      title: `Message ${index} ${'é'.repeat(300)}`,
      text: '<&>'.repeat(5_000),
      facts: Array.from({ length: 40 }, (_, fact) => ({ label: `Fact ${fact}`, value: '&'.repeat(3_000) })),
    }),
  );
