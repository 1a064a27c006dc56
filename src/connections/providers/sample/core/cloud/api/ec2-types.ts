import { describeType, type InstanceType, instanceType } from '../instance-types.ts';
import { filtered, listOf, textOf } from './aws-input.ts';
import { type AwsOperations, type AwsTold, refusal } from './operation.ts';
import type { SampleResource } from './sample-resource.ts';

const FAMILIES = ['c5', 'c6i', 'c6g', 'c7i', 'c7g', 'g5', 'm4', 'm5', 'm6i', 'm6g', 'm7i', 'm7g'];
const MORE_FAMILIES = ['r5', 'r6i', 'r6g', 'r7i', 'r7g', 't3', 't3a', 't4g'];
const SIZES = ['small', 'medium', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'];
/** All types that the sample company's regions offer. */
export const OFFERED = [...FAMILIES, ...MORE_FAMILIES]
  .flatMap((family) => SIZES.map((size) => `${family}.${size}`))
  .filter((name) => instanceType(name) !== null);
const ZONES = ['a', 'b', 'c'];

/** More CPUs carry more interfaces, as in Amazon's list of ENIs by type. */
const interfacesOf = ({ vcpus }: InstanceType): number =>
  [1, 2, 8].reduce((most, cpus) => (vcpus > cpus ? most * 2 : most), 2);

function typeAnswer(name: string, type: InstanceType): object {
  const described = describeType(name, type);
  return {
    ...described,
    FreeTierEligible: false,
    SupportedUsageClasses: ['on-demand', 'spot'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    ProcessorInfo: { SupportedArchitectures: [type.architecture] },
    EbsInfo: { ...described.EbsInfo, EbsOptimizedSupport: 'default', EncryptionSupport: 'supported' },
    NetworkInfo: {
      ...described.NetworkInfo,
      MaximumNetworkInterfaces: interfacesOf(type),
      MaximumNetworkCards: 1,
      Ipv4AddressesPerInterface: 10,
      Ipv6Supported: true,
    },
    HibernationSupported: type.gpus === 0,
    DedicatedHostsSupported: true,
    AutoRecoverySupported: true,
  };
}

function describeTypes({ input }: AwsTold): object {
  const names = listOf(input, 'InstanceTypes') ?? OFFERED;
  const answers = names.map((name) => {
    const type = instanceType(name);
    if (!type || name.includes('db.') || name.includes('cache.'))
      throw refusal('InvalidInstanceType', `The following supplied instance types do not exist: [${name}]`);
    return typeAnswer(name, type);
  });
  return { InstanceTypes: answers };
}

/** An offering stands in for a resource, so that filters read it as they read all others. */
const offeringOf = (name: string, location: string) =>
  ({ attributes: { name, location } }) as unknown as SampleResource;

function describeOfferings({ input, region }: AwsTold): object {
  const kind = textOf(input, 'LocationType') ?? 'region';
  const locations = kind === 'availability-zone' ? ZONES.map((zone) => region + zone) : [region];
  const offerings = filtered(
    OFFERED.flatMap((name) => locations.map((location) => offeringOf(name, location))),
    input,
    {
      'instance-type': ({ attributes }) => [attributes['name']],
      location: ({ attributes }) => [attributes['location']],
    },
  );
  return {
    InstanceTypeOfferings: offerings.map(({ attributes }) => ({
      InstanceType: attributes['name'],
      LocationType: kind,
      Location: attributes['location'],
    })),
  };
}

/** What EC2 tells of types of instances. */
export const TYPE_OPERATIONS: AwsOperations = {
  DescribeInstanceTypes: { reads: [], answer: describeTypes },
  DescribeInstanceTypeOfferings: { reads: [], answer: describeOfferings },
};
