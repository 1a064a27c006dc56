import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  arnOf,
  ec2ResourceAt,
  instant,
  instantOfText,
  known,
  said,
  sortedBy,
  tagsOf,
} from './common.ts';

export const INSTANCES: AwsFamily = {
  resource_types: ['AWS::EC2::Instance'],
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'],
  scope: 'regional',
};

interface Association {
  PublicIp?: string | undefined;
  IpOwnerId?: string | undefined;
}

interface NetworkInterface {
  NetworkInterfaceId?: string | undefined;
  Attachment?: { DeviceIndex?: number | undefined; AttachTime?: Date | undefined } | undefined;
  Association?: Association | undefined;
  PrivateIpAddresses?: { Association?: Association | undefined }[] | undefined;
}

/** What is read of an instance in the answer of DescribeInstances. */
export interface Ec2Instance {
  InstanceId?: string | undefined;
  InstanceType?: string | undefined;
  State?: { Name?: string | undefined } | undefined;
  StateTransitionReason?: string | undefined;
  LaunchTime?: Date | undefined;
  Architecture?: string | undefined;
  PlatformDetails?: string | undefined;
  UsageOperation?: string | undefined;
  InstanceLifecycle?: string | undefined;
  Placement?: { AvailabilityZone?: string | undefined; Tenancy?: string | undefined } | undefined;
  EbsOptimized?: boolean | undefined;
  EnaSupport?: boolean | undefined;
  RootDeviceName?: string | undefined;
  RootDeviceType?: string | undefined;
  BlockDeviceMappings?:
    | {
        DeviceName?: string | undefined;
        Ebs?: { VolumeId?: string | undefined; DeleteOnTermination?: boolean | undefined } | undefined;
      }[]
    | undefined;
  NetworkInterfaces?: NetworkInterface[] | undefined;
  PublicIpAddress?: string | undefined;
  PrivateIpAddress?: string | undefined;
  VpcId?: string | undefined;
  SubnetId?: string | undefined;
  ImageId?: string | undefined;
  CpuOptions?: { CoreCount?: number | undefined; ThreadsPerCore?: number | undefined } | undefined;
  Monitoring?: { State?: string | undefined } | undefined;
  HibernationOptions?: { Configured?: boolean | undefined } | undefined;
  ProductCodes?: { ProductCodeId?: string | undefined; ProductCodeType?: string | undefined }[] | undefined;
  CapacityReservationId?: string | undefined;
  Tags?: AwsTag[] | undefined;
}

/** What is read of a type in the answer of DescribeInstanceTypes. */
export interface Ec2InstanceType {
  InstanceType?: string | undefined;
  CurrentGeneration?: boolean | undefined;
  BareMetal?: boolean | undefined;
  Hypervisor?: string | undefined;
  BurstablePerformanceSupported?: boolean | undefined;
  VCpuInfo?: { DefaultVCpus?: number | undefined } | undefined;
  MemoryInfo?: { SizeInMiB?: number | undefined } | undefined;
  InstanceStorageSupported?: boolean | undefined;
  InstanceStorageInfo?: { TotalSizeInGB?: number | undefined } | undefined;
  EbsInfo?: { NvmeSupport?: string | undefined } | undefined;
  NetworkInfo?: { EnaSupport?: string | undefined; MaximumNetworkInterfaces?: number | undefined } | undefined;
  GpuInfo?: { Gpus?: { Count?: number | undefined }[] | undefined } | undefined;
}

/** When the state last changed, of which AWS tells only in words: `User initiated (2026-01-31 08:15:00 GMT)`. */
function stateTransitionTime(reason: string | undefined): string | null {
  const [, day, time] = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(reason ?? '') ?? [];
  return day === undefined ? null : instantOfText(`${day}T${time}Z`);
}

/** The EKS cluster whose node it is; node groups, Karpenter and self-managed nodes each tag in their own way. */
function eksClusterOf(tags: Record<string, string>): string | null {
  const owned = Object.keys(tags).find((key) => key.startsWith('kubernetes.io/cluster/'));
  return (
    tags['aws:eks:cluster-name'] ?? tags['eks:cluster-name'] ?? owned?.slice('kubernetes.io/cluster/'.length) ?? null
  );
}

/** Every public IPv4 address of it. AWS owns those that it lends; all others are Elastic IPs. */
function publicAddresses({ NetworkInterfaces = [] }: Ec2Instance) {
  const associations = NetworkInterfaces.flatMap(({ Association, PrivateIpAddresses = [] }) => [
    Association,
    ...PrivateIpAddresses.map((address) => address.Association),
  ]);
  const byAddress = new Map(
    associations.flatMap((one) => (one?.PublicIp ? [[one.PublicIp, one.IpOwnerId] as const] : [])),
  );
  return sortedBy(
    [...byAddress].map(([public_ip, owner]) => ({
      public_ip,
      elastic: owner === undefined ? null : owner !== 'amazon',
    })),
    (one) => one.public_ip,
  );
}

/** The first network interface stays for life, unlike `LaunchTime`, which every start renews. */
const createdAt = ({ NetworkInterfaces = [] }: Ec2Instance): string | null =>
  instant(NetworkInterfaces.find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.Attachment?.AttachTime);

const typeAttributes = (type: Ec2InstanceType | undefined) => ({
  vcpus: known(type?.VCpuInfo?.DefaultVCpus),
  memory_mib: known(type?.MemoryInfo?.SizeInMiB),
  gpus: type ? (type.GpuInfo?.Gpus ?? []).reduce((sum, { Count = 0 }) => sum + Count, 0) : null,
  current_generation: known(type?.CurrentGeneration),
  burstable: known(type?.BurstablePerformanceSupported),
  bare_metal: known(type?.BareMetal),
  hypervisor: known(type?.Hypervisor),
  type_ena_support: known(type?.NetworkInfo?.EnaSupport),
  type_nvme_support: known(type?.EbsInfo?.NvmeSupport),
  maximum_network_interfaces: known(type?.NetworkInfo?.MaximumNetworkInterfaces),
  instance_store: known(type?.InstanceStorageSupported),
  instance_store_gb: known(type?.InstanceStorageInfo?.TotalSizeInGB),
});

const networkAttributes = (instance: Ec2Instance) => ({
  public_ip: known(instance.PublicIpAddress),
  public_addresses: publicAddresses(instance),
  private_ip: known(instance.PrivateIpAddress),
  network_interfaces: instance.NetworkInterfaces?.length ?? null,
  vpc_id: known(instance.VpcId),
  subnet_id: known(instance.SubnetId),
});

const storageAttributes = (instance: Ec2Instance) => ({
  ebs_optimized: known(instance.EbsOptimized),
  root_device_name: known(instance.RootDeviceName),
  root_device_type: known(instance.RootDeviceType),
  volumes: sortedBy(
    (instance.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => ({
      device: known(DeviceName),
      volume_id: known(Ebs?.VolumeId),
      delete_on_termination: known(Ebs?.DeleteOnTermination),
    })),
    (one) => one.device,
  ),
});

/** An instance; `type` is undefined where AWS does not know its type any more. */
export function instanceResource(
  place: AwsPlace,
  instance: Ec2Instance,
  type: Ec2InstanceType | undefined,
): InventoryResource {
  const tags = tagsOf(instance.Tags);
  const cluster = eksClusterOf(tags);
  return ec2ResourceAt(place, 'instance', said(instance.InstanceId, 'InstanceId'), {
    resource_type: 'AWS::EC2::Instance',
    status: known(instance.State?.Name),
    created_at: createdAt(instance),
    tags,
    parent_id: cluster && arnOf(place, 'eks', `cluster/${cluster}`),
    attributes: {
      instance_type: known(instance.InstanceType),
      ...typeAttributes(type),
      cpu_cores: known(instance.CpuOptions?.CoreCount),
      threads_per_core: known(instance.CpuOptions?.ThreadsPerCore),
      architecture: known(instance.Architecture),
      platform: known(instance.PlatformDetails),
      usage_operation: known(instance.UsageOperation),
      lifecycle: instance.InstanceLifecycle ?? 'on-demand',
      tenancy: known(instance.Placement?.Tenancy),
      availability_zone: known(instance.Placement?.AvailabilityZone),
      launch_time: instant(instance.LaunchTime),
      state_transition_time: stateTransitionTime(instance.StateTransitionReason),
      ena: known(instance.EnaSupport),
      ...storageAttributes(instance),
      ...networkAttributes(instance),
      image_id: known(instance.ImageId),
      detailed_monitoring: instance.Monitoring?.State === undefined ? null : instance.Monitoring.State === 'enabled',
      hibernation: known(instance.HibernationOptions?.Configured),
      marketplace: (instance.ProductCodes ?? []).some((code) => code.ProductCodeType === 'marketplace'),
      capacity_reservation_id: known(instance.CapacityReservationId),
      auto_scaling_group: tags['aws:autoscaling:groupName'] ?? null,
      eks_cluster: cluster,
      eks_nodegroup: tags['eks:nodegroup-name'] ?? null,
    },
  });
}
