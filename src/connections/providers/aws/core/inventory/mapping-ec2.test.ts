import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InventoryResource, inventoryResource } from '../../../../core/inventory.ts';
import { addressResource } from './addresses.ts';
import { imageResource, snapshotResource } from './images-and-snapshots.ts';
import { type Ec2Instance, instanceResource } from './instances.ts';
import { loadBalancerResource, type TargetHealth } from './load-balancers.ts';
import { natGatewayResource } from './nat-gateways.ts';
import { volumeResource } from './volumes.ts';
import { vpcEndpointResource } from './vpc-endpoints.ts';

const PLACE = { partition: 'aws', account_id: '111122223333', region: 'eu-central-1' };
const EKS_CLUSTER = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod';
const NEW_YEAR = new Date('2026-01-01T00:00:00Z');
const tag = (Key: string, Value = 'x') => ({ Key, Value });
const instance = (more: Ec2Instance): InventoryResource =>
  instanceResource(PLACE, { InstanceId: 'i-1', ...more }, undefined);

describe('an instance', () => {
  it.each([
    ['on demand', {}, { lifecycle: 'on-demand', marketplace: false }],
    ['spot', { InstanceLifecycle: 'spot' }, { lifecycle: 'spot' }],
    ['of the marketplace', { ProductCodes: [{ ProductCodeType: 'marketplace' }] }, { marketplace: true }],
    ['of a group', { Tags: [tag('aws:autoscaling:groupName', 'web')] }, { auto_scaling_group: 'web' }],
    [
      'stopped by its user',
      { StateTransitionReason: 'User initiated (2026-01-31 08:15:00 GMT)' },
      { state_transition_time: '2026-01-31T08:15:00.000Z' },
    ],
    ['stopped by AWS', { StateTransitionReason: 'Server.SpotInstanceTermination' }, { state_transition_time: null }],
    ['that never stopped', { StateTransitionReason: '' }, { state_transition_time: null }],
    ['watched each minute', { Monitoring: { State: 'enabled' } }, { detailed_monitoring: true }],
    [
      'of Windows',
      { PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002' },
      { platform: 'Windows', usage_operation: 'RunInstances:0002' },
    ],
    [
      'whose type is not known',
      { InstanceType: 'x9.huge' },
      { instance_type: 'x9.huge', vcpus: null, memory_mib: null, gpus: null, instance_store: null },
    ],
  ])('%s', (_, told, attributes) => expect(instance(told).attributes).toMatchObject(attributes));

  it.each([
    ['a managed node group', [tag('eks:cluster-name', 'prod'), tag('eks:nodegroup-name', 'general')], 'general'],
    ['Karpenter', [tag('aws:eks:cluster-name', 'prod')], null],
    ['nobody', [tag('kubernetes.io/cluster/prod', 'owned')], null],
  ])('is a node of its cluster when %s runs it', (_, Tags, eks_nodegroup) => {
    expect(instance({ Tags })).toMatchObject({
      parent_id: EKS_CLUSTER,
      attributes: { eks_cluster: 'prod', eks_nodegroup },
    });
  });

  it('is as old as its first network interface, not as its last start', () => {
    const NetworkInterfaces = [
      { Attachment: { DeviceIndex: 1, AttachTime: new Date('2026-03-01T00:00:00Z') } },
      { Attachment: { DeviceIndex: 0, AttachTime: NEW_YEAR } },
    ];
    const found = instance({ LaunchTime: new Date('2026-05-01T00:00:00Z'), NetworkInterfaces });
    expect(found).toMatchObject({
      created_at: '2026-01-01T00:00:00.000Z',
      attributes: { launch_time: '2026-05-01T00:00:00.000Z' },
    });
  });

  it('tells lent addresses from Elastic IPs, each once', () => {
    const lent = { PublicIp: '198.51.100.2', IpOwnerId: 'amazon' };
    const own = { PublicIp: '198.51.100.1', IpOwnerId: '111122223333' };
    const PrivateIpAddresses = [{ Association: lent }, { Association: own }, {}];
    expect(
      instance({ NetworkInterfaces: [{ Association: lent, PrivateIpAddresses }] }).attributes['public_addresses'],
    ).toEqual([
      { public_ip: '198.51.100.1', elastic: true },
      { public_ip: '198.51.100.2', elastic: false },
    ]);
  });

  it('has what its type has', () => {
    const type = {
      VCpuInfo: { DefaultVCpus: 4 },
      MemoryInfo: { SizeInMiB: 16_384 },
      InstanceStorageSupported: true,
      InstanceStorageInfo: { TotalSizeInGB: 150 },
      GpuInfo: { Gpus: [{ Count: 1 }, { Count: 3 }] },
      NetworkInfo: { EnaSupport: 'required', MaximumNetworkInterfaces: 4 },
    };
    expect(instanceResource(PLACE, { InstanceId: 'i-1' }, type).attributes).toMatchObject({
      vcpus: 4,
      memory_mib: 16_384,
      instance_store_gb: 150,
      gpus: 4,
      type_ena_support: 'required',
      maximum_network_interfaces: 4,
    });
  });

  it('without an id is an error, not a resource', () => {
    expect(() => instanceResource(PLACE, {}, undefined)).toThrow('AWS answered without InstanceId.');
  });
});

describe('storage of EC2', () => {
  it('knows what holds a volume: instances, or what a service runs', () => {
    const Attachments = [
      { InstanceId: 'i-2' },
      { AssociatedResource: 'arn:aws:ecs:x:1:task/t', InstanceOwningService: 'ecs' },
      { InstanceId: 'i-1' },
    ];
    const found = volumeResource(PLACE, {
      VolumeId: 'vol-1',
      VolumeType: 'io2',
      MultiAttachEnabled: true,
      SnapshotId: 'snap-1',
      Attachments,
    });
    const arn = 'arn:aws:ec2:eu-central-1:111122223333:instance';
    expect(found.attached_to).toEqual(['arn:aws:ecs:x:1:task/t', `${arn}/i-1`, `${arn}/i-2`]);
    expect(found.attributes).toMatchObject({
      volume_type: 'io2',
      multi_attach: true,
      snapshot_id: 'snap-1',
      iops: null,
    });
  });

  it('knows archived snapshots and the images made of them', () => {
    const found = snapshotResource(
      PLACE,
      { SnapshotId: 'snap-1', StorageTier: 'archive', FullSnapshotSizeInBytes: 5, StartTime: NEW_YEAR },
      ['ami-2', 'ami-1'],
    );
    expect(found.attached_to).toEqual([
      'arn:aws:ec2:eu-central-1:111122223333:image/ami-1',
      'arn:aws:ec2:eu-central-1:111122223333:image/ami-2',
    ]);
    expect(found.attributes).toMatchObject({
      storage_tier: 'archive',
      full_size_bytes: 5,
      image_ids: ['ami-1', 'ami-2'],
    });
  });

  it('adds up the disks of an image only when all tell their size', () => {
    const image = (...disks: (number | undefined)[]) =>
      imageResource(PLACE, {
        ImageId: 'ami-1',
        LastLaunchedTime: '2026-01-01T00:00:00Z',
        BlockDeviceMappings: [{}, ...disks.map((VolumeSize) => ({ Ebs: { VolumeSize, SnapshotId: 'snap-1' } }))],
      });
    expect(image(8, 100).attributes).toMatchObject({
      size_gib: 108,
      last_launched_at: '2026-01-01T00:00:00.000Z',
      deprecated_at: null,
    });
    expect(image(8, undefined).attributes['size_gib']).toBeNull();
  });
});

describe('the network', () => {
  it('names an address by itself, and bills know it by its allocation or number', () => {
    const found = addressResource(
      PLACE,
      { AllocationId: 'eipalloc-1', PublicIp: '198.51.100.1', NetworkInterfaceId: 'eni-1' },
      { Status: 'in-use', InterfaceType: 'nat_gateway' },
    );
    expect(found).toMatchObject({
      name: '198.51.100.1',
      attached_to: ['arn:aws:ec2:eu-central-1:111122223333:network-interface/eni-1'],
      billed_as: ['arn:aws:ec2:eu-central-1:111122223333:elastic-ip/eipalloc-1', 'eipalloc-1', '198.51.100.1'],
      attributes: { network_interface_status: 'in-use', network_interface_type: 'nat_gateway' },
    });
  });

  it('knows failed gateways, private ones, and interface endpoints', () => {
    const gateway = natGatewayResource(PLACE, {
      NatGatewayId: 'nat-1',
      State: 'failed',
      FailureCode: 'Gateway.NotAttached',
      ConnectivityType: 'private',
    });
    expect(gateway).toMatchObject({
      status: 'failed',
      attributes: { failure_code: 'Gateway.NotAttached', connectivity_type: 'private', addresses: [] },
    });
    const endpoint = vpcEndpointResource(PLACE, {
      VpcEndpointId: 'vpce-1',
      VpcEndpointType: 'Interface',
      SubnetIds: ['subnet-2', 'subnet-1'],
    });
    expect(endpoint.attributes).toMatchObject({
      endpoint_type: 'Interface',
      subnet_ids: ['subnet-1', 'subnet-2'],
      private_dns: null,
    });
  });

  it('counts targets by their state', () => {
    const target = (Id: string, State?: string): TargetHealth => ({ Target: { Id }, TargetHealth: { State } });
    const web = {
      group: { TargetGroupArn: 'b', TargetType: 'instance' },
      health: [target('i-1', 'healthy'), target('i-2', 'unhealthy'), target('i-3')],
    };
    const lambda = {
      group: { TargetGroupArn: 'a', TargetType: 'lambda' },
      health: [target('arn:aws:lambda:x:1:function:f', 'unavailable')],
    };
    const ips = { group: { TargetGroupArn: 'c', TargetType: 'ip' }, health: [target('10.0.0.1', 'healthy')] };
    const found = loadBalancerResource(
      PLACE,
      { LoadBalancerArn: 'lb', Type: 'application' },
      [web, lambda, ips],
      undefined,
    );
    expect(found.attributes).toMatchObject({
      targets: 5,
      healthy_targets: 2,
      target_groups: [
        { target_group_arn: 'a', targets_by_state: { unavailable: 1 } },
        {
          target_group_arn: 'b',
          targets: 3,
          healthy_targets: 1,
          targets_by_state: { healthy: 1, unhealthy: 1, unknown: 1 },
        },
        { target_group_arn: 'c' },
      ],
    });
    expect(found.attached_to).toHaveLength(4);
    expect(found.attached_to).not.toContain('10.0.0.1');
  });
});

describe('any resource', () => {
  // A tag of that name is lost to zod, which guards objects against it.
  const text = fc.string({ minLength: 1 }).filter((value) => value !== '__proto__');
  const tags = fc.uniqueArray(fc.record({ Key: text, Value: fc.string() }), { selector: ({ Key }) => Key });
  const told = fc.record({
    VolumeId: text,
    Size: fc.option(fc.nat(), { nil: undefined }),
    State: fc.option(fc.string(), { nil: undefined }),
    CreateTime: fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), {
      nil: undefined,
    }),
    Attachments: fc.uniqueArray(fc.record({ InstanceId: text }), { selector: ({ InstanceId }) => InstanceId }),
    Tags: tags,
  });

  it('reads the same in whatever order AWS tells it, and is what the inventory takes', () => {
    fc.assert(
      fc.property(told, (volume) => {
        const found = volumeResource(PLACE, volume);
        const turned = volumeResource(PLACE, {
          ...volume,
          Tags: volume.Tags.toReversed(),
          Attachments: volume.Attachments.toReversed(),
        });
        expect(JSON.stringify(turned)).toBe(JSON.stringify(found));
        expect(inventoryResource.parse(found)).toEqual(found);
      }),
    );
  });
});
