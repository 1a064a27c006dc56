import { expect } from 'vitest';
import type { Change } from '../../src/recommendations/core/change.ts';
import type { MotoAccount } from './moto.ts';
import { makeAddress, makeBucket, makeSnapshot, makeVolume, OTHER_RULES } from './remediation-worlds/aws-storage.ts';

export const REGION = 'eu-central-1';
const GP3 = { VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 250 } as const;

/** What is there for all cases: an instance that is stopped, and a volume that snapshots are of. */
export interface StorageWorld {
  account: MotoAccount;
  stopped_instance: string;
  volume: string;
}

/** A change of something that is made for it, with all that is to be seen. */
export interface StorageCase {
  name: string;
  make(world: StorageWorld, name: string): Promise<Change>;
  /** Calls that change, in order, and those that undo. */
  calls: string[];
  undo_calls: string[];
  /** Declared, and not asked for here: for another case, or by Moto never. */
  unasked: string[];
  /** What is to be seen of it; undone it is as it was before, and has this beside. */
  before: object;
  after: object;
  left_behind?: object;
  /** Like another one, but for what it is and becomes: what was proved of that need not be again. */
  is_variant?: boolean;
}

const volume = (more: object) => ({ state: 'available', zone: `${REGION}a`, key: null, ...more });
const LEFT = volume({ volume_type: 'gp3', size_gib: 100, performance: [4000, 250] });
const BACKUP = { state: 'completed', size_gib: 100 };
/** Rules that go by a date have to be put again along with a new one. */
const ON_A_DATE = {
  ID: 'once',
  Status: 'Enabled',
  Prefix: 'once/',
  Expiration: { Date: new Date('2030-01-01') },
} as const;
/** Nothing of a name is there. */
export const NOTHING = { volumes: [], snapshots: [], addresses: [], rules: [], tiering: [] };
const OF_KEYS = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];
const RULE = {
  ID: 'finopsmind',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Transitions: [{ Days: 0, StorageClass: 'INTELLIGENT_TIERING' }],
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
const TIERING = {
  Id: 'finopsmind',
  Status: 'Enabled',
  Tierings: [
    { AccessTier: 'ARCHIVE_ACCESS', Days: 90 },
    { AccessTier: 'DEEP_ARCHIVE_ACCESS', Days: 180 },
  ],
};

const modified = (
  name: string,
  from: object,
  to: { volume_type: string; iops: number; throughput_mibps: number },
  is_variant = false,
): StorageCase => ({
  name,
  is_variant,
  make: async ({ account }, id) => ({
    action: 'ec2.modify_volume',
    parameters: {
      volume_id: await makeVolume(account, REGION, id, { Size: 200, ...from }),
      from_volume_type: 'VolumeType' in from ? String(from.VolumeType) : '',
      size_gib: 200,
      from_iops: null,
      from_throughput_mibps: null,
      ...to,
    },
  }),
  calls: ['ModifyVolume'],
  undo_calls: ['ModifyVolume'],
  unasked: [],
  before: {
    volumes: [
      volume({
        size_gib: 200,
        volume_type: 'VolumeType' in from ? from.VolumeType : '',
        performance: 'Iops' in from && 'Throughput' in from ? [from.Iops, from.Throughput] : null,
      }),
    ],
  },
  after: {
    volumes: [volume({ size_gib: 200, volume_type: to.volume_type, performance: [to.iops, to.throughput_mibps] })],
  },
});

const ruleAdded = (name: string, rules: typeof OTHER_RULES, undo_call: string): StorageCase => ({
  name,
  is_variant: rules.length === 0,
  make: async ({ account }, bucket) => {
    await makeBucket(account, REGION, bucket, rules);
    return {
      action: 's3.add_lifecycle_rule',
      parameters: {
        bucket,
        rule_id: RULE.ID,
        transitions: [{ days: 0, storage_class: 'INTELLIGENT_TIERING' }],
        noncurrent_expiration_days: null,
        abort_multipart_days: 7,
      },
    };
  },
  calls: ['PutBucketLifecycleConfiguration'],
  undo_calls: [undo_call],
  unasked: [],
  before: { rules },
  after: { rules: [...rules.map(({ Prefix, ...rule }) => ({ ...rule, Filter: { Prefix } })), RULE] },
});

export const STORAGE_CASES: StorageCase[] = [
  {
    name: 'a volume',
    make: async ({ account }, name) => ({
      action: 'ec2.delete_volume',
      parameters: { volume_id: await makeVolume(account, REGION, name, GP3) },
    }),
    calls: ['CreateSnapshot', 'DeleteVolume'],
    undo_calls: ['CreateVolume'],
    unasked: ['ec2:CreateTags', ...OF_KEYS.map((name) => `kms:${name}`)],
    before: { volumes: [LEFT] },
    after: { snapshots: [BACKUP] },
    left_behind: { snapshots: [BACKUP] },
  },
  modified('a gp2 volume', { VolumeType: 'gp2' }, { volume_type: 'gp3', iops: 3000, throughput_mibps: 250 }),
  modified(
    'a volume with too many IOPS',
    { VolumeType: 'gp3', Iops: 9000, Throughput: 500 },
    { volume_type: 'gp3', iops: 4000, throughput_mibps: 125 },
    true,
  ),
  {
    name: 'an address on nothing',
    is_variant: true,
    make: async ({ account }, name) => ({
      action: 'ec2.release_address',
      parameters: await makeAddress(account, REGION, name),
    }),
    calls: ['ReleaseAddress'],
    undo_calls: ['AllocateAddress'],
    unasked: [],
    before: { addresses: [{ public_ip: expect.any(String), is_on: null }] },
    after: {},
  },
  {
    name: 'an address on a stopped instance',
    make: async ({ account, stopped_instance }, name) => ({
      action: 'ec2.release_address',
      parameters: await makeAddress(account, REGION, name, stopped_instance),
    }),
    calls: ['DisassociateAddress', 'ReleaseAddress'],
    undo_calls: ['AllocateAddress', 'AssociateAddress'],
    unasked: ['ec2:DescribeAddressesAttribute', 'ec2:CreateTags'],
    before: { addresses: [{ public_ip: expect.any(String), is_on: expect.any(String) }] },
    after: {},
  },
  {
    name: 'a snapshot',
    make: async ({ account, volume: of }, name) => ({
      action: 'ec2.delete_snapshot',
      parameters: { snapshot_id: await makeSnapshot(account, REGION, name, of) },
    }),
    calls: ['DeleteSnapshot'],
    undo_calls: [],
    unasked: [],
    before: { snapshots: [{ state: 'completed', size_gib: 7 }] },
    after: {},
  },
  ruleAdded('a bucket with rules', [...OTHER_RULES, ON_A_DATE], 'PutBucketLifecycleConfiguration'),
  ruleAdded('a bucket without rules', [], 'DeleteBucketLifecycle'),
  {
    name: 'a bucket to archive',
    make: async ({ account }, bucket) => {
      await makeBucket(account, REGION, bucket);
      return {
        action: 's3.set_intelligent_tiering',
        parameters: { bucket, configuration_id: 'finopsmind', archive_days: 90, deep_archive_days: 180 },
      };
    },
    calls: ['PutBucketIntelligentTieringConfiguration'],
    undo_calls: ['DeleteBucketIntelligentTieringConfiguration'],
    unasked: [
      's3:GetLifecycleConfiguration',
      's3:GetIntelligentTieringConfiguration',
      's3:PutIntelligentTieringConfiguration',
    ],
    before: {},
    after: { tiering: [TIERING] },
  },
];
