import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cloud } from '../src/connections/core/cloud-call.ts';
import { openAwsCloud } from '../src/connections/providers/aws/server/cloud.ts';
import type { Subject } from '../src/remediation/core/action.ts';
import { actionOf } from '../src/remediation/core/actions/index.ts';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import { carryOut, look, runSteps, undo } from './support/action-runner.ts';
import { killedAfter, untilKilled } from './support/killed-cloud.ts';
import { awsConnection, enforcePermissions, MOTO, type MotoAccount, motoAccount, motoUser } from './support/moto.ts';
import {
  bucketStateOf,
  ec2StateOf,
  makeSnapshot,
  makeStoppedInstance,
  makeVolume,
} from './support/remediation-worlds/aws-storage.ts';
import { NOTHING, REGION, STORAGE_CASES, type StorageCase, type StorageWorld } from './support/storage-cases.ts';

let world: StorageWorld;
let strict: StrictAws;

let made = 0;
/** A resource of its own for each try, by a name that nothing else has. */
async function fresh({ make }: Pick<StorageCase, 'make'>) {
  made += 1;
  const { account } = world;
  const name = `finopsmind-${account.id}-${made}`;
  const change = await make(world, name);
  strict.relent();
  const subject: Subject = {
    remediation_id: `0199a000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    parameters: change.parameters as Subject['parameters'],
    resource_id: `arn:aws:any:${REGION}:${account.id}:${name}`,
    resource_name: name,
    account_id: account.id,
    region: REGION,
  };
  const is_bucket = change.action.startsWith('s3.');
  return {
    action: actionOf(change.action)!,
    subject,
    /** What there is of this name. */
    state: async (): Promise<object> => {
      if (is_bucket) return { ...NOTHING, ...(await bucketStateOf(account, REGION, name)) };
      const { volumes, snapshots, addresses } = await ec2StateOf(account, REGION, name);
      const own = <One extends { tags: object }>(all: One[]) =>
        all.map(({ tags, ...one }) => {
          expect(tags).toEqual({ Name: name, team: 'checkout' });
          return one;
        });
      return { ...NOTHING, volumes: own(volumes), snapshots: own(snapshots), addresses: own(addresses) };
    },
  };
}

const openWith = (keys: MotoAccount['keys']): Promise<Cloud> =>
  openAwsCloud(awsConnection(keys).connection, { permissions: [], patience: 'interactive' });
const timesCalled = (operations: string[]): number[] =>
  operations.map((operation) => strict.calls.filter((call) => call.operation === operation).length);
const once = (operations: string[]): number[] => operations.map(() => 1);

const FAILURES = [
  ['before it was made', { kind: 'broken', after: false }, 2],
  ['with a fault after it was made', { kind: 'fault', after: true }, 1],
  ['being throttled', { kind: 'throttled' }, 2],
] as const;

describe.skipIf(!MOTO)('changes of storage of AWS', () => {
  const former = process.env.AWS_ENDPOINT_URL;
  let cloud: Cloud;

  beforeAll(async () => {
    const account = await motoAccount();
    strict = await startStrictAws({ account, regions: [REGION], looks: 1 });
    process.env.AWS_ENDPOINT_URL = strict.url;
    cloud = await openWith(account.keys);
    world = {
      account,
      stopped_instance: await makeStoppedInstance(account, REGION, 'stopped'),
      volume: await makeVolume(account, REGION, 'kept', { Size: 7 }),
    };
  });
  afterEach(() => strict.relent());
  afterAll(async () => {
    await strict.close();
    if (former === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = former;
  });

  /** What there is before a change, after it, and after it was undone. */
  const statesOf = (one: (typeof STORAGE_CASES)[number]) => {
    const before = { ...NOTHING, ...one.before };
    const after = { ...NOTHING, ...one.after };
    return { before, after, undone: { ...before, ...(one.undo_calls.length > 0 ? one.left_behind : {}) } };
  };

  describe.each(STORAGE_CASES)('of $name', (one) => {
    const { before, after, undone } = statesOf(one);

    it('is previewed, made, verified, done already when asked for again, and undone', async () => {
      const { action, subject, state } = await fresh(one);
      expect(await state()).toEqual(before);
      const { inspection } = await look(cloud, action, subject);
      expect(blockersOf(inspection)).toEqual([]);
      expect(inspection).toMatchObject({ exists: true, is_done: false });
      expect(inspection.before).not.toEqual(inspection.after);
      const run = await carryOut(cloud, action, subject);
      expect(run).toMatchObject({ execute: { failed: null }, verify: { failed: null, changes: [] } });
      expect(run.execute.changes.map(({ call }) => call)).toMatchObject(one.calls.map((operation) => ({ operation })));
      expect(await state()).toEqual(after);

      const again = await look(cloud, action, subject);
      expect(again.inspection.is_done).toBe(true);
      if (again.inspection.exists) expect(again.inspection.before).toEqual(inspection.after);
      if (one.undo_calls.length === 0) return expect(action.undo(subject, run.before, run.execute.kept)).toEqual([]);
      const back = await undo(cloud, action, subject, run.before, run.execute.kept);
      expect(back).toMatchObject({ failed: null });
      expect(await state()).toEqual(undone);
      expect(await undo(cloud, action, subject, run.before, {})).toMatchObject({ failed: null, changes: [] });
    });

    it.each(one.calls)('stops where AWS refuses %s, and is undone from there', async (operation) => {
      const { action, subject, state } = await fresh(one);
      strict.fail(operation, { kind: 'refused', code: 'InvalidParameterCombination', message: 'Not so.' });
      const run = await carryOut(cloud, action, subject);
      expect(run.execute.failed?.because).toBe('The cloud refused it (InvalidParameterCombination: Not so.).');
      expect(timesCalled([operation])).toEqual([1]);
      expect(await undo(cloud, action, subject, run.before, run.execute.kept)).toMatchObject({ failed: null });
      const is_first = operation === one.calls[0];
      expect(await state()).toEqual(is_first ? before : undone);
    });
  });

  // Variants of an action make the same calls.
  describe.each(STORAGE_CASES.filter(({ is_variant }) => !is_variant))('of $name, in trouble,', (one) => {
    const { after, undone } = statesOf(one);

    it.each(FAILURES)('goes on where a call ends %s', async (_, failure, calls) => {
      const { action, subject, state } = await fresh(one);
      for (const operation of one.calls) strict.fail(operation, failure);
      const run = await carryOut(cloud, action, subject);
      expect(run).toMatchObject({ execute: { failed: null }, verify: { failed: null } });
      expect(timesCalled(one.calls)).toEqual(one.calls.map(() => calls));
      expect(await state()).toEqual(after);
      strict.relent();
      for (const operation of one.undo_calls) strict.fail(operation, failure);
      if (one.undo_calls.length === 0) return;
      expect(await undo(cloud, action, subject, run.before, run.execute.kept)).toMatchObject({ failed: null });
      expect(timesCalled(one.undo_calls)).toEqual(one.undo_calls.map(() => calls));
      expect(await state()).toEqual(undone);
    });

    it('is made once and undone once, wherever the process ends', async () => {
      let ended = true;
      for (let calls = 0; ended; calls++) {
        const { action, subject, state } = await fresh(one);
        strict.looks = 0;
        const { answers } = await look(cloud, action, subject);
        ended = await untilKilled(() =>
          runSteps(killedAfter(cloud, calls), (kept) => action.steps(subject, answers, kept)),
        );
        expect(await runSteps(cloud, (kept) => action.steps(subject, answers, kept))).toMatchObject({ failed: null });
        expect(await state()).toEqual(after);
        expect(timesCalled(one.calls)).toEqual(once(one.calls));
        if (one.undo_calls.length === 0) continue;
        strict.calls.length = 0;
        await untilKilled(() => undo(killedAfter(cloud, calls), action, subject, answers, {}));
        expect(await undo(cloud, action, subject, answers, {})).toMatchObject({ failed: null });
        expect(await state()).toEqual(undone);
        expect(timesCalled(one.undo_calls)).toEqual(once(one.undo_calls));
      }
    });

    it('takes the permissions it declares, and each of them', async () => {
      const { look: looking, change, undo: undoing } = (await fresh(one)).action.permissions;
      const declared = [...new Set([...looking, ...change, ...undoing])];
      /** Looks, and goes on as far as is asked: what it is told. */
      const attempt = async (missing: string | null, until: 'look' | 'change' | 'undo'): Promise<string> => {
        const { action, subject } = await fresh(one);
        const Action = declared.filter((name) => name !== missing);
        const user = await openWith(
          await motoUser(world.account.id, `user-${made}`, [{ Effect: 'Allow', Action, Resource: '*' }]),
        );
        return enforcePermissions(async () => {
          const { inspection } = await look(user, action, subject);
          if (until === 'look') return JSON.stringify(blockersOf(inspection));
          const run = await carryOut(user, action, subject);
          const is_undone = until === 'undo' && (await undo(user, action, subject, run.before, run.execute.kept));
          return JSON.stringify([blockersOf(inspection), run.execute, run.verify, is_undone]);
        });
      };
      expect(await attempt(null, 'undo')).not.toContain('is missing');
      const asked = [looking, change, undoing.filter((name) => !change.includes(name))] as const;
      // Another file may have Moto stop to enforce them.
      for (const [place, until] of (['look', 'change', 'undo'] as const).entries())
        for (const missing of asked[place]!.filter((name) => !one.unasked.includes(name)))
          await vi.waitFor(
            async () => expect(await attempt(missing, until)).toContain(`The permission ${missing} is missing.`),
            { timeout: 20_000 },
          );
    });
  });

  describe.each(STORAGE_CASES.filter(({ calls }) => calls.length > 1))('of $name, half made,', (one) => {
    const { before, undone } = statesOf(one);

    it('is undone from wherever it was interrupted', async () => {
      let ended = true;
      for (let calls = 0; ended; calls++) {
        const { action, subject, state } = await fresh(one);
        strict.looks = 0;
        const { answers } = await look(cloud, action, subject);
        ended = await untilKilled(() =>
          runSteps(killedAfter(cloud, calls), (kept) => action.steps(subject, answers, kept)),
        );
        expect(await undo(cloud, action, subject, answers, {})).toMatchObject({ failed: null });
        const left = one.left_behind && JSON.stringify(await state()).includes('"completed"');
        expect(await state()).toEqual(left ? undone : before);
      }
    });
  });

  it('trusts no snapshot of a volume but its own', async () => {
    const { action, subject } = await fresh(STORAGE_CASES.find(({ calls }) => calls.includes('DeleteVolume'))!);
    const { volume_id } = subject.parameters as { volume_id: string };
    const of_others = await makeSnapshot(world.account, REGION, `others-${made}`, volume_id);
    const { execute } = await carryOut(cloud, action, subject);
    expect(execute.failed).toBeNull();
    expect(timesCalled(['CreateSnapshot', 'DeleteVolume'])).toEqual([1, 1]);
    expect(execute.kept['snapshot_id']).not.toBe(of_others);
  });

  it('leaves a volume alone that somebody attached, before it begins and while it goes on', async () => {
    const { action, subject, state } = await fresh(STORAGE_CASES.find(({ calls }) => calls.includes('DeleteVolume'))!);
    const { answers } = await look(cloud, action, subject);
    strict.onCall = async ({ operation }, phase) => {
      if (operation !== 'CreateSnapshot' || phase !== 'after') return;
      const VolumeId = (subject.parameters as { volume_id: string }).volume_id;
      const input = { VolumeId, InstanceId: world.stopped_instance, Device: '/dev/sdf' };
      await cloud.call({ cloud: 'aws', service: 'ec2', operation: 'AttachVolume', region: REGION, input });
    };
    const run = await runSteps(cloud, (kept) => action.steps(subject, answers, kept));
    expect(run.failed?.because).toBe(
      `Somebody attached it to ${world.stopped_instance} meanwhile, so it was not deleted.`,
    );
    expect(await undo(cloud, action, subject, answers, run.kept)).toMatchObject({ failed: null, changes: [] });
    expect(await state()).toMatchObject({ volumes: [{ state: 'in-use' }], snapshots: [{ state: 'completed' }] });
    const { inspection } = await look(cloud, action, subject);
    expect(blockersOf(inspection)).toEqual([expect.stringContaining(`It is attached to ${world.stopped_instance}.`)]);
  });
});
