import { changed } from '../action-rule.ts';
import type { SampleAction } from '../actions.ts';
import { shortId } from '../network-ids.ts';
import { describedBy, ec2Resource, listOf, needed, tagsAsList, textOf } from './aws-input.ts';
import { moveTargets } from './balancing.ts';
import { ADDRESS, INSTANCE, LOAD_BALANCER, VOLUME } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, numberOf, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidInstanceID.NotFound';
const CODES: Record<string, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const stateNamed = (Name: string) => ({ Code: CODES[Name], Name });
const stateOf = ({ status }: SampleResource) => stateNamed(status ?? 'running');

interface VolumeOfInstance {
  device: string;
  volume_id: string;
  delete_on_termination: boolean;
}

const volumesOf = (instance: SampleResource): VolumeOfInstance[] => told<VolumeOfInstance[]>(instance, 'volumes') ?? [];

/** The address that an instance has, by its own association. */
const addressOf = ({ state, region }: AwsTold, instance: SampleResource): SampleResource | undefined =>
  state.ofType(ADDRESS, region).find(({ attached_to }) => attached_to.includes(instance.resource_id));

/** Why it is as it is: EC2 tells of the instant in words alone. */
function transitionOf(instance: SampleResource) {
  const at = told<string>(instance, 'state_transition_time');
  if (at === undefined) return { StateTransitionReason: '' };
  return {
    StateTransitionReason: `User initiated (${at.slice(0, 19).replace('T', ' ')} GMT)`,
    StateReason: {
      Code: 'Client.UserInitiatedShutdown',
      Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
  };
}

/** The one interface that the sample company's instances have. */
function interfaceAnswer(call: AwsTold, instance: SampleResource) {
  const address = addressOf(call, instance);
  return {
    ...(address && {
      Association: { PublicIp: told(address, 'public_ip'), PublicDnsName: '', IpOwnerId: address.account_id },
    }),
    Attachment: {
      AttachTime: instance.created_at,
      AttachmentId: `eni-attach-${shortId(instance.resource_id).slice(2)}`,
      DeleteOnTermination: true,
      DeviceIndex: 0,
      Status: 'attached',
      NetworkCardIndex: 0,
    },
    InterfaceType: 'interface',
    NetworkInterfaceId: `eni-${shortId(instance.resource_id).slice(2)}`,
    OwnerId: instance.account_id,
    PrivateIpAddress: told(instance, 'private_ip'),
    Status: 'in-use',
    SubnetId: told(instance, 'subnet_id'),
    VpcId: told(instance, 'vpc_id'),
  };
}

/** The inventory does not know of which image most are: it is one that Amazon owns. */
const imageOf = (instance: SampleResource): string =>
  told(instance, 'image_id') ?? `ami-0${numberOf(`${instance.region} image`).toString(16).padStart(16, '0')}`;

const mappingAnswers = (instance: SampleResource) =>
  volumesOf(instance).map(({ device, volume_id, delete_on_termination }) => ({
    DeviceName: device,
    Ebs: {
      AttachTime: instance.created_at,
      DeleteOnTermination: delete_on_termination,
      Status: 'attached',
      VolumeId: volume_id,
    },
  }));

function instanceAnswer(call: AwsTold, instance: SampleResource) {
  const address = addressOf(call, instance);
  const vcpus = told<number>(instance, 'vcpus') ?? 1;
  const threads = vcpus > 1 && told(instance, 'architecture') === 'x86_64' ? 2 : 1;
  return {
    Architecture: told(instance, 'architecture'),
    BlockDeviceMappings: mappingAnswers(instance),
    ClientToken: '',
    EbsOptimized: told(instance, 'ebs_optimized'),
    EnaSupport: told(instance, 'ena') ?? true,
    Hypervisor: 'xen',
    NetworkInterfaces: [interfaceAnswer(call, instance)],
    RootDeviceName: told(instance, 'root_device_name'),
    RootDeviceType: told(instance, 'root_device_type'),
    SecurityGroups: [],
    SourceDestCheck: true,
    ...transitionOf(instance),
    Tags: tagsAsList(instance.tags),
    VirtualizationType: 'hvm',
    CpuOptions: { CoreCount: vcpus / threads, ThreadsPerCore: threads },
    HibernationOptions: { Configured: told(instance, 'hibernation') ?? false },
    PlatformDetails: told(instance, 'platform'),
    UsageOperation: told(instance, 'usage_operation'),
    CurrentInstanceBootMode: 'legacy-bios',
    InstanceId: shortId(instance.resource_id),
    ImageId: imageOf(instance),
    State: stateOf(instance),
    PrivateDnsName: `ip-${(told<string>(instance, 'private_ip') ?? '').replaceAll('.', '-')}.${instance.region}.compute.internal`,
    PublicDnsName: '',
    AmiLaunchIndex: 0,
    ProductCodes: [],
    InstanceType: told(instance, 'instance_type'),
    LaunchTime: told(instance, 'launch_time'),
    Placement: {
      Tenancy: told(instance, 'tenancy'),
      GroupName: '',
      AvailabilityZone: told(instance, 'availability_zone'),
    },
    Monitoring: { State: told(instance, 'detailed_monitoring') ? 'enabled' : 'disabled' },
    SubnetId: told(instance, 'subnet_id'),
    VpcId: told(instance, 'vpc_id'),
    PrivateIpAddress: told(instance, 'private_ip'),
    PublicIpAddress: address && told(address, 'public_ip'),
  };
}

const FILTERS = {
  'instance-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  'instance-state-name': ({ status }: SampleResource) => [status],
  'instance-type': (one: SampleResource) => [told(one, 'instance_type')],
  'availability-zone': (one: SampleResource) => [told(one, 'availability_zone')],
  'vpc-id': (one: SampleResource) => [told(one, 'vpc_id')],
  'block-device-mapping.volume-id': (one: SampleResource) => volumesOf(one).map(({ volume_id }) => volume_id),
};
const DESCRIBED = { type: INSTANCE, name: 'InstanceIds', code: MISSING, filters: FILTERS };

/** Each instance was launched by itself: a reservation of its own. */
const describeInstances = (call: AwsTold): object => ({
  Reservations: describedBy(call, DESCRIBED).map((instance) => ({
    ReservationId: `r-${shortId(instance.resource_id).slice(2)}`,
    OwnerId: instance.account_id,
    Groups: [],
    Instances: [instanceAnswer(call, instance)],
  })),
});

/** Checks of what runs, all passed; those of what does not do not apply. */
function statusAnswer(instance: SampleResource) {
  const check =
    instance.status === 'running'
      ? { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] }
      : { Status: 'not-applicable' };
  return {
    AvailabilityZone: told(instance, 'availability_zone'),
    InstanceId: shortId(instance.resource_id),
    InstanceState: stateOf(instance),
    InstanceStatus: check,
    SystemStatus: check,
  };
}

function describeStatus(call: AwsTold): object {
  const all = call.input['IncludeAllInstances'] === true;
  const described = describedBy(call, DESCRIBED).filter(({ status }) => all || status === 'running');
  return { InstanceStatuses: described.map(statusAnswer) };
}

/** Attributes that only DescribeInstanceAttribute tells, by their names there, with what holds where nobody set them. */
const SETTINGS: Record<string, { member: string; otherwise: unknown }> = {
  disableApiTermination: { member: 'DisableApiTermination', otherwise: false },
  disableApiStop: { member: 'DisableApiStop', otherwise: false },
  instanceInitiatedShutdownBehavior: { member: 'InstanceInitiatedShutdownBehavior', otherwise: 'stop' },
};
const settingOf = (instance: SampleResource, name: string): unknown =>
  beyond(instance, name) ?? SETTINGS[name]?.otherwise;

function describeAttribute(call: AwsTold): object {
  const name = needed(call.input, 'Attribute');
  const instance = instanceIn(call);
  const answers: Record<string, object> = {
    instanceType: { InstanceType: { Value: told(instance, 'instance_type') } },
    ebsOptimized: { EbsOptimized: { Value: told(instance, 'ebs_optimized') } },
    enaSupport: { EnaSupport: { Value: told(instance, 'ena') ?? true } },
    rootDeviceName: { RootDeviceName: { Value: told(instance, 'root_device_name') } },
    sourceDestCheck: { SourceDestCheck: { Value: true } },
    blockDeviceMapping: { BlockDeviceMappings: mappingAnswers(instance) },
    userData: { UserData: {} },
  };
  const setting = SETTINGS[name];
  const answer = setting ? { [setting.member]: { Value: settingOf(instance, name) } } : answers[name];
  if (!answer) throw refusal('InvalidParameterValue', `Value (${name}) for parameter attribute is invalid.`);
  return { InstanceId: shortId(instance.resource_id), ...answer };
}

const instanceIn = (call: AwsTold): SampleResource =>
  ec2Resource(call, INSTANCE, needed(call.input, 'InstanceId'), MISSING);

const valueOf = (member: unknown): unknown => (member as { Value?: unknown } | undefined)?.Value;

/** One attribute at a time is set, as EC2 wants it. */
function modifyAttribute({ input, ...call }: AwsTold): object {
  const instance = instanceIn({ input, ...call });
  const attribute = textOf(input, 'Attribute');
  const type = attribute === 'instanceType' ? textOf(input, 'Value') : valueOf(input['InstanceType']);
  if (typeof type === 'string') {
    call.state.act(instance, { kind: 'resize_instance', instance_type: type });
    return {};
  }
  const setting = Object.entries(SETTINGS).find(([, { member }]) => input[member] !== undefined);
  if (setting) {
    call.state.put(knowing(instance, { [setting[0]]: valueOf(input[setting[1].member]) }));
    return {};
  }
  const ebs = valueOf(input['EbsOptimized']);
  if (typeof ebs !== 'boolean') throw refusal('InvalidParameterCombination', 'No attributes specified.');
  call.state.put(changed(instance, { ebs_optimized: ebs }));
  return {};
}

/**
 * Changes the state of all instances that a call names. `already` are the states in which there is nothing to do;
 * `meanwhile` is what EC2 says at once, before it is done.
 */
function changeStates(
  call: AwsTold,
  { already, meanwhile, action }: { already: string; meanwhile: string; action: SampleAction },
): object[] {
  const instances = (listOf(call.input, 'InstanceIds') ?? []).map((id) => ec2Resource(call, INSTANCE, id, MISSING));
  if (instances.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter InstanceId.');
  return instances.map((instance) => {
    const is_done = instance.status === already;
    if (!is_done) {
      moveTargets(call, instance, already);
      call.state.act(instance, action);
    }
    return {
      InstanceId: shortId(instance.resource_id),
      CurrentState: stateNamed(is_done ? already : meanwhile),
      PreviousState: stateOf(instance),
    };
  });
}

/** Refuses what is protected from a call by a setting of its own. */
function refuseProtected(call: AwsTold, setting: string): void {
  for (const id of listOf(call.input, 'InstanceIds') ?? [])
    if (settingOf(ec2Resource(call, INSTANCE, id, MISSING), setting) === true)
      throw refusal(
        'OperationNotPermitted',
        `The instance '${id}' may not be changed so. Modify its '${setting}' instance attribute and try again.`,
      );
}

/** Nodes of EKS are members of a group that EKS makes for their node group. */
function autoScalingMember(instance: SampleResource) {
  const nodegroup = told<string>(instance, 'eks_nodegroup');
  const group = told<string>(instance, 'auto_scaling_group') ?? (nodegroup && `eks-${nodegroup}`);
  if (!group) return [];
  return [
    {
      InstanceId: shortId(instance.resource_id),
      InstanceType: told(instance, 'instance_type'),
      AutoScalingGroupName: group,
      AvailabilityZone: told(instance, 'availability_zone'),
      LifecycleState: 'InService',
      HealthStatus: 'HEALTHY',
      ProtectedFromScaleIn: false,
    },
  ];
}

/** What Auto Scaling says of instances: nothing of those that are in no group, or are not there. */
export const AUTO_SCALING_OPERATIONS: AwsOperations = {
  DescribeAutoScalingInstances: {
    reads: [INSTANCE],
    answer: ({ input, state, region }) => {
      const ids = listOf(input, 'InstanceIds');
      const asked = state
        .ofType(INSTANCE, region)
        .filter(({ resource_id }) => ids === undefined || ids.includes(shortId(resource_id)));
      return { AutoScalingInstances: asked.flatMap(autoScalingMember) };
    },
  },
};

/** What EC2 does with instances. */
export const INSTANCE_OPERATIONS: AwsOperations = {
  DescribeInstances: { reads: [INSTANCE, ADDRESS], answer: describeInstances },
  DescribeInstanceStatus: { reads: [INSTANCE], answer: describeStatus },
  DescribeInstanceAttribute: { reads: [INSTANCE], answer: describeAttribute },
  ModifyInstanceAttribute: { reads: [INSTANCE], answer: modifyAttribute },
  StopInstances: {
    reads: [INSTANCE, LOAD_BALANCER],
    answer: (call) => {
      refuseProtected(call, 'disableApiStop');
      const action = { kind: 'stop_instance', at: call.at } as const;
      return { StoppingInstances: changeStates(call, { already: 'stopped', meanwhile: 'stopping', action }) };
    },
  },
  StartInstances: {
    reads: [INSTANCE, LOAD_BALANCER],
    answer: (call) => {
      const action = { kind: 'start_instance' } as const;
      return { StartingInstances: changeStates(call, { already: 'running', meanwhile: 'pending', action }) };
    },
  },
  TerminateInstances: {
    reads: [INSTANCE, VOLUME, ADDRESS, LOAD_BALANCER],
    answer: (call) => {
      refuseProtected(call, 'disableApiTermination');
      const action = { kind: 'terminate_instance' } as const;
      return {
        TerminatingInstances: changeStates(call, { already: 'terminated', meanwhile: 'shutting-down', action }),
      };
    },
  },
};
