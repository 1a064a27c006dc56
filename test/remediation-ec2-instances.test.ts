import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../src/connections/core/cloud-call.ts';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import type { Failure } from './clouds/aws/strict/errors.ts';
import { carryOut, look, runSteps, undo } from './support/action-runner.ts';
import {
  blockersFor,
  changes,
  changing,
  FROM,
  lookAt,
  type Made,
  make,
  type One,
  openWith,
  others,
  ours,
  REGION,
  resize,
  rollBack,
  run,
  seen,
  startInstances,
  stop,
  TO,
  terminate,
} from './support/ec2-changes.ts';
import { enforcePermissions, MOTO, motoUser } from './support/moto.ts';

describe.skipIf(!MOTO)('changes of EC2 instances', () => {
  /** Served by a load balancer, and one that is not: both are always left as they were. */
  let web: Made;
  let plain: Made;
  let end: () => Promise<void>;

  beforeAll(async () => {
    end = await startInstances();
    web = await make('web', { volume: true, elastic_ip: true, served: true });
    plain = await make('plain', { elastic_ip: true });
  });
  afterEach(() => ours.strict.relent());
  afterAll(() => end());

  it('resizes an instance that runs, waits for its load balancer, and undoes it', async () => {
    const one = resize(web);
    const at_first = await seen(one);
    const { inspection } = await lookAt(one);
    expect(blockersOf(inspection)).toEqual([]);
    expect(inspection).toMatchObject({ before: { instance_type: FROM }, after: { instance_type: TO }, is_done: false });
    expect(inspection.conditions.filter(({ result }) => result === 'warning').map((it) => it.condition)).toEqual([
      'not_last_target',
      'not_last_instance',
    ]);
    expect(inspection.dependents).toEqual([
      `Elastic IP ${at_first.elastic_ip} stays associated`,
      expect.stringMatching(/^Its 2 volumes stay attached, and are paid for: vol-\w+, vol-\w+$/),
      'Target group web sends it nothing while it does not run',
      'Classic load balancer web-classic sends it nothing while it does not run',
    ]);
    ours.strict.calls.length = 0;
    ours.strict.looks = 2;
    const made = await run(one);
    expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null, changes: [] } });
    expect(changing()).toEqual(['StopInstances', 'ModifyInstanceAttribute', 'StartInstances']);
    expect(await seen(one)).toEqual({ ...at_first, instance_type: TO });
    expect((await lookAt(one)).inspection.is_done).toBe(true);
    expect(await run(one)).toMatchObject({ execute: { failed: null, changes: [] } });
    await others.stop(one);
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    // Undoing what was completed starts nothing that people have stopped since.
    expect(await seen(one)).toEqual({ ...at_first, state: 'stopped' });
    await others.start(one);
    expect(await seen(one)).toEqual(at_first);

    const again = await run(one);
    expect(await rollBack(one, again)).toMatchObject({ failed: null });
    expect(await seen(one)).toEqual(at_first);
    expect(await rollBack(one, again)).toMatchObject({ failed: null, changes: [] });
  });

  it('resizes what is stopped without starting it, and leaves it running where it was started since', async () => {
    const one = resize(await make('stopped'));
    await others.stop(one);
    const at_first = await seen(one);
    const made = await run(one);
    expect(changing()).toEqual(['ModifyInstanceAttribute']);
    expect(await seen(one)).toEqual({ ...at_first, instance_type: TO });
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    expect(await seen(one)).toEqual(at_first);

    const again = await run(one);
    await others.start(one);
    expect(await rollBack(one, again)).toMatchObject({ failed: null });
    expect(await seen(one)).toMatchObject({ state: 'running', instance_type: FROM });
  });

  it('stops an instance, and starts it again', async () => {
    const one = stop(web);
    const at_first = await seen(one);
    expect(await blockersFor(one)).toEqual([]);
    const made = await run(one);
    expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null, changes: [] } });
    expect(await seen(one)).toEqual({ ...at_first, state: 'stopped' });
    expect((await lookAt(one)).inspection.is_done).toBe(true);
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    expect(await seen(one)).toEqual(at_first);
  });

  it('terminates an instance once an image with all its volumes is available', async () => {
    const one = terminate(await make('old', { volume: true, tags: { team: 'checkout' } }));
    expect(await blockersFor(one)).toEqual([]);
    const made = await run(one);
    expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null, changes: [] } });
    expect(changing()).toEqual(['StopInstances', 'CreateImage', 'TerminateInstances']);
    expect((await seen(one)).state).toBe('terminated');
    const ImageIds = [made.execute.kept['image_id']!];
    const call = {
      cloud: 'aws',
      service: 'ec2',
      operation: 'DescribeImages',
      region: REGION,
      input: { ImageIds },
    } as const;
    const answer = (await ours.cloud.call(call)) as { body: { Images: Record<string, unknown>[] } };
    const { State, Tags, BlockDeviceMappings } = answer.body.Images[0]!;
    expect([State, BlockDeviceMappings]).toEqual(['available', [expect.anything(), expect.anything()]]);
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'checkout' },
        { Key: 'finopsmind:remediation', Value: one.subject.remediation_id },
      ]),
    );
    expect((await lookAt(one)).inspection).toMatchObject({ exists: false, is_done: true });
  });

  describe('resizing goes back by itself', () => {
    async function failsAndGoesBack(made_worse: () => void, because: RegExp): Promise<string[]> {
      const one = resize(web);
      const at_first = await seen(one);
      made_worse();
      const made = await run(one);
      expect((made.execute.failed ?? made.verify?.failed)?.because).toMatch(because);
      ours.strict.calls.length = 0;
      expect(await rollBack(one, made)).toMatchObject({ failed: null });
      expect(await seen(one)).toEqual(at_first);
      return changing();
    }

    it('when AWS has no room for the new type', async () => {
      const calls = await failsAndGoesBack(
        () => ours.strict.without_capacity.add(TO),
        /^The cloud refused it \(InsufficientInstanceCapacity: .*m5\.large/,
      );
      expect(calls).toEqual(['ModifyInstanceAttribute', 'StartInstances']);
    });

    it('when the status checks do not pass', async () => {
      const calls = await failsAndGoesBack(() => ours.strict.impaired.add(TO), /its instance status impaired\.$/);
      expect(calls).toEqual(['StopInstances', 'ModifyInstanceAttribute', 'StartInstances']);
    });

    it('when a load balancer does not find it healthy again', async () => {
      await failsAndGoesBack(() => ours.strict.unhealthy.add(TO), /finds it unhealthy \(Target\.Timeout\)\.$/);
    });

    it('when a classic load balancer does not', async () => {
      await failsAndGoesBack(
        () => ours.strict.out_of_service.add(TO),
        /web-classic finds it OutOfService \(Instance has failed/,
      );
    });

    it('and goes on trying to start it where AWS has no room for the old type at first', async () => {
      const calls = await failsAndGoesBack(() => {
        ours.strict.without_capacity.add(TO);
        const capacity = { kind: 'refused', code: 'InsufficientInstanceCapacity', status: 500 } as const;
        ours.strict.fail('StartInstances', capacity, { skip: 1, times: 2 });
      }, /InsufficientInstanceCapacity/);
      expect(calls).toEqual(['ModifyInstanceAttribute', 'StartInstances', 'StartInstances', 'StartInstances']);
    });
  });

  const REFUSED: Failure = { kind: 'refused', code: 'InvalidRequest', message: 'Not so.' };
  it.each([
    ['resize', 'StopInstances', []],
    ['resize', 'ModifyInstanceAttribute', ['StartInstances']],
    ['resize', 'StartInstances', ['ModifyInstanceAttribute', 'StartInstances']],
    ['stop', 'StopInstances', []],
    ['terminate', 'StopInstances', []],
    ['terminate', 'CreateImage', ['StartInstances']],
    ['terminate', 'TerminateInstances', ['StartInstances']],
  ] as const)('where AWS refuses to %s at %s, all is as before', async (what, operation, back) => {
    const one = changes[what](plain);
    const at_first = await seen(one);
    ours.strict.fail(operation, REFUSED);
    const made = await run(one);
    expect(made.execute.failed?.because).toBe('The cloud refused it (InvalidRequest: Not so.).');
    ours.strict.calls.length = 0;
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    expect(changing()).toEqual(back);
    expect(await seen(one)).toEqual(at_first);
  });

  it('does not terminate what could not be put into an image, and starts it again', async () => {
    const one = terminate(await make('unsaved'));
    ours.strict.snapshots_fail = true;
    const made = await run(one);
    expect(made.execute.failed).toMatchObject({ step_id: 'image', because: expect.stringContaining('could not make') });
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    expect((await seen(one)).state).toBe('running');
  });

  it('leaves alone what others changed meanwhile', async () => {
    const one = resize(await make('others'));
    const { answers } = await lookAt(one);
    const steps = () => runSteps(ours.cloud, (kept) => one.action.steps(one.subject, answers, kept));
    await others.stop(one);
    await others.set(one, { InstanceType: { Value: 'm5.2xlarge' } });
    expect((await steps()).failed?.because).toBe('Somebody made it a m5.2xlarge meanwhile.');
    expect((await undo(ours.cloud, one.action, one.subject, answers, {})).failed?.because).toBe(
      'Somebody made it a m5.2xlarge meanwhile.',
    );

    const old = terminate(one);
    await others.start(old);
    ours.strict.onCall = async ({ operation }, phase) => {
      if (operation === 'CreateImage' && phase === 'after') await others.start(old);
    };
    const started = /^Somebody started it after it was stopped for the image, so it was not terminated/;
    expect((await run(old)).execute.failed?.because).toMatch(started);
    expect((await seen(old)).state).toBe('running');

    const worked_with = terminate(await make('worked-with'));
    ours.strict.looks = 0;
    ours.strict.onCall = async ({ operation }, phase) => {
      if (operation !== 'CreateImage' || phase !== 'after') return;
      const input = { InstanceIds: [worked_with.instance_id] };
      for (const one of ['StartInstances', 'StopInstances'])
        await ours.cloud.call({ cloud: 'aws', service: 'ec2', operation: one, region: REGION, input });
    };
    expect((await run(worked_with)).execute.failed?.because).toMatch(started);
    expect((await seen(worked_with)).state).toBe('stopped');
  });

  it('is not made of protected instances and nodes, of what is lost, nor to types that do not fit', async () => {
    const kept = await make('kept', { tags: { 'kubernetes.io/cluster/shop': 'owned' } });
    await others.set(kept, { DisableApiStop: { Value: true } });
    await others.set(kept, { DisableApiTermination: { Value: true } });
    const node = expect.stringMatching(/^Its tag kubernetes\.io\/cluster\/shop says/);
    const stop_protection = expect.stringMatching(/^Its stop protection is on.*--no-disable-api-stop/);
    const termination_protection = expect.stringMatching(/^Its termination protection.*--no-disable-api-termination/);
    expect(await blockersFor(stop(kept))).toEqual([node, stop_protection]);
    expect(await blockersFor(resize(kept))).toEqual([node, stop_protection]);
    expect(await blockersFor(terminate(kept))).toEqual([node, termination_protection, stop_protection]);
    expect(await blockersFor(resize(plain, 'm9.huge'))).toEqual([
      'AWS has no type m9.huge in this region. Choose another.',
    ]);
    expect(await blockersFor(resize(plain, 'm6g.large'))).toEqual([
      expect.stringMatching(/^m6g\.large runs arm64, and the instance was made for x86_64/),
    ]);
    const nobody = { ...plain, instance_id: 'i-0123456789abcdef0' };
    for (const one of [resize(nobody), stop(nobody), terminate(nobody)])
      expect(await blockersFor(one)).toEqual(['The resource is not there any more.']);
  });

  it('says which addresses are lost', async () => {
    const lent = await make('lent');
    const warnings = (await lookAt(stop(lent))).inspection.conditions.filter(({ result }) => result === 'warning');
    expect(warnings.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^Its public address [\d.]+ is no Elastic IP: it loses it when it stops/),
    ]);
  });

  describe('the permissions that are declared', () => {
    // Moto has no keys that grants would be asked for.
    const declaredBy = ({ action }: One): string[] => {
      const { look: looking, change, undo: undoing } = action.permissions;
      return [...new Set([...looking, ...change, ...undoing])].filter((name) => !name.startsWith('kms:'));
    };
    let users = 0;
    const userWith = async (Action: string[]): Promise<Cloud> =>
      openWith(await motoUser(ours.account.id, `user-${(users += 1)}`, [{ Effect: 'Allow', Action, Resource: '*' }]));

    it.each(['resize', 'stop', 'terminate'] as const)('suffice to %s', async (what) => {
      const one = changes[what](what === 'terminate' ? await make('permitted') : web);
      const user = await userWith(declaredBy(one));
      const results = await enforcePermissions(async () => {
        const { inspection } = await look(user, one.action, one.subject);
        const { execute, verify, before: told } = await carryOut(user, one.action, one.subject);
        const undone = what === 'terminate' ? null : await undo(user, one.action, one.subject, told, execute.kept);
        return [...blockersOf(inspection), execute.failed, verify?.failed, undone?.failed ?? null];
      });
      expect(results).toEqual([null, null, null]);
    });

    it('are each named by the preview where it is missing', async () => {
      const one = resize(web);
      const read = one.action.permissions.look.filter((name) => name !== 'ec2:DescribeInstanceStatus');
      for (const missing of read) {
        const user = await userWith(read.filter((name) => name !== missing));
        const { inspection } = await enforcePermissions(() => look(user, one.action, one.subject));
        expect(blockersOf(inspection).join(' ')).toContain(`The permission ${missing} is missing.`);
      }
    });

    it.each([
      ['resize', 'ec2:ModifyInstanceAttribute'],
      ['resize', 'ec2:StartInstances'],
      ['resize', 'ec2:DescribeInstanceStatus'],
      ['terminate', 'ec2:DescribeImages'],
      ['terminate', 'ec2:CreateImage'],
      ['terminate', 'ec2:TerminateInstances'],
    ] as const)('%s names %s where it is missing, and all is as before', async (what, missing) => {
      const one = changes[what](await make(`no-${missing}`));
      const at_first = await seen(one);
      const user = await userWith(declaredBy(one).filter((name) => name !== missing));
      const made = await enforcePermissions(() => carryOut(user, one.action, one.subject));
      expect((made.execute.failed ?? made.verify?.failed)?.because).toContain(`The permission ${missing} is missing.`);
      expect(await rollBack(one, made)).toMatchObject({ failed: null });
      expect(await seen(one)).toEqual(at_first);
    });
  });
});
