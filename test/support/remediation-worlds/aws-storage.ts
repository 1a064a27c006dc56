import type { Volume } from '@aws-sdk/client-ec2';
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { Change } from '../../../src/recommendations/core/change.ts';
import { MOTO, type MotoAccount } from '../moto.ts';
import type { PreparedChange } from './aws-services.ts';

interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Tags beside those of remediations, by key. */
const tagsOf = (tags: Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.flatMap(({ Key = '', Value = '' }) => (Key.startsWith('finopsmind:') ? [] : [[Key, Value]])));
const named = (ResourceType: 'volume' | 'snapshot' | 'elastic-ip' | 'instance', name: string, more: object = {}) => [
  {
    ResourceType,
    Tags: Object.entries({ Name: name, team: 'checkout', ...more }).map(([Key, Value]) => ({ Key, Value })),
  },
];

async function ec2Of(account: MotoAccount, region: string) {
  const sdk = await import('@aws-sdk/client-ec2');
  return { sdk, client: account.client(sdk.EC2Client, region) };
}

/** S3 as it is told to be for this process: Moto keeps no configurations of tiering, what stands before it does. */
async function s3Of({ keys }: MotoAccount, region: string) {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    region,
    endpoint: process.env.AWS_ENDPOINT_URL ?? MOTO,
    forcePathStyle: true,
    credentials: { accessKeyId: keys.access_key_id, secretAccessKey: keys.secret_key },
  });
  return { sdk, client };
}

/** Makes a volume that is attached to nothing; its id. */
export async function makeVolume(
  account: MotoAccount,
  region: string,
  name: string,
  settings: Pick<Volume, 'VolumeType' | 'Size' | 'Iops' | 'Throughput' | 'Encrypted' | 'KmsKeyId'>,
  tags: Record<string, string> = {},
): Promise<string> {
  const { sdk, client } = await ec2Of(account, region);
  const TagSpecifications = named('volume', name, tags);
  const command = new sdk.CreateVolumeCommand({ AvailabilityZone: `${region}a`, ...settings, TagSpecifications });
  return (await client.send(command)).VolumeId ?? '';
}

/** Makes a snapshot; its id. */
export async function makeSnapshot(
  account: MotoAccount,
  region: string,
  name: string,
  VolumeId: string,
  tags: Record<string, string> = {},
): Promise<string> {
  const { sdk, client } = await ec2Of(account, region);
  const TagSpecifications = named('snapshot', name, tags);
  return (await client.send(new sdk.CreateSnapshotCommand({ VolumeId, TagSpecifications }))).SnapshotId ?? '';
}

/** Makes an instance that is stopped; its id. */
export async function makeStoppedInstance(account: MotoAccount, region: string, name: string): Promise<string> {
  const { sdk, client } = await ec2Of(account, region);
  const { Images = [] } = await client.send(new sdk.DescribeImagesCommand({ Owners: ['amazon'] }));
  const { Instances } = await client.send(
    new sdk.RunInstancesCommand({
      ImageId: Images[0]?.ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: named('instance', name),
    }),
  );
  const id = Instances?.[0]?.InstanceId ?? '';
  await client.send(new sdk.StopInstancesCommand({ InstanceIds: [id] }));
  return id;
}

/** Makes an address, on an instance where one is given. */
export async function makeAddress(account: MotoAccount, region: string, name: string, InstanceId?: string) {
  const { sdk, client } = await ec2Of(account, region);
  const TagSpecifications = named('elastic-ip', name);
  const { AllocationId = '', PublicIp = '' } = await client.send(
    new sdk.AllocateAddressCommand({ Domain: 'vpc', TagSpecifications }),
  );
  const association_id =
    InstanceId === undefined
      ? null
      : ((await client.send(new sdk.AssociateAddressCommand({ AllocationId, InstanceId }))).AssociationId ?? null);
  return { allocation_id: AllocationId, public_ip: PublicIp, association_id };
}

/** Makes a bucket with these rules. */
export async function makeBucket(
  account: MotoAccount,
  region: string,
  Bucket: string,
  Rules: LifecycleRule[] = [],
): Promise<void> {
  const { sdk, client } = await s3Of(account, region);
  const CreateBucketConfiguration = { LocationConstraint: region as 'eu-central-1' };
  await client.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  if (Rules.length > 0)
    await client.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
}

/** Rules of the old form, as somebody has made them. */
export const OTHER_RULES: LifecycleRule[] = [
  { ID: 'logs', Status: 'Enabled', Prefix: 'logs/', Expiration: { Days: 365 } },
  { ID: 'old', Status: 'Disabled', Prefix: 'old/', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
];

/** A volume to delete, one to modify, an address, a snapshot, two buckets, and the changes of them. */
export async function prepare(account: MotoAccount, region: string): Promise<PreparedChange[]> {
  const arn = (rest: string): string => `arn:aws:ec2:${region}:${account.id}:${rest}`;
  const gp3 = { VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 250 } as const;
  const left = await makeVolume(account, region, 'left', gp3);
  const data = await makeVolume(account, region, 'data', { VolumeType: 'gp2', Size: 200 });
  const snapshot_id = await makeSnapshot(account, region, 'old', data);
  const address = await makeAddress(account, region, 'spare');
  const buckets = [`media-${account.id}`, `archive-${account.id}`] as const;
  await makeBucket(account, region, buckets[0], OTHER_RULES);
  await makeBucket(account, region, buckets[1]);
  const of = (resource_type: string, resource_id: string, change: Change): PreparedChange => ({
    resource_type,
    resource_id,
    change,
  });
  return [
    of('AWS::EC2::Volume', arn(`volume/${left}`), { action: 'ec2.delete_volume', parameters: { volume_id: left } }),
    of('AWS::EC2::Volume', arn(`volume/${data}`), {
      action: 'ec2.modify_volume',
      parameters: {
        volume_id: data,
        volume_type: 'gp3',
        from_volume_type: 'gp2',
        size_gib: 200,
        iops: 3000,
        throughput_mibps: 250,
        from_iops: null,
        from_throughput_mibps: null,
      },
    }),
    of('AWS::EC2::EIP', arn(`elastic-ip/${address.allocation_id}`), {
      action: 'ec2.release_address',
      parameters: address,
    }),
    of('AWS::EC2::Snapshot', arn(`snapshot/${snapshot_id}`), {
      action: 'ec2.delete_snapshot',
      parameters: { snapshot_id },
    }),
    of('AWS::S3::Bucket', `arn:aws:s3:::${buckets[0]}`, {
      action: 's3.add_lifecycle_rule',
      parameters: {
        bucket: buckets[0],
        rule_id: 'finopsmind-intelligent-tiering',
        transitions: [{ days: 0, storage_class: 'INTELLIGENT_TIERING' }],
        noncurrent_expiration_days: null,
        abort_multipart_days: 7,
      },
    }),
    of('AWS::S3::Bucket', `arn:aws:s3:::${buckets[1]}`, {
      action: 's3.set_intelligent_tiering',
      parameters: {
        bucket: buckets[1],
        configuration_id: 'finopsmind-archive',
        archive_days: 90,
        deep_archive_days: 180,
      },
    }),
  ];
}

/** Moto has a thousand snapshots of its catalogue of images, and looks slowly for the tags of each. */
const OF_OURS = { Name: 'volume-size', Values: ['7', '100', '200'] };

/**
 * Volumes, snapshots and addresses that have a name (this one, where one is given), as Moto has them, without ids that
 * another one of the same would not have.
 */
export async function ec2StateOf(account: MotoAccount, region: string, name = '*') {
  const { sdk, client } = await ec2Of(account, region);
  const Filters = [{ Name: 'tag:Name', Values: [name] }];
  const [volumes, snapshots, addresses] = await Promise.all([
    client.send(new sdk.DescribeVolumesCommand({ Filters })),
    client.send(new sdk.DescribeSnapshotsCommand({ OwnerIds: [account.id], Filters: [OF_OURS, ...Filters] })),
    client.send(new sdk.DescribeAddressesCommand({ Filters })),
  ]);
  const listed = <T>(all: T[]): T[] => all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    volumes: listed(
      (volumes.Volumes ?? []).map((one) => ({
        tags: tagsOf(one.Tags),
        state: one.State,
        volume_type: one.VolumeType,
        size_gib: one.Size,
        // The others have what their size gives them, which Moto does not know.
        performance: one.VolumeType === 'gp3' ? [one.Iops, one.Throughput] : null,
        zone: one.AvailabilityZone,
        key: one.KmsKeyId ?? null,
      })),
    ),
    snapshots: listed(
      (snapshots.Snapshots ?? []).map((one) => ({
        tags: tagsOf(one.Tags),
        state: one.State,
        size_gib: one.VolumeSize,
      })),
    ),
    addresses: listed(
      (addresses.Addresses ?? []).map((one) => ({
        tags: tagsOf(one.Tags),
        public_ip: one.PublicIp,
        is_on: one.NetworkInterfaceId || one.InstanceId || null,
      })),
    ),
  };
}

/** Rules and configurations of tiering of a bucket. */
export async function bucketStateOf(account: MotoAccount, region: string, Bucket: string) {
  const { sdk, client } = await s3Of(account, region);
  const rules = await client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })).then(
    ({ Rules = [] }) => Rules,
    (error: Error) => {
      if (error.name !== 'NoSuchLifecycleConfiguration') throw error;
      return [];
    },
  );
  const tiering = await client.send(new sdk.ListBucketIntelligentTieringConfigurationsCommand({ Bucket }));
  return { rules, tiering: tiering.IntelligentTieringConfigurationList ?? [] };
}

/** All that changes of storage can change: the same state is the same value. */
export async function stateOf(account: MotoAccount, region: string) {
  const { sdk, client } = await s3Of(account, region);
  const { Buckets = [] } = await client.send(new sdk.ListBucketsCommand({}));
  const buckets = Buckets.map(async ({ Name = '' }) => [Name, await bucketStateOf(account, region, Name)] as const);
  return { ...(await ec2StateOf(account, region)), buckets: Object.fromEntries(await Promise.all(buckets)) };
}
