import type { InventoryResource } from '../../../../core/inventory.ts';
import { type ActionRule, changed, gone, type Refusal, unless } from './action-rule.ts';
import { instanceType } from './instance-types.ts';

/** What can be done to resources of AWS; `at` is the instant it happens. Sizes and units as in the inventory. */
export type AwsAction =
  | { kind: 'stop_instance'; at: string }
  | { kind: 'start_instance' }
  | { kind: 'resize_instance'; instance_type: string }
  | { kind: 'terminate_instance' }
  | { kind: 'modify_volume'; volume_type: string; iops: number | null; throughput_mibps: number | null }
  | { kind: 'delete_volume' }
  | { kind: 'delete_snapshot' }
  | { kind: 'deregister_image' }
  | { kind: 'release_address' }
  | { kind: 'delete_nat_gateway' }
  | { kind: 'delete_vpc_endpoint' }
  | { kind: 'delete_load_balancer' }
  | { kind: 'stop_database' }
  | { kind: 'start_database' }
  | { kind: 'resize_database'; instance_class: string }
  | { kind: 'set_multi_az'; multi_az: boolean }
  | { kind: 'delete_database' }
  | { kind: 'delete_cache_cluster' }
  | { kind: 'set_function_memory'; memory_mib: number }
  | { kind: 'set_table_capacity'; read_units: number; write_units: number }
  /** Rules as the inventory has them: AWS replaces all there are. */
  | { kind: 'set_bucket_lifecycle'; lifecycle_rules: unknown[] }
  | { kind: 'set_bucket_tiering'; intelligent_tiering: { id: string; enabled: boolean }[] }
  | { kind: 'set_log_retention'; retention_days: number | null }
  | { kind: 'set_repository_policy'; lifecycle_policy: string | null };

type Of<Kind extends AwsAction['kind']> = Extract<AwsAction, { kind: Kind }>;
type Rules = { [Kind in AwsAction['kind']]: ActionRule<Of<Kind>, AwsAction> };

const INSTANCE = ['AWS::EC2::Instance'];
const VOLUME = ['AWS::EC2::Volume'];
const DATABASE = ['AWS::RDS::DBInstance'];
const BUCKET = ['AWS::S3::Bucket'];

const INCORRECT_STATE = 'IncorrectInstanceState';
const must = (code: string, needs: string): Refusal => ({ code, needs });

/** What an attribute was, as what an action sets it to. */
const was = <T>({ attributes }: InventoryResource, name: string): T => attributes[name] as T;

/** Type and size in the words of the inventory; what belongs to the old type alone goes with it. */
function sized(resource: InventoryResource, name: string): InventoryResource {
  const type = instanceType(name);
  return changed(resource, {
    instance_type: name,
    vcpus: type?.vcpus ?? null,
    memory_mib: type?.memory_mib ?? null,
    gpus: type?.gpus ?? null,
    current_generation: type?.current_generation ?? null,
    burstable: type?.burstable ?? null,
    hypervisor: type ? (type.current_generation ? 'nitro' : 'xen') : null,
    type_ena_support: type ? (type.current_generation ? 'required' : 'supported') : null,
    type_nvme_support: type ? (type.current_generation ? 'required' : 'unsupported') : null,
  });
}

/** As EC2 does, a running instance, an unknown type and one of another architecture are refused. */
function resizeRefusal(resource: InventoryResource, name: string): Refusal | null {
  const type = instanceType(name);
  if (!type) return must('InvalidInstanceAttributeValue', `there is no instance type ${name}.`);
  if (type.architecture !== resource.attributes['architecture'])
    return must('InvalidParameterValue', `${name} is of another architecture than its image.`);
  return unless(resource, ['stopped'], must(INCORRECT_STATE, 'stop it before its type is changed.'));
}

const isAttached = ({ attached_to }: InventoryResource): boolean => attached_to.length > 0;

const classRefusal = (resource: InventoryResource, instance_class: string): Refusal | null =>
  instanceType(instance_class)
    ? unless(resource, ['available'], must('InvalidDBInstanceStateFault', 'start it before its class is changed.'))
    : must('InvalidParameterValue', `there is no class ${instance_class}.`);

const removal = (resource_types: string[]): { resource_types: string[]; apply: typeof gone } => ({
  resource_types,
  apply: gone,
});

const instanceActions = {
  stop_instance: {
    resource_types: INSTANCE,
    refuses: (resource) =>
      unless(resource, ['running'], must(INCORRECT_STATE, 'only a running instance can be stopped.')),
    apply: (resource, { at }) => changed(resource, { state_transition_time: at }, 'stopped'),
    inverse: ({ attributes }) => (attributes['state_transition_time'] === null ? { kind: 'start_instance' } : null),
  },
  start_instance: {
    resource_types: INSTANCE,
    refuses: (resource) =>
      unless(resource, ['stopped'], must(INCORRECT_STATE, 'only a stopped instance can be started.')),
    apply: (resource) => changed(resource, { state_transition_time: null }, 'running'),
    inverse: (before) => {
      const at = was<string | null>(before, 'state_transition_time');
      return at === null ? null : { kind: 'stop_instance', at };
    },
  },
  resize_instance: {
    resource_types: INSTANCE,
    refuses: (resource, { instance_type }) => resizeRefusal(resource, instance_type),
    apply: (resource, { instance_type }) => sized(resource, instance_type),
    inverse: (before) => ({ kind: 'resize_instance', instance_type: was<string>(before, 'instance_type') }),
  },
  terminate_instance: removal(INSTANCE),
} satisfies Partial<Rules>;

const volumeActions = {
  modify_volume: {
    resource_types: VOLUME,
    apply: (resource, { volume_type, iops, throughput_mibps }) =>
      changed(resource, { volume_type, iops, throughput_mibps }),
    inverse: (before) => ({
      kind: 'modify_volume',
      volume_type: was<string>(before, 'volume_type'),
      iops: was<number | null>(before, 'iops'),
      throughput_mibps: was<number | null>(before, 'throughput_mibps'),
    }),
  },
  delete_volume: {
    ...removal(VOLUME),
    refuses: (resource) => (isAttached(resource) ? must('VolumeInUse', 'detach it before it is deleted.') : null),
  },
  delete_snapshot: {
    ...removal(['AWS::EC2::Snapshot']),
    refuses: (resource) =>
      isAttached(resource) ? must('InvalidSnapshot.InUse', 'deregister the images made of it first.') : null,
  },
  deregister_image: removal(['AWS::EC2::Image']),
  release_address: {
    ...removal(['AWS::EC2::EIP']),
    refuses: ({ attributes }) =>
      attributes['association_id'] === null ? null : must('InvalidIPAddress.InUse', 'disassociate it first.'),
  },
  delete_nat_gateway: removal(['AWS::EC2::NatGateway']),
  delete_vpc_endpoint: removal(['AWS::EC2::VPCEndpoint']),
  delete_load_balancer: removal(['AWS::ElasticLoadBalancingV2::LoadBalancer']),
} satisfies Partial<Rules>;

const databaseActions = {
  stop_database: {
    resource_types: DATABASE,
    refuses: (resource) =>
      unless(
        resource,
        ['available'],
        must('InvalidDBInstanceStateFault', 'only an available database can be stopped.'),
      ),
    apply: (resource) => changed(resource, {}, 'stopped'),
    inverse: () => ({ kind: 'start_database' }),
  },
  start_database: {
    resource_types: DATABASE,
    refuses: (resource) =>
      unless(resource, ['stopped'], must('InvalidDBInstanceStateFault', 'only a stopped database can be started.')),
    apply: (resource) => changed(resource, {}, 'available'),
    inverse: () => ({ kind: 'stop_database' }),
  },
  resize_database: {
    resource_types: DATABASE,
    refuses: (resource, { instance_class }) => classRefusal(resource, instance_class),
    apply: (resource, { instance_class }) => changed(resource, { instance_class }),
    inverse: (before) => ({ kind: 'resize_database', instance_class: was<string>(before, 'instance_class') }),
  },
  set_multi_az: {
    resource_types: DATABASE,
    apply: (resource, { multi_az }) => changed(resource, { multi_az }),
    inverse: (before) => ({ kind: 'set_multi_az', multi_az: was<boolean>(before, 'multi_az') }),
  },
  delete_database: {
    ...removal(DATABASE),
    refuses: ({ attributes }) =>
      attributes['deletion_protection'] === true
        ? must('InvalidParameterCombination', 'switch its deletion protection off first.')
        : null,
  },
  delete_cache_cluster: removal(['AWS::ElastiCache::CacheCluster']),
  set_function_memory: {
    resource_types: ['AWS::Lambda::Function'],
    apply: (resource, { memory_mib }) => changed(resource, { memory_mib }),
    inverse: (before) => ({ kind: 'set_function_memory', memory_mib: was<number>(before, 'memory_mib') }),
  },
  set_table_capacity: {
    resource_types: ['AWS::DynamoDB::Table'],
    refuses: ({ attributes }) =>
      attributes['billing_mode'] === 'PROVISIONED' ? null : must('ValidationException', 'it is paid by request.'),
    apply: (resource, { read_units, write_units }) => changed(resource, { read_units, write_units }),
    inverse: (before) => ({
      kind: 'set_table_capacity',
      read_units: was<number>(before, 'read_units'),
      write_units: was<number>(before, 'write_units'),
    }),
  },
} satisfies Partial<Rules>;

const settingActions = {
  set_bucket_lifecycle: {
    resource_types: BUCKET,
    apply: (resource, { lifecycle_rules }) => changed(resource, { lifecycle_rules }),
    inverse: (before) => ({ kind: 'set_bucket_lifecycle', lifecycle_rules: was<unknown[]>(before, 'lifecycle_rules') }),
  },
  set_bucket_tiering: {
    resource_types: BUCKET,
    apply: (resource, { intelligent_tiering }) => changed(resource, { intelligent_tiering }),
    inverse: (before) => ({
      kind: 'set_bucket_tiering',
      intelligent_tiering: was<Of<'set_bucket_tiering'>['intelligent_tiering']>(before, 'intelligent_tiering'),
    }),
  },
  set_log_retention: {
    resource_types: ['AWS::Logs::LogGroup'],
    apply: (resource, { retention_days }) => changed(resource, { retention_days, expires: retention_days !== null }),
    inverse: (before) => ({ kind: 'set_log_retention', retention_days: was<number | null>(before, 'retention_days') }),
  },
  set_repository_policy: {
    resource_types: ['AWS::ECR::Repository'],
    apply: (resource, { lifecycle_policy }) =>
      changed(resource, { lifecycle_policy, has_lifecycle_policy: lifecycle_policy !== null }),
    inverse: (before) => ({
      kind: 'set_repository_policy',
      lifecycle_policy: was<string | null>(before, 'lifecycle_policy'),
    }),
  },
} satisfies Partial<Rules>;

/** How each action on AWS works; states and codes as in the API references of the services. */
export const AWS_ACTIONS: Rules = { ...instanceActions, ...volumeActions, ...databaseActions, ...settingActions };
