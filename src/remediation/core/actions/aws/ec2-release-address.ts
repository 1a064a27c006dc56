import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import {
  type Answers,
  type Condition,
  defineAction,
  type Inspection,
  type Kept,
  type Step,
  type Subject,
} from '../../action.ts';
import { goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import {
  type AwsTag,
  ec2,
  filter,
  listIn,
  SHORT_SECONDS,
  stackWarnings,
  tagsOf,
  tagsOfCopy,
  waitFor,
} from './storage-parts.ts';

type Release = Subject<'ec2.release_address'>;

/** AWS gives released addresses away at any time: after a week it is not worth a button. */
const UNDO_DAYS = 7;
/** Of the pool of AWS itself; others are of addresses that were brought along, or of IPAM. */
const AMAZON_POOL = 'amazon';

/** What is read of an address in the answer of DescribeAddresses. */
interface Address {
  AllocationId?: string;
  PublicIp?: string;
  AssociationId?: string;
  InstanceId?: string;
  NetworkInterfaceId?: string;
  PrivateIpAddress?: string;
  PublicIpv4Pool?: string;
  NetworkBorderGroup?: string;
  CustomerOwnedIp?: string;
  CarrierIp?: string;
  ServiceManaged?: string;
  Tags?: AwsTag[];
}

const look = (subject: Release) =>
  ec2(subject, 'DescribeAddresses', { AllocationIds: [subject.parameters.allocation_id] });
const lookByAddress = (subject: Release, public_ip: string) =>
  ec2(subject, 'DescribeAddresses', { Filters: [filter('public-ip', public_ip)] });

const describeHolder = (subject: Release, instance_id: string) =>
  ec2(subject, 'DescribeInstances', { InstanceIds: [instance_id] });

const addressIn = (answer: CloudAnswer | undefined): Address | null => listIn<Address>(answer, 'Addresses')[0] ?? null;

const holderOf = ({ InstanceId, NetworkInterfaceId, AssociationId }: Address): string | null =>
  InstanceId || NetworkInterfaceId || AssociationId || null;

const reverseNameIn = (answer: CloudAnswer | undefined): string | null =>
  listIn<{ PtrRecord?: string }>(answer, 'Addresses')[0]?.PtrRecord ?? null;

/** Null where the instance is not known. */
const instanceStateIn = (answer: CloudAnswer | undefined): string | null =>
  listIn<{ Instances?: { State?: { Name?: string } }[] }>(answer, 'Reservations')[0]?.Instances?.[0]?.State?.Name ??
  null;

const saidBy = (answer: CloudAnswer | undefined): string => (answer && !answer.ok ? answer.message : '');

/** An address may go from what the finding saw it on: an instance, as long as that does not run. */
function notInUse({ parameters }: Release, address: Address, { instance }: Answers): Condition {
  const condition = 'not_in_use';
  const text = 'on nothing that uses it';
  const holder = holderOf(address);
  if (holder === null) return holds(condition, text, true, { met: 'It is associated with nothing.', not_met: '' });
  if (parameters.association_id === null || address.AssociationId !== parameters.association_id)
    return holds(condition, text, false, {
      met: '',
      not_met: `It is associated with ${holder} now, which it was not when it was found. Find out what it is used for.`,
    });
  if (!address.InstanceId)
    return holds(condition, text, false, {
      met: '',
      not_met: `It is on ${holder}, which belongs to no instance: take it off there first if nothing uses it.`,
    });
  const state = instanceStateIn(instance);
  if (state === null) return unread(condition, text, instance);
  return holds(condition, text, state === 'stopped', {
    met: `It is on ${address.InstanceId}, which is stopped.`,
    not_met: `It is on ${address.InstanceId}, which is ${state}, not stopped.`,
  });
}

function conditionsOf(subject: Release, address: Address, answers: Answers): Condition[] {
  const { public_ip } = subject.parameters;
  const reverse_name = reverseNameIn(answers['attributes']);
  const { ServiceManaged, CustomerOwnedIp, CarrierIp } = address;
  return [
    holds('is_the_address', `the address ${public_ip}`, address.PublicIp === public_ip, {
      met: `It is ${public_ip}.`,
      not_met: `The allocation is of ${address.PublicIp}, not of ${public_ip}.`,
    }),
    notInUse(subject, address, answers),
    holds('not_managed', 'not managed by a service of AWS', !ServiceManaged, {
      met: 'It is managed by no service of AWS.',
      not_met: `It is managed by AWS itself for a service (${ServiceManaged}), which releases it when it goes.`,
    }),
    holds(
      'is_of_aws',
      'neither of a customer’s own pool on an Outpost nor of a carrier',
      !CustomerOwnedIp && !CarrierIp,
      {
        met: 'It is an address of a region.',
        not_met: 'It is of an Outpost or a carrier, whose addresses have to be released by hand.',
      },
    ),
    isUnanswered(answers['attributes'])
      ? warning(
          'no_reverse_name',
          'without a reverse DNS name',
          `It is not known whether it has a reverse DNS name, and AWS does not release it while it has one. ${saidBy(answers['attributes'])}`,
        )
      : holds('no_reverse_name', 'without a reverse DNS name', reverse_name === null, {
          met: 'It has no reverse DNS name.',
          not_met: `It has the reverse DNS name ${reverse_name}, and AWS releases it only without. Take the name away first, unless mail is sent from it.`,
        }),
    warning(
      'not_named_elsewhere',
      'named nowhere else',
      `DNS records, firewalls and allow lists of partners can’t be seen from here. Look for ${public_ip} there: somebody else gets it soon.`,
    ),
    ...stackWarnings(tagsOf(address.Tags)),
  ];
}

const isBrought = ({ PublicIpv4Pool }: Address): boolean =>
  PublicIpv4Pool !== undefined && PublicIpv4Pool !== AMAZON_POOL;

const dependentsOf = (address: Address, answers: Answers): string[] => [
  ...(address.InstanceId ? [`${address.InstanceId} has no fixed public address when it starts again`] : []),
  ...(reverseNameIn(answers['attributes']) ? [`Reverse DNS name ${reverseNameIn(answers['attributes'])}`] : []),
  ...(isBrought(address) ? [`It goes back to your own pool ${address.PublicIpv4Pool}, and nobody else gets it`] : []),
];

function inspect(subject: Release, answers: Answers): Inspection {
  const { address: answer } = answers;
  if (isUnanswered(answer)) return unreadInspection(answer);
  const address = addressIn(answer);
  if (address === null) return { ...goneInspection, is_done: true };
  return {
    exists: true,
    tags: tagsOf(address.Tags),
    state: {
      public_ip: address.PublicIp ?? null,
      association_id: address.AssociationId || null,
      associated_with: holderOf(address),
      pool: address.PublicIpv4Pool ?? null,
    },
    before: { public_ip: address.PublicIp ?? null, associated_with: holderOf(address) },
    after: { public_ip: null, associated_with: null },
    conditions: conditionsOf(subject, address, answers),
    dependents: dependentsOf(address, answers),
    is_done: false,
  };
}

/** Looked at right before: whoever was started meanwhile would lose the address that it is reached by. */
const stillStopped = (subject: Release, { InstanceId = '' }: Address): Step => ({
  id: 'still_stopped',
  title: 'Look whether the instance is still stopped',
  look: describeHolder(subject, InstanceId),
  judge: (answer) => {
    const state = instanceStateIn(answer);
    return state === null || state === 'stopped' || state === 'terminated'
      ? { at: 'done' }
      : { at: 'impossible', because: `${InstanceId} is ${state} meanwhile, so the address stays on it.` };
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});

/** Only from what it was approved to be taken off: an association has an id of its own. */
const disassociate = (subject: Release, association_id: string): Step => ({
  id: 'disassociate',
  title: 'Take the address off the stopped instance',
  look: look(subject),
  judge: (answer) => {
    const address = addressIn(answer);
    if (!address?.AssociationId) return { at: 'done' };
    return address.AssociationId === association_id
      ? { at: 'todo' }
      : { at: 'impossible', because: `Somebody associated it with ${holderOf(address)} meanwhile: it stays.` };
  },
  call: ec2(subject, 'DisassociateAddress', { AssociationId: association_id }),
  timeout_seconds: SHORT_SECONDS,
});

/** Groups beside the region's own, as those of Local Zones, have to be told. */
const groupOf = ({ region }: Release, { NetworkBorderGroup: group }: Address) =>
  group && group !== region ? { NetworkBorderGroup: group } : {};

const release = (subject: Release, before: Address): Step => ({
  id: 'release',
  title: `Release ${subject.parameters.public_ip}`,
  look: look(subject),
  judge: (answer) => {
    const address = addressIn(answer);
    if (address === null) return { at: 'done' };
    const holder = holderOf(address);
    return holder === null
      ? { at: 'todo' }
      : { at: 'impossible', because: `Somebody associated it with ${holder} meanwhile: it stays.` };
  },
  call: ec2(subject, 'ReleaseAddress', {
    AllocationId: subject.parameters.allocation_id,
    ...groupOf(subject, before),
  }),
  timeout_seconds: SHORT_SECONDS,
});

const poolOf = ({ PublicIpv4Pool: pool }: Address) =>
  pool === undefined || pool === AMAZON_POOL
    ? {}
    : pool.startsWith('ipam-pool-')
      ? { IpamPoolId: pool }
      : { PublicIpv4Pool: pool };

const getBack = (subject: Release, before: Address): Step => ({
  id: 'get_back',
  title: `Get ${subject.parameters.public_ip} back, which AWS grants only while nobody else has it`,
  look: lookByAddress(subject, subject.parameters.public_ip),
  judge: (answer) => {
    const address = addressIn(answer);
    return address === null ? { at: 'todo' } : { at: 'done', kept: { allocation_id: address.AllocationId ?? '' } };
  },
  call: ec2(subject, 'AllocateAddress', {
    Domain: 'vpc',
    Address: subject.parameters.public_ip,
    ...groupOf(subject, before),
    ...poolOf(before),
    TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: tagsOfCopy(subject, before.Tags) }],
  }),
  timeout_seconds: SHORT_SECONDS,
});

const isOnTheSame = (one: Address, other: Address): boolean =>
  one.NetworkInterfaceId ? one.NetworkInterfaceId === other.NetworkInterfaceId : one.InstanceId === other.InstanceId;

const associateAgain = (subject: Release, before: Address, { allocation_id }: Kept): Step => ({
  id: 'associate',
  title: 'Associate it with the instance again',
  look: lookByAddress(subject, subject.parameters.public_ip),
  judge: (answer) => {
    const address = addressIn(answer);
    if (address === null) return { at: 'impossible', because: 'The address is not there to be associated.' };
    if (!address.AssociationId) return { at: 'todo' };
    return isOnTheSame(address, before)
      ? { at: 'done' }
      : { at: 'impossible', because: `Somebody associated it with ${holderOf(address)} meanwhile.` };
  },
  call: ec2(subject, 'AssociateAddress', {
    AllocationId: allocation_id ?? '',
    AllowReassociation: false,
    ...(before.NetworkInterfaceId
      ? { NetworkInterfaceId: before.NetworkInterfaceId }
      : { InstanceId: before.InstanceId ?? '' }),
    ...(before.PrivateIpAddress ? { PrivateIpAddress: before.PrivateIpAddress } : {}),
  }),
  timeout_seconds: SHORT_SECONDS,
});

/** Gives an Elastic IP back that is on nothing, or on the stopped instance that it was found on. */
export const ec2ReleaseAddress = defineAction({
  action: 'ec2.release_address',
  title: 'Release an Elastic IP',
  cloud: 'aws',
  resource_types: ['AWS::EC2::EIP'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'AWS is asked for the same address, which it gives as long as nobody else has got it, and within the limit of addresses of the account; it says so where it does not. It has a new allocation id then, and its tags. An address of your own pool comes back for sure.',
  undo_days: UNDO_DAYS,
  permissions: {
    look: ['ec2:DescribeAddresses', 'ec2:DescribeAddressesAttribute', 'ec2:DescribeInstances'],
    change: ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
    undo: ['ec2:AllocateAddress', 'ec2:AssociateAddress', 'ec2:CreateTags'],
  },
  reads: (subject, { address }) => {
    const { InstanceId } = addressIn(address) ?? {};
    return {
      address: look(subject),
      attributes: ec2(subject, 'DescribeAddressesAttribute', {
        AllocationIds: [subject.parameters.allocation_id],
        Attribute: 'domain-name',
      }),
      ...(InstanceId ? { instance: describeHolder(subject, InstanceId) } : {}),
    };
  },
  inspect,
  steps: (subject, before) => {
    const address = addressIn(before['address']) ?? {};
    const { association_id } = subject.parameters;
    const is_on_something = association_id !== null && address.AssociationId === association_id;
    return [
      ...(is_on_something ? [stillStopped(subject, address), disassociate(subject, association_id)] : []),
      release(subject, address),
    ];
  },
  verification: (subject) => [
    {
      id: 'released',
      title: 'Look whether the address is gone',
      look: look(subject),
      judge: (answer) => waitFor(addressIn(answer) === null, 'AWS still shows it.'),
      call: null,
      timeout_seconds: SHORT_SECONDS,
    },
  ],
  undo: (subject, before, kept) => {
    const address = addressIn(before['address']) ?? {};
    return [getBack(subject, address), ...(address.AssociationId ? [associateAgain(subject, address, kept)] : [])];
  },
});
