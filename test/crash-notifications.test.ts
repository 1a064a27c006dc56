import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeDataFolder, startTestServer } from './support/app.ts';
import { connectionFails } from './support/notifications.ts';
import { freePort, type ServerProcess, startProcess } from './support/process.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

/** More than are told in one transaction. */
const EVENTS = Array.from({ length: 250 }, (_, index) => connectionFails(`Connection ${index}`));
const CHANNELS = ['/a', '/b', '/c', '/d', '/e', '/f'];
const ENVIRONMENT = { OUTBOUND_PRIVATE_ADDRESSES: 'allow' };

const directory = makeDataFolder();
let receiver: Receiver;
let server: ServerProcess | undefined;
let token: string;

/** Leaves a data folder in which much has happened, and nobody was told of it. */
async function prepare(): Promise<void> {
  const prepared = await startTestServer({ directory, environment: ENVIRONMENT });
  const account = await prepared.signUp();
  for (const name of CHANNELS) {
    const body = { kind: 'webhook', name, url: receiver.url + name };
    const made = await prepared.call('POST', '/notification-channels', { token: account.token, body });
    expect(made.status).toBe(201);
  }
  const { id } = account.organization;
  await prepared.services.database.transaction(id, (tx) =>
    sql`insert into outbox (organization_id, type, payload, created_at) select ${id}::uuid, type, payload, now()
      from jsonb_to_recordset(${JSON.stringify(EVENTS)}::jsonb) as one (type text, payload jsonb)`.execute(tx),
  );
  await prepared.close();
  ({ token } = account);
}

const call = async (url: string, path: string, method = 'GET') => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers });
  return (await answer.json()) as { items: { state: string }[] };
};
const start = async (): Promise<string> => {
  server = startProcess(directory, await freePort(), ENVIRONMENT);
  const url = await server.ready;
  await call(url, '/jobs/notifications/run', 'POST');
  return url;
};
const kill = async (): Promise<void> => {
  server?.child.kill('SIGKILL');
  await server?.exited;
};

beforeAll(async () => {
  receiver = await startReceiver();
  await prepare();
}, 60_000);
afterAll(async () => {
  await kill();
  await receiver.close();
  rmSync(directory, { recursive: true });
});

// Every start of the process takes what other test files leave of the processor.
it('nothing is lost and nothing is sent twice under two ids, though the process is killed while it tells and sends', {
  timeout: 300_000,
}, async () => {
  const url = await start();
  // Some of it is told, the rest is not.
  await vi.waitFor(async () => expect((await call(url, '/notifications?limit=1')).items).toHaveLength(1), {
    timeout: 30_000,
    interval: 10,
  });
  await kill();
  const in_flight = new Set(receiver.received.map(({ id }) => id));

  // Two receivers have read what was sent, and have not answered.
  const held: string[] = [];
  receiver.answer = ({ id, path }, response: ServerResponse) => {
    if (path === '/b' || path === '/d') held.push(id);
    else response.end();
  };
  await start();
  await vi.waitFor(() => expect(held.length).toBe(2), { timeout: 30_000, interval: 10 });
  await kill();
  for (const id of held) in_flight.add(id);
  // What was answered in the last moment may not have been written down.
  for (const path of CHANNELS) in_flight.add(receiver.received.findLast((one) => one.path === path)?.id ?? '');

  receiver.answer = (_, response) => void response.end();
  const last = await start();
  await vi.waitFor(
    async () => {
      expect((await call(last, '/notification-deliveries?state=waiting')).items).toEqual([]);
      expect((await call(last, '/notification-deliveries?state=sending')).items).toEqual([]);
      const { items } = await call(last, '/notification-deliveries');
      expect(items.length).toBeGreaterThanOrEqual(3 * CHANNELS.length);
    },
    { timeout: 30_000, interval: 50 },
  );

  const wanted = EVENTS.map(({ payload }) => `The connection ${String(payload.name)} fails`).toSorted();
  for (const path of CHANNELS) {
    const by_id = Map.groupBy(
      receiver.received.filter((one) => one.path === path),
      ({ id }) => id,
    );
    // One id has one body, and whatever happened is in one of them.
    for (const [id, same] of by_id) expect(new Set(same.map(({ body }) => body)).size, id).toBe(1);
    const told = [...by_id.values()].flatMap(([one]) => one?.letter.messages.map(({ title }) => title) ?? []);
    expect(told.toSorted(), path).toEqual(wanted);
    for (const [id, same] of by_id) if (same.length > 1) expect(in_flight.has(id), `${id} was sent again`).toBe(true);
  }
  const again = receiver.received.filter(({ id }) => held.includes(id));
  expect(again.length).toBeGreaterThanOrEqual(2 * held.length);
});
