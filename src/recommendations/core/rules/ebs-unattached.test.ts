import { expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
} from '../../../../test/support/rule-cases.ts';
import { type EbsVolume, volumeResource } from '../../../connections/providers/aws/core/inventory/volumes.ts';
import { ebsUnattached } from './ebs-unattached.ts';

interface Change {
  volume?: Partial<EbsVolume>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ volume, use, parameters }: Change) => ({
  resource: volumeResource(PLACE, {
    VolumeId: 'vol-1',
    VolumeType: 'gp3',
    Size: 100,
    State: 'available',
    CreateTime: daysAgo(7),
    Attachments: [],
    ...volume,
  }),
  use,
  parameters,
});
const operations = (read: Measured[keyof Measured], written = read): Measured => ({
  disk_read_operations: read,
  disk_write_operations: written,
});
const of = (key: string, value = '1') => [{ Key: key, Value: value }];

describeCases<Change>(ebsUnattached, situationOf, {
  found: {
    'seven days old, never measured': {},
    'measured without an operation': { use: operations({ total: 0 }) },
    'used for the last time eight days ago': {
      use: operations({ total: [50, 0, 0, 0, 0, 0, 0, 0] }),
      volume: { CreateTime: daysAgo(30) },
    },
    'of Kubernetes, where those are asked for': {
      volume: { Tags: of('kubernetes.io/created-for/pvc/name') },
      parameters: { kubernetes_volumes: true },
    },
    'tagged as not protected': { volume: { Tags: of('finopsmind:protect', 'false') } },
  },
  fine: {
    'six days old': [{ volume: { CreateTime: daysAgo(6) } }, 'age_days'],
    'in use': [
      { volume: { State: 'in-use', Attachments: [{ InstanceId: 'i-1', State: 'attached' }] } },
      'status',
      'attached',
    ],
    'held by a service': [
      { volume: { Attachments: [{ AssociatedResource: 'arn:aws:ecs:us-east-1:1:task/1' }] } },
      'attached',
    ],
    'being made': [{ volume: { State: 'creating' } }, 'status'],
    'written seven days ago': [
      { use: { disk_write_operations: { total: [1, 0, 0, 0, 0, 0, 0] } }, volume: { CreateTime: daysAgo(30) } },
      'operations',
    ],
    'of Kubernetes': [{ volume: { Tags: of('ebs.csi.aws.com/cluster', 'true') } }, 'kubernetes'],
    'of Elastic Disaster Recovery': [
      { volume: { Tags: of('AWSElasticDisasterRecoveryManaged', 'drs.amazonaws.com') } },
      'service',
    ],
    protected: [{ volume: { Tags: of('finopsmind:protect', 'true') } }, 'protected'],
  },
  unknown: {
    'no state': [{ volume: { State: undefined } }, 'status'],
    'no age': [{ volume: { CreateTime: undefined } }, 'age_days'],
  },
});

it('deletes the volume with all that it costs, and says what a stack would miss', () => {
  const situation = situationOf({ volume: { Tags: of('aws:cloudformation:stack-name', 'shop') } });
  expect(changeOf(ebsUnattached, situation)).toEqual({
    action: 'ec2.delete_volume',
    parameters: { volume_id: 'vol-1' },
  });
  const { claims, risk, reason, reversible } = findingOf(ebsUnattached, situation);
  expect(claims).toEqual([{ resource_id: situation.resource.resource_id, component: 'all' }]);
  expect(reason).toContain('100 GiB');
  expect(reason).toContain('7 days ago');
  expect(reversible).toBe(true);
  expect(risk).toMatchObject({
    level: 'medium',
    reasons: expect.arrayContaining([expect.stringContaining('stack shop')]),
  });
});

it('says what the snapshot costs at most, and is not sure where that is no less than the volume', () => {
  const ofType = (VolumeType: string) => findingOf(ebsUnattached, situationOf({ volume: { VolumeType } }));
  expect(ofType('gp3').risk.reasons.join(' ')).toContain(
    'at most 100 GiB, 5 US dollars a month by list price, for as long as it is kept',
  );
  expect(ofType('gp3').confidence.level).toBe('high');
  // A GiB of sc1 costs 0.015 US dollars a month, and one of a snapshot 0.05.
  expect(ofType('sc1').confidence).toMatchObject({
    level: 'low',
    reasons: expect.arrayContaining([expect.stringContaining('may cost as much as the volume')]),
  });
});

it('is less sure of a volume that an instance still had in those days', () => {
  const { confidence } = findingOf(ebsUnattached, situationOf({ use: operations({ total: [0, 0, 0] }) }));
  expect(confidence).toMatchObject({
    level: 'medium',
    reasons: [expect.any(String), expect.stringContaining('3 days')],
  });
});
