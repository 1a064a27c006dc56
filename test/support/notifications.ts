import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { JobRun } from '../../src/jobs/core/contract.ts';
import type { Delivery, Notification } from '../../src/notifications/core/contract.ts';
import { emitAll, type OutboxEvent } from '../../src/platform/server/outbox.ts';
import { startTestServer, type TestAccount, type TestServer } from './app.ts';
import { runEnd } from './runs.ts';

/** What other modules write when something has happened. */
export const overBudget = (name: string, more: Record<string, unknown> = {}): OutboxEvent => ({
  type: 'budget.exceeded',
  payload: {
    budget_id: randomUUID(),
    name,
    owner: 'web',
    scope: { service: 'Amazon EC2', account: '100000000011' },
    scope_title: 'Amazon EC2',
    threshold_key: 'actual 100 percent',
    threshold: { basis: 'actual', unit: 'percent', value: 100, bound: 'mean' },
    period_start: '2026-11-01',
    period_end: '2026-12-01',
    budget_amount: '1000',
    threshold_amount: '1000',
    measured: '1200.505',
    current_spend: '1200.505',
    forecasted_spend: '1500',
    currency: 'USD',
    data_through: '2026-11-24',
    ...more,
  },
});
export const nearBudget = (name: string, more: Record<string, unknown> = {}): OutboxEvent => ({
  ...overBudget(name, { threshold_key: 'actual 80 percent', measured: '800', current_spend: '800', ...more }),
  type: 'budget.warning',
});
export const connectionFails = (name: string, provider_id = randomUUID()): OutboxEvent => ({
  type: 'connection.failing',
  payload: { provider_id, name, provider_type: 'aws', status: 'failed', status_message: 'The key is out of date.' },
});
export const connectionWorks = (failing: OutboxEvent): OutboxEvent => ({
  type: 'connection.recovered',
  payload: { ...failing.payload, status: 'connected', status_message: null },
});

/** A server whose clock a test sets, and what it tells people. */
export interface NotificationsServer extends TestServer {
  /** Sets the clock to an instant. */
  setClock(at: string): void;
  /** Lets time pass. */
  pass(minutes: number): void;
  /** Writes events as other modules do, and waits until they are told and what is due is sent. */
  happens(account: TestAccount, ...events: OutboxEvent[]): Promise<void>;
  /** Runs the job until there is nothing to do at this instant. */
  settle(account: TestAccount): Promise<void>;
  inbox(account: TestAccount, search?: string): Promise<Notification[]>;
  log(account: TestAccount, search?: string): Promise<Delivery[]>;
}

/** The first instant of a test's clock, unless it sets another: a Thursday, 10:00 in UTC. */
const THURSDAY = '2026-11-26T10:00:00Z';

/** Starts a server whose clock stands still, which may send to receivers on the loopback address. */
export async function startNotificationsServer(environment: Record<string, string> = {}): Promise<NotificationsServer> {
  let clock = new Date(THURSDAY);
  const server = await startTestServer({
    now: () => clock,
    environment: { OUTBOUND_PRIVATE_ADDRESSES: 'allow', JWT_EXPIRY: '720h', ...environment },
  });
  const list = async <Item>(account: TestAccount, path: string): Promise<Item[]> =>
    (await server.call('GET', path, { token: account.token })).body.items;
  const settle = (account: TestAccount): Promise<void> =>
    vi.waitFor(
      async () => {
        const { status, body } = await server.call('POST', '/jobs/notifications/run', { token: account.token });
        if (status === 202) await runEnd(server, account.token, body.job_ids[0]);
        expect(status, 'there is something to do').toBe(422);
        const runs = await list<JobRun>(account, '/jobs?name=notifications&limit=5');
        expect(runs.filter((run) => run.status === 'running' || run.status === 'queued')).toEqual([]);
      },
      { timeout: 20_000, interval: 20 },
    );
  return Object.assign(server, {
    setClock: (at: string) => {
      clock = new Date(at);
    },
    pass: (minutes: number) => {
      clock = new Date(clock.getTime() + minutes * 60_000);
    },
    happens: async (account: TestAccount, ...events: OutboxEvent[]) => {
      const organization_id = account.organization.id;
      await server.services.database.transaction(organization_id, (tx) =>
        emitAll(tx, { organization_id, now: clock }, events),
      );
      await settle(account);
    },
    settle,
    inbox: (account: TestAccount, search = '') => list<Notification>(account, `/notifications${search}`),
    log: (account: TestAccount, search = '') => list<Delivery>(account, `/notification-deliveries${search}`),
  });
}
