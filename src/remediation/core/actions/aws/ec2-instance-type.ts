import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Condition, Subject } from '../../action.ts';
import type { Instance } from './ec2-instance.ts';
import { holds, isUnanswered, unread, warning } from './services-common.ts';
import { ec2, filter, listIn } from './storage-parts.ts';

/** What is read of a type in the answer of DescribeInstanceTypes. */
export interface InstanceType {
  InstanceType?: string;
  Hypervisor?: string;
  BareMetal?: boolean;
  VCpuInfo?: { DefaultCores?: number; DefaultThreadsPerCore?: number };
  ProcessorInfo?: { SupportedArchitectures?: string[] };
  SupportedVirtualizationTypes?: string[];
  SupportedRootDeviceTypes?: string[];
  SupportedBootModes?: string[];
  InstanceStorageSupported?: boolean;
  InstanceStorageInfo?: { TotalSizeInGB?: number };
  HibernationSupported?: boolean;
  NitroEnclavesSupport?: string;
  EbsInfo?: {
    NvmeSupport?: string;
    EbsOptimizedSupport?: string;
    MaximumEbsAttachments?: number;
    AttachmentLimitType?: string;
  };
  NetworkInfo?: { EnaSupport?: string; MaximumNetworkInterfaces?: number; Ipv4AddressesPerInterface?: number };
}

/** Asks for what a type has. */
export const describeType = (subject: Subject, instance_type: string): AwsCall =>
  ec2(subject, 'DescribeInstanceTypes', { InstanceTypes: [instance_type] });

/** Asks for the zones of the region that offer a type. */
export const describeOfferings = (subject: Subject, instance_type: string): AwsCall =>
  ec2(subject, 'DescribeInstanceTypeOfferings', {
    LocationType: 'availability-zone',
    Filters: [filter('instance-type', instance_type)],
  });

/** The type that was asked for; null where there is none, or AWS does not tell. */
export const typeIn = (answer: CloudAnswer | undefined): InstanceType | null =>
  listIn<InstanceType>(answer, 'InstanceTypes')[0] ?? null;

const isUnknownType = (answer: CloudAnswer | undefined): boolean =>
  answer !== undefined && (answer.ok ? typeIn(answer) === null : answer.code === 'InvalidInstanceType');

function offered(instance: Instance, target: string, offerings: CloudAnswer | undefined): Condition {
  const zone = instance.Placement?.AvailabilityZone ?? '';
  const text = `${target} is offered in its zone`;
  if (isUnanswered(offerings)) return unread('offered', text, offerings);
  const zones = listIn<{ Location?: string }>(offerings, 'InstanceTypeOfferings').map(({ Location }) => Location ?? '');
  const elsewhere = zones.length > 0 ? ` It is in ${zones.toSorted().join(', ')}.` : '';
  return holds('offered', text, zones.includes(zone), {
    met: `${target} is offered in ${zone}.`,
    not_met: `${target} is not offered in ${zone}.${elsewhere} Choose another type.`,
  });
}

/** Whether a type takes what the instance has; true where AWS does not tell one of both. */
const takes = (supported: readonly string[] | undefined, has: string | undefined): boolean =>
  supported === undefined || has === undefined || supported.includes(has);

function machineConditions(instance: Instance, name: string, target: InstanceType): Condition[] {
  const { Architecture: architecture, VirtualizationType: virtualization, RootDeviceType: root } = instance;
  const architectures = target.ProcessorInfo?.SupportedArchitectures;
  const boot = instance.CurrentInstanceBootMode;
  return [
    holds('architecture', 'same processor architecture', takes(architectures, architecture), {
      met: `${name} runs ${architecture ?? 'its architecture'}, as the instance does.`,
      not_met: `${name} runs ${(architectures ?? []).join(', ')}, and the instance was made for ${architecture}: it would not start. Build an image for that architecture and launch it from there.`,
    }),
    holds('virtualization', 'same virtualization', takes(target.SupportedVirtualizationTypes, virtualization), {
      met: `${name} takes instances of its virtualization.`,
      not_met: `${name} does not take instances of the virtualization ${virtualization}. Launch a new instance from a current image (hvm).`,
    }),
    holds('root_device', 'takes its root volume', takes(target.SupportedRootDeviceTypes, root), {
      met: `${name} takes its root volume.`,
      not_met: `${name} does not take a root volume on ${root}.`,
    }),
    holds('boot_mode', 'boots as it does', takes(target.SupportedBootModes, boot), {
      met: `${name} boots as it does.`,
      not_met: `The instance boots by ${boot}, which ${name} does not support. Choose another type.`,
    }),
  ];
}

const needs = (support: string | undefined): boolean => support === 'required';

function nitroConditions(
  instance: Instance,
  name: string,
  target: InstanceType,
  current: InstanceType | null,
): Condition[] {
  const has_ena = instance.EnaSupport === true || needs(current?.NetworkInfo?.EnaSupport);
  const has_nvme = needs(current?.EbsInfo?.NvmeSupport);
  return [
    holds('ena', 'network card (ENA) of the type supported', !needs(target.NetworkInfo?.EnaSupport) || has_ena, {
      met: needs(target.NetworkInfo?.EnaSupport) ? 'Its support for ENA is on.' : `${name} does not require ENA.`,
      not_met: `${name} requires enhanced networking (ENA), which is not switched on for this instance. Install the driver, switch it on (aws ec2 modify-instance-attribute --ena-support), and propose the change again.`,
    }),
    ...(needs(target.EbsInfo?.NvmeSupport) && !has_nvme
      ? [
          warning(
            'nvme',
            'drivers for NVMe',
            `${name} shows volumes as NVMe devices, ${current?.InstanceType ?? 'its type'} does not: the system needs drivers for them, and must not mount them by their old names. Check it before.`,
          ),
        ]
      : []),
  ];
}

/** Volumes, and network interfaces where the type has one limit for both. */
function attachmentCondition(instance: Instance, name: string, target: InstanceType): Condition[] {
  const { MaximumEbsAttachments: most, AttachmentLimitType: kind } = target.EbsInfo ?? {};
  if (most === undefined) return [];
  const { BlockDeviceMappings = [], NetworkInterfaces = [] } = instance;
  const count = BlockDeviceMappings.length + (kind === 'shared' ? NetworkInterfaces.length : 0);
  return [
    holds('attachments', 'takes its volumes', count <= most, {
      met: `${name} takes ${most} attachments, and it has ${count}.`,
      not_met: `${name} takes ${most} attachments, and it has ${count}. Detach some, or choose a larger type.`,
    }),
  ];
}

function networkCondition(instance: Instance, name: string, target: InstanceType): Condition {
  const { MaximumNetworkInterfaces: most, Ipv4AddressesPerInterface: addresses } = target.NetworkInfo ?? {};
  const interfaces = instance.NetworkInterfaces ?? [];
  const widest = Math.max(0, ...interfaces.map(({ PrivateIpAddresses = [] }) => PrivateIpAddresses.length));
  const is_met = interfaces.length <= (most ?? Infinity) && widest <= (addresses ?? Infinity);
  return holds('network_interfaces', 'takes its network interfaces', is_met, {
    met: `${name} takes its ${interfaces.length} network interface${interfaces.length === 1 ? '' : 's'}.`,
    not_met: `${name} takes ${most} network interfaces with ${addresses} addresses each; it has ${interfaces.length}, with up to ${widest}. Detach some, or choose a larger type.`,
  });
}

/**
 * Amazon EC2 User Guide, “Rules for specifying CPU options”: with another type they become those of that type, which
 * software that is licensed by the core is charged for, and going back does not bring them back.
 */
function defaultProcessor({ CpuOptions = {} }: Instance, current: InstanceType | null): Condition {
  const { DefaultCores: cores, DefaultThreadsPerCore: threads } = current?.VCpuInfo ?? {};
  const { CoreCount = cores, ThreadsPerCore = threads } = CpuOptions;
  const is_default = (cores ?? CoreCount) === CoreCount && (threads ?? ThreadsPerCore) === ThreadsPerCore;
  return holds('default_processor', 'processor as its type has it', is_default, {
    met: 'Its processor is set up as its type has it.',
    not_met: `Its processor is set to ${CoreCount} cores of ${ThreadsPerCore} threads by hand, which another type would not keep, nor would going back bring it back. Set it to the default first (aws ec2 modify-instance-cpu-options), or change the type by hand.`,
  });
}

function settingConditions(instance: Instance, name: string, target: InstanceType): Condition[] {
  const { EbsOptimized, HibernationOptions, EnclaveOptions, Placement, ProductCodes = [] } = instance;
  const products = ProductCodes.filter(({ ProductCodeType }) => ProductCodeType === 'marketplace');
  const refused = [
    ...(EbsOptimized && target.EbsInfo?.EbsOptimizedSupport === 'unsupported' ? ['EBS optimization'] : []),
    ...(HibernationOptions?.Configured && target.HibernationSupported === false ? ['hibernation'] : []),
    ...(EnclaveOptions?.Enabled && target.NitroEnclavesSupport === 'unsupported' ? ['Nitro Enclaves'] : []),
  ];
  return [
    holds('settings', 'has what it is set up for', refused.length === 0, {
      met: `${name} has what it is set up for.`,
      not_met: `It is set up for ${refused.join(', ')}, which ${name} does not have. Choose another type.`,
    }),
    holds('no_marketplace_product', 'not a product of AWS Marketplace', products.length === 0, {
      met: 'It runs no product of AWS Marketplace.',
      not_met: `It runs a product of AWS Marketplace (${products.map(({ ProductCodeId }) => ProductCodeId).join(', ')}), which may be sold for some types only. Ask its vendor, and change it by hand.`,
    }),
    holds('not_on_host', 'not on a dedicated host', Placement?.Tenancy !== 'host', {
      met: 'It is on no dedicated host.',
      not_met:
        'It is on a dedicated host, which takes only its own types and is paid for as a whole. Change it by hand.',
    }),
    ...(Placement?.GroupName
      ? [
          warning(
            'placement_group',
            'in no placement group',
            `It is in the placement group ${Placement.GroupName}, where room for another type is scarcer; if AWS has none, it gets its old type back.`,
          ),
        ]
      : []),
    ...(target.BareMetal
      ? [warning('bare_metal', 'not bare metal', `${name} is bare metal: it takes many minutes more to start.`)]
      : []),
  ];
}

/** What must hold of the type that an instance gets. */
export function typeConditions(
  instance: Instance,
  name: string,
  answers: { target: CloudAnswer | undefined; current: CloudAnswer | undefined; offerings: CloudAnswer | undefined },
): Condition[] {
  const target = typeIn(answers.target);
  const text = `there is a type ${name}`;
  if (isUnknownType(answers.target))
    return [
      holds('type_exists', text, false, {
        met: '',
        not_met: `AWS has no type ${name} in this region. Choose another.`,
      }),
    ];
  if (target === null) return [unread('type_exists', text, answers.target)];
  return [
    offered(instance, name, answers.offerings),
    ...machineConditions(instance, name, target),
    ...nitroConditions(instance, name, target, typeIn(answers.current)),
    networkCondition(instance, name, target),
    ...attachmentCondition(instance, name, target),
    defaultProcessor(instance, typeIn(answers.current)),
    ...settingConditions(instance, name, target),
  ];
}
