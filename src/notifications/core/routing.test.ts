import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toldAgain } from './incident.ts';
import type { Message } from './message.ts';
import { dispatch, fits } from './routing.ts';
import { type Route, routeBodySchema } from './settings.ts';

const [chat, mail, pager] = [randomUUID(), randomUUID(), randomUUID()];
const message = (more: Partial<Message> = {}): Message => ({
  event: 'anomaly',
  severity: 'warning',
  title: 'Amazon EC2',
  text: '',
  facts: [],
  amount: null,
  link: '/',
  occurred_at: '2026-11-26T10:00:00Z',
  scope: { provider: 'AWS', account: '1', service: 'Amazon EC2', tags: { team: 'web' } },
  owner: 'Web',
  ...more,
});
const route = (more: object = {}): Route => ({
  ...routeBodySchema.parse({ name: 'Route', channel_ids: [chat], ...more }),
  id: randomUUID(),
});

describe('a route', () => {
  it.each<[string, object, boolean]>([
    ['asks for nothing', {}, true],
    ['is switched off', { enabled: false }, false],
    ['asks for its event', { events: ['anomaly', 'recommendation'] }, true],
    ['asks for another event', { events: ['recommendation'] }, false],
    ['asks for its severity', { least_severity: 'warning' }, true],
    ['asks for more', { least_severity: 'critical' }, false],
    ['asks for its provider, in another case', { scope: { providers: ['aws'] } }, true],
    ['asks for one of several accounts', { scope: { accounts: ['2', '1'] } }, true],
    ['asks for another account', { scope: { accounts: ['2'] } }, false],
    ['asks for its service and another region', { scope: { services: ['Amazon EC2'], regions: ['eu-west-1'] } }, false],
    ['asks for what it does not say', { scope: { regions: ['eu-west-1'] } }, false],
    ['asks for its tag', { scope: { tags: { team: ['web', 'data'] } } }, true],
    ['asks for another value of its tag', { scope: { tags: { team: ['data'] } } }, false],
    ['asks for a tag that it does not have', { scope: { tags: { stage: ['dev'] } } }, false],
    ['asks for its owner, in another case', { owners: ['data', 'web'] }, true],
    ['asks for another owner', { owners: ['data'] }, false],
  ])('that %s: %j is %s', (_, given, expected) => {
    expect(fits(route(given), message())).toBe(expected);
  });

  it('for an owner does not take what has none', () => {
    expect(fits(route({ owners: ['web'] }), message({ owner: null }))).toBe(false);
  });
});

const hours = {
  timezone: 'UTC',
  quiet_hours: { start_hour: 20, end_hour: 7, days_off: [] },
  digest: { hour: 8, weekday: 1 },
};
const send = (routes: Route[], told: Message, at = '2026-11-26T10:00:00Z') => {
  const ways = { routes, channel_ids: [chat, mail, pager], hours };
  const { dispatches, escalations } = dispatch(told, ways, new Date(at));
  const names = new Map<string, string>([
    [chat, 'chat'],
    [mail, 'mail'],
    [pager, 'pager'],
  ]);
  const written = dispatches.map(
    ({ channel_id, due_at, is_gathered }) =>
      `${names.get(channel_id)} ${due_at.toISOString().slice(5, 16)}${is_gathered ? ' gathered' : ''}`,
  );
  return { written, escalations };
};

describe('a message', () => {
  it.each<[string, Route[], Partial<Message>, string | undefined, string[]]>([
    ['without routes', [], {}, undefined, ['chat 11-26T10:00', 'mail 11-26T10:00', 'pager 11-26T10:00']],
    ['without routes, only for information', [], { severity: 'info' }, undefined, []],
    [
      'without routes, of the week',
      [],
      { severity: 'info', event: 'weekly_digest' },
      undefined,
      ['chat', 'mail', 'pager'].map((one) => `${one} 11-26T10:00`),
    ],
    ['with none that is switched on', [route({ enabled: false })], {}, undefined, []],
    ['in quiet hours', [route()], {}, '2026-11-26T22:00:00Z', ['chat 11-27T07:00 gathered']],
    ['in quiet hours, urgent', [route()], { severity: 'critical' }, '2026-11-26T22:00:00Z', ['chat 11-26T22:00']],
    [
      'in quiet hours, urgent to nobody',
      [route({ urgent_from: null })],
      { severity: 'critical' },
      '2026-11-26T22:00:00Z',
      ['chat 11-27T07:00 gathered'],
    ],
    ['daily', [route({ delivery: 'daily' })], {}, undefined, ['chat 11-27T08:00 gathered']],
    ['weekly, urgent', [route({ delivery: 'weekly', urgent_from: 'warning' })], {}, undefined, ['chat 11-26T10:00']],
    [
      'by two routes, to one channel once',
      [route({ delivery: 'weekly' }), route({ channel_ids: [chat, mail] })],
      {},
      undefined,
      ['chat 11-26T10:00', 'mail 11-26T10:00'],
    ],
    [
      'to a channel that is not there',
      [route({ channel_ids: [randomUUID(), mail] })],
      {},
      undefined,
      ['mail 11-26T10:00'],
    ],
  ])('%s', (_, routes, more, at, expected) => {
    expect(send(routes, message(more), at).written).toEqual(expected);
  });

  it('is escalated so long after it is told, when that is not quiet unless it is urgent', () => {
    const escalating = route({ escalation: { after_minutes: 30, channel_ids: [pager] } });
    const at = (told: Partial<Message>, now: string) =>
      send([escalating], message(told), now).escalations.map(({ due_at }) => due_at.toISOString());
    expect(at({}, '2026-11-26T10:00:00Z')).toEqual(['2026-11-26T10:30:00.000Z']);
    expect(at({}, '2026-11-26T22:00:00Z')).toEqual(['2026-11-27T07:30:00.000Z']);
    expect(at({}, '2026-11-26T19:45:00Z')).toEqual(['2026-11-27T07:00:00.000Z']);
    expect(at({ severity: 'critical' }, '2026-11-26T22:00:00Z')).toEqual(['2026-11-26T22:30:00.000Z']);
  });
});

describe('an incident that is told of again', () => {
  const known = {
    severity: 'warning',
    count: 2,
    acknowledged_by: 'Ada',
    acknowledged_at: '2026-11-26T10:00:00Z',
  } as const;

  it('is counted, and stays with whoever took it up', () => {
    for (const severity of ['info', 'warning'] as const)
      expect(toldAgain(known, message({ severity }))).toEqual({
        next: { ...known, count: 3 },
        message: message({ severity: 'warning' }),
        is_sent: false,
      });
  });

  it('is sent, and to be taken up again, where it became more severe', () => {
    expect(toldAgain(known, message({ severity: 'critical' }))).toEqual({
      next: { severity: 'critical', count: 3, acknowledged_by: null, acknowledged_at: null },
      message: message({ severity: 'critical' }),
      is_sent: true,
    });
  });
});
