import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action, ParametersOf } from '../src/recommendations/core/change.ts';
import { scriptOf } from '../src/recommendations/core/code/script/index.ts';
import { scriptRequest } from './support/code-requests.ts';
import { MOTO, type MotoAccount, motoAccount } from './support/moto.ts';
import { AWS_CLI, openShell, type ScriptRun, type Shell } from './support/moto-scripts.ts';
import { makeInstances, makeNetwork, makeServices, REGION } from './support/script-world.ts';

/** A world of two of each: one that scripts are about, and one that they must leave as it is. */
interface World {
  account: MotoAccount;
  instances: string[];
  volumes: string[];
  addresses: string[];
  snapshots: string[];
}

let shell: Shell;
let world: World;

async function makeWorld(): Promise<World> {
  const account = await motoAccount();
  const client = account.client(ec2.EC2Client, REGION);
  const two = <T>(make: () => Promise<T>): Promise<T[]> => Promise.all([make(), make(), make()]);
  const volumes = await two(async () => {
    const made = await client.send(
      new ec2.CreateVolumeCommand({ AvailabilityZone: `${REGION}a`, VolumeType: 'gp2', Size: 500 }),
    );
    return made.VolumeId ?? '';
  });
  const addresses = await two(async () => (await client.send(new ec2.AllocateAddressCommand({}))).AllocationId ?? '');
  const snapshots = await two(
    async () => (await client.send(new ec2.CreateSnapshotCommand({ VolumeId: volumes[2] }))).SnapshotId ?? '',
  );
  const logs = account.client(CloudWatchLogsClient, REGION);
  for (const name of ['/app/web', '/app/web-2']) await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  const dynamo = account.client(DynamoDBClient, REGION);
  for (const TableName of ['orders', 'sessions'])
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 50 },
      }),
    );
  return { account, instances: await makeInstances(client, 3), volumes, addresses, snapshots };
}

async function makeBuckets(client: s3.S3Client, names: string[]): Promise<void> {
  for (const Bucket of names) {
    await client.send(
      new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    const Rules = [{ ID: 'own', Status: 'Enabled' as const, Filter: { Prefix: 'logs/' }, Expiration: { Days: 400 } }];
    await client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  }
}

/** All of EC2 that scripts could touch, by id. */
async function stateOf({ account }: World): Promise<Map<string, unknown>> {
  const client = account.client(ec2.EC2Client, REGION);
  const { Reservations = [] } = await client.send(new ec2.DescribeInstancesCommand({}));
  const { Volumes = [] } = await client.send(new ec2.DescribeVolumesCommand({}));
  const { Addresses = [] } = await client.send(new ec2.DescribeAddressesCommand({}));
  return new Map<string, unknown>([
    ...Reservations.flatMap(({ Instances = [] }) => Instances).map(
      (one) => [one.InstanceId ?? '', { type: one.InstanceType, state: one.State?.Name }] as const,
    ),
    ...Volumes.map((one) => [one.VolumeId ?? '', { type: one.VolumeType, state: one.State, size: one.Size }] as const),
    ...Addresses.map((one) => [one.AllocationId ?? '', { ip: one.PublicIp, to: one.AssociationId ?? null }] as const),
  ]);
}

/** What changed between two states, by id; null is gone. */
const changesBetween = (before: Map<string, unknown>, after: Map<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set([...before.keys(), ...after.keys()])]
      .filter((id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id)))
      .map((id) => [id, after.get(id) ?? null]),
  );

/** Runs the script of an action in the account of the world. */
function run<A extends Action>(
  action: A,
  parameters: ParametersOf<A>,
  more: Omit<ScriptRun, 'account'> = {},
): ReturnType<Shell['run']> {
  const { account } = world;
  const request = { ...scriptRequest(action, 'thing'), account_id: account.id, region: REGION };
  const script = scriptOf({ ...request, change: { action, parameters } as never });
  return shell.run(script.files[0]!.content, { account, ...more });
}

describe.skipIf(!MOTO || !AWS_CLI)('scripts against AWS (TEST_MOTO_URL, TEST_AWS_CLI)', () => {
  beforeAll(async () => {
    [shell, world] = await Promise.all([openShell(), makeWorld()]);
  }, 60_000);
  afterAll(() => shell.close());

  it('change nothing without --apply, and say what they would do', async () => {
    const before = await stateOf(world);
    const dry = await Promise.all([
      run('ec2.delete_volume', { volume_id: world.volumes[0]! }),
      run('ec2.stop_instance', { instance_id: world.instances[0]! }),
    ]);
    for (const { status, output } of dry) {
      expect(output).toContain('Nothing was changed. Run it with --apply to do it.');
      expect(status).toBe(0);
    }
    expect(dry[0]!.output).toContain(`+ aws ec2 delete-volume --volume-id ${world.volumes[0]}`);
    expect(changesBetween(before, await stateOf(world))).toEqual({});
  }, 60_000);

  it('change the instance, volume and address that they say, and nothing else', async () => {
    const [stopped = '', resized = ''] = world.instances;
    const [deleted = '', modified = ''] = world.volumes;
    const [released = ''] = world.addresses;
    const before = await stateOf(world);
    const apply = true;
    const ran = await Promise.all([
      run('ec2.stop_instance', { instance_id: stopped }, { apply }),
      run(
        'ec2.resize_instance',
        { instance_id: resized, instance_type: 'm5.large', from_instance_type: 'm5.xlarge' },
        { apply },
      ),
      run('ec2.delete_volume', { volume_id: deleted }, { apply }),
      run(
        'ec2.modify_volume',
        {
          volume_id: modified,
          volume_type: 'gp3',
          from_volume_type: 'gp2',
          size_gib: 500,
          iops: 3000,
          throughput_mibps: 250,
          from_iops: 1500,
          from_throughput_mibps: null,
        },
        { apply },
      ),
      run(
        'ec2.release_address',
        { allocation_id: released, public_ip: '192.0.2.1', association_id: null },
        { apply, env: { CONFIRM_PERMANENT: 'yes' } },
      ),
    ]);
    for (const { status, output } of ran) expect(status, output).toBe(0);
    expect(changesBetween(before, await stateOf(world))).toEqual({
      [stopped]: { type: 'm5.xlarge', state: 'stopped' },
      [resized]: { type: 'm5.large', state: 'running' },
      [deleted]: null,
      [modified]: { type: 'gp3', state: 'available', size: 500 },
      [released]: null,
    });
    const undo = ran[2]!.output;
    expect(undo).toMatch(
      /aws ec2 create-volume --snapshot-id snap-\w+ --availability-zone eu-central-1a --volume-type gp2/,
    );
    const again = await run('ec2.delete_volume', { volume_id: deleted }, { apply });
    expect(again).toMatchObject({ status: 0, output: expect.stringContaining('is gone already') });
  }, 120_000);

  it('do nothing that cannot be undone without being told twice', async () => {
    const [, kept = ''] = world.snapshots;
    const { status, output } = await run('ec2.delete_snapshot', { snapshot_id: kept }, { apply: true });
    expect(status).toBe(1);
    expect(output).toContain('set CONFIRM_PERMANENT=yes');
    const client = world.account.client(ec2.EC2Client, REGION);
    const { Snapshots } = await client.send(new ec2.DescribeSnapshotsCommand({ SnapshotIds: [kept] }));
    expect(Snapshots).toHaveLength(1);
  }, 60_000);

  it('stop where the resource is not as it was found, and in another account', async () => {
    const [, volume = ''] = world.volumes;
    const [, , running = ''] = world.instances;
    const client = world.account.client(ec2.EC2Client, REGION);
    await client.send(new ec2.AttachVolumeCommand({ VolumeId: volume, InstanceId: running, Device: '/dev/sdf' }));
    const attached = await run('ec2.delete_volume', { volume_id: volume }, { apply: true });
    expect(attached).toMatchObject({ status: 1, output: expect.stringContaining('not unattached any more') });
    const wrong = await run(
      'ec2.resize_instance',
      { instance_id: running, instance_type: 'm5.large', from_instance_type: 'm5.2xlarge' },
      { apply: true },
    );
    expect(wrong).toMatchObject({ status: 1, output: expect.stringContaining('is a m5.xlarge now') });
    const { account } = world;
    world = { ...world, account: { ...account, id: '999999999999' } };
    const elsewhere = await run('ec2.stop_instance', { instance_id: running }, { apply: true });
    world = { ...world, account };
    expect(elsewhere).toMatchObject({ status: 1, output: expect.stringContaining('you are signed in to') });
  }, 120_000);

  it('set retention and capacity of the one that they name, not of one whose name begins so', async () => {
    const [retention, capacity] = await Promise.all([
      run(
        'logs.set_retention',
        { log_group_name: '/app/web', retention_days: 90 },
        { apply: true, env: { CONFIRM_PERMANENT: 'yes' } },
      ),
      run(
        'dynamodb.set_capacity',
        { table_name: 'orders', read_units: 10, write_units: 5, from_read_units: 100, from_write_units: 50 },
        { apply: true },
      ),
    ]);
    expect(retention.status, retention.output).toBe(0);
    expect(capacity.status, capacity.output).toBe(0);
    const logs = world.account.client(CloudWatchLogsClient, REGION);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups.map((group) => [group.logGroupName, group.retentionInDays ?? null])).toEqual([
      ['/app/web', 90],
      ['/app/web-2', null],
    ]);
    const dynamo = world.account.client(DynamoDBClient, REGION);
    const units = async (TableName: string) =>
      (await dynamo.send(new DescribeTableCommand({ TableName }))).Table?.ProvisionedThroughput;
    expect(await units('orders')).toMatchObject({ ReadCapacityUnits: 10, WriteCapacityUnits: 5 });
    expect(await units('sessions')).toMatchObject({ ReadCapacityUnits: 100, WriteCapacityUnits: 50 });
  }, 120_000);

  it('add a rule to a bucket beside those that it has, and say how to go back', async () => {
    const client = world.account.client(s3.S3Client, REGION);
    const forced = new s3.S3Client({
      region: REGION,
      endpoint: MOTO,
      forcePathStyle: true,
      credentials: client.config.credentials,
    });
    const bucket = `finopsmind-${world.account.id}`;
    await makeBuckets(forced, [bucket, `${bucket}-other`]);
    const parameters = {
      bucket,
      rule_id: 'finopsmind',
      transitions: [{ days: 30, storage_class: 'INTELLIGENT_TIERING' }],
      noncurrent_expiration_days: null,
      abort_multipart_days: 7,
    };
    const { status, output } = await run('s3.add_lifecycle_rule', parameters, { apply: true });
    expect(status, output).toBe(0);
    expect(output).toContain('put-bucket-lifecycle-configuration');
    const idsOf = async (Bucket: string) => {
      const { Rules = [] } = await forced.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket }));
      return Rules.map(({ ID }) => ID);
    };
    expect(await idsOf(bucket)).toEqual(['own', 'finopsmind']);
    expect(await idsOf(`${bucket}-other`)).toEqual(['own']);
  }, 120_000);

  it('change databases, functions and registries as they say, and no others', async () => {
    const { account } = world;
    const databases = account.client(rds.RDSClient, REGION);
    const functions = account.client(lambda.LambdaClient, REGION);
    const registries = account.client(ecr.ECRClient, REGION);
    const made = await makeServices(account);
    const apply = true;
    const database = { db_instance_identifier: 'orders' };
    const smaller = {
      ...database,
      instance_class: 'db.m5.large',
      multi_az: false,
      from: { instance_class: 'db.m5.xlarge', multi_az: true },
    };
    const memory = { function_name: made.function_name, memory_mib: 512, from_memory_mib: 2048 };
    const policy = { repository_name: 'shop/web', untagged_days: 14, keep_images: 20 };
    const confirmed = { apply, env: { CONFIRM_PERMANENT: 'yes' } };
    const ran = await Promise.all([
      run('rds.modify_instance', smaller, { apply }),
      run('rds.stop_instance', { db_instance_identifier: 'reports' }, { apply }),
      run('rds.delete_instance', { db_instance_identifier: 'old' }, { apply }),
      run('lambda.set_memory', memory, { apply }),
      run('ecr.set_lifecycle_policy', policy, confirmed),
    ]);
    for (const { status, output } of ran) expect(status, output).toBe(0);
    const { DBInstances = [] } = await databases.send(new rds.DescribeDBInstancesCommand({}));
    expect(
      DBInstances.map((one) => [one.DBInstanceIdentifier, one.DBInstanceClass, one.MultiAZ, one.DBInstanceStatus]),
    ).toEqual([
      ['orders', 'db.m5.large', false, 'available'],
      ['other', 'db.m5.xlarge', true, 'available'],
      ['reports', 'db.m5.xlarge', true, 'stopped'],
    ]);
    const { DBSnapshots = [] } = await databases.send(new rds.DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }));
    expect(DBSnapshots.map((one) => [one.DBInstanceIdentifier, one.Status])).toEqual([['old', 'available']]);
    expect(ran[2]!.output).toContain(`--db-snapshot-identifier ${DBSnapshots[0]!.DBSnapshotIdentifier}`);
    const { Functions = [] } = await functions.send(new lambda.ListFunctionsCommand({}));
    expect(Functions.map((one) => [one.FunctionName, one.MemorySize]).toSorted()).toEqual([
      ['other', 2048],
      ['thumbnails', 512],
    ]);
    const { lifecyclePolicyText = '' } = await registries.send(
      new ecr.GetLifecyclePolicyCommand({ repositoryName: 'shop/web' }),
    );
    expect(JSON.parse(lifecyclePolicyText).rules).toHaveLength(2);
    const again = await Promise.all([
      run('rds.modify_instance', smaller, { apply }),
      run('rds.stop_instance', { db_instance_identifier: 'reports' }, { apply }),
      run('rds.delete_instance', { db_instance_identifier: 'old' }, { apply }),
      run('lambda.set_memory', memory, { apply }),
      run('ecr.set_lifecycle_policy', policy, confirmed),
    ]);
    for (const { status, output } of again) expect(output + status).toMatch(/already\.\n0$/);
  }, 120_000);

  it('remove a gateway, an endpoint, a load balancer, a snapshot and volumes, and make endpoints', async () => {
    const made = await makeNetwork(world.account);
    const [removed = '', kept = ''] = world.snapshots;
    const confirmed = { apply: true, env: { CONFIRM_PERMANENT: 'yes' } };
    const balancer = { load_balancer_arn: made.balancer, load_balancer_name: 'old' };
    const volumes = { instance_id: made.instance_id, volume_ids: made.volumes };
    const endpoints = { vpc_id: made.vpc_id, services: ['s3' as const, 'dynamodb' as const] };
    const all = () =>
      Promise.all([
        run('ec2.delete_nat_gateway', { nat_gateway_id: made.gateways[0]! }, { apply: true }),
        run('ec2.delete_vpc_endpoint', { vpc_endpoint_id: made.endpoint }, { apply: true }),
        run('ec2.create_gateway_endpoints', endpoints, { apply: true }),
        run('elb.delete_load_balancer', balancer, confirmed),
        run('ec2.delete_snapshot', { snapshot_id: removed }, confirmed),
        run('ec2.delete_volumes_of_stopped_instance', volumes, { apply: true }),
      ]);
    const ran = await all();
    for (const { status, output } of ran) expect(status, output).toBe(0);
    const client = world.account.client(ec2.EC2Client, REGION);
    const { NatGateways = [] } = await client.send(new ec2.DescribeNatGatewaysCommand({}));
    expect(NatGateways.flatMap((one) => (one.State === 'available' ? [one.NatGatewayId] : []))).toEqual([
      made.gateways[1],
    ]);
    const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}));
    expect(
      VpcEndpoints.filter((one) => one.VpcId === made.vpc_id && !/^delet/i.test(one.State ?? '')).map((one) => [
        one.VpcEndpointType,
        one.ServiceName,
        one.RouteTableIds?.length,
      ]),
    ).toEqual([
      ['Gateway', `com.amazonaws.${REGION}.s3`, 1],
      ['Gateway', `com.amazonaws.${REGION}.dynamodb`, 1],
    ]);
    const { Snapshots = [] } = await client.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: [world.account.id] }));
    expect(Snapshots.map(({ SnapshotId }) => SnapshotId)).not.toContain(removed);
    expect(Snapshots.map(({ SnapshotId }) => SnapshotId)).toContain(kept);
    const { Volumes = [] } = await client.send(new ec2.DescribeVolumesCommand({}));
    expect(Volumes.map(({ VolumeId }) => VolumeId)).not.toEqual(expect.arrayContaining([made.volumes[0]]));
    expect(ran[5]!.output).toContain(`aws ec2 attach-volume --instance-id ${made.instance_id} --device /dev/sdf`);
    expect(ran[5]!.output).toContain('--volume-type gp3 --iops 4000');
    const again = await all();
    for (const { status, output } of again)
      expect(output + status).toMatch(/(already|left to do|of them any more)\.\n0$/);
  }, 120_000);
});
