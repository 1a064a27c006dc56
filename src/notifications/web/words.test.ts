import { describe, expect, it } from 'vitest';
import type { Notification } from '../core/contract.ts';
import { bellCount, bellLabel } from './bell-words.ts';
import { changedAnswer } from './changed-answers.ts';
import { linkTarget } from './link-target.ts';
import { isOpen, standingText } from './words.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const AT = '2026-11-26T09:00:00Z';
const notification = (part: Partial<Notification> = {}): Notification => ({
  id: 'one',
  event: 'budget_exceeded',
  severity: 'critical',
  title: 'A budget is exceeded',
  text: 'It is.',
  facts: [],
  amount: null,
  link: '/budgets/1',
  occurred_at: AT,
  scope: {},
  owner: null,
  count: 1,
  first_at: AT,
  last_at: AT,
  is_read: false,
  acknowledged_by: null,
  acknowledged_at: null,
  resolved_at: null,
  ...part,
});

describe('how a notification stands', () => {
  it.each([
    [{}, null, true],
    [{ acknowledged_by: 'Ada', acknowledged_at: AT }, 'Acknowledged by Ada', false],
    [{ acknowledged_at: AT }, 'Acknowledged', false],
    [{ acknowledged_by: 'Ada', acknowledged_at: AT, resolved_at: AT }, 'Over', false],
    // What asks nothing of anybody is over at once: there is nothing to say of it.
    [{ event: 'remediation_done', resolved_at: AT }, null, false],
    [{ event: 'weekly_digest' }, null, false],
  ] satisfies [Partial<Notification>, string | null, boolean][])('%o', (part, text, is_open) => {
    expect([standingText(notification(part)), isOpen(notification(part))]).toEqual([text, is_open]);
  });
});

describe('the bell', () => {
  it.each([
    [0, '0', 'Notifications'],
    [1, '1', 'Notifications, 1 unread'],
    [99, '99', 'Notifications, 99 unread'],
    [1_234, '99+', 'Notifications, 1,234 unread'],
  ])('says that %i are not read', (unread, count, label) => {
    expect([bellCount(unread, FORMATS), bellLabel(unread, FORMATS)]).toEqual([count, label]);
  });
});

describe('the link of a notification', () => {
  it.each([
    ['/anomalies/1', { to: '/anomalies/1', search: {} }],
    [
      '/remediation?queue=waiting&action=a&action=b',
      { to: '/remediation', search: { queue: 'waiting', action: ['a', 'b'] } },
    ],
    // Whatever an event was made of, nobody is led out of the product.
    ['https://elsewhere.example/', { to: '/inbox', search: {} }],
    ['//elsewhere.example/path', { to: '/inbox', search: {} }],
    ['javascript:alert(1)', { to: '/inbox', search: {} }],
  ])('%s', (link, target) => expect(linkTarget(link)).toEqual(target));
});

describe('what is foreseen of lists', () => {
  const page = { items: [notification(), notification({ id: 'two' })], next_cursor: null };
  const read = (one: Notification): Notification => (one.id === 'two' ? { ...one, is_read: true } : one);
  const after = { items: [notification(), notification({ id: 'two', is_read: true })], next_cursor: null };

  it.each([
    [page, after],
    [
      { pages: [page], pageParams: [undefined] },
      { pages: [after], pageParams: [undefined] },
    ],
    [
      { unread: 2, open: 1, failing_channels: 0 },
      { unread: 2, open: 1, failing_channels: 0 },
    ],
    [undefined, undefined],
  ])('changes those that are listed, and nothing else', (before, expected) => {
    expect(changedAnswer(before, read)).toEqual(expected);
    expect(page.items[1]?.is_read).toBe(false);
  });
});
