import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { kubernetesTagOf, serviceOf } from '../../../../recommendations/core/aws/held.ts';
import type { Answers, Condition, Configuration } from '../../action.ts';
import type { Volume } from './ebs-volume.ts';
import {
  describeAddresses,
  describeInstance,
  elasticAddresses,
  type Instance,
  instanceIdOf,
  instanceIn,
  lentAddresses,
  type OfInstance,
  stateOf,
  volumesOf,
} from './ec2-instance.ts';
import { classicBalancersOf, describeClassicBalancers, readClassicHealth } from './ec2-instance-classic.ts';
import { balancerConditions, describeTargetGroups, readTargetHealth, targetGroupsOf } from './ec2-instance-targets.ts';
import { describeType, typeIn } from './ec2-instance-type.ts';
import { bodyOf, callIn, holds, isUnanswered, unread, warning } from './services-common.ts';
import { ec2, filter, listIn, notManaged, tagsOf } from './storage-parts.ts';

/** Permissions that `readInstance` takes. */
export const INSTANCE_LOOK_PERMISSIONS = [
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeAddresses',
  'ec2:DescribeVolumes',
  'autoscaling:DescribeAutoScalingInstances',
  'elasticloadbalancing:DescribeInstanceHealth',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
] as const;

/** Asks for one of the settings that DescribeInstances does not tell. */
export const describeSetting = (subject: OfInstance, Attribute: 'disableApiStop' | 'disableApiTermination'): AwsCall =>
  ec2(subject, 'DescribeInstanceAttribute', { InstanceId: instanceIdOf(subject), Attribute });

/** Everything about an instance that matters when it is stopped. */
export function readInstance(subject: OfInstance, answers: Answers): Record<string, AwsCall> {
  const type = instanceIn(answers['instance'])?.InstanceType;
  return {
    instance: describeInstance(subject),
    stop_protection: describeSetting(subject, 'disableApiStop'),
    addresses: describeAddresses(subject),
    volumes: ec2(subject, 'DescribeVolumes', {
      Filters: [filter('attachment.instance-id', instanceIdOf(subject))],
    }),
    group: callIn('auto-scaling', subject)('DescribeAutoScalingInstances', { InstanceIds: [instanceIdOf(subject)] }),
    target_groups: describeTargetGroups(subject),
    ...(type === undefined ? {} : { type: describeType(subject, type) }),
    ...readTargetHealth(subject, answers),
    classic_balancers: describeClassicBalancers(subject),
    ...readClassicHealth(subject, answers),
  };
}

/** What must be as it was when the change was approved. */
export function instanceState(instance: Instance, { addresses, group }: Answers): Configuration {
  const { InstanceType, ImageId, LaunchTime, Placement, NetworkInterfaces = [] } = instance;
  const listed = (all: string[]): string | null => all.toSorted().join(', ') || null;
  return {
    state: stateOf(instance),
    instance_type: InstanceType ?? null,
    image_id: ImageId ?? null,
    launch_time: LaunchTime ?? null,
    availability_zone: Placement?.AvailabilityZone ?? null,
    volumes: listed(volumesOf(instance).map(({ volume_id }) => volume_id)),
    network_interfaces: listed(NetworkInterfaces.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? [])),
    elastic_ips: listed(elasticAddresses(addresses)),
    auto_scaling_group: groupIn(group),
  };
}

const groupIn = (answer: CloudAnswer | undefined): string | null =>
  listIn<{ AutoScalingGroupName?: string }>(answer, 'AutoScalingInstances')[0]?.AutoScalingGroupName ?? null;

function notInGroup(group: CloudAnswer | undefined): Condition {
  const text = 'not a member of an Auto Scaling group';
  if (isUnanswered(group)) return unread('not_in_group', text, group);
  const name = groupIn(group);
  return holds('not_in_group', text, name === null, {
    met: 'It is in no group.',
    not_met: `It is a member of the Auto Scaling group ${name}, which would replace it. Change the group, or detach the instance from it.`,
  });
}

function notOfService(tags: Record<string, string>): Condition[] {
  const kubernetes = kubernetesTagOf({ tags });
  const service = serviceOf({ tags });
  return [
    holds('not_of_kubernetes', 'not a node of Kubernetes', kubernetes === null, {
      met: 'It is no node of a cluster.',
      not_met: `Its tag ${kubernetes} says that it is a node of Kubernetes. Change its node group, or drain the node and change it by hand.`,
    }),
    holds('not_of_service', 'not managed by a service', service === null, {
      met: 'Its tags name no service that manages it.',
      not_met: `Its tags say that it belongs to ${service}, which makes and removes its own instances. Change it there.`,
    }),
  ];
}

/** Instances that AWS itself takes back, or whose capacity is bought as a block. */
const notBoughtOtherwise = ({ InstanceLifecycle }: Instance): Condition =>
  holds('on_demand', 'bought on demand', !InstanceLifecycle, {
    met: 'It is bought on demand.',
    not_met: `It is bought as ${InstanceLifecycle}, not on demand: AWS decides about it, and may not start it again. Change its request or fleet.`,
  });

const SETTINGS = {
  DisableApiStop: { condition: 'stop_protection', word: 'stop', option: '--no-disable-api-stop' },
  DisableApiTermination: {
    condition: 'termination_protection',
    word: 'termination',
    option: '--no-disable-api-termination',
  },
} as const;

/** That nobody has protected the instance from a call by a setting of its own. */
export function settingOff(
  subject: OfInstance,
  answer: CloudAnswer | undefined,
  member: keyof typeof SETTINGS,
): Condition {
  const { condition, word, option } = SETTINGS[member];
  const text = `${word} protection is off`;
  if (isUnanswered(answer)) return unread(condition, text, answer);
  const is_on = bodyOf<Record<string, { Value?: boolean } | undefined>>(answer)?.[member]?.Value === true;
  return holds(condition, text, !is_on, {
    met: `Its ${word} protection is off.`,
    not_met: `Its ${word} protection is on: somebody wants to keep it. Ask them; it is switched off by aws ec2 modify-instance-attribute --instance-id ${instanceIdOf(subject)} ${option}.`,
  });
}

/** Local disks lose their contents whenever the instance stops; those of a stopped one are empty already. */
function noLocalDisks(instance: Instance, answer: CloudAnswer | undefined): Condition {
  const text = 'no data on local disks';
  const type = typeIn(answer);
  if (stateOf(instance) !== 'stopped' && type === null) return unread('no_local_disks', text, answer);
  const size = type?.InstanceStorageInfo?.TotalSizeInGB;
  return holds('no_local_disks', text, stateOf(instance) === 'stopped' || type?.InstanceStorageSupported !== true, {
    met: 'It has no local disks with data.',
    not_met: `${instance.InstanceType} has local disks${size === undefined ? '' : ` of ${size} GB`} (instance store), whose contents are lost when it stops. Save what is needed, and stop it by hand.`,
  });
}

const onEbs = ({ RootDeviceType }: Instance): Condition =>
  holds('root_on_ebs', 'its root volume is on EBS', RootDeviceType !== 'instance-store', {
    met: 'Its root volume is on EBS.',
    not_met: 'Its root volume is on the instance store: it can only be terminated, and loses its disk then.',
  });

/** What it has in memory is on its root volume, and is read again when it starts. */
const notHibernated = ({ StateReason }: Instance): Condition =>
  holds('not_hibernated', 'not hibernated', StateReason?.Code !== 'Client.UserInitiatedHibernate', {
    met: 'It is not hibernated.',
    not_met:
      'It is hibernated: what it had in memory waits on its root volume. Start it and stop it, and propose the change again.',
  });

/** What is another one, or gone, when it is started again. */
function addressWarnings(instance: Instance, { addresses }: Answers): Condition[] {
  const text = 'keeps its public addresses';
  if (isUnanswered(addresses)) return [unread('keeps_addresses', text, addresses)];
  const lent = lentAddresses(instance, elasticAddresses(addresses));
  return lent.length === 0
    ? []
    : [
        warning(
          'keeps_addresses',
          text,
          `Its public address ${lent.join(', ')} is no Elastic IP: it loses it when it stops, and gets another when it starts. Whatever refers to it by address (DNS records, allowed addresses) has to be changed.`,
        ),
      ];
}

/** Without the right to make a grant for the key, EC2 stops an instance with encrypted volumes again at once. */
function keyWarnings({ volumes }: Answers): Condition[] {
  const text = 'keys of its volumes can be used';
  if (isUnanswered(volumes)) return [unread('keys_usable', text, volumes)];
  const keys = listIn<Volume>(volumes, 'Volumes').flatMap(({ KmsKeyId }) => KmsKeyId ?? []);
  return keys.length === 0
    ? []
    : [
        warning(
          'keys_usable',
          text,
          `Its volumes are encrypted with ${[...new Set(keys)].toSorted().join(', ')}. Unless that is the key that AWS manages (aws/ebs), whoever starts the instance needs kms:CreateGrant for it; without, AWS stops the instance again at once. Check the policy of the key.`,
        ),
      ];
}

/** What must hold of an instance before anything is done that stops it. */
export const conditionsOfStopping = (instance: Instance, answers: Answers): Condition[] => [
  notInGroup(answers['group']),
  ...notOfService(tagsOf(instance.Tags)),
  notManaged(instance.Operator),
  notBoughtOtherwise(instance),
  onEbs(instance),
  noLocalDisks(instance, answers['type']),
  notHibernated(instance),
];

/** A host is charged for whatever runs on it. */
export const hostWarnings = ({ Placement }: Instance): Condition[] =>
  Placement?.Tenancy === 'host'
    ? [
        warning(
          'saves_nothing_on_host',
          'not on a dedicated host',
          'It is on a dedicated host, which is paid for as a whole: without this instance it costs the same.',
        ),
      ]
    : [];

/** What must hold of an instance that is started again, and what whoever approves has to know. */
export const conditionsOfRestarting = (instance: Instance, answers: Answers): Condition[] => [
  ...addressWarnings(instance, answers),
  ...keyWarnings(answers),
  ...balancerConditions(instance, answers),
  ...(instance.CapacityReservationId
    ? [
        warning(
          'capacity_reservation',
          'not in a capacity reservation',
          `It runs in the capacity reservation ${instance.CapacityReservationId}, which is charged whether it is used or not.`,
        ),
      ]
    : []),
  ...(instance.HibernationOptions?.Configured
    ? [
        warning(
          'hibernation',
          'not set up for hibernation',
          'It is set up for hibernation. It is stopped without: what it has in memory alone is lost.',
        ),
      ]
    : []),
];

/** What depends on an instance that stops, and stays. */
export function dependentsOf(instance: Instance, answers: Answers): string[] {
  const volumes = volumesOf(instance);
  const groups = targetGroupsOf(instance, answers);
  return [
    ...elasticAddresses(answers['addresses']).map((ip) => `Elastic IP ${ip} stays associated`),
    ...(volumes.length > 0
      ? [
          `${volumes.length === 1 ? 'Its volume stays attached, and is' : `Its ${volumes.length} volumes stay attached, and are`} paid for: ${volumes.map(({ volume_id }) => volume_id).join(', ')}`,
        ]
      : []),
    ...groups.map((group) => `Target group ${group} sends it nothing while it does not run`),
    ...classicBalancersOf(instance, answers).map(
      (name) => `Classic load balancer ${name} sends it nothing while it does not run`,
    ),
  ];
}
