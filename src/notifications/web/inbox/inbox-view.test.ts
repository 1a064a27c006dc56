import { describe, expect, it } from 'vitest';
import type { Notification } from '../../core/contract.ts';
import { daysOf, dayTitle } from './days.ts';
import { DEFAULT_VIEW, type InboxView, isNarrowed, queryOfView, searchOfView, viewFrom } from './inbox-view.ts';
import { factsOf } from './scope-facts.ts';

describe('the address of the inbox', () => {
  it.each([
    [DEFAULT_VIEW, {}],
    [{ ...DEFAULT_VIEW, show: 'open' }, { show: 'open' }],
    [
      { show: 'unread', event: 'anomaly', severity: 'critical', opened: 'one' },
      { show: 'unread', event: 'anomaly', severity: 'critical', opened: 'one' },
    ],
  ] satisfies [InboxView, object][])('says %o', (view, search) => {
    expect(searchOfView(view)).toEqual(search);
    expect(viewFrom(searchOfView(view))).toEqual(view);
  });

  it('is read as by default where it makes no sense', () => {
    expect(viewFrom({ show: 'some', event: 'test', severity: 'fatal', opened: '' })).toEqual(DEFAULT_VIEW);
  });

  it('asks for what it narrows to, and knows a way back from it', () => {
    expect(queryOfView({ ...DEFAULT_VIEW, opened: 'one' })).toEqual({ show: 'all' });
    expect(isNarrowed({ ...DEFAULT_VIEW, opened: 'one' })).toBe(false);
    expect(isNarrowed({ ...DEFAULT_VIEW, severity: 'info' })).toBe(true);
  });
});

describe('days of the inbox', () => {
  const at = (last_at: string) => ({ last_at }) as Notification;

  it('are those of the time zone, in the order of what is in them', () => {
    const items = ['2026-11-26T09:00:00Z', '2026-11-25T23:30:00Z', '2026-11-25T22:30:00Z'].map(at);
    const dates = (timezone: string) => daysOf(items, timezone).map(({ date, items: of }) => [date, of.length]);
    expect(dates('Europe/Berlin')).toEqual([
      ['2026-11-26', 2],
      ['2026-11-25', 1],
    ]);
    expect(dates('America/New_York')).toEqual([
      ['2026-11-26', 1],
      ['2026-11-25', 2],
    ]);
  });

  it.each([
    ['2026-11-26', '2026-11-26T12:00:00Z', 'Today'],
    ['2026-11-25', '2026-11-26T12:00:00Z', 'Yesterday'],
    // The clock went back in this night: the day before has 25 hours.
    ['2026-10-24', '2026-10-25T22:30:00Z', 'Yesterday'],
    ['2026-11-20', '2026-11-26T12:00:00Z', 'Friday, 20 Nov 2026'],
  ])('%s is at %s called %s', (date, now, title) => {
    expect(dayTitle(date, new Date(now), { locale: 'en-GB', timezone: 'Europe/Berlin' })).toBe(title);
  });
});

it('says which costs a notification is about, and nothing of what it does not say', () => {
  const scope = { service: 'Amazon S3', account: '1', tags: { team: 'web' } };
  const facts = [
    { label: 'Expected', value: '$1' },
    { label: 'Account', value: '1' },
  ];
  expect(factsOf({ scope, owner: 'Ada', facts }, 'Retail')).toEqual([
    ['Expected', '$1'],
    ['Account', 'Retail'],
    ['Service', 'Amazon S3'],
    ['Tag team', 'web'],
    ['Owner', 'Ada'],
  ]);
  expect(factsOf({ scope: {}, owner: null, facts: [] })).toEqual([]);
});
