import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROVIDERS } from '../src/connections/providers/index.ts';
import { type Clouds, createClouds } from '../src/connections/server/clouds.ts';
import { createCredentials } from '../src/connections/server/credentials.ts';
import type { Costs } from '../src/costs/server/index.ts';
import { createJobs, type Jobs } from '../src/jobs/server/index.ts';
import { secretFrom } from '../src/platform/server/data-directory.ts';
import { createVault } from '../src/platform/server/vault.ts';
import { NO_OBJECTION } from '../src/remediation/core/guard.ts';
import { remediationJob } from '../src/remediation/server/execution/job.ts';
import type { Guard } from '../src/remediation/server/index.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { MOTO, motoAccount } from './support/moto.ts';
import { approve, connectRemediator, inState, type Remediator, readDetail } from './support/remediation.ts';
import { idleVolumes } from './support/remediation-volumes.ts';

const REGION = 'eu-central-1';

/** Another process that carries changes out, as far as one database of this process lets it be another. */
function anotherWorker({ services }: TestServer): Jobs {
  const { config, directory, now } = services;
  const vault = createVault(
    secretFrom(config.ENCRYPTION_KEY, directory, 'encryption-key'),
    config.ENCRYPTION_KEY_PREVIOUS,
  );
  const providerOf = (type: string) => PROVIDERS.find((one) => one.type === type)!;
  const clouds: Clouds = createClouds(config, now, createCredentials(vault), providerOf);
  const jobs = createJobs(services);
  const untold = async (): Promise<void> => {};
  const recommendations = { carriedOut: untold, takenBack: untold, tell: () => {} };
  // Nothing of the bill is asked for while a change is carried out.
  const costs = {} as Costs;
  const guard: Guard = async (_, changes) => changes.map(() => NO_OBJECTION);
  jobs.register(remediationJob({ services, clouds, costs, jobs, recommendations, guard }));
  return jobs;
}

describe.skipIf(!MOTO)('of two processes that carry out one change', () => {
  let strict: StrictAws;
  let server: TestServer;
  let ours: Remediator;
  let volumes: ReturnType<typeof idleVolumes>;

  beforeAll(async () => {
    const account = await motoAccount();
    strict = await startStrictAws({ account, regions: [REGION], looks: 0 });
    vi.stubEnv('AWS_ENDPOINT_URL', strict.url);
    server = await startTestServer();
    ours = await connectRemediator(server, account, REGION);
    volumes = idleVolumes(ours, account);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
    await strict.close();
  });

  it('the one that was taken for dead writes and calls nothing more', async () => {
    const { id, volume_id } = await volumes.proposeDeletion();
    const another = anotherWorker(server);
    // The first is held in the middle of a call, while the second takes over and ends what it began.
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const snapshots: string[] = [];
    const executors: (string | null)[] = [];
    const readExecutor = async (): Promise<void> => {
      const row = await server.services.database.transaction(ours.organization_id, (tx) =>
        tx.selectFrom('remediations').select('executor').where('id', '=', id).executeTakeFirstOrThrow(),
      );
      executors.push(row.executor);
    };
    strict.onCall = async ({ operation, form }, phase) => {
      if (phase === (operation === 'CreateSnapshot' ? 'after' : 'before') && /^(Create|Delete)/.test(operation))
        await readExecutor();
      if (operation !== 'CreateSnapshot' || phase !== 'after') return;
      snapshots.push(form.get('VolumeId') ?? '');
      await released;
    };
    await approve(ours, id);
    await vi.waitFor(() => expect(snapshots).toEqual([volume_id]), { timeout: 30_000 });
    await another.start();
    const done = await inState(ours, id, ['completed', 'failed', 'rolled_back']);
    expect(done).toMatchObject({ state: 'completed', problem: null });
    // Each has it under a name of its own, so that what the first still wants to write is not written from then on.
    expect(new Set(executors).size).toBe(2);
    expect(executors).not.toContain(null);
    release();
    await another.stop();
    await vi.waitFor(
      async () => {
        const { body } = await server.call('GET', `/jobs?name=remediation&target_id=${id}`, { token: ours.token });
        expect(body.items).toMatchObject([{ status: 'succeeded' }]);
      },
      { timeout: 30_000 },
    );
    expect(
      strict.calls.filter(({ operation }) => /^(Create|Delete)/.test(operation)).map(({ operation }) => operation),
    ).toEqual(['CreateSnapshot', 'DeleteVolume']);
    expect(await volumes.whatIsLeft(volume_id)).toEqual({ volumes: 0, snapshots: 1 });
    expect(await readDetail(ours, id)).toEqual(done);
  });
});
