import { z } from 'zod';

const text = z.string().min(1);
const count = z.number().int().nonnegative();

/**
 * What a change is made of, by action. Code (Terraform, scripts) is generated from it, and remediation carries it out.
 * Identifiers are those that the cloud's own calls take; account, region, name and the resource's full id stand beside it.
 */
const actions = {
  'ec2.stop_instance': z.object({ instance_id: text }),
  'ec2.terminate_instance': z.object({ instance_id: text }),
  'ec2.resize_instance': z.object({ instance_id: text, instance_type: text, from_instance_type: text }),
  /** Runs within these hours only, on weekdays, in UTC. */
  'ec2.schedule_instance': z.object({ instance_id: text, start_hour: count.max(23), stop_hour: count.max(24) }),
  'ec2.delete_volume': z.object({ volume_id: text }),
  /** Several volumes, of an instance that stays stopped. */
  'ec2.delete_volumes_of_stopped_instance': z.object({ instance_id: text, volume_ids: z.array(text).min(1) }),
  'ec2.modify_volume': z.object({
    volume_id: text,
    volume_type: text,
    from_volume_type: text,
    size_gib: count,
    iops: count.nullable(),
    throughput_mibps: count.nullable(),
    from_iops: count.nullable(),
    from_throughput_mibps: count.nullable(),
  }),
  'ec2.release_address': z.object({ allocation_id: text, public_ip: text, association_id: text.nullable() }),
  'ec2.delete_snapshot': z.object({ snapshot_id: text }),
  'ec2.delete_nat_gateway': z.object({ nat_gateway_id: text }),
  'ec2.create_gateway_endpoints': z.object({ vpc_id: text, services: z.array(z.enum(['s3', 'dynamodb'])).min(1) }),
  'ec2.delete_vpc_endpoint': z.object({ vpc_endpoint_id: text }),
  /** Load balancers of the second generation by ARN, classic ones by name. */
  'elb.delete_load_balancer': z.object({ load_balancer_arn: text.nullable(), load_balancer_name: text }),
  'rds.stop_instance': z.object({ db_instance_identifier: text }),
  'rds.delete_instance': z.object({ db_instance_identifier: text }),
  'rds.modify_instance': z.object({
    db_instance_identifier: text,
    instance_class: text.optional(),
    multi_az: z.boolean().optional(),
    engine_version: text.optional(),
    from: z.record(z.string(), z.union([z.string(), z.boolean()])),
  }),
  'elasticache.delete_cluster': z.object({
    cache_cluster_id: text,
    replication_group_id: text.nullable(),
    engine: text.nullable(),
  }),
  'lambda.set_memory': z.object({ function_name: text, memory_mib: count, from_memory_mib: count }),
  'dynamodb.set_capacity': z.object({
    table_name: text,
    read_units: count,
    write_units: count,
    from_read_units: count,
    from_write_units: count,
  }),
  'dynamodb.set_on_demand': z.object({ table_name: text, from_read_units: count, from_write_units: count }),
  /** Added to the rules that are there. */
  's3.add_lifecycle_rule': z.object({
    bucket: text,
    rule_id: text,
    transitions: z.array(z.object({ days: count, storage_class: text })),
    noncurrent_expiration_days: count.nullable(),
    abort_multipart_days: count.nullable(),
  }),
  /** Days without access after which objects in the class Intelligent-Tiering are archived; null where they are not. */
  's3.set_intelligent_tiering': z.object({
    bucket: text,
    configuration_id: text,
    archive_days: count.nullable(),
    deep_archive_days: count.nullable(),
  }),
  'logs.set_retention': z.object({ log_group_name: text, retention_days: count }),
  'ecr.set_lifecycle_policy': z.object({ repository_name: text, untagged_days: count, keep_images: count }),
  'eks.resize_nodegroup': z.object({
    cluster: text,
    nodegroup: text,
    desired_nodes: count,
    minimum_nodes: count,
    maximum_nodes: count,
    from_desired_nodes: count,
    from_minimum_nodes: count,
  }),
  'azure.deallocate_vm': z.object({}),
  'azure.resize_vm': z.object({ vm_size: text, from_vm_size: text }),
  'azure.set_vm_license': z.object({ license_type: text }),
  'azure.delete_disk': z.object({}),
  'azure.set_disk_sku': z.object({ sku: text, from_sku: text }),
  'azure.set_snapshot_sku': z.object({ sku: text, from_sku: text }),
  'azure.delete_snapshot': z.object({}),
  'azure.delete_public_ip': z.object({}),
  'azure.delete_network_interface': z.object({}),
  'azure.delete_load_balancer': z.object({}),
  'azure.delete_application_gateway': z.object({}),
  'azure.delete_app_service_plan': z.object({}),
  'azure.set_app_service_plan_sku': z.object({ sku: text, from_sku: text }),
  'azure.delete_sql_database': z.object({ server: text, database: text }),
  'azure.delete_sql_elastic_pool': z.object({ server: text, pool: text }),
  'azure.resize_flexible_server': z.object({
    engine: z.enum(['postgresql', 'mysql']),
    sku: text,
    tier: text,
    from_sku: text,
    from_tier: text,
  }),
  'azure.add_storage_lifecycle': z.object({ cool_after_days: count, archive_after_days: count.nullable() }),
} as const;

export type Action = keyof typeof actions;
export const ACTIONS = Object.keys(actions) as Action[];

type Schemas = { [A in Action]: z.ZodObject<{ action: z.ZodLiteral<A>; parameters: (typeof actions)[A] }> }[Action];
const variants = ACTIONS.map((action) => z.object({ action: z.literal(action), parameters: actions[action] }));

/** A change of one resource: an action and what it takes. */
export const changeSchema = z.discriminatedUnion('action', variants as unknown as [Schemas, ...Schemas[]]);
export type Change = z.infer<typeof changeSchema>;
/** What an action takes. */
export type ParametersOf<A extends Action> = z.infer<(typeof actions)[A]>;
