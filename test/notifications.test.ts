import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestAccount } from './support/app.ts';
import {
  connectionFails,
  connectionWorks,
  type NotificationsServer,
  nearBudget,
  overBudget,
  startNotificationsServer,
} from './support/notifications.ts';
import { isSigned, type Receiver, startReceiver } from './support/receiver.ts';

let server: NotificationsServer;
let receiver: Receiver;
let account: TestAccount;
let channel: { id: string; signing_secret: string };

const add = async (path: string, body: object) => {
  const answer = await server.call('POST', path, { token: account.token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const webhook = (name = 'Hook', path = '/hook') =>
  add('/notification-channels', { kind: 'webhook', name, url: `${receiver.url}${path}` });

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
  receiver.answer = (_, response) => void response.end();
  account = await server.signUp('Northwind');
  channel = await webhook();
});

describe('without routes', () => {
  it('warnings and more go to every channel at once, the rest to the inbox alone, all of it signed and written down', async () => {
    await server.happens(account, overBudget('Shop'), nearBudget('Lab'));
    expect(receiver.titles()).toEqual([
      'immediate: Shop is $200.51 over its budget',
      'immediate: Lab has spent 80% of its budget',
    ]);
    expect(receiver.received.every((one) => isSigned(one, channel.signing_secret))).toBe(true);
    expect(await server.log(account)).toMatchObject([
      { channel_name: 'Hook', state: 'delivered', reason: 'immediate', attempts: 1, answer_status: 200 },
      { channel_name: 'Hook', state: 'delivered', reason: 'immediate', attempts: 1, answer_status: 200 },
    ]);
    expect(await server.inbox(account)).toHaveLength(2);
  });
});

describe('one incident', () => {
  it('is told once while it lasts, and over where it was told of', async () => {
    const fails = connectionFails('Production');
    await server.happens(account, fails);
    await server.happens(account, fails);
    expect(receiver.titles()).toEqual(['immediate: The connection Production fails']);
    expect(await server.inbox(account)).toMatchObject([{ count: 2, resolved_at: null, severity: 'warning' }]);
    await server.happens(account, connectionWorks(fails));
    expect(receiver.titles().at(-1)).toBe('resolved: The connection Production fails');
    expect(await server.inbox(account, '?show=open')).toEqual([]);
    server.pass(1);
    await server.happens(account, fails);
    expect(await server.inbox(account)).toMatchObject([{ count: 1, resolved_at: null }, { count: 2 }]);
  });
});
