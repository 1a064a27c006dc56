import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Anomaly, AnomalyDetail } from '../../src/anomalies/core/contract.ts';
import { addDays } from '../../src/platform/core/dates.ts';
import { detectionAfter } from './anomalies.ts';
import { bill, END, type Planted } from './anomaly-bills.ts';
import type { TestAccount, TestServer } from './app.ts';
import { importFile } from './imports.ts';
import { runEnd } from './runs.ts';

/** The one anomaly of the service that something was planted in. */
export const about = (items: Anomaly[], { service }: Planted): Anomaly => {
  const found = items.filter(({ scope }) => scope.service === service);
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** What tests of anomalies ask of the server that runs at the moment. */
export function anomalyCalls(server: () => TestServer) {
  /** Has anomalies looked for, and answers what the run did. */
  async function detect(token: string): Promise<Record<string, number>> {
    const { body } = await server().call('POST', '/jobs/anomaly_detect/run', { token });
    const run = await runEnd(server(), token, body.job_ids[0]);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    return run.counts;
  }

  /** Loads a file, and answers what the detection did that follows by itself. */
  async function loadFile(token: string, csv: string): Promise<Record<string, number>> {
    const run = await detectionAfter(server(), token, async () => {
      expect((await importFile(server(), token, 'bill.csv', csv)).status).toBe('succeeded');
    });
    expect(run).toMatchObject({ status: 'succeeded', error: null, requested_by: 'FinOpsMind' });
    return run.counts;
  }

  /** The same with a bill in place of what was there. */
  const load = (token: string, planted: readonly Planted[], end = END): Promise<Record<string, number>> =>
    loadFile(token, bill(planted, end));

  async function list(token: string, query = ''): Promise<Anomaly[]> {
    const { status, body } = await server().call('GET', `/anomalies${query}`, { token });
    expect(status).toBe(200);
    return body.items;
  }

  async function detailOf(token: string, id: string): Promise<AnomalyDetail> {
    const { status, body } = await server().call('GET', `/anomalies/${id}`, { token });
    expect(status).toBe(200);
    return body;
  }

  const act = (token: string, id: string, verb: string, body: unknown = {}) =>
    server().call('POST', `/anomalies/${id}/${verb}`, { token, body });

  async function costOf(token: string, { scope, started_on, last_day }: Anomaly): Promise<number> {
    const days = { start: started_on, end: addDays(last_day, 1) };
    const query = new URLSearchParams({ ...scope, ...days, not_charge_category: 'Adjustment' });
    return (await server().call('GET', `/costs/summary?${query}`, { token })).body.total_cost;
  }

  const eventsOf = ({ organization }: TestAccount) =>
    server().services.database.transaction(organization.id, async (tx) => {
      const { rows } = await sql<{ type: string; payload: { anomaly_id: string } }>`
        select type, payload from outbox where type like 'anomaly.%' order by id`.execute(tx);
      return rows.map(({ type, payload }) => `${type} ${payload.anomaly_id}`);
    });
  return { detect, loadFile, load, list, detailOf, act, costOf, eventsOf };
}
