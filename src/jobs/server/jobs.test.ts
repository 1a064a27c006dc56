import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestServices, type TestServices } from '../../../test/support/services.ts';
import type { JobEvent } from '../core/contract.ts';
import { createJobs, type JobDefinition, type Jobs, type RunContext, RunError, SYSTEM } from './index.ts';
import { WakeQueue } from './queue.ts';
import { findRun } from './runs.ts';

let services: TestServices;
let organization_id: string;
let jobs: Jobs | null = null;

beforeAll(async () => {
  services = await openTestServices();
  organization_id = await services.addOrganization();
});
afterEach(async () => {
  await jobs?.stop();
  jobs = null;
});
afterAll(() => services.close());

/** Starts the module with one job that does `work`. */
async function start(work: JobDefinition['run'], attempts = 3): Promise<Jobs> {
  jobs = createJobs(services);
  jobs.register({
    name: 'forecast',
    title: 'Forecasts',
    cron: '0 2 * * *',
    attempts,
    nothing_to_do: 'there is nothing.',
    targets: async () => [{ id: null, name: null }],
    run: work,
  });
  await jobs.start();
  return jobs;
}
const auditor = () => ({ organization_id, actor: SYSTEM, address: null, now: new Date() });
const request = async (made: Jobs): Promise<string> => {
  const [id = ''] = await made.request(auditor(), 'forecast', [{ id: null, name: null }]);
  return id;
};
const read = (id: string) => services.database.transaction(organization_id, (tx) => findRun(tx, id));
const reaches = (id: string, status: string) =>
  vi.waitFor(
    async () => {
      const run = await read(id);
      expect(run?.status).toBe(status);
      return run;
    },
    { timeout: 15_000, interval: 50 },
  );
const untilAborted = ({ signal }: RunContext) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('a run', () => {
  it('is carried out, tells how far it is, and keeps what it did', async () => {
    const told: JobEvent[] = [];
    const listening = new AbortController();
    const listener = (async () => {
      for await (const event of services.events.subscribe(organization_id, listening.signal))
        told.push(event as JobEvent);
    })();
    const made = await start(async ({ progress }) => {
      progress('reading', 40, 'two of five');
      return { counts: { rows: 3 }, warnings: ['one was empty'] };
    });
    const id = await request(made);
    expect(await reaches(id, 'succeeded')).toMatchObject({
      attempt: 1,
      counts: { rows: 3 },
      warnings: ['one was empty'],
      error: null,
      stage: null,
    });
    listening.abort();
    await listener;
    const of = { id, name: 'forecast', target_id: null };
    expect(told).toEqual([
      { type: 'job.changed', ...of, status: 'queued' },
      { type: 'job.changed', ...of, status: 'running' },
      { type: 'job.progress', ...of, stage: 'reading', percent: 40, message: 'two of five' },
      { type: 'job.changed', ...of, status: 'succeeded' },
    ]);
  });

  it('is there once for a job and target, however often it is asked for', async () => {
    let runs = 0;
    const made = await start(async (context) => {
      runs += 1;
      return untilAborted(context);
    });
    const ids = await Promise.all([request(made), request(made), request(made)]);
    expect(new Set(ids).size).toBe(1);
    await reaches(ids[0]!, 'running');
    expect(await request(made)).toBe(ids[0]);
    expect(runs).toBe(1);
    await made.cancelAbout(organization_id, randomUUID());
    made.cancel(ids[0]!);
    await reaches(ids[0]!, 'cancelled');
  });

  it('follows one that may have read what changed meanwhile before it changed, once', async () => {
    const ended: string[] = [];
    const woken = Promise.withResolvers<void>();
    const made = await start(async ({ run_id }) => {
      if (ended.length === 0) await woken.promise;
      ended.push(run_id);
      return { counts: {}, warnings: [] };
    });
    await made.wake(organization_id, 'forecast');
    const [first] = await vi.waitFor(async () => {
      const running = await services.database.transaction(organization_id, (tx) =>
        tx.selectFrom('job_runs').select('id').where('status', '=', 'running').execute(),
      );
      expect(running).toHaveLength(1);
      return running;
    }, 20_000);
    for (let time = 0; time < 3; time++) await made.wake(organization_id, 'forecast');
    woken.resolve();
    await vi.waitFor(() => expect(ended).toHaveLength(2), { timeout: 15_000, interval: 50 });
    expect(ended[0]).toBe(first!.id);
    await reaches(ended[1]!, 'succeeded');
    expect(new Set(ended).size).toBe(2);
  });

  it('goes on at the time that was asked for, and that is not held against it', async () => {
    const attempts: number[] = [];
    const made = await start(async ({ run_id }) => {
      attempts.push((await read(run_id))!.attempt);
      if (attempts.length < 4) throw new RunError('The cloud asks to wait.', new Date(Date.now() + 50));
      return { counts: {}, warnings: [] };
    }, 1);
    const id = await request(made);
    expect(await reaches(id, 'succeeded')).toMatchObject({ attempt: 1, error: null });
    expect(attempts).toEqual([1, 1, 1, 1]);
  });

  it('that waits for a time goes on at once where what it waits for may have come', async () => {
    let may = false;
    const made = await start(async () => {
      if (!may) throw new RunError('It waits.', new Date(Date.now() + 3_600_000));
      return { counts: {}, warnings: [] };
    }, 1);
    const id = await request(made);
    await reaches(id, 'queued');
    await vi.waitFor(async () => expect((await read(id))!.error).toBe('It waits.'), 20_000);
    await made.hurry(organization_id, 'forecast', [randomUUID()]);
    expect(await read(id), 'another was hurried').toMatchObject({ status: 'queued', error: 'It waits.' });
    may = true;
    await made.hurry(organization_id, 'forecast');
    expect(await reaches(id, 'succeeded')).toMatchObject({ attempt: 1 });
  });

  it('waits for its next try when it failed, and says why', async () => {
    const made = await start(async () => {
      throw new Error('a secret detail');
    });
    const asked_at = Date.now();
    const id = await request(made);
    const run = await vi.waitFor(async () => {
      const found = await read(id);
      expect(found).toMatchObject({ status: 'queued', attempt: 1 });
      return found!;
    }, 20_000);
    expect(run.error).toBe(`Something went wrong on our side. The log has it under run ${id}.`);
    expect(Date.parse(run.run_after) - asked_at).toBeGreaterThan(25_000);
    await services.database.transaction(organization_id, (tx) =>
      tx.deleteFrom('job_runs').where('id', '=', id).execute(),
    );
  });

  it('is given up where trying again helps nothing', async () => {
    const made = await start(async () => {
      throw new RunError('The permission ce:GetCostAndUsage is missing.', 'never');
    });
    const id = await request(made);
    expect(await reaches(id, 'failed')).toMatchObject({ error: 'The permission ce:GetCostAndUsage is missing.' });
  });

  it('goes back into the queue when the server stops, and on with the next start', async () => {
    const first = await start(untilAborted);
    const id = await request(first);
    await reaches(id, 'running');
    await first.stop();
    expect(await read(id)).toMatchObject({ status: 'queued', attempt: 0 });
    await start(async () => ({ counts: {}, warnings: [] }));
    await reaches(id, 'succeeded');
  });

  it('that a killed process left is taken up again', async () => {
    const id = await leave({ attempt: 1 });
    await start(async () => ({ counts: {}, warnings: [] }));
    expect(await reaches(id, 'succeeded')).toMatchObject({ attempt: 2 });
  });

  it('that ended with its process at every try is given up', async () => {
    const id = await leave({ attempt: 13 });
    await start(async () => ({ counts: {}, warnings: [] }));
    expect(await reaches(id, 'failed')).toMatchObject({
      error: expect.stringContaining('ended together with its process'),
    });
  });

  it('stays cancelled, whatever it does afterwards', async () => {
    let go = (): void => {};
    const made = await start(async () => {
      await new Promise<void>((resolve) => (go = resolve));
      throw new Error('too late');
    });
    const id = await request(made);
    await reaches(id, 'running');
    const at = new Date().toISOString();
    const cancelled = { status: 'cancelled' as const, finished_at: at };
    await services.database.transaction(organization_id, (tx) =>
      tx.updateTable('job_runs').set(cancelled).where('id', '=', id).execute(),
    );
    go();
    await made.stop();
    expect(await read(id)).toMatchObject({ status: 'cancelled', error: null });
  });

  it('that the queue was not told of is told when it is asked for again', async () => {
    const made = await start(async () => ({ counts: {}, warnings: [] }));
    const lost = vi.spyOn(WakeQueue.prototype, 'send').mockRejectedValueOnce(new Error('The database is away.'));
    await expect(request(made)).rejects.toThrow('away');
    lost.mockRestore();
    await reaches(await request(made), 'succeeded');
  });

  it('begins at once also when our clock is ahead of the database', async () => {
    const { now } = services;
    services.now = () => new Date(Date.now() + 600_000);
    const made = await start(async () => ({ counts: {}, warnings: [] }));
    await reaches(await request(made), 'succeeded');
    services.now = now;
  });
});

/** A run as a process leaves it that is killed. */
async function leave({ attempt }: { attempt: number }): Promise<string> {
  const id = randomUUID();
  const at = new Date().toISOString();
  const row = { id, organization_id, name: 'forecast' as const, status: 'running' as const, attempt, ...left(at) };
  await services.database.transaction(organization_id, (tx) => tx.insertInto('job_runs').values(row).execute());
  return id;
}

const left = (at: string) => ({
  target_id: null,
  target_name: null,
  run_after: at,
  stage: 'reading',
  percent: 10,
  message: null,
  error: null,
  requested_by: 'Ada',
  created_at: at,
  started_at: at,
  finished_at: null,
  cancel_requested_at: null,
});
