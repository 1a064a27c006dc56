import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../src/connections/core/cloud-call.ts';
import { runSteps, undo } from './support/action-runner.ts';
import {
  changes,
  changing,
  lookAt,
  type Made,
  make,
  type One,
  OPERATIONS,
  ours,
  REGION,
  rollBack,
  run,
  seen,
  startInstances,
  TO,
  terminate,
} from './support/ec2-changes.ts';
import { killedAfter, untilKilled } from './support/killed-cloud.ts';
import { MOTO } from './support/moto.ts';
import { stateOf } from './support/remediation-worlds/ec2-instances.ts';

describe.skipIf(!MOTO)('changes of EC2 instances that are interrupted', () => {
  /** Always left as it was. */
  let plain: Made;
  let end: () => Promise<void>;

  beforeAll(async () => {
    end = await startInstances();
    plain = await make('plain', { elastic_ip: true });
  });
  afterEach(() => ours.strict.relent());
  afterAll(() => end());

  const AFTER = {
    resize: { instance_type: TO, state: 'running' },
    stop: { state: 'stopped' },
    terminate: { state: 'terminated' },
  };

  it.each([
    ['resize', 'breaks off after it was made', { kind: 'broken', after: true }],
    ['resize', 'is throttled', { kind: 'throttled' }],
    ['stop', 'breaks off before it was made', { kind: 'broken', after: false }],
    ['stop', 'fails after it was made', { kind: 'fault', after: true }],
    ['terminate', 'breaks off after it was made', { kind: 'broken', after: true }],
    ['terminate', 'is throttled', { kind: 'throttled' }],
  ] as const)('%s goes on where each call %s', async (what, _, failure) => {
    const one = changes[what](what === 'terminate' ? await make(failure.kind) : plain);
    const at_first = await seen(one);
    for (const operation of OPERATIONS[what]) ours.strict.fail(operation, failure);
    const made = await run(one);
    expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null } });
    expect(await seen(one)).toMatchObject(AFTER[what]);
    const was_made = 'after' in failure && failure.after;
    expect(changing()).toEqual(OPERATIONS[what].flatMap((name) => (was_made ? [name] : [name, name])));
    if (what === 'terminate') return;
    for (const operation of new Set(what === 'stop' ? ['StartInstances'] : OPERATIONS[what]))
      ours.strict.fail(operation, failure);
    expect(await rollBack(one, made)).toMatchObject({ failed: null });
    expect(await seen(one)).toEqual(at_first);
  });

  /** How many calls a process makes that ends right before, or right after, a call that changes something. */
  async function endsOf(one: One): Promise<number[]> {
    const calls: string[] = [];
    const { answers } = await lookAt(one);
    const recording: Cloud = {
      ...ours.cloud,
      call: (call) => {
        calls.push('operation' in call ? call.operation : '');
        return ours.cloud.call(call);
      },
    };
    await runSteps(recording, (kept) => one.action.steps(one.subject, answers, kept));
    return calls.flatMap((operation, place) => (operation.startsWith('Describe') ? [] : [place, place + 1]));
  }

  it.each(['resize', 'stop'] as const)('%s is made once and undone once, wherever the process ends', async (what) => {
    const one = changes[what](plain);
    const at_first = await seen(one);
    const { answers } = await lookAt(one);
    const steps = (on: Cloud) => runSteps(on, (kept) => one.action.steps(one.subject, answers, kept));
    const back = (on: Cloud) => undo(on, one.action, one.subject, answers, {});
    const ends = await endsOf(one);
    await back(ours.cloud);
    for (const calls of ends) {
      ours.strict.relent();
      ours.strict.looks = calls % 2;
      expect(await untilKilled(() => steps(killedAfter(ours.cloud, calls)))).toBe(true);
      expect(await steps(ours.cloud)).toMatchObject({ failed: null });
      expect(await seen(one)).toMatchObject(AFTER[what]);
      expect(changing()).toEqual(OPERATIONS[what]);
      ours.strict.relent();
      expect(await untilKilled(() => back(killedAfter(ours.cloud, calls)))).toBe(true);
      expect(await back(ours.cloud)).toMatchObject({ failed: null });
      expect(await seen(one)).toEqual(at_first);
      expect(changing()).toEqual(what === 'stop' ? ['StartInstances'] : OPERATIONS.resize);
      await untilKilled(() => steps(killedAfter(ours.cloud, calls)));
      expect(await back(ours.cloud)).toMatchObject({ failed: null });
      expect(await seen(one)).toEqual(at_first);
    }
  });

  it('terminate makes one image and terminates once, wherever the process ends', async () => {
    for (const calls of await endsOf(terminate(await make('recorded')))) {
      const one = terminate(await make(`ended-${calls}`));
      const { answers } = await lookAt(one);
      const steps = (on: Cloud) => runSteps(on, (kept) => one.action.steps(one.subject, answers, kept));
      ours.strict.relent();
      expect(await untilKilled(() => steps(killedAfter(ours.cloud, calls)))).toBe(true);
      expect(await steps(ours.cloud)).toMatchObject({ failed: null });
      expect((await seen(one)).state).toBe('terminated');
      expect(changing()).toEqual(OPERATIONS.terminate);
    }
    const { images, snapshots } = await stateOf(ours.account, REGION);
    expect(images.filter((name) => name.startsWith('ended-'))).toHaveLength(6);
    expect(snapshots).toBe(images.length);
  });
});
