import { describe, expect, it } from 'vitest';
import {
  address,
  DELETE_SNAPSHOT,
  DELETE_VOLUME,
  DENIED,
  GONE,
  inspected,
  instance,
  MODIFY,
  modification,
  modifying,
  NO_BUCKET,
  NO_IMAGES,
  NO_MODIFICATION,
  NO_NAME,
  NO_RULES,
  NONE,
  ON_INSTANCE,
  OURS,
  ok,
  PLAIN,
  RELEASE,
  RULE,
  rules,
  snapshot,
  TIERING,
  tagged,
  tiering,
  UNCONFIGURED,
  volume,
} from '../../../../../test/support/storage-answers.ts';
import type { Change } from '../../../../recommendations/core/change.ts';
import type { Answers } from '../../action.ts';
import { blockersOf } from '../../blockers.ts';

describe('what keeps changes of storage from being made', () => {
  const cases: [string, Change, Answers, RegExp][] = [
    [
      'a volume in use',
      DELETE_VOLUME,
      { volume: volume({ State: 'in-use', Attachments: [{ InstanceId: 'i-1' }] }), snapshots: NONE },
      /attached to i-1/,
    ],
    [
      'a volume of a task',
      DELETE_VOLUME,
      { volume: volume({ Attachments: [{ AssociatedResource: 'arn:task' }] }), snapshots: NONE },
      /attached to arn:task/,
    ],
    [
      'a volume in error',
      DELETE_VOLUME,
      { volume: volume({ State: 'error' }), snapshots: NONE },
      /is error, not available/,
    ],
    [
      'a volume that EKS manages',
      DELETE_VOLUME,
      { volume: volume({ Operator: { Managed: true, Principal: 'eks.amazonaws.com' } }), snapshots: NONE },
      /managed by eks/,
    ],
    [
      'a volume of Kubernetes',
      DELETE_VOLUME,
      { volume: volume(tagged('kubernetes.io/created-for/pv/name')), snapshots: NONE },
      /the PersistentVolume one.*take the tag kubernetes\.io/,
    ],
    [
      'a volume of its driver',
      DELETE_VOLUME,
      { volume: volume(tagged('ebs.csi.aws.com/cluster')), snapshots: NONE },
      /a PersistentVolume.*ebs\.csi/,
    ],
    [
      'a volume on an Outpost',
      DELETE_VOLUME,
      { volume: volume({ OutpostArn: 'arn:outpost' }), snapshots: NONE },
      /on an Outpost/,
    ],
    [
      'a volume that can’t be read',
      DELETE_VOLUME,
      { volume: DENIED, snapshots: NONE },
      /does not tell: The permission/,
    ],
    [
      'snapshots that can’t be read',
      DELETE_VOLUME,
      { volume: volume(), snapshots: DENIED },
      /does not tell: The permission/,
    ],
    [
      'a volume of another type',
      MODIFY,
      { volume: volume({ VolumeType: 'io1' }), modifications: NO_MODIFICATION },
      /io1 now, not gp2/,
    ],
    [
      'a volume with other IOPS',
      modifying({ from_volume_type: 'gp3', from_iops: 9000 }),
      { volume: volume({ VolumeType: 'gp3', Iops: 6000, Throughput: 250 }), modifications: NO_MODIFICATION },
      /6000 IOPS, 250 MiB\/s now, not 9000 IOPS/,
    ],
    [
      'a volume that grew',
      MODIFY,
      { volume: volume({ Size: 300 }), modifications: NO_MODIFICATION },
      /300 GiB now, not 200/,
    ],
    [
      'a volume that is being made',
      MODIFY,
      { volume: volume({ State: 'creating' }), modifications: NO_MODIFICATION },
      /is creating/,
    ],
    ['a volume AWS is at', MODIFY, { volume: volume(), modifications: modification('optimizing') }, /optimizing, 10 %/],
    ['modifications that can’t be read', MODIFY, { volume: volume(), modifications: DENIED }, /does not tell/],
    [
      'a volume for several instances',
      MODIFY,
      { volume: volume({ MultiAttachEnabled: true }), modifications: NO_MODIFICATION },
      /Multi-Attach/,
    ],
    [
      'a volume an instance starts from',
      modifying({ volume_type: 'st1' }),
      { volume: volume({ Attachments: [{ Device: '/dev/xvda' }] }), modifications: NO_MODIFICATION },
      /can't from st1/,
    ],
    [
      'an address of another kind',
      RELEASE,
      { address: address({ PublicIp: '203.0.113.6' }), attributes: NO_NAME },
      /of 203\.0\.113\.6, not of/,
    ],
    [
      'an address on what runs',
      RELEASE,
      { address: address(ON_INSTANCE), attributes: NO_NAME, instance: instance('running') },
      /which is running/,
    ],
    [
      'an address on what is not known',
      RELEASE,
      { address: address(ON_INSTANCE), attributes: NO_NAME, instance: DENIED },
      /does not tell/,
    ],
    [
      'an address on something new',
      RELEASE,
      {
        address: address({ ...ON_INSTANCE, AssociationId: 'eipassoc-2' }),
        attributes: NO_NAME,
        instance: instance('stopped'),
      },
      /i-1 now, which it was not/,
    ],
    [
      'an address of a NAT gateway',
      RELEASE,
      { address: address({ ...ON_INSTANCE, InstanceId: '' }), attributes: NO_NAME },
      /eni-1, which belongs to no instance/,
    ],
    [
      'an address that AWS manages',
      RELEASE,
      { address: address({ ServiceManaged: 'alb' }), attributes: NO_NAME },
      /\(alb\)/,
    ],
    [
      'an address of a carrier',
      RELEASE,
      { address: address({ CarrierIp: '198.51.100.1' }), attributes: NO_NAME },
      /carrier/,
    ],
    [
      'an address with a name',
      RELEASE,
      { address: address(), attributes: ok({ Addresses: [{ PtrRecord: 'mail.example.com.' }] }) },
      /name mail\.example\.com\./,
    ],
    [
      'a snapshot of an image',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(), images: ok({ Images: [{ ImageId: 'ami-1' }] }), volume: volume() },
      /ami-1 is an image/,
    ],
    [
      'images that can’t be read',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(), images: DENIED, volume: volume() },
      /does not tell/,
    ],
    [
      'a snapshot of a backup plan',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(tagged('aws:backup:source-resource')), images: NO_IMAGES, volume: volume() },
      /AWS Backup made it/,
    ],
    [
      'a snapshot that says so',
      DELETE_SNAPSHOT,
      {
        snapshot: snapshot({ Description: 'This snapshot is created by the AWS Backup service.' }),
        images: NO_IMAGES,
        volume: volume(),
      },
      /AWS Backup made it/,
    ],
    [
      'a snapshot of a lifecycle policy',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(tagged('dlm:managed')), images: NO_IMAGES, volume: volume() },
      /Data Lifecycle Manager made it/,
    ],
    [
      'a snapshot of others',
      DELETE_SNAPSHOT,
      { snapshot: snapshot({ OwnerId: '222222222222' }), images: NO_IMAGES, volume: volume() },
      /account 222222222222/,
    ],
    [
      'a snapshot that is being made',
      DELETE_SNAPSHOT,
      { snapshot: snapshot({ State: 'pending' }), images: NO_IMAGES, volume: volume() },
      /is pending/,
    ],
    [
      'another rule of the id',
      RULE,
      { ...PLAIN, lifecycle: rules({ ...OURS, Status: 'Disabled' }) },
      /another rule ours/,
    ],
    [
      'a thousand rules',
      RULE,
      { ...PLAIN, lifecycle: rules(...Array.from({ length: 1000 }, (_, ID) => ({ ID: `r${ID}` }))) },
      /takes no more/,
    ],
    [
      'a rule of nothing',
      { ...RULE, parameters: { ...RULE.parameters, transitions: [], noncurrent_expiration_days: null } },
      { ...PLAIN, lifecycle: NO_RULES },
      /neither moves nor deletes/,
    ],
    ['tags that can’t be read', RULE, { ...PLAIN, tagging: DENIED, lifecycle: NO_RULES }, /does not tell/],
    ['versions that can’t be read', RULE, { ...PLAIN, versioning: DENIED, lifecycle: NO_RULES }, /does not tell/],
    ['rules that can’t be read', RULE, { ...PLAIN, lifecycle: DENIED }, /does not tell/],
    ['a bucket that is gone', RULE, { ...PLAIN, lifecycle: NO_BUCKET }, /not there any more/],
    [
      'another configuration of the id',
      TIERING,
      { ...UNCONFIGURED, configuration: ok({ IntelligentTieringConfiguration: { Id: 'ours', Status: 'Disabled' } }) },
      /another configuration ours/,
    ],
    ['too few days', tiering(30, null), UNCONFIGURED, /90 to 730/],
    ['too many days', tiering(null, 731), UNCONFIGURED, /180 to 730/],
    ['days in the wrong order', tiering(200, 180), UNCONFIGURED, /more than for the other/],
    ['no days', tiering(null, null), UNCONFIGURED, /at least one/],
    ['configurations that can’t be read', TIERING, { ...UNCONFIGURED, configurations: DENIED }, /does not tell/],
    [
      'a configuration in a bucket that is gone',
      TIERING,
      { ...UNCONFIGURED, configuration: NO_BUCKET },
      /not there any more/,
    ],
  ];
  it.each(cases)('%s', (_, change, answers, blocker) => {
    const blockers = blockersOf(inspected(change, answers));
    expect(blockers).toHaveLength(1);
    expect(blockers[0]).toMatch(blocker);
  });

  const warned: [string, Change, Answers, RegExp][] = [
    [
      'a key',
      DELETE_VOLUME,
      { volume: volume({ Encrypted: true, KmsKeyId: 'arn:key' }), snapshots: NONE },
      /encrypted with arn:key/,
    ],
    [
      'a stack',
      DELETE_VOLUME,
      { volume: volume(tagged('aws:cloudformation:stack-name')), snapshots: NONE },
      /stack one/,
    ],
    [
      'fewer IOPS',
      MODIFY,
      { volume: volume({ Iops: 6000 }), modifications: NO_MODIFICATION },
      /3000 IOPS instead of 6000/,
    ],
    [
      'less throughput',
      modifying({ throughput_mibps: null }),
      { volume: volume(), modifications: NO_MODIFICATION },
      /125 MiB\/s instead of up to 250/,
    ],
    [
      'no way back',
      modifying({ from_volume_type: 'standard' }),
      { volume: volume({ VolumeType: 'standard', Iops: undefined }), modifications: NO_MODIFICATION },
      /magnetic again/,
    ],
    ['names elsewhere', RELEASE, { address: address(), attributes: NO_NAME }, /DNS records/],
    [
      'a name that can’t be read',
      RELEASE,
      { address: address(), attributes: DENIED },
      /not known whether it has a reverse/,
    ],
    [
      'the only copy',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(), images: NO_IMAGES, volume: GONE, siblings: snapshot() },
      /vol-1 is gone and has no other/,
    ],
    [
      'a way back of another change',
      DELETE_SNAPSHOT,
      { snapshot: snapshot(tagged('finopsmind:source-volume')), images: NO_IMAGES, volume: volume() },
      /before one was deleted/,
    ],
    [
      'an archived snapshot',
      DELETE_SNAPSHOT,
      { snapshot: snapshot({ StorageTier: 'archive' }), images: NO_IMAGES, volume: volume() },
      /90 days/,
    ],
    [
      'versions deleted',
      RULE,
      { ...PLAIN, versioning: ok({ Status: 'Enabled' }), lifecycle: NO_RULES },
      /30 days ago are deleted for good/,
    ],
    ['no versions', RULE, { ...PLAIN, lifecycle: NO_RULES }, /keeps no older versions/],
    [
      'small objects moved',
      RULE,
      {
        ...PLAIN,
        lifecycle: ok({ Rules: [{ ID: 'a' }], TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' }),
      },
      /small objects moved/,
    ],
    [
      'a configuration for all',
      TIERING,
      {
        ...UNCONFIGURED,
        configurations: ok({ IntelligentTieringConfigurationList: [{ Id: 'all', Status: 'Enabled' }] }),
      },
      /all archives all objects/,
    ],
    ['nothing in the class', TIERING, UNCONFIGURED, /No lifecycle rule of the bucket moves/],
  ];
  it.each(warned)('but not %s, which is told', (_, change, answers, text) => {
    const inspection = inspected(change, answers);
    expect(blockersOf(inspection)).toEqual([]);
    const warnings = inspection.conditions.filter(({ result }) => result === 'warning').map(({ detail }) => detail);
    expect(warnings.join(' ')).toMatch(text);
  });

  it('takes what is gone, or so already, for done', () => {
    const done: [Change, Answers][] = [
      [DELETE_VOLUME, { volume: GONE, snapshots: NONE }],
      [RELEASE, { address: GONE, attributes: GONE }],
      [DELETE_SNAPSHOT, { snapshot: GONE, images: NO_IMAGES }],
      [MODIFY, { volume: volume({ VolumeType: 'gp3', Iops: 3000, Throughput: 250 }), modifications: NO_MODIFICATION }],
      [RULE, { ...PLAIN, lifecycle: rules(OURS) }],
    ];
    expect(done.map(([change, answers]) => inspected(change, answers).is_done)).toEqual(done.map(() => true));
    expect(inspected(MODIFY, { volume: GONE, modifications: NO_MODIFICATION })).toMatchObject({ is_done: false });
  });
});
