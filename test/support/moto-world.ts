import { AutoScalingClient, CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient, PutImageCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, CreateNodegroupCommand, EKSClient } from '@aws-sdk/client-eks';
import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateCacheClusterCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import { type MotoAccount, motoRole } from './moto.ts';

const TEAM = [{ Key: 'team', Value: 'checkout' }];
const named = (ResourceType: ec2.ResourceType, name: string): ec2.TagSpecification => ({
  ResourceType,
  Tags: [{ Key: 'Name', Value: name }, ...TEAM],
});

/** Two subnets of the default network, in two zones. */
async function subnetsOf(client: ec2.EC2Client) {
  const { Subnets = [] } = await client.send(new ec2.DescribeSubnetsCommand({}));
  return { vpc: Subnets[0]?.VpcId ?? '', subnets: Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []) };
}

/** An instance that runs and one that is stopped; the ids of both. */
export async function primeInstances(account: MotoAccount, region: string) {
  const client = account.client(ec2.EC2Client, region);
  const { Images = [] } = await client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
  const ImageId = Images.find((image) => image.RootDeviceType === 'ebs' && image.Architecture === 'x86_64')?.ImageId;
  const run = async (InstanceType: ec2._InstanceType, name: string): Promise<string> => {
    const tags = named('instance', name);
    const { Instances } = await client.send(
      new ec2.RunInstancesCommand({ ImageId, InstanceType, MinCount: 1, MaxCount: 1, TagSpecifications: [tags] }),
    );
    return Instances?.[0]?.InstanceId ?? '';
  };
  const running = await run('m5.large', 'web');
  const stopped = await run('t3.medium', 'batch');
  await client.send(new ec2.StopInstancesCommand({ InstanceIds: [stopped] }));
  const terminated = await run('t3.medium', 'past');
  await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [terminated] }));
  return { running, stopped };
}

/** A volume that is not attached, a snapshot of it, and an image with its own snapshot; their ids. */
export async function primeStorage(account: MotoAccount, region: string, instance: string) {
  const client = account.client(ec2.EC2Client, region);
  const gp3 = { VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 250 } as const;
  const { VolumeId = '' } = await client.send(
    new ec2.CreateVolumeCommand({
      AvailabilityZone: `${region}a`,
      ...gp3,
      TagSpecifications: [named('volume', 'left')],
    }),
  );
  const { SnapshotId = '' } = await client.send(
    new ec2.CreateSnapshotCommand({ VolumeId, Description: 'before change' }),
  );
  const { ImageId = '' } = await client.send(
    new ec2.CreateImageCommand({ InstanceId: instance, Name: `golden-${region}` }),
  );
  return { volume: VolumeId, snapshot: SnapshotId, image: ImageId };
}

/** An address on the instance, one on nothing, a NAT gateway with a third, and an endpoint for S3; their ids. */
export async function primeNetwork(account: MotoAccount, region: string, instance: string) {
  const client = account.client(ec2.EC2Client, region);
  const { vpc, subnets } = await subnetsOf(client);
  const allocate = async (): Promise<string> =>
    (await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }))).AllocationId ?? '';
  const [used, unused, of_nat] = [await allocate(), await allocate(), await allocate()];
  await client.send(new ec2.AssociateAddressCommand({ AllocationId: used, InstanceId: instance }));
  const nat = await client.send(new ec2.CreateNatGatewayCommand({ SubnetId: subnets[0], AllocationId: of_nat }));
  const ServiceName = `com.amazonaws.${region}.s3`;
  const endpoint = await client.send(
    new ec2.CreateVpcEndpointCommand({ VpcId: vpc, ServiceName, VpcEndpointType: 'Gateway' }),
  );
  const { NatGatewayId = '' } = nat.NatGateway ?? {};
  return { used, unused, of_nat, vpc, nat: NatGatewayId, endpoint: endpoint.VpcEndpoint?.VpcEndpointId ?? '' };
}

/** A load balancer with one target group of these instances, which must run, and one without any. */
export async function primeLoadBalancers(account: MotoAccount, region: string, instances: string[]) {
  const { vpc, subnets } = await subnetsOf(account.client(ec2.EC2Client, region));
  const client = account.client(elb.ElasticLoadBalancingV2Client, region);
  const make = async (Name: string): Promise<string> => {
    const made = await client.send(new elb.CreateLoadBalancerCommand({ Name, Subnets: subnets, Tags: TEAM }));
    return made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  };
  const [serving, idle] = [await make('serving'), await make('idle')];
  const group = await client.send(
    new elb.CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: vpc }),
  );
  const TargetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn ?? '';
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await client.send(
    new elb.CreateListenerCommand({ LoadBalancerArn: serving, Port: 80, Protocol: 'HTTP', DefaultActions }),
  );
  await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: instances.map((Id) => ({ Id })) }));
  return { serving, idle };
}

/** A classic load balancer named `old` with these instances, which must run, and one named `unused` without any. */
export async function primeClassicLoadBalancers(account: MotoAccount, region: string, instances: string[]) {
  const client = account.client(classic.ElasticLoadBalancingClient, region);
  const Listeners = [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 }];
  for (const LoadBalancerName of ['old', 'unused'])
    await client.send(
      new classic.CreateLoadBalancerCommand({
        LoadBalancerName,
        Listeners,
        AvailabilityZones: [`${region}b`, `${region}a`],
        Tags: TEAM,
      }),
    );
  const Instances = instances.map((InstanceId) => ({ InstanceId }));
  await client.send(new classic.RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName: 'old', Instances }));
}

/** A PostgreSQL instance, an Aurora cluster with a member, a Redis node, and a cluster of Neptune, which is no RDS. */
export async function primeDatabases(account: MotoAccount, region: string) {
  const client = account.client(RDSClient, region);
  const master = { MasterUsername: 'root', MasterUserPassword: 'not-a-secret' };
  const instance = { DBInstanceIdentifier: 'orders', DBInstanceClass: 'db.m5.large', Engine: 'postgres', Tags: TEAM };
  await client.send(
    new CreateDBInstanceCommand({ ...instance, ...master, AllocatedStorage: 200, StorageType: 'gp2', MultiAZ: true }),
  );
  const aurora = { DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql' };
  await client.send(new CreateDBClusterCommand({ ...aurora, ...master, Tags: TEAM }));
  const member = { DBInstanceIdentifier: 'shop-1', DBInstanceClass: 'db.r6g.large', ...aurora };
  await client.send(new CreateDBInstanceCommand(member));
  await client.send(new CreateDBClusterCommand({ DBClusterIdentifier: 'graph', Engine: 'neptune', ...master }));
  const cache = { CacheClusterId: 'sessions', CacheNodeType: 'cache.t3.micro', Engine: 'redis', NumCacheNodes: 1 };
  await account.client(ElastiCacheClient, region).send(new CreateCacheClusterCommand({ ...cache, Tags: TEAM }));
}

/** A function, a provisioned table and one on demand, log groups with and without retention. */
export async function primeServerless(account: MotoAccount, region: string) {
  const code = { Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') }, Handler: 'a.b' };
  const Role = await motoRole(account.id, 'function', { Service: 'lambda.amazonaws.com' });
  await account.client(LambdaClient, region).send(
    new CreateFunctionCommand({
      ...code,
      Role,
      FunctionName: 'resize',
      Runtime: 'python3.12',
      MemorySize: 1024,
      Timeout: 30,
      Tags: { team: 'checkout' },
    }),
  );
  const dynamo = account.client(DynamoDBClient, region);
  const key = {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  };
  const index = {
    IndexName: 'by_id',
    KeySchema: key.KeySchema,
    Projection: { ProjectionType: 'ALL' as const },
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
  };
  const ProvisionedThroughput = { ReadCapacityUnits: 50, WriteCapacityUnits: 20 };
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'orders',
      ...key,
      ProvisionedThroughput,
      GlobalSecondaryIndexes: [index],
      Tags: TEAM,
    }),
  );
  await dynamo.send(new CreateTableCommand({ TableName: 'events', ...key, BillingMode: 'PAY_PER_REQUEST' }));
  const logs = account.client(CloudWatchLogsClient, region);
  for (const logGroupName of ['/aws/lambda/resize', '/app/kept'])
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'checkout' } }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/aws/lambda/resize', retentionInDays: 14 }));
}

/** A bucket with tags, versions, a lifecycle and an upload that never ended, or a bare one. */
export async function primeBucket(account: MotoAccount, region: string, Bucket: string, kind: 'full' | 'bare') {
  const client = account.client(s3.S3Client, region);
  const LocationConstraint = region as s3.BucketLocationConstraint;
  const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await client.send(new s3.CreateBucketCommand({ Bucket, ...place }));
  if (kind === 'bare') return;
  await client.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TEAM } }));
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const rule: s3.LifecycleRule = { ID: 'age', Status: 'Enabled', Filter: { Prefix: 'logs/' } };
  const Rules: s3.LifecycleRule[] = [
    { ...rule, Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }], Expiration: { Days: 365 } },
  ];
  await client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
}

/** A repository with a tagged image and an untagged one, and a lifecycle policy. */
export async function primeRepository(account: MotoAccount, region: string) {
  const client = account.client(ECRClient, region);
  const repositoryName = 'shop/web';
  await client.send(new CreateRepositoryCommand({ repositoryName, tags: TEAM }));
  const manifest = (digest: string): string =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: 7023,
        digest: `sha256:${digest.repeat(64)}`,
      },
      layers: [
        {
          mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
          size: 32654,
          digest: `sha256:${digest.repeat(64)}`,
        },
      ],
    });
  await client.send(new PutImageCommand({ repositoryName, imageManifest: manifest('a'), imageTag: 'v1' }));
  await client.send(new PutImageCommand({ repositoryName, imageManifest: manifest('b') }));
  const lifecyclePolicyText = JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 9 },
        action: { type: 'expire' },
      },
    ],
  });
  await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
}

/** A cluster with a node group, and a group of instances that scales by itself. */
export async function primeClusters(account: MotoAccount, region: string) {
  const ec2_client = account.client(ec2.EC2Client, region);
  const { subnets } = await subnetsOf(ec2_client);
  const roleArn = `arn:aws:iam::${account.id}:role/eks`;
  const client = account.client(EKSClient, region);
  await client.send(
    new CreateClusterCommand({
      name: 'prod',
      roleArn,
      version: '1.31',
      resourcesVpcConfig: { subnetIds: subnets },
      tags: { team: 'checkout' },
    }),
  );
  const scalingConfig = { minSize: 1, maxSize: 5, desiredSize: 2 };
  const nodes = { clusterName: 'prod', nodegroupName: 'general', nodeRole: roleArn, subnets, scalingConfig };
  await client.send(
    new CreateNodegroupCommand({ ...nodes, instanceTypes: ['m5.large'], diskSize: 50, tags: { team: 'checkout' } }),
  );
  const { Images = [] } = await ec2_client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
  const LaunchTemplateData = { ImageId: Images[0]?.ImageId, InstanceType: 'c5.large' as const };
  const template = await ec2_client.send(
    new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName: 'web', LaunchTemplateData }),
  );
  const { LaunchTemplateId = '' } = template.LaunchTemplate ?? {};
  await account.client(AutoScalingClient, region).send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 2,
      LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
      VPCZoneIdentifier: subnets.join(','),
      Tags: [{ Key: 'team', Value: 'checkout', PropagateAtLaunch: true }],
    }),
  );
}

/** So many databases, named `db-0` and on. */
export async function primeManyDatabases(account: MotoAccount, region: string, count: number): Promise<void> {
  const client = account.client(RDSClient, region);
  const kind = { DBInstanceClass: 'db.t3.micro', Engine: 'mysql', AllocatedStorage: 20 };
  const master = { MasterUsername: 'root', MasterUserPassword: 'not-a-secret' };
  for (let number = 0; number < count; number++)
    await client.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: `db-${number}`, ...kind, ...master }));
}

/** Something of every type in `first`, instances and a bare bucket in `second`; the ids of what has no name of its own. */
export async function primeAll(account: MotoAccount, first: string, second: string) {
  const instances = await primeInstances(account, first);
  const elsewhere = await primeInstances(account, second);
  const storage = await primeStorage(account, first, instances.running);
  const network = await primeNetwork(account, first, instances.running);
  const balancers = await primeLoadBalancers(account, first, [instances.running]);
  await primeClassicLoadBalancers(account, first, [instances.running]);
  await primeDatabases(account, first);
  await primeServerless(account, first);
  await primeBucket(account, first, `full-${account.id}`, 'full');
  await primeBucket(account, second, `bare-${account.id}`, 'bare');
  await primeRepository(account, first);
  await primeClusters(account, first);
  return { instances, elsewhere, storage, network, balancers };
}
