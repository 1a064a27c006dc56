import type { Action } from '../../src/recommendations/core/change.ts';
import type { CodeRequest } from '../../src/recommendations/core/code/types.ts';
import { type About, arn, azureId, request } from './code-request-of.ts';

const instance: About = {
  id: arn('ec2', 'instance/i-0a1'),
  type: 'AWS::EC2::Instance',
  name: 'shop-web',
  attributes: {
    instance_type: 'm6i.xlarge',
    image_id: 'ami-0f1',
    availability_zone: 'eu-west-1a',
    volumes: [
      { device: '/dev/sda1', volume_id: 'vol-0a', delete_on_termination: true },
      { device: '/dev/sdf', volume_id: 'vol-0b', delete_on_termination: false },
    ],
  },
};
const volume: About = {
  id: arn('ec2', 'volume/vol-0c'),
  type: 'AWS::EC2::Volume',
  name: 'data',
  attributes: { availability_zone: 'eu-west-1b', volume_type: 'gp2', size_gib: 100, iops: 300 },
};
const nat: About = {
  id: arn('ec2', 'natgateway/nat-0d'),
  type: 'AWS::EC2::NatGateway',
  attributes: { vpc_id: 'vpc-01', subnet_id: 'subnet-01', connectivity_type: 'public' },
};
const database: About = {
  id: arn('rds', 'db:orders'),
  type: 'AWS::RDS::DBInstance',
  name: 'orders',
  attributes: { engine: 'postgres', engine_version: '12.17', instance_class: 'db.m5.xlarge', cluster: null },
};
const table: About = { id: arn('dynamodb', 'table/carts'), type: 'AWS::DynamoDB::Table', name: 'carts' };
const bucket: About = {
  id: 'arn:aws:s3:::shop-media',
  type: 'AWS::S3::Bucket',
  name: 'shop-media',
  attributes: {
    tags_known: true,
    lifecycle_rules: [
      {
        id: 'logs',
        enabled: true,
        prefix: 'logs/',
        tags: { kind: 'log', stage: 'prod' },
        transitions: [{ days: 30, date: null, storage_class: 'STANDARD_IA' }],
        expiration_days: 365,
        expiration_date: null,
        expires_delete_markers: false,
        noncurrent_transitions: [{ days: 7, storage_class: 'GLACIER' }],
        noncurrent_expiration_days: 30,
        abort_multipart_days: 3,
      },
    ],
  },
};
const machine: About = {
  id: azureId('Microsoft.Compute/virtualMachines/Shop-Web'),
  type: 'microsoft.compute/virtualmachines',
  name: 'Shop-Web',
  attributes: {
    os_type: 'Linux',
    vm_size: 'Standard_D8s_v5',
    os_disk_id: azureId('Microsoft.Compute/disks/shop-web-os'),
    network_interface_ids: [azureId('Microsoft.Network/networkInterfaces/shop-web-nic')],
  },
};
const disk: About = {
  id: azureId('Microsoft.Compute/disks/Data-1'),
  type: 'microsoft.compute/disks',
  name: 'Data-1',
  attributes: { create_option: 'Empty', sku: 'Premium_LRS', size_gib: 512 },
};
const plan: About = {
  id: azureId('Microsoft.Web/serverFarms/web'),
  type: 'microsoft.web/serverfarms',
  name: 'web',
  attributes: { sku: 'P1v3', linux: true, kind: 'linux' },
};

type Maker = { [A in Action]: () => CodeRequest };

const makers: Maker = {
  'ec2.stop_instance': () => request('ec2.stop_instance', { instance_id: 'i-0a1' }, instance),
  'ec2.terminate_instance': () => request('ec2.terminate_instance', { instance_id: 'i-0a1' }, instance),
  'ec2.resize_instance': () =>
    request(
      'ec2.resize_instance',
      { instance_id: 'i-0a1', instance_type: 'm6i.large', from_instance_type: 'm6i.xlarge' },
      instance,
    ),
  'ec2.schedule_instance': () =>
    request('ec2.schedule_instance', { instance_id: 'i-0a1', start_hour: 7, stop_hour: 19 }, instance),
  'ec2.delete_volume': () => request('ec2.delete_volume', { volume_id: 'vol-0c' }, volume),
  'ec2.delete_volumes_of_stopped_instance': () =>
    request(
      'ec2.delete_volumes_of_stopped_instance',
      { instance_id: 'i-0a1', volume_ids: ['vol-0a', 'vol-0b'] },
      instance,
    ),
  'ec2.modify_volume': () =>
    request(
      'ec2.modify_volume',
      {
        volume_id: 'vol-0c',
        volume_type: 'gp3',
        from_volume_type: 'gp2',
        size_gib: 100,
        iops: 3000,
        throughput_mibps: 125,
        from_iops: 300,
        from_throughput_mibps: null,
      },
      volume,
    ),
  'ec2.release_address': () =>
    request(
      'ec2.release_address',
      { allocation_id: 'eipalloc-0e', public_ip: '198.51.100.7', association_id: null },
      { id: arn('ec2', 'elastic-ip/eipalloc-0e'), type: 'AWS::EC2::EIP', name: '198.51.100.7' },
    ),
  'ec2.delete_snapshot': () =>
    request(
      'ec2.delete_snapshot',
      { snapshot_id: 'snap-0f' },
      { id: arn('ec2', 'snapshot/snap-0f'), type: 'AWS::EC2::Snapshot', attributes: { volume_id: 'vol-99' } },
    ),
  'ec2.delete_nat_gateway': () => request('ec2.delete_nat_gateway', { nat_gateway_id: 'nat-0d' }, nat),
  'ec2.create_gateway_endpoints': () =>
    request('ec2.create_gateway_endpoints', { vpc_id: 'vpc-01', services: ['s3', 'dynamodb'] }, nat),
  'ec2.delete_vpc_endpoint': () =>
    request(
      'ec2.delete_vpc_endpoint',
      { vpc_endpoint_id: 'vpce-01' },
      {
        id: arn('ec2', 'vpc-endpoint/vpce-01'),
        type: 'AWS::EC2::VPCEndpoint',
        attributes: { vpc_id: 'vpc-01', service_name: 'com.amazonaws.eu-west-1.sqs', endpoint_type: 'Interface' },
      },
    ),
  'elb.delete_load_balancer': () => {
    const balancer = arn('elasticloadbalancing', 'loadbalancer/app/old/50dc6c495c0c9188');
    return request(
      'elb.delete_load_balancer',
      { load_balancer_arn: balancer, load_balancer_name: 'old' },
      {
        id: balancer,
        type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        name: 'old',
        attributes: { load_balancer_type: 'application' },
      },
    );
  },
  'rds.stop_instance': () => request('rds.stop_instance', { db_instance_identifier: 'orders' }, database),
  'rds.delete_instance': () => request('rds.delete_instance', { db_instance_identifier: 'orders' }, database),
  'rds.modify_instance': () =>
    request(
      'rds.modify_instance',
      {
        db_instance_identifier: 'orders',
        instance_class: 'db.m5.large',
        multi_az: false,
        engine_version: '16.4',
        from: { instance_class: 'db.m5.xlarge', multi_az: true, engine_version: '12.17' },
      },
      database,
    ),
  'elasticache.delete_cluster': () =>
    request(
      'elasticache.delete_cluster',
      { cache_cluster_id: 'sessions-001', replication_group_id: null, engine: 'redis' },
      { id: arn('elasticache', 'cluster:sessions-001'), type: 'AWS::ElastiCache::CacheCluster', name: 'sessions-001' },
    ),
  'lambda.set_memory': () =>
    request(
      'lambda.set_memory',
      { function_name: 'thumbnails', memory_mib: 512, from_memory_mib: 2048 },
      { id: arn('lambda', 'function:thumbnails'), type: 'AWS::Lambda::Function', name: 'thumbnails' },
    ),
  'dynamodb.set_capacity': () =>
    request(
      'dynamodb.set_capacity',
      { table_name: 'carts', read_units: 20, write_units: 10, from_read_units: 200, from_write_units: 100 },
      table,
    ),
  'dynamodb.set_on_demand': () =>
    request('dynamodb.set_on_demand', { table_name: 'carts', from_read_units: 200, from_write_units: 100 }, table),
  's3.add_lifecycle_rule': () =>
    request(
      's3.add_lifecycle_rule',
      {
        bucket: 'shop-media',
        rule_id: 'finopsmind-tiering',
        transitions: [{ days: 0, storage_class: 'INTELLIGENT_TIERING' }],
        noncurrent_expiration_days: 90,
        abort_multipart_days: 7,
      },
      bucket,
    ),
  's3.set_intelligent_tiering': () =>
    request(
      's3.set_intelligent_tiering',
      { bucket: 'shop-media', configuration_id: 'archive', archive_days: 90, deep_archive_days: 180 },
      { ...bucket, attributes: { ...bucket.attributes, intelligent_tiering: [] } },
    ),
  'logs.set_retention': () =>
    request(
      'logs.set_retention',
      { log_group_name: '/aws/lambda/thumbnails', retention_days: 30 },
      { id: arn('logs', 'log-group:/aws/lambda/thumbnails'), type: 'AWS::Logs::LogGroup' },
    ),
  'ecr.set_lifecycle_policy': () =>
    request(
      'ecr.set_lifecycle_policy',
      { repository_name: 'shop/web', untagged_days: 14, keep_images: 20 },
      {
        id: arn('ecr', 'repository/shop/web'),
        type: 'AWS::ECR::Repository',
        name: 'shop/web',
        attributes: { has_lifecycle_policy: false },
      },
    ),
  'eks.resize_nodegroup': () =>
    request(
      'eks.resize_nodegroup',
      {
        cluster: 'main',
        nodegroup: 'workers',
        desired_nodes: 3,
        minimum_nodes: 2,
        maximum_nodes: 10,
        from_desired_nodes: 8,
        from_minimum_nodes: 6,
      },
      { id: arn('eks', 'nodegroup/main/workers/1'), type: 'AWS::EKS::Nodegroup', name: 'workers' },
    ),
  'azure.deallocate_vm': () => request('azure.deallocate_vm', {}, machine),
  'azure.resize_vm': () =>
    request('azure.resize_vm', { vm_size: 'Standard_D4s_v5', from_vm_size: 'Standard_D8s_v5' }, machine),
  'azure.set_vm_license': () =>
    request(
      'azure.set_vm_license',
      { license_type: 'Windows_Server' },
      { ...machine, attributes: { ...machine.attributes, os_type: 'Windows' } },
    ),
  'azure.delete_disk': () => request('azure.delete_disk', {}, disk),
  'azure.set_disk_sku': () => request('azure.set_disk_sku', { sku: 'StandardSSD_LRS', from_sku: 'Premium_LRS' }, disk),
  'azure.set_snapshot_sku': () =>
    request(
      'azure.set_snapshot_sku',
      { sku: 'Standard_LRS', from_sku: 'Premium_LRS' },
      { id: azureId('Microsoft.Compute/snapshots/old'), type: 'microsoft.compute/snapshots', name: 'old' },
    ),
  'azure.delete_snapshot': () =>
    request(
      'azure.delete_snapshot',
      {},
      {
        id: azureId('Microsoft.Compute/snapshots/old'),
        type: 'microsoft.compute/snapshots',
        name: 'old',
        attributes: { create_option: 'Copy' },
      },
    ),
  'azure.delete_public_ip': () =>
    request(
      'azure.delete_public_ip',
      {},
      {
        id: azureId('Microsoft.Network/publicIPAddresses/gone'),
        type: 'microsoft.network/publicipaddresses',
        name: 'gone',
        attributes: { allocation: 'Static', sku: 'Standard' },
      },
    ),
  'azure.delete_network_interface': () =>
    request(
      'azure.delete_network_interface',
      {},
      {
        id: azureId('Microsoft.Network/networkInterfaces/nic'),
        type: 'microsoft.network/networkinterfaces',
        name: 'nic',
      },
    ),
  'azure.delete_load_balancer': () =>
    request(
      'azure.delete_load_balancer',
      {},
      {
        id: azureId('Microsoft.Network/loadBalancers/lb'),
        type: 'microsoft.network/loadbalancers',
        name: 'lb',
        attributes: { sku: 'Standard' },
      },
    ),
  'azure.delete_application_gateway': () =>
    request(
      'azure.delete_application_gateway',
      {},
      { id: azureId('Microsoft.Network/applicationGateways/gw'), type: 'microsoft.network/applicationgateways' },
    ),
  'azure.delete_app_service_plan': () => request('azure.delete_app_service_plan', {}, plan),
  'azure.set_app_service_plan_sku': () =>
    request('azure.set_app_service_plan_sku', { sku: 'B1', from_sku: 'P1v3' }, plan),
  'azure.delete_sql_database': () =>
    request(
      'azure.delete_sql_database',
      { server: 'sql', database: 'Orders' },
      {
        id: azureId('Microsoft.Sql/servers/sql/databases/Orders'),
        type: 'microsoft.sql/servers/databases',
        name: 'Orders',
      },
    ),
  'azure.delete_sql_elastic_pool': () =>
    request(
      'azure.delete_sql_elastic_pool',
      { server: 'sql', pool: 'pool' },
      {
        id: azureId('Microsoft.Sql/servers/sql/elasticPools/pool'),
        type: 'microsoft.sql/servers/elasticpools',
        name: 'pool',
        attributes: {
          sku: 'GP_Gen5',
          tier: 'GeneralPurpose',
          family: 'Gen5',
          capacity: 4,
          database_minimum_capacity: 0,
          database_maximum_capacity: 4,
        },
      },
    ),
  'azure.resize_flexible_server': () =>
    request(
      'azure.resize_flexible_server',
      {
        engine: 'postgresql',
        sku: 'Standard_D2ds_v4',
        tier: 'GeneralPurpose',
        from_sku: 'Standard_D8ds_v4',
        from_tier: 'GeneralPurpose',
      },
      {
        id: azureId('Microsoft.DBforPostgreSQL/flexibleServers/pg'),
        type: 'microsoft.dbforpostgresql/flexibleservers',
        name: 'pg',
      },
    ),
  'azure.add_storage_lifecycle': () =>
    request(
      'azure.add_storage_lifecycle',
      { cool_after_days: 30, archive_after_days: 180 },
      {
        id: azureId('Microsoft.Storage/storageAccounts/shopmedia'),
        type: 'microsoft.storage/storageaccounts',
        name: 'shopmedia',
        attributes: { lifecycle_rules: 0 },
      },
    ),
};

/** A request for code of every action, about a resource of which the inventory knows what it usually does. */
export const codeRequest = (action: Action): CodeRequest => makers[action]();
