import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Subject } from '../../action.ts';
import { type AwsTag, ec2, filter, listIn } from './storage-parts.ts';

interface Association {
  PublicIp?: string;
}

/** What is read of an instance in the answer of DescribeInstances. */
export interface Instance {
  InstanceId?: string;
  InstanceType?: string;
  ImageId?: string;
  State?: { Name?: string };
  StateReason?: { Code?: string; Message?: string };
  LaunchTime?: string;
  Architecture?: string;
  VirtualizationType?: string;
  CurrentInstanceBootMode?: string;
  RootDeviceType?: string;
  RootDeviceName?: string;
  EnaSupport?: boolean;
  EbsOptimized?: boolean;
  CpuOptions?: { CoreCount?: number; ThreadsPerCore?: number };
  InstanceLifecycle?: string;
  CapacityReservationId?: string;
  Placement?: { AvailabilityZone?: string; GroupName?: string; Tenancy?: string };
  HibernationOptions?: { Configured?: boolean };
  EnclaveOptions?: { Enabled?: boolean };
  ProductCodes?: { ProductCodeId?: string; ProductCodeType?: string }[];
  Operator?: { Managed?: boolean; Principal?: string };
  OutpostArn?: string;
  VpcId?: string;
  PrivateIpAddress?: string;
  BlockDeviceMappings?: {
    DeviceName?: string;
    Ebs?: { VolumeId?: string; DeleteOnTermination?: boolean };
  }[];
  NetworkInterfaces?: {
    NetworkInterfaceId?: string;
    Attachment?: { DeleteOnTermination?: boolean };
    Association?: Association;
    PrivateIpAddresses?: { PrivateIpAddress?: string; Association?: Association }[];
  }[];
  Tags?: AwsTag[];
}

/** An Elastic IP in the answer of DescribeAddresses. */
interface Address {
  PublicIp?: string;
}

/** What changes of instances are about. */
export type OfInstance = Subject<'ec2.stop_instance' | 'ec2.resize_instance' | 'ec2.terminate_instance'>;

export const instanceIdOf = ({ parameters }: OfInstance): string => parameters.instance_id;

/** Asks for the instance. */
export const describeInstance = (subject: OfInstance): AwsCall =>
  ec2(subject, 'DescribeInstances', { InstanceIds: [instanceIdOf(subject)] });

/** Asks for the Elastic IPs that it has. */
export const describeAddresses = (subject: OfInstance): AwsCall =>
  ec2(subject, 'DescribeAddresses', { Filters: [filter('instance-id', instanceIdOf(subject))] });

/** The instance that was asked for, terminated ones too as long as AWS shows them; null where it is gone. */
export const instanceIn = (answer: CloudAnswer | undefined): Instance | null =>
  listIn<{ Instances?: Instance[] }>(answer, 'Reservations')[0]?.Instances?.[0] ?? null;

/** State by EC2's name, as `running`. */
export const stateOf = ({ State }: Instance): string => State?.Name ?? 'in no known state';

/** Whether it is lost for good. */
export const isTerminated = (instance: Instance): boolean =>
  stateOf(instance) === 'terminated' || stateOf(instance) === 'shutting-down';

/** Elastic IPs, in order. */
export const elasticAddresses = (addresses: CloudAnswer | undefined): string[] =>
  listIn<Address>(addresses, 'Addresses')
    .flatMap(({ PublicIp }) => PublicIp ?? [])
    .toSorted();

/** Public addresses that AWS has lent it: it loses them when it stops, and gets others when it starts. */
export function lentAddresses({ NetworkInterfaces = [] }: Instance, elastic: readonly string[]): string[] {
  const all = NetworkInterfaces.flatMap(({ Association, PrivateIpAddresses = [] }) => [
    Association?.PublicIp,
    ...PrivateIpAddresses.map((one) => one.Association?.PublicIp),
  ]);
  return [...new Set(all)].filter((one): one is string => one !== undefined && !elastic.includes(one)).toSorted();
}

/** Ids of its volumes with their devices, in order. */
export const volumesOf = ({ BlockDeviceMappings = [] }: Instance) =>
  BlockDeviceMappings.flatMap(({ DeviceName = '', Ebs }) =>
    Ebs?.VolumeId
      ? [{ device: DeviceName, volume_id: Ebs.VolumeId, is_deleted: Ebs.DeleteOnTermination === true }]
      : [],
  ).toSorted((one, other) => one.device.localeCompare(other.device));

/** All private addresses of it. */
export const privateAddresses = ({ PrivateIpAddress, NetworkInterfaces = [] }: Instance): string[] => [
  ...(PrivateIpAddress ? [PrivateIpAddress] : []),
  ...NetworkInterfaces.flatMap(({ PrivateIpAddresses = [] }) =>
    PrivateIpAddresses.flatMap((one) => one.PrivateIpAddress ?? []),
  ),
];
