import { describe, expect, it } from 'vitest';
import { inventoryResource } from '../src/connections/core/inventory.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import {
  awsCallOf,
  azureCall,
  bucketCall,
  calledSample,
  codeOf,
  databaseCall,
  differences,
  ec2Call,
  ec2Id,
  firstOf,
} from './support/sample-calls.ts';
import { openLinks } from './support/sample-links.ts';

const TAGS = [{ Key: 'finopsmind:remediation', Value: 'r-1' }];
const BY_TAG = [{ Name: 'tag:finopsmind:remediation', Values: ['r-1'] }];

describe('calls of EC2 to the sample cloud', () => {
  it('stop, resize and start an instance, which the inventory shows', async () => {
    const cloud = calledSample();
    const instance = firstOf(
      cloud,
      'AWS::EC2::Instance',
      (one) => one.attributes['instance_type'] === 'm6i.xlarge' && one.status === 'running',
    );
    const id = ec2Id(instance);
    const call = (operation: string, input: object) => cloud.call(ec2Call(operation, input, instance.region));
    const modify = { InstanceId: id, InstanceType: { Value: 'm6i.large' } };
    expect(codeOf(await call('ModifyInstanceAttribute', modify))).toBe('refused IncorrectInstanceState');
    expect(await call('StopInstances', { InstanceIds: [id] })).toMatchObject({
      body: { StoppingInstances: [{ CurrentState: { Name: 'stopping' }, PreviousState: { Code: 16 } }] },
    });
    expect(await call('DescribeInstances', { InstanceIds: [id] })).toMatchObject({
      body: {
        Reservations: [
          {
            Instances: [
              {
                State: { Code: 80, Name: 'stopped' },
                StateTransitionReason: expect.stringMatching(/^User initiated \(2026-11-25 09:00:\d\d GMT\)$/),
              },
            ],
          },
        ],
      },
    });
    expect(codeOf(await call('ModifyInstanceAttribute', modify))).toBe('ok');
    expect(codeOf(await call('StartInstances', { InstanceIds: [id] }))).toBe('ok');
    expect(cloud.now.get(instance.resource_id)).toMatchObject({
      status: 'running',
      attributes: { instance_type: 'm6i.large', vcpus: 2 },
    });
    expect(await call('DescribeInstanceStatus', { InstanceIds: [id] })).toMatchObject({
      body: { InstanceStatuses: [{ InstanceStatus: { Status: 'ok' }, SystemStatus: { Status: 'ok' } }] },
    });
  });

  it('delete a volume and restore it from its snapshot', async () => {
    const cloud = calledSample();
    const { resource_id } = cloud.made.truth.find(({ kind }) => kind === 'ebs-unattached')!;
    const volume = cloud.now.get(resource_id)!;
    const call = (operation: string, input: object) => cloud.call(ec2Call(operation, input, volume.region));
    const snapshotting = {
      VolumeId: ec2Id(volume),
      Description: 'Before it is deleted',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: TAGS }],
    };
    const { SnapshotId } = await cloud.ask(ec2Call('CreateSnapshot', snapshotting, volume.region));
    expect(await call('DescribeSnapshots', { OwnerIds: ['self'], Filters: BY_TAG })).toMatchObject({
      body: { Snapshots: [{ SnapshotId, State: 'completed', Tags: TAGS, VolumeSize: volume.attributes['size_gib'] }] },
    });
    await cloud.ask(ec2Call('DeleteVolume', { VolumeId: ec2Id(volume) }, volume.region));
    expect(codeOf(await call('DescribeVolumes', { VolumeIds: [ec2Id(volume)] }))).toBe('gone InvalidVolume.NotFound');
    const create = {
      AvailabilityZone: volume.attributes['availability_zone'],
      SnapshotId,
      VolumeType: volume.attributes['volume_type'],
      ClientToken: 'r-1-restore',
      TagSpecifications: [{ ResourceType: 'volume', Tags: TAGS }],
    };
    const { VolumeId } = await cloud.ask(ec2Call('CreateVolume', create, volume.region));
    expect(await cloud.ask(ec2Call('CreateVolume', create, volume.region))).toMatchObject({ VolumeId });
    expect(await call('DescribeVolumes', { Filters: BY_TAG })).toMatchObject({
      body: { Volumes: [{ VolumeId, State: 'available', SnapshotId, Size: volume.attributes['size_gib'] }] },
    });
    const restored = [...cloud.now.values()].find((one) => one.resource_id.endsWith(String(VolumeId)))!;
    const { snapshot_id: _, ...attributes } = restored.attributes;
    expect(volume.attributes).toMatchObject(attributes);
  });

  it('keep the resources those of an inventory, whatever is done', async () => {
    const cloud = calledSample();
    const instance = firstOf(
      cloud,
      'AWS::EC2::Instance',
      (one) => (one.attributes['volumes'] as unknown[]).length > 1 && one.status === 'running',
    );
    const call = (operation: string, input: object) => cloud.ask(ec2Call(operation, input, instance.region));
    const { ImageId } = await call('CreateImage', {
      InstanceId: ec2Id(instance),
      Name: 'before r-1',
      NoReboot: true,
    });
    await call('TerminateInstances', { InstanceIds: [ec2Id(instance)] });
    expect(openLinks([...cloud.now.values()])).toEqual([]);
    await call('DeregisterImage', { ImageId });
    expect(openLinks([...cloud.now.values()])).toEqual([]);
    for (const resource of cloud.now.values()) inventoryResource.parse(resource);
  });
});

const isRunning = ({ status }: SampleResource) => status === 'running';
const now = { ApplyImmediately: true };

describe('the sample cloud', () => {
  it('keeps what is protected by its settings', async () => {
    const cloud = calledSample();
    const instance = firstOf(cloud, 'AWS::EC2::Instance', isRunning);
    const call = async (operation: string, input: object) =>
      codeOf(await cloud.call(ec2Call(operation, input, instance.region)));
    const [InstanceId, InstanceIds] = [ec2Id(instance), [ec2Id(instance)]];
    for (const [setting, operation] of [
      ['DisableApiTermination', 'TerminateInstances'],
      ['DisableApiStop', 'StopInstances'],
    ] as const) {
      expect(await call('ModifyInstanceAttribute', { InstanceId, [setting]: { Value: true } })).toBe('ok');
      expect(await call(operation, { InstanceIds })).toBe('refused OperationNotPermitted');
      expect(await call('ModifyInstanceAttribute', { InstanceId, [setting]: { Value: false } })).toBe('ok');
    }
    expect(await call('StopInstances', { InstanceIds })).toBe('ok');
    expect(await call('StopInstances', { InstanceIds })).toBe('ok');
    expect(await call('TerminateInstances', { InstanceIds })).toBe('ok');
    expect(await call('TerminateInstances', { InstanceIds })).toBe('gone InvalidInstanceID.NotFound');
  });

  it('gives an address back that was released, to the account that had it', async () => {
    const cloud = calledSample();
    const address = firstOf(cloud, 'AWS::EC2::EIP', ({ attached_to }) => attached_to.length === 0);
    const Address = address.attributes['public_ip'];
    await cloud.ask(ec2Call('ReleaseAddress', { AllocationId: ec2Id(address) }, address.region));
    const { AllocationId, PublicIp } = await cloud.ask(
      ec2Call('AllocateAddress', { Domain: 'vpc', Address }, address.region),
    );
    expect(PublicIp).toBe(Address);
    expect(AllocationId).not.toBe(ec2Id(address));
    expect([...cloud.changed.values()].flatMap((one) => one?.account_id ?? [])).toEqual([address.account_id]);
  });

  it('lets load balancers know of an instance that is stopped, started or terminated', async () => {
    const cloud = calledSample();
    const balancer = firstOf(
      cloud,
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      ({ attached_to }) => attached_to.length > 1,
    );
    const [group] = balancer.attributes['target_groups'] as { target_group_arn: string }[];
    const id = balancer.attached_to[0]!.split('/').at(-1)!;
    await cloud.ask(ec2Call('StopInstances', { InstanceIds: [id] }, balancer.region));
    const input = { TargetGroupArn: group!.target_group_arn };
    expect(
      await cloud.ask(awsCallOf(balancer, 'elastic-load-balancing-v2', 'DescribeTargetHealth', input)),
    ).toMatchObject({
      TargetHealthDescriptions: [
        { Target: { Id: id }, TargetHealth: { State: 'unused' } },
        { TargetHealth: { State: 'healthy' } },
      ],
    });
    const seen = () => cloud.now.get(balancer.resource_id)!;
    const counts = { targets: 2, healthy_targets: 1, targets_by_state: { healthy: 1, unused: 1 } };
    expect(seen().attributes).toMatchObject({ targets: 2, healthy_targets: 1, target_groups: [counts] });
    await cloud.ask(ec2Call('StartInstances', { InstanceIds: [id] }, balancer.region));
    expect(seen()).toEqual(balancer);
    await cloud.ask(ec2Call('TerminateInstances', { InstanceIds: [id] }, balancer.region));
    expect(seen()).toMatchObject({
      attached_to: balancer.attached_to.slice(1),
      attributes: { targets: 1, target_groups: [{ targets: 1, targets_by_state: { healthy: 1 } }] },
    });
  });

  it('keeps rules word by word, and the inventory what it keeps of them', async () => {
    const cloud = calledSample();
    const one = firstOf(
      cloud,
      'AWS::S3::Bucket',
      ({ attributes }) => (attributes['lifecycle_rules'] as unknown[]).length > 1,
    );
    const { Rules } = (await cloud.ask(bucketCall(one, 'GetBucketLifecycleConfiguration'))) as { Rules: object[] };
    const more = {
      ID: 'move',
      Status: 'Enabled',
      Filter: { ObjectSizeGreaterThan: 500 },
      Transitions: [{ Date: '2027-01-01T00:00:00.000Z', StorageClass: 'GLACIER' }],
    };
    const put = (rules: object[]) =>
      cloud.ask(bucketCall(one, 'PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules: rules } }));
    await put([...Rules, more]);
    expect(await cloud.ask(bucketCall(one, 'GetBucketLifecycleConfiguration'))).toMatchObject({
      Rules: [...Rules, more],
    });
    expect(cloud.now.get(one.resource_id)?.attributes['lifecycle_rules']).toContainEqual(
      expect.objectContaining({
        id: 'move',
        transitions: [{ days: null, date: '2027-01-01T00:00:00.000Z', storage_class: 'GLACIER' }],
      }),
    );
    const twice = { LifecycleConfiguration: { Rules: [more, more] } };
    expect(codeOf(await cloud.call(bucketCall(one, 'PutBucketLifecycleConfiguration', twice)))).toBe(
      'refused InvalidArgument',
    );
    await put(Rules);
    expect(differences(cloud)).toEqual([]);
  });

  it('modifies a database at its maintenance only, unless it is told to at once', async () => {
    const cloud = calledSample();
    const one = firstOf(cloud, 'AWS::RDS::DBInstance', ({ attributes }) => attributes['multi_az'] === true);
    await cloud.ask(databaseCall(one, 'ModifyDBInstance', { MultiAZ: false }));
    expect(await cloud.ask(databaseCall(one, 'DescribeDBInstances'))).toMatchObject({
      DBInstances: [{ MultiAZ: true, PendingModifiedValues: { MultiAZ: false } }],
    });
    await cloud.ask(databaseCall(one, 'ModifyDBInstance', { MultiAZ: false, ...now }));
    expect(await cloud.ask(databaseCall(one, 'DescribeDBInstances'))).toMatchObject({
      DBInstances: [{ MultiAZ: false, PendingModifiedValues: {} }],
    });
    expect(cloud.now.get(one.resource_id)?.attributes['secondary_availability_zone']).toBeNull();
  });

  it('takes addresses of Azure from an interface, and gives them', async () => {
    const cloud = calledSample();
    const address = firstOf(
      cloud,
      'microsoft.network/publicipaddresses',
      ({ attributes }) => attributes['ip_configuration_id'] !== null,
    );
    const card = cloud.now.get(address.attached_to[0]!)!;
    type Card = { properties: { ipConfigurations: { properties: { publicIPAddress?: object } }[] } };
    const body = (await cloud.ask(azureCall('GET', card.resource_id))) as unknown as Card;
    const { publicIPAddress: _, ...without } = body.properties.ipConfigurations[0]!.properties;
    const bare = {
      ...body,
      properties: { ...body.properties, ipConfigurations: [{ name: 'primary', properties: without }] },
    };
    await cloud.ask(azureCall('PUT', card.resource_id, { body: bare as never }));
    expect(cloud.now.get(address.resource_id)).toMatchObject({
      attached_to: [],
      attributes: { ip_configuration_id: null },
    });
    await cloud.ask(azureCall('PUT', card.resource_id, { body: body as never }));
    expect(differences(cloud)).toEqual([]);
    await cloud.ask(azureCall('PUT', card.resource_id, { body: bare as never }));
    await cloud.ask(azureCall('DELETE', address.resource_id));
    await cloud.ask(azureCall('DELETE', address.resource_id));
    expect(cloud.now.has(address.resource_id)).toBe(false);
  });

  it('takes what a machine of Azure is already, and keeps its disks for it while it is deallocated', async () => {
    const cloud = calledSample();
    const machine = firstOf(
      cloud,
      'microsoft.compute/virtualmachines',
      ({ attributes, status }) => status === 'PowerState/running' && attributes['os_disk_ephemeral'] === false,
    );
    const power = (verb: string) => cloud.ask(azureCall('POST', machine.resource_id, { more: `/${verb}` }));
    const disk = () => cloud.now.get(String(machine.attributes['os_disk_id']))?.status;
    await power('start');
    expect(differences(cloud)).toEqual([]);
    for (const _ of ['first', 'again']) await power('deallocate');
    expect([cloud.now.get(machine.resource_id)?.status, disk()]).toEqual(['PowerState/deallocated', 'Reserved']);
    await power('start');
    expect([cloud.now.get(machine.resource_id)?.status, disk()]).toEqual(['PowerState/running', 'Attached']);
  });

  it('gives a disk that is made again by the same name another unique id, as Azure does', async () => {
    const cloud = calledSample();
    const { resource_id } = firstOf(cloud, 'microsoft.compute/disks', ({ attached_to }) => attached_to.length === 0);
    const read = () => cloud.ask(azureCall('GET', resource_id));
    const { location, sku, properties: first } = (await read()) as Record<string, Record<string, unknown>>;
    await cloud.ask(azureCall('DELETE', resource_id));
    const body = {
      location,
      sku,
      properties: { diskSizeGB: first!['diskSizeGB'], creationData: { createOption: 'Empty' } },
    };
    await cloud.ask(azureCall('PUT', resource_id, { body: body as never }));
    const { properties: second } = (await read()) as Record<string, Record<string, unknown>>;
    expect(second).toMatchObject({ diskSizeGB: first!['diskSizeGB'], diskState: 'Unattached' });
    expect(second!['uniqueId']).not.toBe(first!['uniqueId']);
  });

  it('makes of a plan what is put, whole, and what is patched, in part', async () => {
    const cloud = calledSample();
    const plan = firstOf(cloud, 'microsoft.web/serverfarms', ({ tags }) => Object.keys(tags).length > 0);
    const { tags, ...untagged } = await cloud.ask(azureCall('GET', plan.resource_id));
    const answered = async (method: 'PUT' | 'PATCH') =>
      (await cloud.ask(azureCall(method, plan.resource_id, { body: untagged as never })))['tags'];
    expect(await answered('PATCH')).toEqual(tags);
    expect(await answered('PUT')).toEqual({});
  });

  it('tells of sizes, locks and tags as Azure does', async () => {
    const cloud = calledSample();
    const machine = firstOf(
      cloud,
      'microsoft.compute/virtualmachines',
      ({ attributes }) => attributes['vm_size'] === 'Standard_E4s_v5' && attributes['os_disk_ephemeral'] === false,
    );
    const sizes = async () =>
      (
        (await cloud.ask(azureCall('GET', machine.resource_id, { more: '/vmSizes' }))) as { value: { name: string }[] }
      ).value.map(({ name }) => name);
    expect(await sizes()).toEqual(['Standard_E2s_v5', 'Standard_E4s_v5', 'Standard_E8s_v5']);
    await cloud.ask(azureCall('POST', machine.resource_id, { more: '/deallocate' }));
    expect(await sizes()).toContain('Standard_D8s_v5');
    const locks = azureCall('GET', machine.resource_id, { more: '/providers/Microsoft.Authorization/locks' });
    expect(await cloud.ask(locks)).toEqual({ value: [] });
    await cloud.ask(azureCall('PATCH', machine.resource_id, { body: { tags: { only: 'this' } } }));
    const view = azureCall('GET', machine.resource_id, { more: '?$expand=instanceView' });
    expect(await cloud.ask(view)).toMatchObject({
      type: 'Microsoft.Compute/virtualMachines',
      tags: { only: 'this' },
      properties: {
        instanceView: { statuses: [{}, { code: 'PowerState/deallocated', displayStatus: 'VM deallocated' }] },
      },
    });
  });
});
