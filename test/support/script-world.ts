import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import { type MotoAccount, motoRole } from './moto.ts';

/** The region that all of it is in. */
export const REGION = 'eu-central-1';

/** Instances with EBS root volumes; their ids. */
export async function makeInstances(client: ec2.EC2Client, count: number): Promise<string[]> {
  const { Images = [] } = await client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
  const ImageId = Images.find((image) => image.RootDeviceType === 'ebs' && image.Architecture === 'x86_64')?.ImageId;
  const { Instances = [] } = await client.send(
    new ec2.RunInstancesCommand({ ImageId, InstanceType: 'm5.xlarge', MinCount: count, MaxCount: count }),
  );
  return Instances.flatMap(({ InstanceId }) => InstanceId ?? []);
}

/** Databases, functions and a registry, of each kind one more than scripts are about. */
export async function makeServices({ id, client }: MotoAccount): Promise<{ function_name: string }> {
  const databases = client(rds.RDSClient, REGION);
  for (const DBInstanceIdentifier of ['orders', 'other', 'reports', 'old'])
    await databases.send(
      new rds.CreateDBInstanceCommand({
        DBInstanceIdentifier,
        DBInstanceClass: 'db.m5.xlarge',
        Engine: 'postgres',
        MultiAZ: true,
        AllocatedStorage: 20,
        MasterUsername: 'owner',
        MasterUserPassword: 'not-a-secret',
      }),
    );
  await client(ecr.ECRClient, REGION).send(new ecr.CreateRepositoryCommand({ repositoryName: 'shop/web' }));
  const role = await motoRole(id, 'functions', { Service: 'lambda.amazonaws.com' });
  for (const FunctionName of ['thumbnails', 'other'])
    await client(lambda.LambdaClient, REGION).send(
      new lambda.CreateFunctionCommand({
        FunctionName,
        Role: role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        MemorySize: 2048,
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      }),
    );
  return { function_name: 'thumbnails' };
}

/** What scripts are about in a network; of the gateways, the first. */
interface Network {
  vpc_id: string;
  gateways: string[];
  endpoint: string;
  balancer: string;
  instance_id: string;
  volumes: string[];
}

async function makeStopped(client: ec2.EC2Client): Promise<Pick<Network, 'instance_id' | 'volumes'>> {
  const [instance_id = ''] = await makeInstances(client, 1);
  const volume = await client.send(
    new ec2.CreateVolumeCommand({ AvailabilityZone: `${REGION}a`, VolumeType: 'gp3', Size: 50, Iops: 4000 }),
  );
  const VolumeId = volume.VolumeId ?? '';
  await client.send(new ec2.AttachVolumeCommand({ VolumeId, InstanceId: instance_id, Device: '/dev/sdf' }));
  await client.send(new ec2.StopInstancesCommand({ InstanceIds: [instance_id] }));
  return { instance_id, volumes: [VolumeId] };
}

/** A network with one of each thing that scripts remove, and a stopped instance with a volume. */
export async function makeNetwork({ client }: MotoAccount): Promise<Network> {
  const network = client(ec2.EC2Client, REGION);
  const { Vpc } = await network.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const subnets: string[] = [];
  for (const zone of ['a', 'b']) {
    const CidrBlock = `10.0.${subnets.length}.0/24`;
    const made = await network.send(
      new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: `${REGION}${zone}` }),
    );
    subnets.push(made.Subnet?.SubnetId ?? '');
  }
  const gateways = await Promise.all(
    subnets.map(async (SubnetId) => {
      const made = await network.send(new ec2.CreateNatGatewayCommand({ SubnetId, ConnectivityType: 'private' }));
      return made.NatGateway?.NatGatewayId ?? '';
    }),
  );
  const { VpcEndpoint } = await network.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId,
      ServiceName: `com.amazonaws.${REGION}.sqs`,
      VpcEndpointType: 'Interface',
      SubnetIds: subnets,
    }),
  );
  const { LoadBalancers = [] } = await client(elb.ElasticLoadBalancingV2Client, REGION).send(
    new elb.CreateLoadBalancerCommand({ Name: 'old', Subnets: subnets, Type: 'application' }),
  );
  return {
    vpc_id: VpcId,
    gateways,
    endpoint: VpcEndpoint?.VpcEndpointId ?? '',
    balancer: LoadBalancers[0]?.LoadBalancerArn ?? '',
    ...(await makeStopped(network)),
  };
}
