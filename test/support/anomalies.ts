import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import '../../src/anomalies/server/tables.ts';
import type { JobRun } from '../../src/jobs/core/contract.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import { emit } from '../../src/platform/server/outbox.ts';
import type { TestServer } from './app.ts';
import { runEnd } from './runs.ts';

interface Made {
  organization_id: string;
  /** Of the anomaly, and of the pattern that was learned from it. */
  id: string;
  pattern_id: string;
}

/** Writes a row into every table of anomalies, and an event of one. */
export async function addAnomaly(tx: Transaction, { organization_id, id, pattern_id }: Made): Promise<void> {
  const at = new Date('2026-01-05T00:00:00Z').toISOString();
  const scope = { scope: '{"service":"AWS Lambda"}', scope_key: 'service=AWS%20Lambda', title: 'AWS Lambda' };
  const shared = { organization_id, ...scope, currency: 'USD', direction: 'up' as const };
  const days = { started_on: '2026-01-03', last_day: '2026-01-03', first_alarm_on: '2026-01-03' };
  await tx
    .insertInto('anomalies')
    .values({
      ...shared,
      ...days,
      id,
      kind: 'spike',
      status: 'open',
      severity: 'low',
      is_ongoing: false,
      last_alarm_on: '2026-01-03',
      detected_on: '2026-01-04',
      resolved_through: null,
      expected: 1,
      actual: 3,
      impact: 2,
      peak_per_day: 2,
      series_start: '2026-01-02',
      series_actual: [1, 3],
      series_expected: [1, 1],
      series_lower: [0, 0],
      series_upper: [2, 2],
      alarms: '[]',
      explanation: '[]',
      cause: null,
      owner: null,
      load_version: '1-1',
      detector_version: '1',
      created_at: at,
      changed_at: at,
    })
    .execute();
  await tx
    .insertInto('anomaly_entries')
    .values({
      id: randomUUID(),
      organization_id,
      anomaly_id: id,
      kind: 'detected',
      actor: 'FinOpsMind',
      text: null,
      created_at: at,
    })
    .execute();
  const pattern = { id: pattern_id, anomaly_id: id, up_to_per_day: 2, note: null, created_by: 'Ada', created_at: at };
  await tx
    .insertInto('normal_patterns')
    .values({ ...shared, ...pattern })
    .execute();
  await tx
    .insertInto('anomaly_settings')
    .values({ organization_id, sensitivity: 'normal', minimum_impact: null, severity_impacts: null })
    .execute();
  await emit(tx, { organization_id, now: new Date(at) }, { type: 'anomaly.opened', payload: { anomaly_id: id } });
}

/** Writes how far detection has come. */
export async function addAnomalyState(tx: Transaction, organization_id: string): Promise<void> {
  await tx
    .insertInto('anomaly_states')
    .values({
      organization_id,
      judged_from: '2026-01-01',
      judged_through: '2026-01-04',
      inputs: '',
      detector_version: '1',
      series: 1,
      digests_start: '2026-01-01',
      day_digests: ['0-0'],
      finished_at: new Date('2026-01-05T00:00:00Z').toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The run of detection that a change of costs brings about, at its end. */
export async function detectionAfter(server: TestServer, token: string, change: () => Promise<void>): Promise<JobRun> {
  const findRuns = async (): Promise<JobRun[]> =>
    (await server.call('GET', '/jobs?name=anomaly_detect&limit=500', { token })).body.items;
  const before = new Set((await findRuns()).map(({ id }) => id));
  await change();
  const run = await vi.waitFor(
    async () => {
      const [found] = (await findRuns()).filter(({ id }) => !before.has(id));
      expect(found, 'no run has been asked for').toBeDefined();
      return found!;
    },
    { timeout: 60_000, interval: 50 },
  );
  return runEnd(server, token, run.id);
}
