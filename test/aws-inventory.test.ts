import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collected, InventoryResource } from '../src/connections/core/inventory.ts';
import {
  AWS_INVENTORY_FAMILIES,
  AWS_INVENTORY_PERMISSIONS,
} from '../src/connections/providers/aws/core/inventory/index.ts';
import { AWS_COLLECTORS } from '../src/connections/providers/aws/server/inventory/index.ts';
import { collect, endings, everywhere, resourcesOf, TYPES } from './support/aws-inventory.ts';
import { awsConnection, MOTO, type MotoAccount, type MotoProxy, motoAccount, startMotoProxy } from './support/moto.ts';
import * as world from './support/moto-world.ts';

const EUROPE = 'eu-central-1';
const AMERICA = 'us-east-1';
const TEAM = { team: 'checkout' };
describe('the lists of collectors', () => {
  const folder = (path: string): string[] =>
    readdirSync(new URL(`../src/connections/providers/aws/${path}/inventory`, import.meta.url)).sort();
  const HELPERS = ['collector.ts', 'common.ts', 'index.ts', 'merge.ts', 'refusals.ts', 'regions.ts', 'tags.ts'];

  it('hold every file of their folders, and agree', () => {
    const server = folder('server').filter((name) => !HELPERS.includes(name));
    expect(server).toEqual(folder('core').filter((name) => !HELPERS.includes(name) && !name.endsWith('.test.ts')));
    expect(AWS_COLLECTORS).toHaveLength(server.length);
    expect(AWS_COLLECTORS).toMatchObject(AWS_INVENTORY_FAMILIES);
    expect(new Set(TYPES).size).toBe(TYPES.length);
  });

  it('name each permission once, as IAM does', () => {
    expect(new Set(AWS_INVENTORY_PERMISSIONS).size).toBe(AWS_INVENTORY_PERMISSIONS.length);
    expect(
      AWS_INVENTORY_PERMISSIONS.filter((name) => !/^[a-z0-9]+:(Describe|List|Get)[A-Za-z0-9]+$/.test(name)),
    ).toEqual([]);
    expect(AWS_INVENTORY_PERMISSIONS).toContain('ec2:DescribeRegions');
  });
});

describe.skipIf(!MOTO)('the AWS inventory', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  let account: MotoAccount;
  let proxy: MotoProxy;
  let counts: Map<string, number>;
  let told: Collected[];
  let primed: Awaited<ReturnType<typeof world.primeAll>>;

  beforeAll(async () => {
    account = await motoAccount();
    primed = await world.primeAll(account, EUROPE, AMERICA);
    proxy = await startMotoProxy([AMERICA, EUROPE, 'ap-southeast-2']);
    const tiering =
      '<IntelligentTieringConfiguration><Id>all</Id><Status>Enabled</Status><Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>90</Days></Tiering></IntelligentTieringConfiguration>';
    proxy.intercept = ({ path }) =>
      path.startsWith(`/full-${account.id}/?intelligent-tiering`)
        ? {
            status: 200,
            headers: { 'content-type': 'application/xml' },
            body: `<ListBucketIntelligentTieringConfigurationsOutput>${tiering}</ListBucketIntelligentTieringConfigurationsOutput>`,
          }
        : undefined;
    process.env.AWS_ENDPOINT_URL = proxy.url;
    const made = awsConnection(account.keys);
    counts = made.counts;
    told = await collect(made.connection);
  });
  afterAll(async () => {
    await proxy.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  const arn = (service: string, rest: string, region = EUROPE): string =>
    `arn:aws:${service}:${region}:${account.id}:${rest}`;
  const ec2 = (kind: string, id: string, region = EUROPE): string => arn('ec2', `${kind}/${id}`, region);
  const ofType = (type: string): InventoryResource[] =>
    resourcesOf(told)
      .filter(({ resource_type }) => resource_type === type)
      .toSorted((a, b) => (a.resource_id < b.resource_id ? -1 : 1));
  const resource = (id: string): InventoryResource | undefined =>
    resourcesOf(told).find(({ resource_id }) => resource_id === id);
  const idsOf = (type: string): string[] => ofType(type).map(({ resource_id }) => resource_id);

  it('completes every type in every region once, after its resources', () => {
    expect(endings(told, 'complete')).toEqual(everywhere(AMERICA, EUROPE, 'ap-southeast-2'));
    expect(endings(told, 'failed')).toEqual([]);
    const completed = new Set<string>();
    for (const one of told) {
      const partition = JSON.stringify(one.partition);
      if (one.kind === 'complete') completed.add(partition);
      else expect(completed).not.toContain(partition);
    }
    const ids = resourcesOf(told).map(({ resource_id }) => resource_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has instances with their types, and none that are terminated', () => {
    const { instances: europe, elsewhere: america } = primed;
    const mine = [ec2('instance', europe.running), ec2('instance', europe.stopped)];
    const theirs = [ec2('instance', america.running, AMERICA), ec2('instance', america.stopped, AMERICA)];
    const grown = ofType('AWS::EC2::Instance').filter(({ attributes }) => attributes['auto_scaling_group'] === null);
    expect(grown.map(({ resource_id }) => resource_id)).toEqual([...mine, ...theirs].sort());
    expect(resource(mine[0]!)).toMatchObject({
      name: 'web',
      account_id: account.id,
      region: EUROPE,
      status: 'running',
      tags: { Name: 'web', ...TEAM },
      billed_as: [mine[0], europe.running],
      attributes: {
        instance_type: 'm5.large',
        vcpus: 2,
        memory_mib: 8192,
        architecture: 'x86_64',
        lifecycle: 'on-demand',
        availability_zone: `${EUROPE}a`,
        root_device_type: 'ebs',
        instance_store: false,
        volumes: [{ device: '/dev/sda1', volume_id: expect.stringMatching(/^vol-/), delete_on_termination: true }],
        public_addresses: [{ public_ip: expect.any(String), elastic: true }],
      },
    });
    expect(resource(mine[1]!)).toMatchObject({
      name: 'batch',
      status: 'stopped',
      attributes: { instance_type: 't3.medium', burstable: true },
    });
    expect(resource(mine[1]!)?.attributes['state_transition_time']).toMatch(/^\d{4}-.*Z$/);
  });

  it('has instances that know their Auto Scaling group, and the group that knows them', () => {
    const [group] = ofType('AWS::AutoScaling::AutoScalingGroup');
    const own = ofType('AWS::EC2::Instance').filter(({ attributes }) => attributes['auto_scaling_group'] === 'web');
    expect(own).toHaveLength(2);
    expect(group).toMatchObject({
      name: 'web',
      tags: TEAM,
      attributes: {
        minimum_size: 1,
        maximum_size: 3,
        desired_capacity: 2,
        instance_types: ['c5.large'],
        instance_ids: own.map(({ billed_as }) => billed_as[1]).sort(),
      },
    });
  });

  it('has volumes with what they are attached to', () => {
    const left = ec2('volume', primed.storage.volume);
    expect(resource(left)).toMatchObject({
      name: 'left',
      status: 'available',
      attached_to: [],
      billed_as: [left, primed.storage.volume],
      attributes: {
        volume_type: 'gp3',
        size_gib: 100,
        iops: 4000,
        throughput_mibps: 250,
        attachments: [],
        snapshot_id: null,
      },
    });
    const instance = ec2('instance', primed.instances.running);
    const [root] = ofType('AWS::EC2::Volume').filter(({ attached_to }) => attached_to.includes(instance));
    expect(root).toMatchObject({
      status: 'in-use',
      attributes: { attachments: [{ instance_id: primed.instances.running }] },
    });
    expect(ofType('AWS::EC2::Volume')).toHaveLength(7);
  });

  it('has own images and snapshots and nothing of the catalogue', () => {
    const image = ec2('image', primed.storage.image);
    expect(idsOf('AWS::EC2::Image')).toEqual([image]);
    const { snapshot_ids } = resource(image)!.attributes as { snapshot_ids: string[] };
    expect(snapshot_ids).toHaveLength(1);
    const [of_image, of_volume] = [ec2('snapshot', snapshot_ids[0]!), ec2('snapshot', primed.storage.snapshot)];
    expect(idsOf('AWS::EC2::Snapshot')).toEqual([of_image, of_volume].sort());
    expect(resource(of_image)).toMatchObject({
      attached_to: [image],
      attributes: { image_ids: [primed.storage.image] },
    });
    expect(resource(of_volume)).toMatchObject({
      attached_to: [],
      attributes: {
        volume_id: primed.storage.volume,
        size_gib: 100,
        description: 'before change',
        storage_tier: 'standard',
        image_ids: [],
      },
    });
  });

  it('has addresses with what holds them, NAT gateways and endpoints', () => {
    const { used, unused, of_nat, nat, vpc, endpoint } = primed.network;
    const addresses = [used, unused, of_nat].map((id) => ec2('elastic-ip', id));
    expect(idsOf('AWS::EC2::EIP')).toEqual(addresses.toSorted());
    expect(resource(addresses[0]!)?.attached_to).toEqual([ec2('instance', primed.instances.running)]);
    expect(resource(addresses[1]!)).toMatchObject({
      attached_to: [],
      attributes: { association_id: null, network_interface_id: null },
    });
    const holder = resource(addresses[2]!)!.attributes;
    expect(holder).toMatchObject({
      instance_id: null,
      network_interface_id: expect.stringMatching(/^eni-/),
      network_interface_status: expect.any(String),
    });
    const gateway = ec2('natgateway', nat);
    expect(resource(gateway)).toMatchObject({
      status: 'available',
      billed_as: [gateway, nat],
      attributes: { vpc_id: vpc, addresses: [{ allocation_id: of_nat }] },
    });
    expect(resource(ec2('vpc-endpoint', endpoint))).toMatchObject({
      attributes: { endpoint_type: 'Gateway', service_name: `com.amazonaws.${EUROPE}.s3`, vpc_id: vpc },
    });
  });

  it('has load balancers, classic ones too, with the health of what they serve', () => {
    const { serving, idle } = primed.balancers;
    expect(idsOf('AWS::ElasticLoadBalancingV2::LoadBalancer')).toEqual([serving, idle].sort());
    expect(resource(serving)).toMatchObject({
      name: 'serving',
      tags: TEAM,
      attached_to: [ec2('instance', primed.instances.running)],
      attributes: {
        load_balancer_type: 'application',
        targets: 1,
        healthy_targets: 1,
        target_groups: [{ name: 'web', target_type: 'instance', targets: 1, targets_by_state: { healthy: 1 } }],
      },
    });
    expect(resource(idle)).toMatchObject({
      attached_to: [],
      attributes: { targets: 0, healthy_targets: 0, target_groups: [] },
    });
    const attributes = { instances: 1, healthy_instances: 1, listeners: [{ protocol: 'HTTP', port: 80 }] };
    const resource_id = arn('elasticloadbalancing', 'loadbalancer/old');
    expect(ofType('AWS::ElasticLoadBalancing::LoadBalancer')).toMatchObject([
      { resource_id, tags: TEAM, attached_to: [ec2('instance', primed.instances.running)], attributes },
      { name: 'unused', attached_to: [], attributes: { instances: 0, healthy_instances: 0 } },
    ]);
  });

  it('has databases and caches, and no Neptune among those of RDS', () => {
    expect(idsOf('AWS::RDS::DBInstance')).toEqual([arn('rds', 'db:orders'), arn('rds', 'db:shop-1')]);
    expect(idsOf('AWS::RDS::DBCluster')).toEqual([arn('rds', 'cluster:shop')]);
    expect(resource(arn('rds', 'db:orders'))).toMatchObject({
      status: 'available',
      tags: TEAM,
      parent_id: null,
      attributes: {
        instance_class: 'db.m5.large',
        engine: 'postgres',
        multi_az: true,
        storage_type: 'gp2',
        allocated_gib: 200,
        cluster: null,
      },
    });
    expect(resource(arn('rds', 'db:shop-1'))).toMatchObject({
      parent_id: arn('rds', 'cluster:shop'),
      attributes: { engine: 'aurora-postgresql', cluster: 'shop', allocated_gib: null },
    });
    expect(resource(arn('rds', 'cluster:shop'))).toMatchObject({
      tags: TEAM,
      attributes: { members: [{ instance: 'shop-1', writer: true }] },
    });
    expect(resource(arn('elasticache', 'cluster:sessions'))).toMatchObject({
      tags: TEAM,
      attributes: { node_type: 'cache.t3.micro', engine: 'redis', nodes: 1, replication_group: null },
    });
  });

  it('has functions, tables and log groups', () => {
    expect(resource(arn('lambda', 'function:resize'))).toMatchObject({
      tags: TEAM,
      attributes: { memory_mib: 1024, timeout_seconds: 30, runtime: 'python3.12', architectures: ['x86_64'] },
    });
    expect(resource(arn('dynamodb', 'table/orders'))).toMatchObject({
      tags: TEAM,
      attributes: {
        billing_mode: 'PROVISIONED',
        read_units: 50,
        write_units: 20,
        global_secondary_indexes: [{ name: 'by_id', read_units: 5, write_units: 6 }],
      },
    });
    expect(resource(arn('dynamodb', 'table/events'))).toMatchObject({
      attributes: { billing_mode: 'PAY_PER_REQUEST', read_units: null },
    });
    const kept = resource(arn('logs', 'log-group:/app/kept'));
    expect(kept).toMatchObject({ tags: TEAM, attributes: { expires: false, retention_days: null, stored_bytes: 0 } });
    expect(resource(arn('logs', 'log-group:/aws/lambda/resize'))?.attributes).toMatchObject({
      expires: true,
      retention_days: 14,
    });
  });

  it('has buckets in the region where they lie', () => {
    const [bare, full] = [`bare-${account.id}`, `full-${account.id}`];
    expect(ofType('AWS::S3::Bucket').map(({ name, region }) => [name, region])).toEqual([
      [bare, AMERICA],
      [full, EUROPE],
    ]);
    expect(resource(`arn:aws:s3:::${full}`)).toMatchObject({
      tags: TEAM,
      billed_as: [`arn:aws:s3:::${full}`, full],
      attributes: {
        versioning: 'Enabled',
        lifecycle_rules: [
          {
            id: 'age',
            enabled: true,
            prefix: 'logs/',
            transitions: [{ days: 30, storage_class: 'STANDARD_IA' }],
            expiration_days: 365,
          },
        ],
        intelligent_tiering: [{ id: 'all', enabled: true }],
        incomplete_multipart_uploads: 1,
        more_multipart_uploads: false,
      },
    });
    expect(resource(`arn:aws:s3:::${bare}`)?.attributes).toMatchObject({
      tags_known: true,
      versioning: 'Off',
      lifecycle_rules: [],
      intelligent_tiering: [],
      incomplete_multipart_uploads: 0,
    });
  });

  it('has repositories with their images added up, clusters and node groups', () => {
    expect(resource(arn('ecr', 'repository/shop/web'))).toMatchObject({
      tags: TEAM,
      attributes: { images: 2, untagged_images: 1, has_lifecycle_policy: true, last_pull_at: null },
    });
    const cluster = arn('eks', 'cluster/prod');
    expect(resource(cluster)).toMatchObject({ name: 'prod', tags: TEAM, attributes: { version: '1.31' } });
    expect(ofType('AWS::EKS::Nodegroup')).toMatchObject([
      {
        name: 'general',
        parent_id: cluster,
        attributes: {
          instance_types: ['m5.large'],
          minimum_nodes: 1,
          maximum_nodes: 5,
          desired_nodes: 2,
          disk_size_gib: 50,
        },
      },
    ]);
  });

  it('finds all types, and makes no more calls than pages and batches need', () => {
    expect(new Set(resourcesOf(told).map(({ resource_type }) => resource_type))).toEqual(new Set(TYPES));
    // Three regions: two have instances, each with its types asked for once; what only one region has is asked for there.
    expect(Object.fromEntries([...counts].filter(([call]) => /^(EC2|Elastic Load|S3|STS)/.test(call)))).toEqual({
      'STS:GetCallerIdentity': 1,
      'EC2:DescribeRegions': 1,
      'EC2:DescribeInstances': 3,
      'EC2:DescribeInstanceTypes': 2,
      'EC2:DescribeVolumes': 3,
      'EC2:DescribeImages': 3,
      'EC2:DescribeSnapshots': 3,
      'EC2:DescribeAddresses': 3,
      'EC2:DescribeNetworkInterfaces': 1,
      'EC2:DescribeNatGateways': 3,
      'EC2:DescribeVpcEndpoints': 3,
      'Elastic Load Balancing:DescribeLoadBalancers': 3,
      'Elastic Load Balancing:DescribeTags': 1,
      'Elastic Load Balancing:DescribeInstanceHealth': 1,
      'Elastic Load Balancing v2:DescribeLoadBalancers': 3,
      'Elastic Load Balancing v2:DescribeTargetGroups': 1,
      'Elastic Load Balancing v2:DescribeTags': 1,
      'Elastic Load Balancing v2:DescribeTargetHealth': 1,
      'S3:ListBuckets': 1,
      // Moto, unlike AWS, does not say in the list where a bucket lies.
      'S3:GetBucketLocation': 2,
      'S3:GetBucketTagging': 2,
      'S3:GetBucketVersioning': 2,
      'S3:GetBucketLifecycleConfiguration': 2,
      'S3:ListBucketIntelligentTieringConfigurations': 2,
      'S3:ListMultipartUploads': 2,
    });
  });

  it('reads the same twice', async () => {
    const again = await collect(awsConnection(account.keys).connection);
    const byId = (all: InventoryResource[]) =>
      Object.fromEntries(all.map((one) => [one.resource_id, JSON.stringify(one)]));
    expect(byId(resourcesOf(again))).toEqual(byId(resourcesOf(told)));
  });
});
