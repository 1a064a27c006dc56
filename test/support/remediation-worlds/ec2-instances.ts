import type { _InstanceType, Instance, Tag } from '@aws-sdk/client-ec2';
import type { MotoAccount } from '../moto.ts';
import type { PreparedChange } from './aws-services.ts';

const images = new Map<string, Promise<string>>();

async function findImage(account: MotoAccount, region: string): Promise<string> {
  const sdk = await import('@aws-sdk/client-ec2');
  const Filters = [{ Name: 'name', Values: ['amzn2-ami-hvm*x86_64-gp2'] }];
  const { Images = [] } = await account.client(sdk.EC2Client, region).send(new sdk.DescribeImagesCommand({ Filters }));
  return Images[0]?.ImageId ?? '';
}

/** Moto's catalogue has the same image in all accounts. */
function imageOf(account: MotoAccount, region: string): Promise<string> {
  const found = images.get(region) ?? findImage(account, region);
  images.set(region, found);
  return found;
}

/** What an instance has besides. */
export interface InstanceParts {
  type?: _InstanceType;
  /** Another volume, at `/dev/sdf`. */
  volume?: boolean;
  elastic_ip?: boolean;
  /** Is behind two load balancers, one of them classic. */
  served?: boolean;
  tags?: Record<string, string>;
  /** More of RunInstances. */
  more?: object;
}

async function addVolume(account: MotoAccount, region: string, { InstanceId, Placement }: Instance): Promise<void> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = account.client(sdk.EC2Client, region);
  const made = { AvailabilityZone: Placement?.AvailabilityZone, Size: 20, VolumeType: 'gp3' } as const;
  const { VolumeId } = await client.send(new sdk.CreateVolumeCommand(made));
  await client.send(new sdk.AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' }));
}

async function addAddress(account: MotoAccount, region: string, InstanceId: string): Promise<void> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = account.client(sdk.EC2Client, region);
  const { AllocationId } = await client.send(new sdk.AllocateAddressCommand({ Domain: 'vpc' }));
  await client.send(new sdk.AssociateAddressCommand({ AllocationId, InstanceId }));
}

async function serve(account: MotoAccount, region: string, instance: Instance, name: string): Promise<void> {
  const [sdk, elb] = await Promise.all([
    import('@aws-sdk/client-ec2'),
    import('@aws-sdk/client-elastic-load-balancing-v2'),
  ]);
  const client = account.client(elb.ElasticLoadBalancingV2Client, region);
  const { Subnets = [] } = await account.client(sdk.EC2Client, region).send(new sdk.DescribeSubnetsCommand({}));
  const two = Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []);
  const balancer = await client.send(new elb.CreateLoadBalancerCommand({ Name: name, Subnets: two }));
  const group = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: instance.VpcId, TargetType: 'instance' } as const;
  const { TargetGroups = [] } = await client.send(new elb.CreateTargetGroupCommand(group));
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  const LoadBalancerArn = balancer.LoadBalancers?.[0]?.LoadBalancerArn;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await client.send(new elb.CreateListenerCommand({ LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions }));
  await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instance.InstanceId }] }));
}

async function serveClassic(account: MotoAccount, region: string, instance: Instance, name: string): Promise<void> {
  const elb = await import('@aws-sdk/client-elastic-load-balancing');
  const client = account.client(elb.ElasticLoadBalancingClient, region);
  const LoadBalancerName = `${name}-classic`;
  await client.send(
    new elb.CreateLoadBalancerCommand({
      LoadBalancerName,
      AvailabilityZones: [instance.Placement?.AvailabilityZone ?? ''],
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }],
    }),
  );
  const Instances = [{ InstanceId: instance.InstanceId }];
  await client.send(new elb.RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances }));
}

/** Makes an instance that runs; its id. */
export async function makeInstance(
  account: MotoAccount,
  region: string,
  name: string,
  { type = 'm5.xlarge', volume, elastic_ip, served, tags = {}, more = {} }: InstanceParts = {},
): Promise<string> {
  const sdk = await import('@aws-sdk/client-ec2');
  const Tags = Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value }));
  const { Instances = [] } = await account.client(sdk.EC2Client, region).send(
    new sdk.RunInstancesCommand({
      ImageId: await imageOf(account, region),
      InstanceType: type,
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
      ...more,
    }),
  );
  const [instance = {}] = Instances;
  const { InstanceId = '' } = instance;
  if (volume) await addVolume(account, region, instance);
  if (elastic_ip) await addAddress(account, region, InstanceId);
  if (served) await serve(account, region, instance, name);
  if (served) await serveClassic(account, region, instance, name);
  return InstanceId;
}

/** An instance to resize, which a load balancer serves, one to stop and one to terminate, and the changes of them. */
export async function prepare(account: MotoAccount, region: string): Promise<PreparedChange[]> {
  const web = await makeInstance(account, region, 'web', { volume: true, elastic_ip: true, served: true });
  const batch = await makeInstance(account, region, 'batch', { elastic_ip: true });
  const old = await makeInstance(account, region, 'old', { volume: true });
  const of = (instance_id: string, change: PreparedChange['change']): PreparedChange => ({
    resource_type: 'AWS::EC2::Instance',
    resource_id: `arn:aws:ec2:${region}:${account.id}:instance/${instance_id}`,
    change,
  });
  return [
    of(web, {
      action: 'ec2.resize_instance',
      parameters: { instance_id: web, instance_type: 'm5.large', from_instance_type: 'm5.xlarge' },
    }),
    of(batch, { action: 'ec2.stop_instance', parameters: { instance_id: batch } }),
    of(old, { action: 'ec2.terminate_instance', parameters: { instance_id: old } }),
  ];
}

const nameIn = (tags: Tag[] = []): string => tags.find(({ Key }) => Key === 'Name')?.Value ?? '';
const isOurs = ({ Tags = [] }: { Tags?: Tag[] | undefined }): boolean =>
  Tags.some(({ Key }) => Key === 'finopsmind:remediation');

const shown = (instance: Instance, addresses: Map<string, string | null>) => ({
  state: instance.State?.Name,
  instance_type: instance.InstanceType,
  volumes: (instance.BlockDeviceMappings ?? [])
    .map(({ DeviceName, Ebs }) => `${DeviceName} ${Ebs?.VolumeId}`)
    .toSorted(),
  elastic_ip: addresses.get(instance.InstanceId ?? '') ?? null,
});

/** What changes can change of one instance, as Moto has it. */
export async function instanceNow(account: MotoAccount, region: string, instance_id: string) {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = account.client(sdk.EC2Client, region);
  const Filters = [{ Name: 'instance-id', Values: [instance_id] }];
  const [{ Reservations = [] }, { Addresses = [] }] = await Promise.all([
    client.send(new sdk.DescribeInstancesCommand({ Filters })),
    client.send(new sdk.DescribeAddressesCommand({ Filters })),
  ]);
  return shown(Reservations[0]?.Instances?.[0] ?? {}, new Map([[instance_id, Addresses[0]?.PublicIp ?? null]]));
}

/** All that changes of instances can change, as Moto has it, by name: the same state is the same value. */
export async function stateOf(account: MotoAccount, region: string) {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = account.client(sdk.EC2Client, region);
  const [{ Reservations = [] }, { Addresses = [] }, own_images, { Snapshots = [] }] = await Promise.all([
    client.send(new sdk.DescribeInstancesCommand({})),
    client.send(new sdk.DescribeAddressesCommand({})),
    client.send(new sdk.DescribeImagesCommand({ Owners: [account.id] })),
    client.send(
      new sdk.DescribeSnapshotsCommand({
        OwnerIds: ['self'],
        Filters: [{ Name: 'tag-key', Values: ['finopsmind:remediation'] }],
      }),
    ),
  ]);
  const addresses = new Map(Addresses.map(({ InstanceId = '', PublicIp = '' }) => [InstanceId, PublicIp]));
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  return {
    instances: Object.fromEntries(instances.map((one) => [nameIn(one.Tags), shown(one, addresses)])),
    /** Of which instances images were made, by name, and the snapshots of all of them. */
    images: (own_images.Images ?? [])
      .filter(isOurs)
      .map(({ Tags }) => nameIn(Tags))
      .toSorted(),
    snapshots: Snapshots.length,
  };
}
