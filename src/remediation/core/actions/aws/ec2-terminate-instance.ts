import { type Answers, type Condition, defineAction, type Inspection, type Step, type Subject } from '../../action.ts';
import { imageKept, makeImage } from './ec2-image.ts';
import {
  describeInstance,
  elasticAddresses,
  type Instance,
  instanceIdOf,
  instanceIn,
  isTerminated,
  lentAddresses,
  stateOf,
  volumesOf,
} from './ec2-instance.ts';
import { classicBalancersOf } from './ec2-instance-classic.ts';
import {
  conditionsOfStopping,
  describeSetting,
  hostWarnings,
  INSTANCE_LOOK_PERMISSIONS,
  instanceState,
  readInstance,
  settingOff,
} from './ec2-instance-conditions.ts';
import {
  BETWEEN_STATES,
  onItsWay,
  ranBefore,
  runningSteps,
  startAgainStep,
  stopStep,
  whileStopping,
} from './ec2-instance-steps.ts';
import { balancerConditions, targetGroupsOf } from './ec2-instance-targets.ts';
import { goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import { ec2, SHORT_SECONDS, stackWarnings, tagsOf, waitFor } from './storage-parts.ts';

type Termination = Subject<'ec2.terminate_instance'>;

function lostAddresses(instance: Instance, answers: Answers): Condition[] {
  const lost = [
    ...lentAddresses(instance, elasticAddresses(answers['addresses'])),
    ...(instance.PrivateIpAddress ? [instance.PrivateIpAddress] : []),
  ];
  return lost.length === 0
    ? []
    : [
        warning(
          'addresses_lost',
          'addresses that nobody refers to',
          `Its addresses ${lost.join(', ')} are lost, together with its instance id. Whatever refers to them has to be changed.`,
        ),
      ];
}

/** Amazon EC2 User Guide, “Prerequisites for Amazon EC2 instance hibernation”, limitations. */
const imageWarnings = ({ HibernationOptions }: Instance): Condition[] =>
  HibernationOptions?.Configured
    ? [
        warning(
          'image_usable',
          'its image can be launched',
          'It is set up for hibernation: AWS says that an instance launched from its image may not be reachable. Its data are in the snapshots of the image all the same.',
        ),
      ]
    : [];

function conditionsOf(subject: Termination, instance: Instance, answers: Answers): Condition[] {
  const state = stateOf(instance);
  return [
    holds('state', 'runs or is stopped', state === 'running' || state === 'stopped', {
      met: `It is ${state}.`,
      not_met: `It is ${state}. Propose the change again once it runs or is stopped.`,
    }),
    ...conditionsOfStopping(instance, answers),
    settingOff(subject, answers['termination_protection'], 'DisableApiTermination'),
    ...(state === 'stopped' ? [] : [settingOff(subject, answers['stop_protection'], 'DisableApiStop')]),
    ...(isUnanswered(answers['addresses'])
      ? [unread('addresses_known', 'its addresses can be looked at', answers['addresses'])]
      : lostAddresses(instance, answers)),
    ...imageWarnings(instance),
    ...balancerConditions(instance, answers),
    ...hostWarnings(instance),
    ...stackWarnings(tagsOf(instance.Tags)),
  ];
}

/** What becomes of what belongs to it. */
function dependentsOf(instance: Instance, answers: Answers): string[] {
  const volumes = volumesOf(instance);
  const named = (is_deleted: boolean): string =>
    volumes
      .filter((one) => one.is_deleted === is_deleted)
      .map(({ volume_id }) => volume_id)
      .join(', ');
  const interfaces = (instance.NetworkInterfaces ?? [])
    .filter(({ Attachment }) => Attachment?.DeleteOnTermination === false)
    .flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  return [
    'An image with a snapshot of every volume is made first, stays, and is paid for',
    ...(named(true) ? [`Volumes ${named(true)} are deleted; the image has their contents`] : []),
    ...(named(false) ? [`Volumes ${named(false)} stay without an instance, and are paid for`] : []),
    ...elasticAddresses(answers['addresses']).map(
      (ip) => `Elastic IP ${ip} stays without an instance, and is paid for until it is released`,
    ),
    ...(interfaces.length > 0 ? [`Network interfaces ${interfaces.join(', ')} stay`] : []),
    ...targetGroupsOf(instance, answers).map((group) => `Target group ${group} loses it`),
    ...classicBalancersOf(instance, answers).map((name) => `Classic load balancer ${name} loses it`),
  ];
}

function inspect(subject: Termination, answers: Answers): Inspection {
  if (isUnanswered(answers['instance'])) return unreadInspection(answers['instance']);
  const instance = instanceIn(answers['instance']);
  if (instance === null || isTerminated(instance)) return { ...goneInspection, is_done: true };
  return {
    exists: true,
    tags: tagsOf(instance.Tags),
    state: instanceState(instance, answers),
    before: { state: stateOf(instance) },
    after: { state: 'terminated' },
    conditions: conditionsOf(subject, instance, answers),
    dependents: dependentsOf(instance, answers),
    is_done: false,
  };
}

/** Whoever terminated it meanwhile has done what was to be done. */
const stopUnlessGone = (subject: Termination): Step => ({
  ...stopStep(subject),
  judge: (answer) => {
    const instance = instanceIn(answer);
    return instance === null || isTerminated(instance) ? { at: 'done' } : whileStopping(stateOf(instance));
  },
});

/**
 * Terminates the instance only as it was put into the image: stopped ever since, which the time of its last start tells.
 * Making the image may take hours, in which somebody may have worked with it and stopped it again.
 */
const terminateStep = (subject: Termination, { LaunchTime }: Instance): Step => ({
  id: 'terminate',
  title: 'Terminate the instance',
  look: describeInstance(subject),
  judge: (answer) => {
    const instance = instanceIn(answer);
    const state = instance === null ? 'terminated' : stateOf(instance);
    if (state === 'terminated') return { at: 'done' };
    if (state === 'running' || state === 'pending' || instance?.LaunchTime !== LaunchTime)
      return {
        at: 'impossible',
        because: 'Somebody started it after it was stopped for the image, so it was not terminated. The image stays.',
      };
    return state === 'stopped' ? { at: 'todo' } : onItsWay(state);
  },
  call: ec2(subject, 'TerminateInstances', { InstanceIds: [instanceIdOf(subject)] }),
  timeout_seconds: SHORT_SECONDS,
  passing_refusals: BETWEEN_STATES,
});

const terminated = (subject: Termination): Step => ({
  id: 'terminated',
  title: 'Look whether the instance is terminated',
  look: describeInstance(subject),
  judge: (answer) => {
    const instance = instanceIn(answer);
    return waitFor(instance === null || stateOf(instance) === 'terminated', 'AWS still shows it.');
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});

const instanceBefore = (before: Answers): Instance => instanceIn(before['instance']) ?? {};

/** Terminates an instance after it was stopped and an image of it is available. */
export const ec2TerminateInstance = defineAction({
  action: 'ec2.terminate_instance',
  title: 'Terminate an EC2 instance',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  destructive: true,
  interruption: 'It is stopped first, and gone for good in the end.',
  reversibility: 'partial',
  undo_text:
    'Nothing brings the instance itself back, nor its id, its addresses and what it had in memory. The image that is made of it while it is stopped has the contents of all its volumes and its tags: launch a new instance from it (aws ec2 run-instances --image-id …), with the network, the security groups and the instance profile of the old one, which the record of this change has. Where the image can’t be made, the instance is not terminated, and is started again if it ran. The image stays in any case: deregister it and delete its snapshots when nobody needs it.',
  undo_days: 0,
  permissions: {
    look: [...INSTANCE_LOOK_PERMISSIONS, 'ec2:DescribeImages'],
    change: ['ec2:StopInstances', 'ec2:CreateImage', 'ec2:CreateTags', 'ec2:TerminateInstances'],
    undo: ['ec2:StartInstances', 'kms:CreateGrant', 'ec2:DescribeInstanceStatus'],
  },
  reads: (subject, answers) => ({
    ...readInstance(subject, answers),
    termination_protection: describeSetting(subject, 'disableApiTermination'),
  }),
  inspect,
  steps: (subject, before) => [
    ...(ranBefore(before) ? [stopUnlessGone(subject)] : []),
    makeImage(subject, instanceBefore(before)),
    terminateStep(subject, instanceBefore(before)),
  ],
  verification: (subject, before) => [terminated(subject), imageKept(subject, instanceBefore(before))],
  // Only what was done before the instance is gone: from then on nothing brings it back.
  undo: (subject, before) => (ranBefore(before) ? [startAgainStep(subject), ...runningSteps(subject, before)] : []),
});
