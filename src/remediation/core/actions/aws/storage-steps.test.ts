import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  address,
  DELETE_VOLUME,
  GONE,
  instance,
  MODIFY,
  modification,
  modifying,
  NO_MODIFICATION,
  NONE,
  ON_INSTANCE,
  OURS,
  ok,
  PLAIN,
  RELEASE,
  RULE,
  rules,
  snapshot,
  subjectOf,
  volume,
} from '../../../../../test/support/storage-answers.ts';
import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Standing, Step } from '../../action.ts';
import { ec2DeleteVolume } from './ec2-delete-volume.ts';
import { ec2ModifyVolume } from './ec2-modify-volume.ts';
import { ec2ReleaseAddress } from './ec2-release-address.ts';
import { s3AddLifecycleRule } from './s3-add-lifecycle-rule.ts';

const byId = (left: { ID: string }, right: { ID: string }): number => left.ID.localeCompare(right.ID);

describe('where the cloud is with changes of storage', () => {
  const at = (step: Step | undefined, answer: CloudAnswer): Standing['at'] | undefined => step?.judge(answer).at;

  it('takes a change of a volume for made from when AWS optimizes it, and tries failed ones again', () => {
    const before = { volume: volume(), modifications: NO_MODIFICATION };
    const [modify] = ec2ModifyVolume.steps(subjectOf(MODIFY) as never, before, {});
    const [wait, back] = ec2ModifyVolume.undo(subjectOf(MODIFY) as never, before, {});
    const states = ['modifying', 'optimizing', 'completed', 'failed'];
    expect(states.map((state) => at(modify, modification(state)))).toEqual(['under_way', 'done', 'done', 'todo']);
    expect(states.map((state) => at(wait, modification(state)))).toEqual(['under_way', 'under_way', 'done', 'done']);
    expect(at(modify, NO_MODIFICATION)).toBe('todo');
    expect(at(modify, modification('completed', { TargetVolumeType: 'gp2' }))).toBe('todo');
    expect([volume({ VolumeType: 'gp3' }), volume(), GONE].map((one) => at(back, one))).toEqual([
      'todo',
      'done',
      'impossible',
    ]);
    expect((back!.call as AwsCall).input).toEqual({ VolumeId: 'vol-1', VolumeType: 'gp2' });
    expect(ec2ModifyVolume.undo(subjectOf(modifying({ from_volume_type: 'standard' })) as never, before, {})).toEqual(
      [],
    );
  });

  it('deletes no volume without a whole snapshot, nor one that somebody attached', () => {
    const before = { volume: volume({ Size: 200 }), snapshots: NONE };
    const [make, remove] = ec2DeleteVolume.steps(subjectOf(DELETE_VOLUME) as never, before, {});
    const made = (State: string, VolumeSize = 200) => snapshot({ State, VolumeSize });
    expect(
      [NONE, made('pending'), made('completed'), made('error'), made('completed', 100)].map((one) => at(make, one)),
    ).toEqual(['todo', 'under_way', 'done', 'impossible', 'impossible']);
    const attached = volume({ Attachments: [{ InstanceId: 'i-1' }] });
    expect([volume(), volume({ State: 'deleting' }), GONE, attached].map((one) => at(remove, one))).toEqual([
      'todo',
      'under_way',
      'done',
      'impossible',
    ]);
    const [, find, restore] = ec2DeleteVolume.undo(subjectOf(DELETE_VOLUME) as never, before, { volume_is: 'gone' });
    expect([NONE, made('completed')].map((one) => at(find, one))).toEqual(['impossible', 'done']);
    // Where AWS does not show the restored volume yet, its token keeps it from being made twice.
    expect((restore!.call as AwsCall).input['ClientToken']).toBe(subjectOf(DELETE_VOLUME).remediation_id);
    expect(
      [ok({}), volume({ State: 'creating' }), volume(), volume({ State: 'error' })].map((one) => at(restore, one)),
    ).toEqual(['todo', 'under_way', 'done', 'impossible']);
  });

  it('takes an address only off an instance that is still stopped', () => {
    const before = { address: address(ON_INSTANCE) };
    const [look, ...others] = ec2ReleaseAddress.steps(subjectOf(RELEASE) as never, before, {});
    expect(others.map(({ id }) => id)).toEqual(['disassociate', 'release']);
    expect(['stopped', 'terminated', 'running', 'pending'].map((state) => at(look, instance(state)))).toEqual([
      'done',
      'done',
      'impossible',
      'impossible',
    ]);
    expect(at(look, GONE)).toBe('done');
  });

  it('gives an address of an own pool back to it, and asks there for it again', () => {
    const pools = ['amazon', 'ipv4pool-ec2-1', 'ipam-pool-1'].map((PublicIpv4Pool) => {
      const before = { address: address({ PublicIpv4Pool, NetworkBorderGroup: 'eu-west-1-lon-1' }) };
      const [back] = ec2ReleaseAddress.undo(subjectOf(RELEASE) as never, before, {});
      const { Domain: _, Address: __, TagSpecifications: ___, ...input } = (back!.call as AwsCall).input;
      return input;
    });
    const NetworkBorderGroup = 'eu-west-1-lon-1';
    expect(pools).toEqual([
      { NetworkBorderGroup },
      { NetworkBorderGroup, PublicIpv4Pool: 'ipv4pool-ec2-1' },
      { NetworkBorderGroup, IpamPoolId: 'ipam-pool-1' },
    ]);
  });

  const rule = fc.record({
    ID: fc.constantFrom('a', 'b', 'c', 'd'),
    Status: fc.constantFrom('Enabled', 'Disabled'),
    Expiration: fc.record({ Days: fc.integer({ min: 1, max: 3 }) }),
  });
  const some = fc.uniqueArray(rule, { selector: ({ ID }) => ID });
  const put = (step: Step | undefined): unknown[] => {
    const { operation, input } = step!.call as AwsCall;
    return operation === 'DeleteBucketLifecycle' ? [] : (input['LifecycleConfiguration'] as { Rules: unknown[] }).Rules;
  };

  it('never writes over a rule of a bucket that somebody changed meanwhile, nor loses one in undoing', () => {
    fc.assert(
      fc.property(some, some, (before, now) => {
        const seen = { ...PLAIN, lifecycle: rules(...before) };
        const [add] = s3AddLifecycleRule.steps(subjectOf(RULE) as never, seen, {});
        const same = JSON.stringify(before.toSorted(byId)) === JSON.stringify(now.toSorted(byId));
        expect(at(add, rules(...now))).toBe(same ? 'todo' : 'impossible');
        expect(at(add, rules(...now, OURS))).toBe('done');
        expect(put(add)).toHaveLength(before.length + 1);

        const [find] = s3AddLifecycleRule.undo(subjectOf(RULE) as never, seen, {});
        const found = find!.judge(rules(...now, OURS));
        const [, remove] = s3AddLifecycleRule.undo(subjectOf(RULE) as never, seen, 'kept' in found ? found.kept! : {});
        expect(at(remove, rules(...now))).toBe('done');
        expect(at(remove, rules(...now, OURS))).toBe('todo');
        expect((put(remove) as typeof now).toSorted(byId)).toEqual(now.toSorted(byId));
      }),
    );
  });
});
