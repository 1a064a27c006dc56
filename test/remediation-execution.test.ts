import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  ModifyVolumeCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RemediationDetail } from '../src/remediation/core/answers.ts';
import { type CloudWatchDouble, startCloudWatchDouble } from './clouds/aws/cloudwatch.ts';
import type { Failure } from './clouds/aws/strict/errors.ts';
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
} from './support/remediation.ts';
import { idleVolumes } from './support/remediation-volumes.ts';
import { makeLogGroup, stateOf } from './support/remediation-worlds/aws-services.ts';

const REGION = 'eu-central-1';
const READS = /^(Describe|Get|List|AssumeRole)/;
const DAY_MS = 86_400_000;

describe.skipIf(!MOTO)('a change', () => {
  let strict: StrictAws;
  let cloudwatch: CloudWatchDouble;
  let server: TestServer;
  let ours: Remediator;
  let volumes: ReturnType<typeof idleVolumes>;
  /** So far the clock is ahead. */
  let ahead_ms = 0;

  beforeAll(async () => {
    const account = await motoAccount();
    strict = await startStrictAws({ account, regions: [REGION], looks: 0 });
    cloudwatch = await startCloudWatchDouble();
    vi.stubEnv('AWS_ENDPOINT_URL', strict.url);
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', cloudwatch.url);
    server = await startTestServer({ now: () => new Date(Date.now() + ahead_ms) });
    ours = await connectRemediator(server, account, REGION);
    volumes = idleVolumes(ours, account);
  });
  afterEach(() => strict.relent());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
    await Promise.all([strict.close(), cloudwatch.close()]);
  });

  const threeDaysAgo = (): string => new Date(Date.now() - 3 * DAY_MS).toISOString();
  const changesMade = (): string[] =>
    strict.calls.map(({ operation }) => operation).filter((operation) => !READS.test(operation));
  const ended = (id: string): Promise<RemediationDetail> =>
    inState(ours, id, ['completed', 'failed', 'rolled_back', 'rollback_failed']);
  const rollBack = async (id: string): Promise<void> => {
    const asked = await server.call('POST', `/remediations/${id}/rollback`, { token: ours.token, body: {} });
    expect(asked.status).toBe(202);
  };
  const recommendationStatus = async (id: string): Promise<string> =>
    (await server.call('GET', `/recommendations/${id}`, { token: ours.token })).body.status;

  it('is carried out step by step, marks its recommendation, and is undone when somebody asks for it', async () => {
    const { id, volume_id, recommendation_id } = await volumes.proposeRecommendedDeletion(threeDaysAgo(), () => []);
    await approve(ours, id);
    const done = await ended(id);
    expect(done).toMatchObject({ state: 'completed', problem: null, waiting_for: null, undo_until: null });
    expect(await volumes.whatIsLeft(volume_id)).toEqual({ volumes: 0, snapshots: 1 });
    expect(done.steps.map(({ phase, place, step_id, state }) => `${phase} ${place} ${step_id} ${state}`)).toEqual([
      'execute 0 preflight done',
      'execute 1 snapshot done',
      'execute 2 delete done',
      'verify 1 deleted done',
      'verify 2 snapshot_kept done',
    ]);
    expect(done.entries.map(({ kind }) => kind)).toEqual([
      'proposed',
      'approved',
      'scheduled',
      'begun',
      'verifying',
      'completed',
    ]);
    expect(done.kept).toEqual({ snapshot_id: expect.stringMatching(/^snap-/) });
    expect(done.captured).toMatchObject({ volume: { ok: true }, snapshots: { ok: true } });
    const calls = done.steps.flatMap((step) => step.calls.map((call) => ({ ...call, step_id: step.step_id })));
    expect(calls.filter(({ kind }) => kind === 'change')).toMatchObject([
      { step_id: 'snapshot', call: { operation: 'CreateSnapshot' }, answer: { ok: true } },
      { step_id: 'delete', call: { operation: 'DeleteVolume' }, answer: { ok: true } },
    ]);
    expect(changesMade()).toEqual(['CreateSnapshot', 'DeleteVolume']);
    expect(await recommendationStatus(recommendation_id)).toBe('implemented');

    await rollBack(id);
    const undone = await ended(id).then(() => inState(ours, id, ['rolled_back']));
    expect(undone).toMatchObject({ state: 'rolled_back', problem: null });
    expect(undone.kept['restored_volume_id']).toMatch(/^vol-/);
    expect(changesMade()).toEqual(['CreateSnapshot', 'DeleteVolume', 'CreateVolume']);
    expect(await recommendationStatus(recommendation_id)).toBe('open');
  });

  describe('is not begun', () => {
    it.each<[string, (volume_id: string) => Promise<unknown>, RegExp]>([
      [
        'when its tags are others',
        (id) => volumes.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'team', Value: 'search' }] })),
        /^Nothing was changed\. Its tag team was checkout and is search now\.$/,
      ],
      [
        'when somebody protects it',
        (id) =>
          volumes.ec2.send(
            new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] }),
          ),
        /^Nothing was changed\. .*The tag finopsmind:protect keeps it from being changed from here/,
      ],
      [
        'when it is larger',
        (id) => volumes.ec2.send(new ModifyVolumeCommand({ VolumeId: id, Size: 16 })),
        /^Nothing was changed\. Its size gib was 8 and is 16 now\./,
      ],
    ])('%s than when it was approved', async (_, change, problem) => {
      const { id, volume_id } = await volumes.proposeDeletion();
      await change(volume_id);
      await approve(ours, id);
      const failed = await ended(id);
      expect(failed.problem).toMatch(problem);
      expect(failed.state).toBe('failed');
      expect(failed.steps).toMatchObject([{ step_id: 'preflight', state: 'failed' }]);
      expect(failed.steps[0]?.calls.length).toBeGreaterThan(0);
      expect(changesMade()).toEqual([]);
    });

    it('when somebody did it before, and is completed without a call', async () => {
      const { id, volume_id } = await volumes.proposeDeletion();
      await volumes.ec2.send(new DeleteVolumeCommand({ VolumeId: volume_id }));
      await approve(ours, id);
      const done = await ended(id);
      expect(done).toMatchObject({ state: 'completed', problem: null });
      expect(done.commands.find(({ command }) => command === 'roll_back')?.allowed).toBe(false);
      expect(changesMade()).toEqual([]);
    });

    it('when the cloud does not let us in', async () => {
      const { id } = await volumes.proposeDeletion();
      strict.fail('GetCallerIdentity', { kind: 'denied' });
      await approve(ours, id);
      expect(await ended(id)).toMatchObject({
        state: 'failed',
        problem: expect.stringMatching(/^Nothing was changed\. .*sts:GetCallerIdentity/),
      });
    });
  });

  describe('looks how the resource was used since it was found', () => {
    const proposeUsed = async (value: number) => {
      const proposed = await volumes.proposeRecommendedDeletion(threeDaysAgo(), ({ resource_id }) => [
        { resource_id, metric: 'disk_read_operations', statistic: 'total', limit: 100 },
      ]);
      cloudwatch.options.metrics = [
        {
          region: REGION,
          namespace: 'AWS/EBS',
          metric_name: 'VolumeReadOps',
          dimensions: { VolumeId: proposed.volume_id },
          value,
        },
      ];
      await approve(ours, proposed.id);
      return ended(proposed.id);
    };
    afterEach(() => {
      cloudwatch.options.denied = [];
    });

    it('and goes on when it was not', async () => {
      expect(await proposeUsed(7)).toMatchObject({ state: 'completed' });
    });
    it('and says on which day it was', async () => {
      expect(await proposeUsed(700)).toMatchObject({
        state: 'failed',
        problem: expect.stringMatching(
          /^Nothing was changed\. Its disk read operations \(total\) was 700 on \d{4}-\d\d-\d\d, beyond the 100/,
        ),
      });
      expect(changesMade()).toEqual([]);
    });
    it('and stops when that can’t be read', async () => {
      cloudwatch.options.denied = ['cloudwatch:GetMetricData'];
      expect(await proposeUsed(7)).toMatchObject({
        state: 'failed',
        problem: expect.stringMatching(/^Nothing was changed\. Its use could not be read: .*cloudwatch:GetMetricData/),
      });
      expect(changesMade()).toEqual([]);
    });
  });

  describe('of which a step fails is undone', () => {
    it.each<[operation: string, problem: RegExp, left: object]>([
      [
        'CreateSnapshot',
        /^Make a snapshot, and wait until it is completed: The cloud refused it \(SomethingIsWrong: No\.\)\.$/,
        { volumes: 1, snapshots: 0 },
      ],
      [
        'DeleteVolume',
        /^Delete the volume: The cloud refused it \(SomethingIsWrong: No\.\)\.$/,
        { volumes: 1, snapshots: 1 },
      ],
    ])('as %s is refused', async (operation, problem, left) => {
      const { id, volume_id } = await volumes.proposeDeletion();
      strict.fail(operation, { kind: 'refused', code: 'SomethingIsWrong', message: 'No.' });
      await approve(ours, id);
      const undone = await ended(id).then(() => inState(ours, id, ['rolled_back']));
      expect(undone.problem).toMatch(problem);
      expect(undone.entries.map(({ kind }) => kind).slice(3)).toEqual([
        'begun',
        'failed',
        'rolling_back',
        'rolled_back',
      ]);
      const undoing = undone.steps.filter(({ phase }) => phase === 'undo');
      expect(undoing.length).toBeGreaterThan(1);
      expect(undoing.every(({ state, round }) => state === 'done' && round === 1)).toBe(true);
      expect(await volumes.whatIsLeft(volume_id)).toEqual(left);
    });

    it('as it is not verified in time', async () => {
      await makeLogGroup(strict.account, REGION, '/app/contested');
      const resource_id = `arn:aws:logs:${REGION}:${strict.account.id}:log-group:/app/contested`;
      const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::Logs::LogGroup' });
      const parameters = { log_group_name: '/app/contested', retention_days: 90 };
      const id = await proposeChange(ours, inventory_id, { action: 'logs.set_retention', parameters });
      // Somebody else sets it as soon as it was seen to be set.
      let is_set = false;
      const logs = strict.account.client(CloudWatchLogsClient, REGION);
      const meddle = new PutRetentionPolicyCommand({ logGroupName: '/app/contested', retentionInDays: 7 });
      strict.onCall = async ({ operation }, phase) => {
        if (phase !== 'after') return;
        if (operation === 'PutRetentionPolicy') is_set = true;
        else if (is_set && operation === 'DescribeLogGroups') {
          is_set = false;
          await logs.send(meddle);
        }
      };
      await approve(ours, id);
      await vi.waitFor(
        async () => {
          const { steps } = await inState(ours, id, ['verifying']);
          expect(steps.at(-1)).toMatchObject({ phase: 'verify', state: 'running', message: 'It is not so yet.' });
        },
        { timeout: 30_000 },
      );
      ahead_ms += 301_000;
      const undone = await inState(ours, id, ['rolled_back', 'rollback_failed']);
      expect(undone.problem).toMatch(
        /^It did not turn out well \(Look whether the retention is set\): It was not done within 5 minutes/,
      );
      expect((await stateOf(strict.account, REGION)).log_groups).toEqual({ '/app/contested': null });
    });

    it('as far as it goes, with what is left in words, and again when somebody asks for it', async () => {
      const { id, volume_id } = await volumes.proposeDeletion();
      let snapshot_id = '';
      strict.onCall = async ({ operation }, phase) => {
        if (operation !== 'DeleteVolume' || phase !== 'after') return;
        const Filters = [{ Name: 'volume-id', Values: [volume_id] }];
        const { Snapshots = [] } = await volumes.ec2.send(new DescribeSnapshotsCommand({ Filters }));
        snapshot_id = Snapshots[0]?.SnapshotId ?? '';
        await volumes.ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot_id }));
      };
      await approve(ours, id);
      const half = await inState(ours, id, ['rollback_failed']);
      expect(half.problem).toContain(`The snapshot ${snapshot_id} is gone.`);
      expect(half.problem).toMatch(
        /Undoing failed \([^)]+\): .* by hand what is left: .*Make a volume from the snapshot\.$/,
      );
      await rollBack(id);
      const again = await vi.waitFor(
        async () => {
          const now = await inState(ours, id, ['rollback_failed']);
          expect(now.entries.filter(({ kind }) => kind === 'rollback_failed')).toHaveLength(2);
          return now;
        },
        { timeout: 30_000 },
      );
      const undoing = again.steps.filter(({ phase }) => phase === 'undo');
      for (const round of [1, 2])
        expect(undoing.filter((step) => step.round === round).map(({ state }) => state)).toEqual(
          expect.arrayContaining(['done', 'failed']),
        );
    });

    it('as somebody wants it stopped in the middle', async () => {
      const { id, volume_id } = await volumes.proposeDeletion();
      strict.onCall = async ({ operation }, phase) => {
        if (operation !== 'CreateSnapshot' || phase !== 'after') return;
        const body = { note: 'The wrong one.' };
        const asked = await server.call('POST', `/remediations/${id}/rollback`, { token: ours.token, body });
        expect(asked.body.state).toBe('executing');
      };
      await approve(ours, id);
      const undone = await inState(ours, id, ['rolled_back', 'rollback_failed', 'completed']);
      expect(undone).toMatchObject({ state: 'rolled_back', problem: 'Stopped by Ada: The wrong one.' });
      expect(await volumes.whatIsLeft(volume_id)).toMatchObject({ volumes: 1 });
      expect(changesMade()).toEqual(['CreateSnapshot']);
    });
  });

  describe('of which a call is not answered well goes on as the cloud really is', () => {
    it.each<[string, string, Failure, number]>([
      ['carried out, and answered with a fault', 'CreateSnapshot', { kind: 'fault', after: true }, 1],
      ['carried out, and not answered', 'DeleteVolume', { kind: 'broken', after: true }, 1],
      ['not carried out, and not answered', 'CreateSnapshot', { kind: 'broken', after: false }, 2],
      ['asked for too often', 'DeleteVolume', { kind: 'throttled' }, 2],
    ])('%s: %s', async (_, operation, failure, times) => {
      const { id, volume_id } = await volumes.proposeDeletion();
      strict.fail(operation, failure);
      // What was not answered is asked for again after a while, unless the cloud shows it.
      strict.onCall = (call) => {
        if (call.operation === operation) ahead_ms += 16_000;
      };
      await approve(ours, id);
      expect(await ended(id)).toMatchObject({ state: 'completed', problem: null });
      expect(changesMade().filter((made) => made === operation)).toHaveLength(times);
      expect(await volumes.whatIsLeft(volume_id)).toEqual({ volumes: 0, snapshots: 1 });
    });
  });
});
