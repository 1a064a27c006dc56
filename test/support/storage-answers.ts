import type { CloudAnswer } from '../../src/connections/core/cloud-call.ts';
import type { Change } from '../../src/recommendations/core/change.ts';
import type { Answers, AnyAction, Subject } from '../../src/remediation/core/action.ts';
import { ec2DeleteSnapshot } from '../../src/remediation/core/actions/aws/ec2-delete-snapshot.ts';
import { ec2DeleteVolume } from '../../src/remediation/core/actions/aws/ec2-delete-volume.ts';
import { ec2ModifyVolume } from '../../src/remediation/core/actions/aws/ec2-modify-volume.ts';
import { ec2ReleaseAddress } from '../../src/remediation/core/actions/aws/ec2-release-address.ts';
import { s3AddLifecycleRule } from '../../src/remediation/core/actions/aws/s3-add-lifecycle-rule.ts';
import { s3SetIntelligentTiering } from '../../src/remediation/core/actions/aws/s3-set-intelligent-tiering.ts';

// Changes of storage, and what AWS may answer of what they are of.

const ACTIONS: readonly AnyAction[] = [
  ec2DeleteVolume,
  ec2ModifyVolume,
  ec2ReleaseAddress,
  ec2DeleteSnapshot,
  s3AddLifecycleRule,
  s3SetIntelligentTiering,
];

export const ok = (body: unknown): CloudAnswer => ({ ok: true, body, operation: null });
export const no = (meaning: 'gone' | 'denied', code: string, message = code): CloudAnswer => ({
  ok: false,
  meaning,
  code,
  message,
  permission: null,
});
export const GONE = no('gone', 'InvalidVolume.NotFound');
export const DENIED = no('denied', 'UnauthorizedOperation', 'The permission is missing.');
export const NO_RULES = no('gone', 'NoSuchLifecycleConfiguration');
const NO_CONFIGURATION = no('gone', 'NoSuchConfiguration');
export const NO_BUCKET = no('gone', 'NoSuchBucket');
const NO_TAGS = no('gone', 'NoSuchTagSet');

const actionOf = ({ action }: Change): AnyAction => ACTIONS.find((one) => one.action === action)!;
export const subjectOf = ({ parameters }: Change): Subject => ({
  remediation_id: '0199a000-0000-7000-8000-000000000001',
  parameters: parameters as Subject['parameters'],
  resource_id: 'arn:aws:any',
  resource_name: null,
  account_id: '111111111111',
  region: 'eu-west-1',
});
export const inspected = (change: Change, answers: Answers) => actionOf(change).inspect(subjectOf(change), answers);

export const DELETE_VOLUME: Change = { action: 'ec2.delete_volume', parameters: { volume_id: 'vol-1' } };
export const volume = (more: object = {}): CloudAnswer =>
  ok({ Volumes: [{ VolumeId: 'vol-1', State: 'available', Size: 200, VolumeType: 'gp2', Iops: 600, ...more }] });
export const NONE = ok({ Snapshots: [] });
export const MODIFY: Change & { action: 'ec2.modify_volume' } = {
  action: 'ec2.modify_volume',
  parameters: {
    volume_id: 'vol-1',
    volume_type: 'gp3',
    from_volume_type: 'gp2',
    size_gib: 200,
    iops: 3000,
    throughput_mibps: 250,
    from_iops: 600,
    from_throughput_mibps: null,
  },
};
export const modifying = (more: Partial<typeof MODIFY.parameters>): Change => ({
  ...MODIFY,
  parameters: { ...MODIFY.parameters, ...more },
});
export const modification = (ModificationState: string, more: object = {}): CloudAnswer =>
  ok({
    VolumesModifications: [
      {
        ModificationState,
        Progress: 10,
        StartTime: '2026-01-02T00:00:00Z',
        TargetVolumeType: 'gp3',
        TargetIops: 3000,
        TargetThroughput: 250,
        ...more,
      },
    ],
  });
export const NO_MODIFICATION = ok({ VolumesModifications: [] });
export const RELEASE: Change = {
  action: 'ec2.release_address',
  parameters: { allocation_id: 'eipalloc-1', public_ip: '203.0.113.5', association_id: 'eipassoc-1' },
};
export const address = (more: object = {}): CloudAnswer => ok({ Addresses: [{ PublicIp: '203.0.113.5', ...more }] });
export const NO_NAME = ok({ Addresses: [{}] });
export const ON_INSTANCE = { AssociationId: 'eipassoc-1', InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' };
export const instance = (Name: string): CloudAnswer => ok({ Reservations: [{ Instances: [{ State: { Name } }] }] });
export const DELETE_SNAPSHOT: Change = { action: 'ec2.delete_snapshot', parameters: { snapshot_id: 'snap-1' } };
export const snapshot = (more: object = {}): CloudAnswer =>
  ok({
    Snapshots: [{ SnapshotId: 'snap-1', State: 'completed', VolumeId: 'vol-1', OwnerId: '111111111111', ...more }],
  });
export const NO_IMAGES = ok({ Images: [] });
export const tagged = (...Keys: string[]) => ({ Tags: Keys.map((Key) => ({ Key, Value: 'one' })) });
export const RULE: Change & { action: 's3.add_lifecycle_rule' } = {
  action: 's3.add_lifecycle_rule',
  parameters: {
    bucket: 'media',
    rule_id: 'ours',
    transitions: [{ days: 0, storage_class: 'INTELLIGENT_TIERING' }],
    noncurrent_expiration_days: 30,
    abort_multipart_days: null,
  },
};
export const OURS = {
  ID: 'ours',
  Status: 'Enabled',
  Filter: {},
  Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', Days: 0 }],
  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
};
export const rules = (...Rules: object[]): CloudAnswer => (Rules.length === 0 ? NO_RULES : ok({ Rules }));
export const PLAIN = { versioning: ok({}), tagging: NO_TAGS };
export const TIERING: Change & { action: 's3.set_intelligent_tiering' } = {
  action: 's3.set_intelligent_tiering',
  parameters: { bucket: 'media', configuration_id: 'ours', archive_days: 90, deep_archive_days: 180 },
};
export const tiering = (archive_days: number | null, deep_archive_days: number | null): Change => ({
  ...TIERING,
  parameters: { ...TIERING.parameters, archive_days, deep_archive_days },
});
export const UNCONFIGURED = {
  configuration: NO_CONFIGURATION,
  configurations: ok({}),
  tagging: NO_TAGS,
  lifecycle: NO_RULES,
};
