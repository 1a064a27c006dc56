import { shortId } from '../network-ids.ts';
import { tagsAsList } from './aws-input.ts';
import { ADDRESS } from './ec2-kinds.ts';
import { type AwsTold, numberOf } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const CODES: Record<string, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A state of an instance with its number. */
export const stateNamed = (Name: string) => ({ Code: CODES[Name], Name });
/** The state that an instance is in. */
export const stateOf = ({ status }: SampleResource) => stateNamed(status ?? 'running');

interface VolumeOfInstance {
  device: string;
  volume_id: string;
  delete_on_termination: boolean;
}

/** The volumes that an instance knows of. */
export const volumesOf = (instance: SampleResource): VolumeOfInstance[] =>
  told<VolumeOfInstance[]>(instance, 'volumes') ?? [];

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

/** Devices and volumes of an instance as EC2 answers them. */
export const mappingAnswers = (instance: SampleResource) =>
  volumesOf(instance).map(({ device, volume_id, delete_on_termination }) => ({
    DeviceName: device,
    Ebs: {
      AttachTime: instance.created_at,
      DeleteOnTermination: delete_on_termination,
      Status: 'attached',
      VolumeId: volume_id,
    },
  }));

/** An instance as EC2 answers it; the call tells of the addresses beside it. */
export function instanceAnswer(call: AwsTold, instance: SampleResource) {
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
