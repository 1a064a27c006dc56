import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestAccount } from './support/app.ts';
import {
  connectionFails,
  connectionWorks,
  type NotificationsServer,
  overBudget,
  startNotificationsServer,
} from './support/notifications.ts';
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
const channels = async () => (await call('GET', '/notification-channels', undefined)).items;
const answer = (status: number, headers: Record<string, string> = {}) => {
  receiver.answer = (_, response: ServerResponse) => void response.writeHead(status, headers).end();
};

beforeAll(async () => {
  receiver = await startReceiver();
  // Used by organizations that have no webhook of their own.
  server = await startNotificationsServer({ NOTIFICATION_WEBHOOK_URLS: `${receiver.url}/one, ${receiver.url}/two` });
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});
beforeEach(async () => {
  server.setClock('2026-11-26T10:00:00Z');
  receiver.received.length = 0;
  answer(200);
  account = await server.signUp('Northwind');
  channel = await call('POST', '/notification-channels', { kind: 'webhook', name: 'Hook', url: receiver.url }, 201);
});

describe('a delivery that is not taken', () => {
  it('is sent again under the same id with the same body, until it is taken', async () => {
    answer(503);
    await server.happens(account, overBudget('Shop'));
    const [waiting] = await server.log(account);
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, answer_status: 503, error: expect.any(String) });
    expect(await channels()).toMatchObject([{ state: 'failing', last_error: waiting?.error }]);
    expect(await call('GET', '/notifications/summary', undefined)).toMatchObject({ failing_channels: 1 });
    const until = (Date.parse(String(waiting?.due_at)) - Date.parse('2026-11-26T10:00:00Z')) / 1_000;
    expect(until).toBeGreaterThanOrEqual(30);
    expect(until).toBeLessThanOrEqual(60);
    // What is told of the incident meanwhile changes nothing of what was sent.
    await call('PUT', '/settings', { ...(await call('GET', '/settings', undefined)), locale: 'de-DE' });
    server.pass(1);
    answer(204);
    await server.settle(account);
    const [first, second] = receiver.received;
    expect(receiver.received).toHaveLength(2);
    expect(second?.id).toBe(first?.id);
    expect(second?.body).toBe(first?.body);
    expect(await server.log(account)).toMatchObject([{ id: first?.id, state: 'delivered', attempts: 2, error: null }]);
    expect(await channels()).toMatchObject([{ state: 'ok', last_error: null, last_delivered_at: expect.any(String) }]);
  });

  it('waits as long as it is asked to, with all else for this receiver', async () => {
    answer(429, { 'retry-after': '1800' });
    await server.happens(account, overBudget('A'), overBudget('B'));
    expect(receiver.received).toHaveLength(1);
    const due = (await server.log(account)).map(({ due_at }) => due_at);
    expect(due).toEqual(['2026-11-26T10:30:00.000Z', '2026-11-26T10:30:00.000Z']);
    answer(200);
    server.pass(29);
    await server.settle(account);
    expect(receiver.received).toHaveLength(1);
    server.pass(1);
    await server.settle(account);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
    expect(receiver.received).toHaveLength(3);
  });

  it('leaves a digest its hour where the receiver asks to wait for less', async () => {
    const route = { name: 'Daily', channel_ids: [channel.id], delivery: 'daily', urgent_from: 'critical' };
    await call('POST', '/notification-routes', route, 201);
    answer(429, { 'retry-after': '60' });
    await server.happens(account, connectionFails('Production'), overBudget('Urgent'));
    const due = (await server.log(account)).map(({ reason, due_at }) => `${reason} ${due_at}`);
    expect(due.toSorted()).toEqual(['digest 2026-11-27T08:00:00.000Z', 'immediate 2026-11-26T10:01:00.000Z']);
  });

  it('is given up after about a day, is seen to be, and can be sent by hand', async () => {
    answer(500);
    await server.happens(account, overBudget('Shop'));
    for (let again = 0; again < 15; again++) {
      server.pass(60 * 3);
      await server.settle(account);
    }
    const [failed] = await server.log(account, '?state=failed');
    expect(failed).toMatchObject({ attempts: 16, due_at: null, error: expect.stringContaining('500') });
    answer(200);
    const retried = await call('POST', `/notification-deliveries/${failed?.id}/retry`, {});
    expect(retried).toMatchObject({ id: failed?.id, state: 'waiting' });
    await server.settle(account);
    expect(await server.log(account)).toMatchObject([{ id: failed?.id, state: 'delivered', attempts: 17 }]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    await call('POST', `/notification-deliveries/${failed?.id}/retry`, {}, 422);
  });

  it('is not sent again where that would help nothing, which keeps no other back', async () => {
    receiver.answer = ({ letter }, response) =>
      void response.writeHead(letter.messages[0]?.title.startsWith('A ') ? 400 : 200).end();
    await server.happens(account, overBudget('A'), overBudget('B'));
    const states = (await server.log(account)).map(({ titles, state }) => `${titles[0]?.slice(0, 1)} ${state}`);
    expect(states.toSorted()).toEqual(['A failed', 'B delivered']);
  });

  it('is not told to be over where nobody was told that it began', async () => {
    answer(400);
    const fails = connectionFails('Production');
    await server.happens(account, fails);
    answer(200);
    await server.happens(account, connectionWorks(fails));
    expect(receiver.received).toHaveLength(1);
  });

  it('that another process may be sending goes before what tells of the same later; a test that was lost is given up', async () => {
    answer(503);
    await call('POST', `/notification-channels/${channel.id}/test`, {});
    const fails = connectionFails('Production');
    await server.happens(account, fails);
    await server.services.database.asOwner(
      `update notification_deliveries set state = 'sending', leased_until = '2026-11-26T10:01:30Z'
       where channel_id = '${channel.id}'`,
    );
    answer(200);
    receiver.received.length = 0;
    server.pass(1);
    await server.happens(account, connectionWorks(fails));
    expect(receiver.titles()).toEqual([]);
    server.pass(1);
    await server.settle(account);
    expect(receiver.titles()).toEqual(
      ['immediate', 'resolved'].map((reason) => `${reason}: The connection Production fails`),
    );
    const lost = (await server.log(account)).filter(({ reason }) => reason === 'test');
    expect(lost).toMatchObject([{ state: 'failed', error: expect.stringContaining('Send another test') }]);
  });

  it('keeps no other channel waiting, however long it takes', async () => {
    const other = await startReceiver();
    await call('POST', '/notification-channels', { kind: 'webhook', name: 'Other', url: other.url }, 201);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    receiver.answer = async (_, response) => {
      await held;
      response.end();
    };
    other.answer = (_, response) => {
      response.end();
      if (other.received.length === 3) release();
    };
    await server.happens(account, overBudget('A'), overBudget('B'), overBudget('C'));
    expect([receiver.received.length, other.received.length]).toEqual([3, 3]);
    await other.close();
  });

  it('tells that something is over after it has told that it began', async () => {
    answer(503);
    const fails = connectionFails('Production');
    await server.happens(account, fails);
    server.pass(0.1);
    await server.happens(account, connectionWorks(fails));
    answer(200);
    server.pass(1);
    await server.settle(account);
    expect(receiver.titles()).toEqual(
      ['immediate', 'immediate', 'resolved'].map((reason) => `${reason}: The connection Production fails`),
    );
  });
});

describe('a channel', () => {
  it('that is gone gets nothing until it is tested; what would have been sent is in the log', async () => {
    answer(410);
    await server.happens(account, overBudget('A'), overBudget('B'));
    expect(receiver.received).toHaveLength(1);
    expect(await channels()).toMatchObject([{ state: 'gone', last_error: expect.stringContaining('410') }]);
    await server.happens(account, overBudget('C'));
    const unsent = await server.log(account, '?state=failed');
    // All of one time: in no order.
    expect(unsent.map(({ attempts }) => attempts).toSorted()).toEqual([0, 0, 1]);
    expect(unsent).toContainEqual(expect.objectContaining({ titles: ['C is $200.51 over its budget'], attempts: 0 }));
    expect(receiver.received).toHaveLength(1);
    answer(200);
    expect(await call('POST', `/notification-channels/${channel.id}/test`, {})).toMatchObject({ ok: true });
    expect(await channels()).toMatchObject([{ state: 'ok' }]);
    await server.happens(account, overBudget('D'));
    expect(receiver.titles().at(-1)).toBe('immediate: D is $200.51 over its budget');
    const failed = await server.log(account, '?state=failed');
    for (const { id } of failed) await call('POST', `/notification-deliveries/${id}/retry`, {});
    await server.settle(account);
    expect(await server.log(account, '?state=delivered')).toHaveLength(5);
  });

  it('that is gone or was removed leaves in the log what it got; with another address it is as new', async () => {
    await server.happens(account, overBudget('A'));
    answer(410);
    await server.happens(account, overBudget('B'));
    const body = { kind: 'webhook', name: 'Hook', url: `${receiver.url}/new` };
    expect(await call('PUT', `/notification-channels/${channel.id}`, body)).toMatchObject({
      state: 'untested',
      last_error: null,
    });
    answer(503);
    await server.happens(account, overBudget('C'));
    await call('DELETE', `/notification-channels/${channel.id}`, undefined, 204);
    const states = (await server.log(account)).map(({ titles, state }) => `${titles[0]?.slice(0, 1)} ${state}`);
    expect(states.toSorted()).toEqual(['A delivered', 'B failed', 'C failed']);
  });

  it('says at once how a test went, which is in the log and not tried again', async () => {
    answer(500);
    const failed = await call('POST', `/notification-channels/${channel.id}/test`, {});
    expect(failed).toEqual({ ok: false, message: expect.stringContaining('500'), delivery_id: expect.any(String) });
    expect(await server.log(account)).toMatchObject([
      { id: failed.delivery_id, reason: 'test', state: 'failed', titles: ['Test message from FinOpsMind'] },
    ]);
    await call('POST', `/notification-deliveries/${failed.delivery_id}/retry`, {}, 422);
    expect(await server.inbox(account)).toEqual([]);
  });

  it('has an address that is never told, and stays as it is where none is given', async () => {
    const url = `${receiver.url}/secret-path`;
    const made = await call('POST', '/notification-channels', { kind: 'slack', name: 'Chat', url }, 201);
    expect(made).toMatchObject({ target: new URL(url).host, signing_secret: null, state: 'untested' });
    await call('PUT', `/notification-channels/${made.id}`, { kind: 'slack', name: 'Renamed', enabled: false });
    expect(JSON.stringify(await channels())).not.toContain('secret-path');
    await call('POST', `/notification-channels/${made.id}/test`, {});
    expect(receiver.received.at(-1)?.path).toBe('/secret-path');
    await call('PUT', `/notification-channels/${made.id}`, { kind: 'teams', name: 'Other' }, 422);
    await call('PUT', `/notification-channels/${channel.id}`, { kind: 'webhook', name: 'Renamed' });
    await call('POST', `/notification-channels/${channel.id}/test`, {});
    const renamed = receiver.received.at(-1);
    expect(renamed && isSigned(renamed, channel.signing_secret)).toBe(true);
    const without = { kind: 'teams', name: 'Teams' };
    expect((await call('POST', '/notification-channels', without, 400)).errors).toEqual([
      { path: 'body.url', message: 'must be given' },
    ]);
  });

  it('that is switched off gets nothing, also of what waits', async () => {
    answer(503);
    await server.happens(account, overBudget('A'));
    await call('PUT', `/notification-channels/${channel.id}`, { kind: 'webhook', name: 'Hook', enabled: false });
    server.pass(5);
    await server.happens(account, overBudget('B'));
    expect(receiver.received).toHaveLength(1);
    expect(await server.log(account)).toMatchObject([
      { state: 'failed', error: expect.stringContaining('switched off') },
    ]);
  });
});

describe('channels of the server', () => {
  it('are used where an organization has none of the kind, and cannot be changed by it', async () => {
    account = await server.signUp('Northwind');
    const defaults = ['Webhook 1', 'Webhook 2'].map((name) => ({ name, is_default: true, state: 'untested' }));
    expect(await channels()).toMatchObject(defaults);
    await server.happens(account, overBudget('A'));
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/one', '/two']);
    expect(await channels()).toMatchObject([{ state: 'ok' }, { state: 'ok' }]);
    const [one, two] = await channels();
    const path = `/notification-channels/${one.id}`;
    const route = { name: 'Route', channel_ids: [one.id, two.id] };
    await call('POST', '/notification-routes', route, 201);
    await call('DELETE', path, undefined, 422);
    expect(await call('POST', `${path}/test`, {})).toMatchObject({ ok: true });
    await call('POST', '/notification-channels', { kind: 'webhook', name: 'Own', url: `${receiver.url}/own` }, 201);
    const [own] = await channels();
    expect((await call('GET', '/notification-routes', undefined)).items).toMatchObject([{ channel_ids: [own.id] }]);
    await server.happens(account, overBudget('B'));
    expect(receiver.received.map((received) => received.path).toSorted()).toEqual(['/one', '/one', '/own', '/two']);
  });
});
