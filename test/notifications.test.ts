import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NotificationSettings } from '../src/notifications/core/settings.ts';
import type { TestAccount } from './support/app.ts';
import {
  connectionFails,
  connectionWorks,
  type NotificationsServer,
  nearBudget,
  overBudget,
  startNotificationsServer,
} from './support/notifications.ts';
import { joinAs } from './support/people.ts';
import { isSigned, type Receiver, startReceiver } from './support/receiver.ts';

let server: NotificationsServer;
let receiver: Receiver;
let account: TestAccount;
let channel: { id: string; signing_secret: string };

const call = async (method: string, path: string, body: object | undefined, wanted = 200) => {
  const answer = await server.call(method, path, { token: account.token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(wanted);
  return answer.body;
};
const webhook = (name = 'Hook', path = '/hook') =>
  call('POST', '/notification-channels', { kind: 'webhook', name, url: `${receiver.url}${path}` }, 201);
const route = (body: object) => call('POST', '/notification-routes', { name: 'Route', ...body }, 201);
const set = (settings: Partial<NotificationSettings>) => call('PUT', '/notification-settings', settings);

beforeAll(async () => {
  receiver = await startReceiver();
  server = await startNotificationsServer();
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});
beforeEach(async () => {
  server.setClock('2026-11-26T10:00:00Z');
  receiver.received.length = 0;
  account = await server.signUp('Northwind');
  channel = await webhook();
});

describe('without routes', () => {
  it('warnings and more go to every channel at once, signed and written down; the rest stays in the inbox', async () => {
    const small = { recommendation_id: randomUUID(), rule_id: 'ebs-gp2', title: 'Move', currency: 'USD' };
    const found = { type: 'recommendation.found', payload: { ...small, monthly_savings: '700' } };
    await server.happens(account, overBudget('Shop'), nearBudget('Lab'), found);
    expect(receiver.titles().toSorted()).toEqual([
      'immediate: Lab has spent 80% of its budget',
      'immediate: Shop is $200.51 over its budget',
    ]);
    expect(receiver.received.every((one) => isSigned(one, channel.signing_secret))).toBe(true);
    const sent = { channel_name: 'Hook', state: 'delivered', reason: 'immediate', attempts: 1, answer_status: 200 };
    expect(await server.log(account)).toMatchObject([sent, sent]);
    expect((await server.inbox(account)).map(({ event }) => event).toSorted()).toEqual([
      'budget_exceeded',
      'budget_warning',
      'recommendation',
    ]);
  });

  it('many at once are one letter', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `Budget ${index}`);
    await server.happens(account, ...names.map((name) => overBudget(name)));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.titles()).toEqual(names.map((name) => `immediate: ${name} is $200.51 over its budget`));
  });

  it('an event that nobody can read keeps no other from being told', async () => {
    await server.happens(account, { type: 'budget.exceeded', payload: { name: 'Nonsense' } }, overBudget('Shop'));
    expect(receiver.titles()).toEqual(['immediate: Shop is $200.51 over its budget']);
  });
});

describe('one incident', () => {
  it('is told once while it lasts, that it is over where it was told of, and then anew', async () => {
    const fails = connectionFails('Production');
    await server.happens(account, fails);
    await server.happens(account, fails);
    expect(receiver.titles()).toEqual(['immediate: The connection Production fails']);
    expect(await server.inbox(account)).toMatchObject([{ count: 2, resolved_at: null, severity: 'warning' }]);
    await webhook('Another', '/another');
    server.pass(1);
    await server.happens(account, connectionWorks(fails));
    expect(receiver.titles()).toEqual([
      'immediate: The connection Production fails',
      'resolved: The connection Production fails',
    ]);
    expect(await server.inbox(account, '?show=open')).toEqual([]);
    server.pass(1);
    await server.happens(account, fails);
    expect(await server.inbox(account)).toMatchObject([{ count: 1, resolved_at: null }, { count: 2 }]);
    expect(receiver.titles('/another')).toEqual(['immediate: The connection Production fails']);
  });

  it('is told again where it became more severe, and is then to be read and taken up anew', async () => {
    const anomaly = (severity: string) => ({
      type: 'anomaly.changed',
      payload: { anomaly_id: id, severity, impact: 100, currency: 'USD', title: 'EC2', direction: 'up' },
    });
    const id = randomUUID();
    await server.happens(account, anomaly('medium'));
    const [first] = await server.inbox(account);
    await call('POST', '/notifications/read', {}, 204);
    expect(await call('POST', `/notifications/${first?.id}/acknowledge`, {})).toMatchObject({
      is_read: true,
      acknowledged_by: 'Ada',
    });
    const { token } = await joinAs(server, account.token, 'member', 'Grace');
    await server.call('POST', `/notifications/${first?.id}/acknowledge`, { token, body: {} });
    await server.happens(account, anomaly('medium'));
    expect(await server.inbox(account)).toMatchObject([{ is_read: true, acknowledged_by: 'Ada', count: 2 }]);
    await server.happens(account, anomaly('critical'));
    await server.happens(account, anomaly('low'));
    expect(receiver.received.map(({ letter }) => letter.messages[0]?.severity)).toEqual(['warning', 'critical']);
    const now = { is_read: false, acknowledged_by: null, count: 4, severity: 'critical' };
    expect(await server.inbox(account)).toMatchObject([now]);
  });

  it('that was over before it could be sent says so itself', async () => {
    const fails = connectionFails('Production');
    await server.happens(account, fails, connectionWorks(fails));
    expect(receiver.titles()).toEqual(['immediate: The connection Production fails']);
    await route({ channel_ids: [channel.id], delivery: 'weekly' });
    await set({ digest: { hour: 8, weekday: 6 }, weekly_summary: false });
    const other = connectionFails('Staging');
    await server.happens(account, other);
    server.pass(30);
    await server.happens(account, connectionWorks(other));
    for (const day of ['27', '28']) {
      server.setClock(`2026-11-${day}T08:00:00Z`);
      await server.settle(account);
    }
    const [digest, ...more] = receiver.received.slice(1);
    expect(more).toEqual([]);
    expect(digest?.letter.messages[0]?.facts).toContainEqual({ label: 'Over since', value: 'Nov 26, 2026, 10:30 AM' });
  });
});

describe('routes', () => {
  it('send by event, severity, scope and owner, and to each channel once', async () => {
    const mine = await webhook('Mine', '/mine');
    await route({ channel_ids: [mine.id, channel.id], owners: ['WEB'], least_severity: 'critical' });
    await route({ channel_ids: [mine.id], scope: { accounts: ['200'] }, events: ['budget_warning'] });
    const foreign = { owner: 'data', scope: { account: '200' } };
    await server.happens(account, overBudget('A'), overBudget('B', foreign), nearBudget('C', foreign), nearBudget('D'));
    expect(
      receiver
        .titles('/mine')
        .map((title) => title.slice(0, 12))
        .toSorted(),
    ).toEqual(['immediate: A', 'immediate: C']);
    expect(receiver.titles('/hook').map((title) => title.slice(0, 12))).toEqual(['immediate: A']);
    expect(await server.inbox(account)).toHaveLength(4);
  });

  it('lead to channels that are there; one to a channel that is removed alone is switched off', async () => {
    const body = { name: 'Nowhere', channel_ids: [randomUUID()] };
    const { errors } = await call('POST', '/notification-routes', body, 422);
    expect(errors).toEqual([{ path: 'body.channel_ids.0', message: 'is no channel of yours' }]);
    const other = await webhook('Other');
    const escalation = { after_minutes: 5, channel_ids: [channel.id] };
    await route({ channel_ids: [channel.id] });
    server.pass(1);
    await route({ channel_ids: [channel.id, other.id], escalation });
    await call('DELETE', `/notification-channels/${channel.id}`, undefined, 204);
    expect((await call('GET', '/notification-routes', undefined)).items).toMatchObject([
      { enabled: false, channel_ids: [channel.id] },
      { enabled: true, channel_ids: [other.id], escalation: null },
    ]);
  });

  it('escalate what nobody takes up in time, and nothing else', async () => {
    const chief = await webhook('Chief', '/chief');
    await route({ channel_ids: [channel.id], escalation: { after_minutes: 30, channel_ids: [chief.id] } });
    const fails = connectionFails('Over by itself');
    await server.happens(account, overBudget('Seen'), overBudget('Unseen'), fails);
    const seen = (await server.inbox(account)).find(({ title }) => title.startsWith('Seen'));
    await call('POST', `/notifications/${seen?.id}/acknowledge`, {});
    server.pass(29);
    await server.happens(account, connectionWorks(fails));
    expect(receiver.titles('/chief')).toEqual([]);
    server.pass(1);
    await server.settle(account);
    server.pass(60);
    await server.settle(account);
    expect(receiver.titles('/chief')).toEqual(['escalation: Unseen is $200.51 over its budget']);
  });

  it.each(['removed', 'switched off'])('escalate nothing once they are %s', async (how) => {
    const chief = await webhook('Chief', '/chief');
    const body = { channel_ids: [channel.id], escalation: { after_minutes: 30, channel_ids: [chief.id] } };
    const { id } = await route(body);
    await server.happens(account, overBudget('Shop'));
    if (how === 'removed') await call('DELETE', `/notification-routes/${id}`, undefined, 204);
    else await call('PUT', `/notification-routes/${id}`, { ...body, name: 'Off', enabled: false });
    server.pass(31);
    await server.settle(account);
    expect(receiver.titles('/chief')).toEqual([]);
  });
});

describe('when it is quiet', () => {
  it('only what is urgent is sent; the rest comes in one letter when it is not quiet any more', async () => {
    await call('PUT', '/settings', { ...(await call('GET', '/settings', undefined)), timezone: 'Europe/Berlin' });
    await set({ quiet_hours: { start_hour: 20, end_hour: 7, days_off: [6, 7] } });
    server.setClock('2026-11-27T19:30:00Z');
    await server.happens(account, nearBudget('A'));
    server.pass(60);
    await server.happens(account, nearBudget('B'), overBudget('Urgent'));
    expect(receiver.titles()).toEqual(['immediate: Urgent is $200.51 over its budget']);
    expect(await server.log(account, '?state=waiting')).toMatchObject([
      { reason: 'digest', due_at: '2026-11-30T06:00:00.000Z', titles: [expect.anything(), expect.anything()] },
    ]);
    server.setClock('2026-11-30T05:59:00Z');
    await server.settle(account);
    expect(receiver.received).toHaveLength(1);
    server.setClock('2026-11-30T06:00:00Z');
    await server.settle(account);
    expect(receiver.titles().slice(1)).toEqual([
      'digest: A has spent 80% of its budget',
      'digest: B has spent 80% of its budget',
    ]);
    expect(receiver.received).toHaveLength(2);
  });

  it('a digest gathers until its hour, and what is told after that goes with the next', async () => {
    await route({ channel_ids: [channel.id], delivery: 'weekly', urgent_from: null });
    await set({ digest: { hour: 9, weekday: 5 }, weekly_summary: false });
    await server.happens(account, overBudget('A'));
    server.pass(60);
    await server.happens(account, overBudget('B'));
    const anomaly = { anomaly_id: randomUUID(), impact: 100, currency: 'USD', title: 'EC2', direction: 'up' };
    for (const severity of ['medium', 'critical'])
      await server.happens(account, { type: 'anomaly.changed', payload: { ...anomaly, severity } });
    expect(receiver.received).toEqual([]);
    server.setClock('2026-11-27T09:00:00Z');
    await server.happens(account, overBudget('C'));
    expect(receiver.titles()).toEqual([
      ...['A', 'B'].map((name) => `digest: ${name} is $200.51 over its budget`),
      'digest: EC2: $100.00 more than expected',
    ]);
    server.setClock('2026-12-04T09:00:00Z');
    await server.settle(account);
    expect(receiver.titles().slice(3)).toEqual(['digest: C is $200.51 over its budget']);
  });
});

describe('the week', () => {
  const weeks = async () => (await server.inbox(account, '?event=weekly_digest')).length;

  it('is told at its hour, also of a day that was chosen since, and not at once where that was yesterday', async () => {
    await server.settle(account);
    // It is Thursday, 10:00.
    await set({ digest: { hour: 9, weekday: 4 } });
    await server.settle(account);
    expect(await weeks()).toBe(0);
    await call('PUT', '/settings', { ...(await call('GET', '/settings', undefined)), timezone: 'America/New_York' });
    server.setClock('2026-11-26T13:59:00Z');
    await server.settle(account);
    expect(await weeks()).toBe(0);
    server.setClock('2026-11-26T14:00:00Z');
    await server.settle(account);
    expect(await weeks()).toBe(1);
    await set({ weekly_summary: false, digest: { hour: 9, weekday: 5 } });
    server.setClock('2026-11-27T14:00:00Z');
    await server.settle(account);
    await set({ weekly_summary: true, digest: { hour: 9, weekday: 5 } });
    await server.settle(account);
    expect(await weeks()).toBe(1);
  });
});

describe('the inbox', () => {
  it('has nothing new for who joins later but what is told from then on, and leads to what was sent of each', async () => {
    await server.happens(account, overBudget('A'));
    server.pass(1);
    const { token } = await joinAs(server, account.token, 'viewer', 'Grace');
    await server.happens(account, overBudget('B'), connectionFails('Production'));
    expect((await server.call('GET', '/notifications/summary', { token })).body.unread).toBe(2);
    expect((await server.call('GET', '/notifications?show=unread', { token })).body.items).toHaveLength(2);
    for (const { id, title } of await server.inbox(account))
      expect(await server.log(account, `?notification_id=${id}`)).toMatchObject([{ titles: [title] }]);
    expect(await server.log(account, `?notification_id=${randomUUID()}`)).toEqual([]);
  });

  it('remembers what each person has read, and finds by event, severity and state', async () => {
    await server.happens(account, overBudget('A'), nearBudget('B'), connectionFails('Production'));
    const { items } = await call('GET', '/notifications?limit=2', undefined);
    const rest = await call(
      'GET',
      `/notifications?cursor=${(await call('GET', '/notifications?limit=2', undefined)).next_cursor}`,
      undefined,
    );
    expect(new Set([...items, ...rest.items].map(({ id }: { id: string }) => id)).size).toBe(3);
    expect(await call('GET', '/notifications/summary', undefined)).toEqual({ unread: 3, open: 3, failing_channels: 0 });
    await call('POST', '/notifications/read', { ids: [items[0].id] }, 204);
    expect(await server.inbox(account, '?show=unread')).toHaveLength(2);
    const key = await call('POST', '/auth/api-keys', { name: 'key', role: 'member' }, 201);
    const by_key = await server.call('GET', '/notifications?show=unread', { token: key.key });
    expect(by_key.body.items).toHaveLength(3);
    expect(await server.inbox(account, '?event=budget_warning')).toMatchObject([{ event: 'budget_warning' }]);
    expect(await server.inbox(account, '?severity=critical')).toMatchObject([{ event: 'budget_exceeded' }]);
  });
});

describe('the audit log', () => {
  it('has every change, and no secrets', async () => {
    const secret = `${receiver.url}/hook`;
    const { id } = await route({ channel_ids: [channel.id] });
    await call('PUT', `/notification-routes/${id}`, { name: 'Other', channel_ids: [channel.id] });
    await call('PUT', `/notification-channels/${channel.id}`, { kind: 'webhook', name: 'Renamed' });
    await call('POST', `/notification-channels/${channel.id}/signing-secret`, {});
    await call('POST', `/notification-channels/${channel.id}/test`, {});
    await set({ weekly_summary: false });
    await call('DELETE', `/notification-routes/${id}`, undefined, 204);
    await call('DELETE', `/notification-channels/${channel.id}`, undefined, 204);
    const { items } = await call('GET', '/audit-log', undefined);
    const actions = items.map(({ action }: { action: string }) => action).toReversed();
    expect(actions.filter((action: string) => action.startsWith('notification'))).toEqual([
      'notification_channel.created',
      'notification_route.created',
      'notification_route.changed',
      'notification_channel.changed',
      'notification_channel.signing_secret_renewed',
      'notification_channel.tested',
      'notification_settings.changed',
      'notification_route.deleted',
      'notification_channel.deleted',
    ]);
    expect(JSON.stringify(items)).not.toContain(secret);
    expect(JSON.stringify(items)).not.toContain('whsec_');
  });
});
