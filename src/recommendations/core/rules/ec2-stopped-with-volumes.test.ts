import { expect, it } from 'vitest';
import { ec2Instance, IN_GROUP, PROTECTED } from '../../../../test/support/machines.ts';
import { daysAgo, describeCases, findingOf, PLACE, planOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { type EbsVolume, volumeResource } from '../../../connections/providers/aws/core/inventory/volumes.ts';
import { ec2StoppedWithVolumes } from './ec2-stopped-with-volumes.ts';

const volume = (VolumeId: string, more: Partial<EbsVolume> = {}) =>
  volumeResource(PLACE, { VolumeId, VolumeType: 'gp3', Size: 50, Attachments: [{ InstanceId: 'i-1' }], ...more });
const stoppedDaysAgo = (days: number): string =>
  `User initiated (${daysAgo(days).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;

interface Change {
  instance?: Partial<Ec2Instance>;
  volumes?: ReturnType<typeof volume>[];
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, volumes = [volume('vol-1'), volume('vol-2')], parameters }: Change) => ({
  resource: ec2Instance({
    State: { Name: 'stopped' },
    StateTransitionReason: stoppedDaysAgo(60),
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1' } }],
    ...instance,
  }),
  others: volumes,
  parameters,
});
const shared = volume('vol-3', { Attachments: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] });

describeCases<Change>(ec2StoppedWithVolumes, situationOf, {
  found: {
    'stopped two months ago': {},
    'stopped 30 days ago': { instance: { StateTransitionReason: stoppedDaysAgo(30) } },
    'a limit of its own': {
      instance: { StateTransitionReason: stoppedDaysAgo(7) },
      parameters: { stopped_days: 7 },
    },
  },
  fine: {
    running: [{ instance: { State: { Name: 'running' } } }, 'status'],
    'stopped 29 days ago': [{ instance: { StateTransitionReason: stoppedDaysAgo(29) } }, 'stopped_days'],
    'kept stopped by its group': [{ instance: IN_GROUP }, 'member'],
    protected: [{ instance: { Tags: PROTECTED } }, 'protected'],
    'no volumes': [{ instance: { BlockDeviceMappings: [] }, volumes: [] }, 'volumes'],
    'a volume that another instance has, too': [{ volumes: [shared] }, 'volumes'],
    'a volume that is protected': [{ volumes: [volume('vol-1', { Tags: PROTECTED })] }, 'volumes'],
  },
  unknown: {
    'nobody knows since when': [{ instance: { StateTransitionReason: 'User initiated' } }, 'stopped_days'],
    'volumes that the inventory does not have': [{ volumes: [] }, 'volumes'],
  },
});

it('deletes the volumes that it alone has, and claims them and the instance', () => {
  const situation = situationOf({ volumes: [volume('vol-1'), shared] });
  const finding = findingOf(ec2StoppedWithVolumes, situation);
  expect(finding.change).toEqual({
    action: 'ec2.delete_volumes_of_stopped_instance',
    parameters: { instance_id: 'i-1', volume_ids: ['vol-1'] },
  });
  expect(finding.reason).toBe('It was stopped 60 days ago, and its volume of 50 GiB (vol-1) is paid for as if it ran.');
  expect(finding.claims.map(({ resource_id, component }) => [resource_id.split('/').at(-1), component])).toEqual([
    ['i-1', 'all'],
    ['vol-1', 'all'],
  ]);
  expect(planOf(ec2StoppedWithVolumes, situation)).toMatchObject([
    { kind: 'ends', of: 'all', resource_id: expect.stringContaining('vol-1') },
  ]);
});

it('says what the snapshots cost at most', () => {
  expect(findingOf(ec2StoppedWithVolumes, situationOf({})).risk.reasons.join(' ')).toContain(
    'at most 5 US dollars a month by list price',
  );
});
