import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestAccount } from './support/app.ts';
import { type NotificationsServer, overBudget, startNotificationsServer } from './support/notifications.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

let server: NotificationsServer;
let receiver: Receiver;
let account: TestAccount;

const post = async (path: string, body: object, wanted = 201) => {
  const answer = await server.call('POST', path, { token: account.token, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(wanted);
  return answer.body;
};
const webhook = (name: string) =>
  post('/notification-channels', { kind: 'webhook', name, url: `${receiver.url}/${name}` });

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
});

describe('what is told', () => {
  it('does not wait for the digest that has it already, where it is urgent by now', async () => {
    const { id } = await webhook('hook');
    await post('/notification-routes', { name: 'Weekly', channel_ids: [id], delivery: 'weekly' });
    const anomaly_id = randomUUID();
    const anomaly = (severity: string) => ({
      type: 'anomaly.changed',
      payload: { anomaly_id, severity, impact: 100, currency: 'USD', title: 'EC2', direction: 'up' },
    });
    await server.happens(account, anomaly('medium'));
    expect(receiver.titles()).toEqual([]);
    server.pass(1);
    await server.happens(account, anomaly('critical'));
    expect(receiver.titles()).toEqual(['immediate: EC2: $100.00 more than expected']);
  });

  it('by an event that cannot be put in words keeps no other from being told', async () => {
    await webhook('hook');
    const violation = {
      violation_id: randomUUID(),
      policy_id: randomUUID(),
      policy_name: 'Tags',
      mode: 'alert',
      severity: 'critical',
      subject: 'resource',
      subject_id: 'i-1',
      subject_name: 'web-1',
      provider: null,
      account_id: null,
      region: null,
      owner: null,
      tags: {},
      monthly_cost: '12',
      currency: 'no currency',
    };
    await server.happens(account, { type: 'policy.violated', payload: violation }, overBudget('Shop'));
    expect(receiver.titles()).toEqual(['immediate: Shop is $200.51 over its budget']);
  });

  it('is told by other channels where the secrets of one cannot be read', async () => {
    const { id } = await webhook('unreadable');
    await webhook('hook');
    await server.services.database.asOwner('update notification_channels set secret = $1 where id = $2', [
      Buffer.from('of another key'),
      id,
    ]);
    await server.happens(account, overBudget('Shop'));
    expect(receiver.titles()).toEqual(['immediate: Shop is $200.51 over its budget']);
    const log = await server.log(account);
    expect(log.map(({ channel_name, state }) => [channel_name, state]).toSorted()).toEqual([
      ['hook', 'delivered'],
      ['unreadable', 'waiting'],
    ]);
    const [waiting] = log.filter(({ state }) => state === 'waiting');
    expect(waiting?.error).toContain(`The log has it under delivery ${waiting?.id}.`);
  });
});

it('thousands of deliveries that wait for one receiver hold up no other', async () => {
  const { id } = await webhook('down');
  await webhook('hook');
  receiver.answer = ({ path }, response) =>
    void response.writeHead(path === '/down' ? 503 : 200, { 'retry-after': '600' }).end();
  await server.happens(account, overBudget('First'));
  await server.services.database.asOwner(
    `insert into notification_deliveries (id, organization_id, channel_id, channel_kind, channel_name, reason, state,
       notification_ids, attempts, due_at, created_at)
     select gen_random_uuid(), '${account.organization.id}', '${id}', 'webhook', 'down', 'immediate', 'waiting',
       array[gen_random_uuid()], 0, '2026-11-26T10:00:00Z'::timestamptz, '2026-11-26T10:00:00Z'::timestamptz - i * interval '1 second'
     from generate_series(1, 4000) as i`,
  );
  receiver.received.length = 0;
  await server.happens(account, overBudget('Second'));
  expect(receiver.titles('/hook')).toEqual(['immediate: Second is $200.51 over its budget']);
});

describe('what is done each minute', () => {
  it('is done where there is something to tell, and what came to nothing is not listed among the other runs', async () => {
    const { database } = server.services;
    const listed = () =>
      database.transaction(null, async (tx) => {
        const { rows } = await sql<{
          id: string;
        }>`select list_organizations_to_tell('2026-11-26T10:00:00Z') as id`.execute(tx);
        return rows.map(({ id }) => id);
      });
    const other = await server.signUp('Other');
    const organization_id = account.organization.id;
    expect(await listed()).toEqual(expect.arrayContaining([organization_id, other.organization.id]));
    for (const one of [account, other]) await server.settle(one);
    expect(await listed()).not.toContain(organization_id);
    const runsOf = async (search: string) =>
      (await server.call('GET', `/jobs${search}`, { token: account.token })).body.items.map(
        ({ name }: { name: string }) => name,
      );
    expect(await runsOf('')).toEqual([]);
    expect(await runsOf('?name=notifications')).toEqual(['notifications']);
    await database.asOwner(
      `insert into outbox (organization_id, type, payload, created_at) values ($1, 'nothing.happened', '{}', now())`,
      [organization_id],
    );
    expect(await listed()).toContain(organization_id);
    expect(await listed()).not.toContain(other.organization.id);
    await server.settle(account);
    expect(await runsOf('')).toEqual(['notifications']);
  });

  it('removes what is old, but for what is not sent yet and what that tells', async () => {
    await webhook('hook');
    await server.happens(account, overBudget('Sent'));
    receiver.answer = (_, response) => void response.writeHead(503).end();
    await server.happens(account, overBudget('Waiting'));
    receiver.answer = (_, response) => void response.end();
    const { database } = server.services;
    const age = (days: number) =>
      database.asOwner(
        `update outbox set told_at = told_at - interval '${days} days' where organization_id = '${account.organization.id}';
         update notification_deliveries set created_at = created_at - interval '${days} days', due_at = '2026-11-27T10:00:00Z'
           where organization_id = '${account.organization.id}';
         update notifications set first_at = first_at - interval '${days} days', last_at = last_at - interval '${days} days'
           where organization_id = '${account.organization.id}'`,
      );
    const left = async () => ({
      events: (await database.transaction(account.organization.id, (tx) => sql`select from outbox`.execute(tx))).rows
        .length,
      sent: (await server.log(account)).flatMap(({ titles }) => titles.map((title) => title.split(' ')[0])).toSorted(),
      told: (await server.inbox(account)).map(({ title }) => title.split(' ')[0]).toSorted(),
    });
    await age(29);
    await server.happens(account, overBudget('New'));
    expect(await left()).toEqual({ events: 3, sent: ['New', 'Sent', 'Waiting'], told: ['New', 'Sent', 'Waiting'] });
    await age(2);
    await server.happens(account, overBudget('Newer'));
    expect((await left()).events).toBe(2);
    await age(380);
    await server.happens(account, overBudget('Newest'));
    expect(await left()).toMatchObject({
      sent: ['New', 'Newer', 'Newest', 'Waiting'],
      told: ['New', 'Newer', 'Newest', 'Waiting'],
    });
  });
});

describe('addresses that nothing is sent to', () => {
  let strict: NotificationsServer;
  let own: TestAccount;
  beforeAll(async () => {
    strict = await startNotificationsServer({
      OUTBOUND_PRIVATE_ADDRESSES: 'refuse',
      NOTIFICATION_WEBHOOK_URLS: `${receiver.url}/operator`,
    });
    own = await strict.signUp('Strict');
  });
  afterAll(() => strict.close());

  it.each([
    'http://localhost:8080/secret-path',
    'http://169.254.169.254/secret-path',
    'https://[::ffff:10.0.0.1]/secret-path',
    'http://0x7f.1/secret-path',
    'https://user:secret-path@hooks.example.com/',
  ])('such as %s are refused when they are given', async (url) => {
    for (const kind of ['slack', 'teams', 'webhook']) {
      const body = { kind, name: 'Inside', url };
      const answer = await strict.call('POST', '/notification-channels', { token: own.token, body });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([{ path: 'body.url', message: expect.any(String) }]);
      expect(JSON.stringify(answer.body)).not.toContain('secret-path');
    }
    const outside = { kind: 'webhook', name: 'Hook', url: 'https://203.0.114.1/hook' };
    const { body } = await strict.call('POST', '/notification-channels', { token: own.token, body: outside });
    const changed = { token: own.token, body: { ...outside, url } };
    expect((await strict.call('PUT', `/notification-channels/${body.id}`, changed)).status).toBe(400);
    await strict.call('DELETE', `/notification-channels/${body.id}`, { token: own.token });
  });

  it('are those of users: whoever runs the server may lead into an own network', async () => {
    await strict.happens(own, overBudget('Shop'));
    expect(receiver.titles('/operator')).toEqual(['immediate: Shop is $200.51 over its budget']);
  });
});
