import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RemediationDetail } from '../src/remediation/core/answers.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { MOTO, motoAccount } from './support/moto.ts';
import {
  addResource,
  approve,
  connectRemediator,
  inState,
  proposeChange,
  type Remediator,
  readDetail,
} from './support/remediation.ts';
import { idleVolumes } from './support/remediation-volumes.ts';
import { makeLogGroup } from './support/remediation-worlds/aws-services.ts';

const REGION = 'eu-central-1';
const HOUR_MS = 3_600_000;

describe.skipIf(!MOTO)('a change waits', () => {
  let strict: StrictAws;
  let server: TestServer;
  let ours: Remediator;
  let volumes: ReturnType<typeof idleVolumes>;
  /** So far the clock is ahead. */
  let ahead_ms = 0;
  const now = (): Date => new Date(Date.now() + ahead_ms);

  beforeAll(async () => {
    const account = await motoAccount();
    strict = await startStrictAws({ account, regions: [REGION], looks: 0 });
    vi.stubEnv('AWS_ENDPOINT_URL', strict.url);
    server = await startTestServer({ now, environment: { JWT_EXPIRY: '90d' } });
    ours = await connectRemediator(server, account, REGION);
    volumes = idleVolumes(ours, account);
  });
  afterEach(() => strict.relent());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
    await strict.close();
  });

  const post = async (path: string, body: object): Promise<void> => {
    const { status } = await server.call('POST', path, { token: ours.token, body });
    expect(status).toBeLessThan(300);
  };
  const approveBatch = async (id: string): Promise<void> => {
    const { body } = await server.call('GET', `/remediations/batches/${id}`, { token: ours.token });
    const read = (body.previews as { id: string; preview: { digest: string } }[]).map((one) => ({
      id: one.id,
      digest: one.preview.digest,
    }));
    await post(`/remediations/batches/${id}/approve`, { previews: read });
  };
  const setSettings = async (settings: object): Promise<void> => {
    const { body } = await server.call('GET', '/remediations/settings', { token: ours.token });
    const { stops: _, ...set } = body;
    const answer = await server.call('PUT', '/remediations/settings', {
      token: ours.token,
      body: { ...set, ...settings },
    });
    expect(answer.status).toBe(200);
  };
  /** Waits until the run of a change has put itself off. */
  const untilWaiting = (id: string, words: RegExp): Promise<RemediationDetail> =>
    vi.waitFor(
      async () => {
        const { body } = await server.call('GET', `/jobs?name=remediation&target_id=${id}`, { token: ours.token });
        expect(body.items[0]).toMatchObject({ status: 'queued' });
        const detail = await readDetail(ours, id);
        expect(detail.waiting_for).toMatch(words);
        return detail;
      },
      { timeout: 30_000, interval: 50 },
    );
  /** Lets time go on: what waits for a time is taken up by the next start. */
  const after = async (milliseconds: number): Promise<void> => {
    ahead_ms += milliseconds;
    await server.restart();
  };
  const callsOf = (operation: string): number => strict.calls.filter((one) => one.operation === operation).length;

  it('before it begins while changes of its connection are stopped', async () => {
    const { id } = await volumes.proposeDeletion();
    await post('/remediations/stop', { provider_id: ours.provider_id, reason: 'We look into something.' });
    await approve(ours, id);
    const waiting = await untilWaiting(id, /We look into something/);
    expect(waiting).toMatchObject({ state: 'scheduled', steps: [] });
    await post('/remediations/resume', { provider_id: ours.provider_id });
    await after(16_000);
    expect(await inState(ours, id, ['completed'])).toMatchObject({ waiting_for: null });
  });

  it('in the middle while all changes are stopped: nothing further is called, and then it goes on where it was', async () => {
    const { id, volume_id } = await volumes.proposeDeletion();
    strict.onCall = ({ operation }, phase) =>
      operation === 'CreateSnapshot' && phase === 'before'
        ? post('/remediations/stop', { reason: 'The site is down.' })
        : undefined;
    await approve(ours, id);
    const waiting = await untilWaiting(id, /The site is down/);
    expect(waiting.state).toBe('executing');
    expect(waiting.steps.find(({ step_id }) => step_id === 'delete')).toMatchObject({ state: 'pending' });
    const calls = strict.calls.length;
    // Longer than its steps may take: a stop is not held against them.
    await after(48 * HOUR_MS);
    await untilWaiting(id, /The site is down/);
    expect(strict.calls).toHaveLength(calls);
    await post('/remediations/resume', {});
    await after(16_000);
    expect(await inState(ours, id, ['completed', 'failed', 'rolled_back'])).toMatchObject({
      state: 'completed',
      waiting_for: null,
    });
    expect(callsOf('CreateSnapshot')).toBe(1);
    expect(await volumes.whatIsLeft(volume_id)).toEqual({ volumes: 0, snapshots: 1 });
  });

  it('for the end of a freeze, and for the hours in which changes are allowed', async () => {
    const { id } = await volumes.proposeDeletion();
    const start = now();
    const freeze = {
      name: 'Launch',
      start: start.toISOString(),
      end: new Date(start.getTime() + HOUR_MS).toISOString(),
    };
    const next = new Date(start.getTime() + 3 * HOUR_MS);
    const start_hour = next.getUTCHours();
    const allowed = {
      name: 'Later',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      start_hour,
      end_hour: start_hour + 1,
      timezone: 'UTC',
    };
    await setSettings({ freezes: [freeze], allowed_hours: [allowed] });
    await approve(ours, id);
    await untilWaiting(id, /the freeze “Launch”/);
    await after(HOUR_MS + 60_000);
    await untilWaiting(id, /the hours in which changes are allowed \(Later\)/);
    expect(callsOf('CreateSnapshot')).toBe(0);
    await after(next.getTime() - now().getTime());
    await inState(ours, id, ['completed']);
    await setSettings({ freezes: [], allowed_hours: [] });
  });

  it('while another change of its resource is undone, and looks again then', async () => {
    await makeLogGroup(strict.account, REGION, '/app/shared');
    const resource_id = `arn:aws:logs:${REGION}:${strict.account.id}:log-group:/app/shared`;
    const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::Logs::LogGroup' });
    const propose = (retention_days: number): Promise<string> =>
      proposeChange(ours, inventory_id, {
        action: 'logs.set_retention',
        parameters: { log_group_name: '/app/shared', retention_days },
      });
    const first = await propose(90);
    await approve(ours, first);
    await inState(ours, first, ['completed']);
    const second = await propose(30);
    let has_waited = false;
    strict.onCall = async ({ operation }, phase) => {
      if (operation !== 'DeleteRetentionPolicy' || phase !== 'before') return;
      await approve(ours, second);
      await untilWaiting(second, /^Another change of this resource is being carried out\.$/);
      has_waited = true;
    };
    await post(`/remediations/${first}/rollback`, {});
    await inState(ours, first, ['rolled_back']);
    expect(has_waited).toBe(true);
    await after(16_000);
    const failed = await inState(ours, second, ['failed', 'completed']);
    expect(failed.problem).toMatch(/^Nothing was changed\. .*retention.* was 90 and is nothing now/);
  });

  it('for the first of its batch, and is cancelled when that fails', async () => {
    const found_at = now().toISOString();
    const made = [await volumes.make(), await volumes.make(), await volumes.make()];
    const recommendation_ids: string[] = [];
    for (const volume of made) recommendation_ids.push(await volumes.recommend(volume, found_at));
    const { status, body } = await server.call('POST', '/remediations/batches', {
      token: ours.token,
      body: { name: 'Idle volumes', recommendation_ids },
    });
    expect(status).toBe(201);
    strict.fail('CreateSnapshot', { kind: 'refused', code: 'SomethingIsWrong' });
    await approveBatch(body.id);
    const [canary, ...rest] = body.remediations.map(({ id }: { id: string }) => id);
    await inState(ours, canary, ['rolled_back']);
    for (const id of rest) {
      const cancelled = await inState(ours, id, ['cancelled']);
      expect(cancelled.entries.at(-1)).toMatchObject({
        kind: 'cancelled',
        actor: 'FinOpsMind',
        text: 'Another change of its batch has failed, so the rest was stopped.',
      });
    }
    expect(callsOf('CreateSnapshot')).toBe(1);
    expect(callsOf('DeleteVolume')).toBe(0);
  });

  it('for its canary, and then runs', async () => {
    const found_at = now().toISOString();
    const recommendation_ids: string[] = [];
    for (let count = 0; count < 2; count++)
      recommendation_ids.push(await volumes.recommend(await volumes.make(), found_at));
    const { body } = await server.call('POST', '/remediations/batches', {
      token: ours.token,
      body: { name: 'Two volumes', recommendation_ids },
    });
    const [canary, other] = body.remediations.map(({ id }: { id: string }) => id);
    let waited = false;
    strict.onCall = async ({ operation }, phase) => {
      if (operation !== 'DeleteVolume' || phase !== 'before' || waited) return;
      await untilWaiting(other, /The first changes of its batch are to show that all goes well/);
      waited = true;
    };
    await approveBatch(body.id);
    await inState(ours, canary, ['completed']);
    expect(waited).toBe(true);
    await after(16_000);
    await inState(ours, other, ['completed']);
  });

  it('for a cloud that lets nobody in while it runs, and goes on', async () => {
    const { id, volume_id } = await volumes.proposeDeletion();
    strict.onCall = ({ operation }, phase) =>
      operation === 'CreateSnapshot' && phase === 'before'
        ? post('/remediations/stop', { reason: 'Wait.' })
        : undefined;
    await approve(ours, id);
    await untilWaiting(id, /Wait\./);
    await post('/remediations/resume', {});
    strict.onCall = () => {};
    strict.fail('GetCallerIdentity', { kind: 'denied' });
    await after(16_000);
    const { steps } = await vi.waitFor(
      async () => {
        const detail = await readDetail(ours, id);
        expect(detail.waiting_for).toMatch(/sts:GetCallerIdentity/);
        return detail;
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(steps.find(({ state }) => state === 'running')?.message).toMatch(/sts:GetCallerIdentity/);
    expect(await inState(ours, id, ['completed', 'failed', 'rolled_back'])).toMatchObject({ state: 'completed' });
    expect(await volumes.whatIsLeft(volume_id)).toEqual({ volumes: 0, snapshots: 1 });
  });

  it('for its approval until it expires', async () => {
    const { id } = await volumes.proposeDeletion();
    await after(8 * 24 * HOUR_MS);
    await post('/jobs/remediation/run', {});
    expect(await inState(ours, id, ['expired'])).toMatchObject({ finished_at: expect.any(String) });
    const { rows } = await server.services.database.transaction(ours.organization_id, (tx) =>
      sql`select type from outbox where payload ->> 'id' = ${id} order by id`.execute(tx),
    );
    expect(rows).toEqual([{ type: 'remediation.needs_approval' }, { type: 'remediation.expired' }]);
  });
});
